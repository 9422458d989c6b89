"""Print worlds and runs for a person (the secrets of a world are made up)."""

from __future__ import annotations

import dataclasses
from enum import StrEnum

from tests.conformance.real import Run
from tests.conformance.worlds import World

from indexdoctor.lab.seen import Seen
from indexdoctor.lab.sources import backend
from indexdoctor.lab.stage import Staged

# The variables of a world that are shown.
SHOWN = ("UV_", "NETRC", "INDEX_", "SSL_", *(f"{n}_PROXY" for n in ("HTTP", "HTTPS", "ALL", "NO")))
SHOWN += tuple(name.lower() for name in SHOWN[4:])


def line(seen: Seen, bases: tuple[str, ...]) -> str:
    """One request, addresses written as in the world."""
    who = "-"
    if seen.scheme is not None:
        secret = "" if seen.secret is None else seen.secret.reveal()
        who = f"{seen.username}:{secret}" if seen.scheme == "basic" else f"{seen.scheme} {secret}"
    url = shorten(seen.url, bases)
    span = f" [{seen.range}]" if seen.range else ""
    proxy = "proxy " if seen.by_proxy else ""
    return f"{proxy}{seen.method:4} {url}{span}  {who}  {seen.status}"


def brief(value: object) -> str:
    """A frozen value without the fields that have their defaults."""
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        if isinstance(value, tuple):
            return f"[{', '.join(brief(entry) for entry in value)}]"
        return str(value) if isinstance(value, StrEnum) else repr(value)
    shown = []
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        if held != default:
            shown.append(f"{field.name}={brief(held)}")
    return f"{type(value).__name__}({', '.join(shown)})"


def shorten(text: str, bases: tuple[str, ...]) -> str:
    """Replace the addresses of the lab by A and B (and C, its proxy)."""
    for name, base in zip("ABC", bases, strict=False):
        text = text.replace(base, name).replace(base.partition("://")[2], f"<{name}>")
    return text


def world_text(world: World, staged: Staged) -> str:
    """The whole world: command, variables, files, servers."""
    scene = world.scene
    lines = [f"== {world.label}", f"$ {' '.join(staged.command)}"]
    lines += [
        f"  {name}={value}"
        for name, value in staged.environ.items()
        if name.startswith(SHOWN) and name != "UV_PYTHON_DOWNLOADS"
    ]
    for name, text in scene.files:
        lines.append(f"  --- {name}")
        if text == backend():
            continue
        lines += [f"  | {row}" for row in staged.fill(text).rstrip().splitlines()]
    lines += [f"  account {account.name!r} {account.password!r}" for account in scene.site.accounts]
    for index in scene.site.indexes:
        lines.append(f"  serves {brief(index)}")
    for endpoint in scene.site.publish:
        lines.append(f"  accepts {brief(endpoint)}")
    lines += [f"  dist {dist.filename}" for dist in scene.dists]
    if scene.keyring is not None:
        lines.append(f"  keyring {brief(scene.keyring)}")
    return shorten("\n".join(lines), staged.server.bases)


def run_text(run: Run, bases: tuple[str, ...], *, stderr: bool = False) -> str:
    lines = [f"  exit {run.exit}"]
    lines += [f"    {line(seen, bases)}" for seen in run.requests]
    lines += [
        f"    keyring {' '.join(shorten(word, bases) for word in call)}" for call in run.keyring
    ]
    if stderr:
        lines += [f"    ! {shorten(row, bases)}" for row in run.stderr.rstrip().splitlines()]
    return "\n".join(lines)
