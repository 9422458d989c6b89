"""A whole command of uv against a made-up server, without a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.clients.uv.scripted import Player, Reply, Serve, shown

from indexdoctor.clients.uv.session import Session
from indexdoctor.clients.uv.settings import resolve
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.lab.wheels import build_wheel
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Request
from indexdoctor.model.replayed import Conclusion
from indexdoctor.model.resolution import Resolution
from indexdoctor.model.surroundings import Surroundings

HTML = {"content-type": "text/html"}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command asked and concluded."""

    resolution: Resolution
    sent: list[str]
    asked: list[tuple[str, ...]]
    conclusions: list[Conclusion]
    requests: list[Request]

    @property
    def endings(self) -> list[str]:
        return [conclusion.ending.value for conclusion in self.conclusions]

    @property
    def problems(self) -> list[str]:
        return [problem.message for problem in self.resolution.problems]


def write(place: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def find(
    place: Path,
    command: str,
    files: Mapping[str, str | bytes] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Discovered:
    """What is written down for a command in a directory of its own."""
    write(place, files or {})
    surroundings = Surroundings(place, {"HOME": str(place), **(environ or {})})
    return discover(surroundings, parse_command(command.split(), surroundings))


def run(
    place: Path,
    command: str,
    serve: Serve,
    files: Mapping[str, str | bytes] | None = None,
    environ: Mapping[str, str] | None = None,
    keyring: Mapping[tuple[str, str | None], str] | None = None,
) -> Ran:
    """The requests of a command, flow after flow, and what it concludes."""
    found = find(place, command, files, environ)
    resolution = resolve(found)
    player = Player(serve, keyring or {})
    conclusions: list[Conclusion] = []
    problems = (*found.problems, *resolution.problems)
    if not any(problem.fatal and not problem.late for problem in problems):
        for phase in Session(resolution, found).phases():
            for flow in phase:
                conclusions += player.play(flow)
    return Ran(resolution, player.sent, player.asked, conclusions, player.requests)


def wheel(name: str, version: str = "1.0") -> str:
    return f"{name}-{version}-py3-none-any.whl"


def page(*names: str, **attributes: str) -> Reply:
    """An HTML page with links to files below /files/."""
    more = "".join(f' {key.replace("_", "-")}="{text}"' for key, text in attributes.items())
    links = "".join(f'<a href="/files/{name}"{more}>{name}</a>\n' for name in names)
    return 200, HTML, links.encode()


def index_server(request: Request) -> Reply:
    """Every package in version 1.0, everywhere; a POST is accepted."""
    path = request.url.path
    if request.method == "POST":
        return 200, {}
    last = request.url.segments[-1]
    if last.endswith(".whl"):
        name, version = last.split("-")[:2]
        return 200, {}, build_wheel(name, version)
    if "/simple/" in path or "/flat" in path:
        return page(wheel(last))
    return 404, {}


def only_for(*accepted: str, refusal: int = 401, within: Serve = index_server) -> Serve:
    """`within`, for these `user:secret` pairs (`-` for none) only."""

    def serve(request: Request) -> Reply:
        return within(request) if shown(request) in accepted else (refusal, {})

    return serve
