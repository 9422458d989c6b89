"""The public shape of the JSON document, version 1.

Kept apart from the inner model, which may change freely. Within version 1 members may be added;
none is removed, renamed or given another meaning. A reader should pass over members it does not
know. Text is free of control characters and of every known secret.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

VERSION = 1

StateName = Literal["ok", "problem", "unknown", "not tried", "not sent"]
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
    status: int = Field(description="0 when no answer came.")
    failure: str | None = None
    failure_text: str = ""
    headers: dict[str, str] = {}
    started: float | None = Field(None, description="Seconds since the run began.")
    ended: float | None = None


class KeyringQuestion(Shape):
    """A question to a keyring and whether it gave a credential."""

    arguments: list[str] = Field(description="Of the keyring command; none when it is not run.")
    entry: str | None = Field(None, description="The entry of the system's own store asked for.")
    found: bool
    username: str | None = None
    failure: str | None = None
    further: bool = Field(False, description="Not asked by the client, but by indexdoctor alone.")


class Problem(Shape):
    """Something written that cannot be read as meant."""

    message: str
    origin: Origin
    fatal: bool
    hint: str | None = None


class Note(Shape):
    text: str
    incomplete: bool


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


class Action(Shape):
    """One thing a version does; `bad`: it ends there without what it was asked for."""

    text: str
    credential: str = ""
    answer: str = ""
    bad: bool = False


class Side(Shape):
    """What some versions do at a place; no lines: nothing of the kind."""

    versions: list[str]
    lines: list[Action]


class Difference(Shape):
    """A place at which versions differ. `alike` counts further packages with the same one."""

    aspect: Literal[
        "start",
        "outcome",
        "answer",
        "requests",
        "keyring",
        "order",
        "index",
        "publish",
        "lock",
        "setting",
        "warning",
    ]
    subject: str = Field("", description="An index, a package, a file or a setting.")
    part: str = ""
    command: str = Field("", description="The command, where several are looked at.")
    alike: int = 0
    reasons: list[str] = Field([], description="Names of the reasons that decide it.")
    sides: list[Side]


class Reason(Shape):
    """A change of uv that makes a difference; see `indexdoctor versions`."""

    name: str
    since: str
    until: str | None = Field(None, description="The release that took it back.")
    before: str
    now: str
    source: str
    versions: list[str] = Field(description="For which it differs from the first version.")
    together: list[str] = Field([], description="Changes without which it makes no difference.")


class VersionFinding(Shape):
    """An error that some of the versions have and others have not."""

    versions: list[str]
    finding: Finding


class Comparison(Shape):
    """What several versions of uv make of the same files. The first is the left side."""

    versions: list[str]
    verdict: str
    breaks: bool = Field(description="Another version fails where the first one does not.")
    differences: list[Difference]
    reasons: list[Reason]
    findings: list[VersionFinding]
    notes: list[Note]


class Document(Shape):
    """A report of indexdoctor; with `comparison` the rest is about its first version."""

    format: Literal["indexdoctor-report"]
    version: Literal[1]
    tool_version: str
    mode: str
    client: Client
    verdict: Verdict
    indexes: list[Index]
    files: list[LockedFile] = Field([], description="What a lock that is taken as it is names.")
    findings: list[Finding]
    ignored: list[Ignored] = Field([], description="Not among `findings`, and not in exit codes.")
    settings: list[Setting]
    problems: list[Problem]
    exchanges: list[Exchange]
    keyring: list[KeyringQuestion]
    notes: list[Note]
    details: list[Detail]
    comparison: Comparison | None = None


class Change(Shape):
    """A behaviour of the releases from `since` to before `until` (null: all later ones)."""

    name: str = Field(description="Never reused.")
    since: str
    until: str | None = None
    before: str = Field(description="What the other releases do.")
    now: str = Field(description="What these releases do.")
    source: str


class Versions(Shape):
    """What `indexdoctor versions` lists, the newest first."""

    format: Literal["indexdoctor-versions"]
    version: Literal[1]
    oldest: str = Field(description="The first release of uv that was looked at.")
    newest: str = Field(description="The last release of uv that was looked at.")
    changes: list[Change]


DOCUMENTS: dict[str, type[Shape]] = {"report": Document, "versions": Versions}


def schema_text(document: str = "report") -> str:
    """The JSON Schema (draft 2020-12) of one of DOCUMENTS, with a line break at its end."""
    import json

    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **DOCUMENTS[document].model_json_schema(mode="serialization"),
        "title": f"indexdoctor-{document} version {VERSION}",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
