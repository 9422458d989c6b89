"""The parts of the JSON document of schema.py, under the same promise: members are only added."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

StateName = Literal["ok", "problem", "unknown", "not tried", "not sent"]
Moment = Annotated[str, Field(description="The start: ISO 8601 with microseconds and zone.")]
Line = Annotated[int, Field(ge=1, description="Counts from 1.")]


class Shape(BaseModel):
    """What all parts share: no unknown members, no change after validation."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Origin(Shape):
    """Where a value comes from."""

    kind: Literal["file", "env", "option", "default"]
    name: str = Field(description="The file, variable, option, or name of the built-in default.")
    line: Line | None = None
    key: str | None = Field(None, description="The key path in a file.")


class Shadowed(Shape):
    """A value that lost, and why."""

    value: str
    origin: Origin
    reason: str


class Setting(Shape):
    """A value in effect, as text, with its origin and what it shadows."""

    name: str
    value: str
    origin: Origin
    shadowed: list[Shadowed] = []


class Cell(Shape):
    """One result. `exchange` is the id of the request it rests on."""

    role: str
    text: str
    state: StateName
    exchange: int | None = None
    why: str = ""


class Source(Shape):
    """A credential source and its result for each role."""

    title: str
    place: str = ""
    username: str = ""
    secret: str = Field("", description="A label such as `secret #1`; equal secrets, equal labels.")
    note: str = ""
    results: list[Cell] = []


class Override(Shape):
    """Another definition that lost or won against this one, and why."""

    text: str
    origin: Origin
    reason: str


class Branch(Shape):
    """What an answer would lead to."""

    status: int
    steps: list[str]
    role: str = Field("read", description="The URL that answers so: `read`, `check` or `publish`.")


class Index(Shape):
    """An index or publish target."""

    label: str
    url: str
    origin: Origin
    state: StateName
    verdict: str
    standing: str
    policy: Setting | None = None
    policy_reason: str = ""
    roles: list[str] = Field([], description="The columns: `read`, `check`, `publish`.")
    sources: list[Source] = []
    sends: list[Cell] = Field([], description="What the client itself sends and gets.")
    overrides: list[Override] = []
    branches: list[Branch] = []


class LockedFile(Shape):
    """A file the client fetches from the URL a lock names, without any page of an index."""

    package: str
    url: str
    origin: Origin
    index: str = Field("", description="The index below whose root the URL lies.")
    root: str = ""
    policy: Setting


class Evidence(Shape):
    label: str
    text: str
    exchange: int | None = None


class Remedy(Shape):
    summary: str
    command: str | None = None
    safe: bool


class Finding(Shape):
    """A cause. `code` is stable; the first origin is the primary location."""

    code: str
    name: str
    severity: Literal["error", "warning", "note"]
    confidence: Literal["certain", "likely", "possible"]
    subject: str
    cause: str
    why: str = ""
    origins: list[Origin] = []
    evidence: list[Evidence] = []
    remedies: list[Remedy] = []
    decide: str = ""


class Ignored(Shape):
    """A finding that the user does not want to count; the verdict still knows it."""

    finding: Finding
    origin: Origin = Field(description="The option or the line that ignores it.")
    reason: str = Field("", description="Never empty for a line of a file.")


class SentCredential(Shape):
    """What a request carried, without the secret."""

    source: str
    origin: Origin
    scheme: Literal["basic", "bearer"]
    username: str | None = None
    complete: bool = Field(description="Whether a secret went with it.")
    secret: str = Field("", description="A label such as `secret #1`; equal secrets, equal labels.")


class Phases(Shape):
    """Where the time of a request went, in seconds; none for what did not happen."""

    blocked: float | None = Field(None, description="Waiting for a free connection.")
    dns: float | None = Field(None, description="Looking up the host, once in a run.")
    connect: float | None = Field(None, description="Through any proxy, TLS included.")
    tls: float | None = None
    send: float | None = None
    wait: float | None = Field(None, description="Up to the last header of the answer.")
    receive: float | None = None


class Exchange(Shape):
    """One request and its answer. Bodies and cookies are left out."""

    id: int
    method: str
    url: str = Field(description="Without user information; values in the query are masked.")
    role: str
    credential: SentCredential | None = None
    policy: Literal["auto", "always", "never"]
    index: str | None = None
    package: str | None = None
    why: str = ""
    hop: int = Field(0, description="Redirects followed before this request.")
    request_headers: dict[str, str] = Field(
        {}, description="Those that can change the answer, without credentials."
    )
    status: int = Field(description="0 when no answer came.")
    failure: str | None = None
    failure_text: str = ""
    http_version: str = Field("", description="Of the answer, such as `HTTP/1.1`.")
    reason: str = Field("", description="The reason phrase of the status line.")
    headers: dict[str, str] = Field({}, description="Of the answer, as far as they are of use.")
    started: float | None = Field(None, description="Seconds since the run began.")
    ended: float | None = None
    at: Moment | None = None
    phases: Phases | None = None
    further: bool = Field(False, description="Not sent by the client, but by indexdoctor alone.")


class KeyringQuestion(Shape):
    """A question to a keyring and whether it gave a credential."""

    arguments: list[str] = Field(description="Of the keyring command; none when it is not run.")
    entry: str | None = Field(None, description="The entry of the system's own store asked for.")
    asked_for: str | None = Field(None, description="The user name asked for, beside `entry`.")
    found: bool
    username: str | None = None
    failure: str | None = None
    trouble: str | None = Field(None, description="The kind of failure, such as `absent`.")
    further: bool = Field(False, description="Not asked by the client, but by indexdoctor alone.")
    about: str = Field("", description="The URL on whose account indexdoctor alone asked.")
    started: float | None = Field(None, description="Seconds since the run began.")
    ended: float | None = None
    at: Moment | None = None


class Problem(Shape):
    """Something written that cannot be read as meant."""

    message: str
    origin: Origin
    fatal: bool
    hint: str | None = None


class Repository(Shape):
    """The repository that holds the working directory."""

    top: str = Field(description="Its top, as files are shown: `~/src/app`, or `.`.")
    folder: str = Field(description="The way from the top to where names of files count from.")


class Note(Shape):
    text: str
    incomplete: bool
    minor: bool = Field(False, description="Of no use to who only wants to know that all is well.")


class Client(Shape):
    name: str
    version: str
    found: str
    command: str


class Verdict(Shape):
    state: StateName
    text: str


class Detail(Shape):
    label: str
    text: str
