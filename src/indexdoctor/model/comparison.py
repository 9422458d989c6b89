"""What several versions of a client make of the same files."""

from __future__ import annotations

import enum

from indexdoctor.model.finding import Finding
from indexdoctor.model.report import Note
from indexdoctor.records import record


class Aspect(enum.StrEnum):
    """The kind of thing versions differ in, the weightiest first."""

    START = "start"  # whether the client starts at all
    OUTCOME = "outcome"  # how the search for a package, or an upload, ends
    ANSWER = "answer"  # what an answer would lead to (without network)
    REQUESTS = "requests"
    KEYRING = "keyring"
    ORDER = "order"  # which indexes are asked, in which order
    INDEX = "index"  # policy and credentials of one index
    PUBLISH = "publish"  # where an upload goes, and with what
    LOCK = "lock"
    SETTING = "setting"
    WARNING = "warning"  # what is passed over, with a warning or without


@record
class Place:
    """Where versions are compared: the aspect, and what it is about (an index, a package, a file).

    `part` tells places of one subject apart (a package at an index, a status that is answered).
    """

    aspect: Aspect
    subject: str = ""
    part: str = ""


@record
class Line:
    """One thing a version does: a text, the credential that goes with it, and what comes back.

    `bad` says that the client ends there without what it was asked for. `sent` is what goes over
    the wire of a credential: lines can look the same and hold other secrets.
    """

    text: str
    credential: str = ""
    answer: str = ""
    bad: bool = False
    sent: object = None


@record
class Side:
    """What some versions do at a place; no lines: nothing of the kind."""

    versions: tuple[str, ...]
    lines: tuple[Line, ...]


@record
class Difference:
    """A place at which versions differ, with one side for each way of doing it.

    `reasons` are the names of the reasons that decide it. `alike` counts further places (packages)
    with the same difference. `command` is the command, where several are looked at.
    """

    place: Place
    sides: tuple[Side, ...]
    reasons: tuple[str, ...] = ()
    alike: int = 0
    command: str = ""


@record
class Reason:
    """A change of the client that decides a difference.

    `before` and `now` are sentences without a subject; `until` is the release that took it back.
    `versions` are those for which it makes the difference to the first version. `together` are
    the names of the changes without which it makes none.
    """

    name: str
    since: str
    before: str
    now: str
    source: str
    until: str | None = None
    versions: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


@record
class Found:
    """A finding, and the versions that have it and need the same against it.

    Those that some versions have and others have not come before those that all have.
    """

    versions: tuple[str, ...]
    finding: Finding


@record
class Comparison:
    """The answer of a comparison.

    `versions` are in the order asked for; the first is the left side. `breaks` says that another
    version fails where the first one does not.
    """

    versions: tuple[str, ...]
    verdict: str
    differences: tuple[Difference, ...] = ()
    reasons: tuple[Reason, ...] = ()
    found: tuple[Found, ...] = ()
    notes: tuple[Note, ...] = ()
    breaks: bool = False
