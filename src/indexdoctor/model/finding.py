"""Causes, how sure they are, and what to do."""

from __future__ import annotations

import enum

from indexdoctor.model.origin import Origin
from indexdoctor.records import record


class Severity(enum.StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Confidence(enum.StrEnum):
    """`certain` only when a control request or the model proves it."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@record
class Remedy:
    """One way out: a sentence, the exact command or patch, and if it is safe as it stands."""

    summary: str
    command: str | None = None
    safe: bool = True


@record
class Evidence:
    """One line of proof: a label ("uv 0.13.8 sends", "proof"), a text, the exchange it rests on."""

    label: str
    text: str
    exchange: int | None = None


@record
class Finding:
    """One cause, named.

    `code` is stable (`PUB201`), `name` its short name (`check-refused`), `cause` one sentence,
    `why` the mechanism. The first origin is the primary location. `decide` says what would decide
    when confidence is not certain.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    subject: str
    cause: str
    why: str = ""
    origins: tuple[Origin, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    decide: str = ""
