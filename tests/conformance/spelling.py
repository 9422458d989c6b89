"""Names and paths of indexes that are not plain, and variables that share a name."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.conformance.draw import Draw

PLAIN = ("corp", "my-index", "b.c", "Extra_1")
ODD = 22  # of a hundred worlds

_NAMES = (
    # One pair of variables for all: uv upper-cases, and makes every other character a `_`.
    ("my-index", "my_index", "my.index", "MY-Index"),
    ("corp", "Corp", "CORP", "cOrP"),
    ("1st", "2.0", "3", "4-"),
    ("-x", "--", "_", "."),
    ("a--b", "a.-b", "a__b", "a"),
    ("a-username", "a", "a-password", "a_username"),
    ("x" * 60, "x" * 60 + ".", "index", "default"),
    # The empty name is one, too.
    ("", "corp", "_", "-"),
)
# What uv refuses.
_REFUSED = ("größe", "a b", "a/b", "corp!", "İ")
# A path as it is sent, and how it can be written.
_PATHS = (
    ("/m%C3%BC/simple", ("/mü/simple", "/m%C3%BC/simple")),
    ("/m%c3%bc/simple", ("/m%c3%bc/simple",)),
    ("/a%20b/simple", ("/a%20b/simple",)),
    ("/a%2Fb/simple", ("/a%2Fb/simple",)),
    ("/%7Eme/simple", ("/%7Eme/simple",)),
    ("/~me/simple", ("/~me/simple",)),
    ("/a/simple", ("/x/../a/simple", "/./a/simple", "/a/simple", "/a/x/%2e%2E/simple")),
    ("/a//simple", ("/a//simple",)),
    ("/a+b/simple", ("/a+b/simple",)),
    ("/a;v=1/simple", ("/a;v=1/simple",)),
    ("/a:8/simple", ("/a:8/simple",)),
    ("/%FF/simple", ("/%FF/simple",)),
    ("/a%simple", ("/a%simple",)),
    ("/a@b/simple", ("/a@b/simple",)),
    ("/sim%70le", ("/sim%70le",)),
    ("/a/s%69mple", ("/a/s%69mple",)),
    ("/A/SIMPLE", ("/A/SIMPLE",)),
)
_ENDINGS = ("", "", "", "", "?tenant=1", "?", "/?a=b/c", "#part")


@dataclass(slots=True)
class Spelling:
    """The names and paths of one world's indexes."""

    draw: Draw
    names: tuple[str, ...] = PLAIN
    written: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_odd: bool = False

    def path(self, plain: str) -> str:
        """The path that stands for `plain` in this world, as it is sent."""
        if not self.is_odd or not self.draw.chance(60):
            return plain
        sent, ways = self.draw.one(_PATHS)
        if sent in self.written:
            return plain
        self.written[sent] = ways
        return sent

    def write(self, path: str) -> str:
        """A path as it is written down this time."""
        if not self.is_odd:
            return path
        ending = self.draw.one(_ENDINGS) if self.draw.chance(12) else ""
        return self.draw.one(self.written.get(path, (path,))) + ending


def spelling(seed: int, number: int) -> Spelling:
    """How names and paths are spelled in a world; drawn apart from the rest of it."""
    draw = Draw(f"{seed}/{number}/names")
    if not draw.chance(ODD):
        return Spelling(draw)
    names = draw.some(draw.one(_NAMES), 4)
    if draw.chance(12):
        names[draw.one((0, 1))] = draw.one(_REFUSED)
    return Spelling(draw, tuple(names), is_odd=True)
