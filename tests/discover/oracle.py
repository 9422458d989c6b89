"""What the real uv makes of files, variables and words, without doing anything.

`uv … --show-settings` prints its settings in the form of Rust's `{:#?}`; `parse_debug` reads that.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conformance.releases import release

from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions import NEWEST, known

UV = Path(sys.executable).parent / "uv"
TIMEOUT = 60.0
_TOKEN = re.compile(
    r'\s*("(?:[^"\\]|\\.)*"|[\[\]{}(),]|:(?=\s)|(?:[^\s\[\]{}(),:"]|:(?!\s))+)', re.DOTALL
)
_ESCAPE = re.compile(r"\\(u\{[0-9a-f]+\}|.)")


@dataclass(frozen=True, slots=True)
class Node:
    """`Name { field: value }` or `Name(value, …)`; a bare word is a Node without either."""

    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    items: tuple[Any, ...] = ()

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]


def parse_debug(text: str) -> list[Any]:
    """The values printed one after the other."""
    tokens = _TOKEN.findall(text)
    values: list[Any] = []
    at = 0
    while at < len(tokens):
        value, at = _value(tokens, at)
        values.append(value)
    return values


def _value(tokens: list[str], at: int) -> tuple[Any, int]:
    token = tokens[at]
    if token.startswith('"'):
        return _ESCAPE.sub(_unescape, token[1:-1]), at + 1
    if token == "[":
        return _items(tokens, at + 1, "]")
    if token == "{":
        return _fields(tokens, at + 1)
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if following == "{":
        fields, at = _fields(tokens, at + 2)
        return Node(token, fields), at
    if following == "(":
        items, at = _items(tokens, at + 2, ")")
        return _plain(token, items), at
    return (None if token == "None" else Node(token)), at + 1


def _plain(name: str, items: list[Any]) -> Any:
    return items[0] if name == "Some" else Node(name, items=tuple(items))


def _items(tokens: list[str], at: int, end: str) -> tuple[list[Any], int]:
    found = []
    while tokens[at] != end:
        value, at = _value(tokens, at)
        found.append(value)
        if tokens[at] == ",":
            at += 1
    return found, at + 1


def _fields(tokens: list[str], at: int) -> tuple[dict[Any, Any], int]:
    found = {}
    while tokens[at] != "}":
        key, at = _value(tokens, at)
        name = key.name if isinstance(key, Node) and not key.fields else str(key)
        value: Any = True
        if tokens[at] == ":":
            value, at = _value(tokens, at + 1)
        found[name] = value
        if tokens[at] == ",":
            at += 1
    return found, at + 1


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if code.startswith("u{"):
        return chr(int(code[2:-1], 16))
    return {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}.get(code, code)


@dataclass(frozen=True, slots=True)
class Place:
    """A sealed directory: files are written below `root`, commands run in `root / "work"`."""

    root: Path

    @property
    def cwd(self) -> Path:
        return self.root / "work"

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files, named from the root: `work/uv.toml`, `home/.config/uv/uv.toml`."""
        (self.root / "home").mkdir(exist_ok=True)
        self.cwd.mkdir(exist_ok=True)
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def environ(self, extra: Mapping[str, str]) -> dict[str, str]:
        """A sealed environment: nothing outside the place is read, nothing is fetched."""
        return {
            "HOME": str(self.root / "home"),
            "PATH": "/usr/bin:/bin",
            "XDG_CONFIG_DIRS": str(self.root / "etc"),
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_CACHE_DIR": str(self.root / "cache"),
            **extra,
        }

    def surroundings(self, extra: Mapping[str, str], version: str = NEWEST) -> Surroundings:
        return Surroundings(self.cwd, self.environ(extra), uv=known(version))


@dataclass(frozen=True, slots=True)
class Answer:
    """What uv wrote, and its exit code."""

    code: int
    out: str
    err: str

    def settings(self) -> tuple[Node, Node]:
        """The global settings and those of the command."""
        shown = parse_debug(self.out)
        return shown[0], shown[-1]


def run_uv(
    place: Place, words: Sequence[str], extra: Mapping[str, str], version: str | None = None
) -> Answer:
    """Run the real uv in the place: the installed one, or another release."""
    done = subprocess.run(
        [UV if version is None else release(version), *words],
        cwd=place.cwd,
        env=place.environ(extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=TIMEOUT,
        check=False,
    )
    out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    return Answer(done.returncode, out, err)


def index_list(shown: Sequence[Node]) -> list[dict[str, Any]]:
    """The facts of uv's `Index` values that decide about authentication."""
    return [
        {
            "name": None if entry["name"] is None else entry["name"].items[0],
            "url": url_parts(entry["url"].items[0]["url"]),
            "explicit": entry["explicit"].name == "true",
            "default": entry["default"].name == "true",
            "format": entry["format"].name.lower(),
            "publish-url": None
            if entry["publish_url"] is None
            else url_parts(entry["publish_url"]),
            "authenticate": entry["authenticate"].name.lower(),
            "codes": None
            if entry.fields.get("ignore_error_codes") is None
            else [int(code.items[0].name) for code in entry["ignore_error_codes"]],
        }
        for entry in shown
    ]


def url_parts(url: Node) -> tuple[Any, ...]:
    """Scheme, user name, whether there is a password, host, port, path, query, fragment."""
    host = url["host"]
    return (
        url["scheme"],
        url["username"],
        url["password"] is not None,
        None if host is None else _host(host),
        None if url["port"] is None else int(url["port"].name),
        url["path"],
        url["query"],
        url["fragment"],
    )


def _host(host: Node) -> str:
    part = host.items[0]
    if isinstance(part, str):
        return part
    return f"[{part.name}]" if host.name == "Ipv6" else str(part.name)
