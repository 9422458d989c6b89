"""Commands of uv in the Dockerfiles beside a project, and whether secrets reach them.

The syntax is that of https://docs.docker.com/reference/dockerfile/: instructions, lines that go on
after a backslash, comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from indexdoctor.discover.files import Unreadable, read_text
from indexdoctor.model.origin import Origin
from indexdoctor.records import record

_NAMES = ("Dockerfile", "Containerfile", "Dockerfile.*", "*.Dockerfile", "docker/Dockerfile*")
_LIMIT = 1024 * 1024  # bytes
_ASKS = re.compile(
    r"(?:^|[\s;&|(/])(?:uv\s+(?:\S+\s+)*?(?:sync|lock|add|run|pip\s+(?:install|sync|compile)"
    r"|tool\s+(?:install|run))|uvx)(?:\s|$)"
)
_SECRET = re.compile(r"--mount=type=(?:secret|ssh)|NETRC=|UV_(?:EXTRA_|DEFAULT_)?INDEX\w*=")
_GIVEN = re.compile(r"\b(?:ENV|ARG)\s+\w*(?:UV_(?:EXTRA_|DEFAULT_)?INDEX\w*|NETRC|TOKEN|PASSWORD)")
_COPIED = re.compile(r"\b(?:COPY|ADD)\b.*(?:netrc|credentials\.toml)", re.IGNORECASE)


@record
class ImageBuild:
    """A RUN instruction that has uv ask indexes; `command` is its text on one line, cut short."""

    origin: Origin
    command: str


def without_secrets(folder: Path) -> Iterator[ImageBuild]:
    """The commands of uv in the Dockerfiles of a folder that no secret is handed to.

    A file that sets variables for credentials, or copies a netrc file, is passed over. What cannot
    be read is, too.
    """
    for path in sorted({path for name in _NAMES for path in folder.glob(name)}):
        text = read_text(path, _LIMIT)
        if isinstance(text, Unreadable) or _GIVEN.search(text) or _COPIED.search(text):
            continue
        name = path.relative_to(folder).as_posix()
        for line, instruction in _instructions(text):
            word, _, rest = instruction.partition(" ")
            asks = word.upper() == "RUN" and _ASKS.search(f" {rest}")
            if asks and not _SECRET.search(rest):
                yield ImageBuild(Origin.file(name, line), " ".join(instruction.split())[:100])


def _instructions(text: str) -> Iterator[tuple[int, str]]:
    """Each instruction with the number of its first line."""
    begun, parts = 0, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("#") or (not bare and not parts):
            continue
        begun = begun or number
        parts.append(bare.removesuffix("\\").rstrip())
        if not bare.endswith("\\"):
            yield begun, " ".join(parts)
            begun, parts = 0, []
    if parts:
        yield begun, " ".join(parts)
