"""The words the program itself writes: seeing one in a document proves nothing."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[^\W_]+")
_WRITTEN = {".py", ".css", ".js", ".html", ".json"}


@cache
def _text() -> str:
    package = Path(__file__).parents[2]
    paths = [path for path in package.rglob("*") if path.suffix in _WRITTEN]
    paths = [path for path in paths if "lab" not in path.relative_to(package).parts]
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in sorted(paths))
    return "\n".join(texts).lower()


@cache
def _words() -> frozenset[str]:
    return frozenset(_WORD.findall(_text()))


def is_own(name: str) -> bool:
    """Whether every word of a name is one that the program writes."""
    return all(word in _words() for word in _WORD.findall(name.lower()))


def says(phrase: str) -> bool:
    """Whether the program writes these words in a row."""
    return phrase.lower() in _text()
