"""What a hostile server, or a hostile name, says to whoever shows it."""

from __future__ import annotations

import random

ESCAPES = (
    "\x1b[2J\x1b[H",
    "\x1b]0;owned\x07",
    "\x1b]8;;http://evil.example/\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;b3duZWQ=\x07",
    "\x9b31m",
    "\u202egpj.exe\u202c",
    "\u2066\u2069\u200b\ufeff",
    "\r\n::error file=x::owned",
    "\n::set-output name=x::y",
    "\n::add-mask::a\n::stop-commands::t",
    "%0A::warning::owned",
    "\n##[error]owned",
    "</pre><script>alert(1)</script>",
    "<img src=http://evil.example/x onerror=alert(1)>",
    "javascript:alert(1)",
    "![x](http://evil.example/x.png)",
    "[click](javascript:alert(1))",
    "\n# Heading\n| a | b |\n|---|---|",
    "`code` ``` ~~~ <details>",
    "@everyone #1 !123",
    "[bold red]markup[/] [/]",
    "{{7*7}} ${HOME} $(id) `id`",
    "\x00\x01\x7f\x85\u2028\u2029",
    "]]>&xxe;<!--",
    '"},{"a":"b',
    "=cmd|' /C calc'!A0",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
)


def nasty(draw: random.Random, pieces: int = 4) -> str:
    """A text of some of them."""
    return " ".join(draw.choice(ESCAPES) for _ in range(pieces))
