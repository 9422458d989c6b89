"""What the JSON documents of schema.py say of versions of uv: a comparison, the known changes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from indexdoctor.render.schema_parts import Finding, Note, Shape


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
