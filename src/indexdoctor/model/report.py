"""The whole answer of one run, ready to be rendered."""

from __future__ import annotations

import enum
from dataclasses import field
from typing import TYPE_CHECKING

from indexdoctor.model.exchange import Exchange, KeyringExchange
from indexdoctor.model.finding import Finding
from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.problem import Problem
from indexdoctor.model.selection import Ignored
from indexdoctor.records import record

if TYPE_CHECKING:
    from datetime import datetime

    from indexdoctor.model.comparison import Comparison


class State(enum.StrEnum):
    """The state of a cell or subject; four kinds of "no answer" are never mixed."""

    OK = "ok"
    PROBLEM = "problem"
    UNKNOWN = "unknown"  # could not be tried; the text says why
    NOT_TRIED = "not tried"  # the text says why
    NOT_SENT = "not sent"  # the credential's scope does not allow it, or no credential was sent


@record
class Cell:
    """One result: a short text ("200", "403", "accepted", "not sent"), its state, its evidence."""

    text: str
    state: State
    exchange: int | None = None
    why: str = ""


@record
class SourceRow:
    """One credential source against every role of a subject.

    `title` is the source ("netrc", "--username", "no credentials"), `place` its origin as text,
    `username` and `secret` (a label such as `secret #1`) what it holds, `note` stands in place of
    cells when nothing was tried ("not set", "off"). `cells` has one entry a role, in their order.
    """

    title: str
    place: str = ""
    username: str = ""
    secret: str = ""
    note: str = ""
    cells: tuple[Cell, ...] = ()


@record
class Override:
    """Another definition or value that lost (or won) against the subject, and why."""

    text: str
    origin: Origin
    reason: str


@record
class Branch:
    """What an answer would lead to: the status, and the steps that follow, one sentence each.

    `role` is the column of the subject whose URL gives the answer (`read`, `check`, `publish`).
    """

    status: int
    steps: tuple[str, ...]
    role: str = "read"


@record
class Subject:
    """One index (or publish target) with all that is known of it.

    `roles` are the columns (`read`, `check`, `publish`), `sends` what the client itself sends and
    gets, one cell a role. `standing` says what becomes of the definition (searched 1st, explicit,
    overridden by …). `branches` are filled by `explain`.
    """

    label: str
    url: str
    origin: Origin
    state: State
    verdict: str
    standing: str
    policy: Setting[Policy] | None = None
    policy_reason: str = ""
    roles: tuple[str, ...] = ("read",)
    rows: tuple[SourceRow, ...] = ()
    sends: tuple[Cell, ...] = ()
    overrides: tuple[Override, ...] = ()
    branches: tuple[Branch, ...] = ()


@record
class File:
    """A file the client fetches from the URL a lock names, without any page of an index.

    `index` is the definition below whose `root` the URL lies, empty where there is none.
    """

    package: str
    url: str
    origin: Origin
    policy: Setting[Policy]
    index: str = ""
    root: str = ""


@record
class Client:
    """The client the answer is about: name, version, how it was found, and its command."""

    name: str
    version: str
    found: str
    command: str


@record
class Note:
    """Something the reader should know: what was left out, cut off, or assumed.

    A `minor` one is of no use to who only wants to know that all is well. An `interrupted` one is
    about this run, and not read back from a saved report.
    """

    text: str
    incomplete: bool = False  # the answer is not whole because of it (exit 4)
    minor: bool = False
    interrupted: bool = False  # by Ctrl-C (exit 130)


@record
class Repository:
    """The repository that was looked at: its top, as files are shown, and the way down from there.

    `folder` is where relative names of files count from: `.` at the top.
    """

    top: str
    folder: str


@record
class Report:
    """Everything one run says. `mode` is `check` or `explain`.

    `ignored` are findings that the user does not want to count: they are not among `findings`.
    With a `comparison` the rest is about its first version. `started` has a time zone; the
    timings of exchanges count from there. `environment` says in what surroundings it was made
    (versions, system, time), label and text. `exit_code` is what the process ends with.
    `packages` are the names of those looked for.
    """

    mode: str
    tool_version: str
    client: Client
    verdict: str
    state: State
    subjects: tuple[Subject, ...] = ()
    files: tuple[File, ...] = ()
    findings: tuple[Finding, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    keyring: tuple[KeyringExchange, ...] = ()
    settings: tuple[tuple[str, Setting[object]], ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    footer: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    comparison: Comparison | None = None
    started: datetime | None = None
    environment: tuple[tuple[str, str], ...] = ()
    repository: Repository | None = None
    exit_code: int | None = None
    packages: tuple[str, ...] = ()
