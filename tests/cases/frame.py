"""What a case is: a public report, the scene that shows its cause, and the codes that name it."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexdoctor.lab.scene import Scene
from indexdoctor.versions import NEWEST


@dataclass(frozen=True, slots=True)
class Case:
    """A failure that someone reported, and a scene with the same cause.

    `key` is stable; `threads` are the URLs of the public reports, and `title` says in one line
    what went wrong. `codes` are the findings that name the cause, the decisive one first. No other
    finding of severity error may stand beside them, but for those in `besides` and VER101. `says`
    are words that have to stand in the decisive finding (its cause, its why or its remedies): what
    a person would need to go on. `near` is the scene with the cause taken out, or with something
    that looks alike: the decisive code must not be given there.

    `uv` is the version of the client, `mode` "check" or "explain". `hosts` are the names under
    which the servers of the scene are known while it is played, one base URL for each origin
    ("https://example.org"); nothing leaves the machine. Without, they are loopback addresses.
    """

    key: str
    threads: tuple[str, ...]
    title: str
    scene: Scene
    codes: tuple[str, ...]
    says: tuple[str, ...]
    near: Scene
    besides: tuple[str, ...] = ()
    uv: str = NEWEST
    near_uv: str | None = None
    mode: str = "check"
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A report whose cause no tool could name from files, environment and requests, and why."""

    key: str
    threads: tuple[str, ...]
    title: str
    reason: str = field(kw_only=True)
