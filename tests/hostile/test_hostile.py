"""No server makes indexdoctor late, large or harmful."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.hostile.judge import NAMES, Run, wrong

from indexdoctor.clients.uv.links import Links

ROOT = Path(__file__).parents[2]


def test_hostile_servers_do_no_harm() -> None:
    words = [sys.executable, "-m", "tests.hostile", "--servers", str(len(NAMES)), "--seed", "3"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"^{len(NAMES)} hostile servers of seed 3: 0 did harm", done.stdout, re.M)


def test_harm_would_be_seen() -> None:
    good = Run("words", 1, 1.0, 70.0, "all is well\n", "")
    assert wrong(good) == []
    for change in (
        {"exit_code": None},
        {"exit_code": 70},
        {"memory": 151.0},
        {"output": "Traceback (most recent call last):"},
        {"output": "x" * 3_000_000},
        {"output": "a\x1b[2J"},
        {"output": "a\u202eb"},
        {"output": "::error file=x::owned"},
        {"errors": "Wint3r-canary/99+x"},
        {"output": "V2ludDNyLWNhbmFyeS85OSt4"},
        {"name": "silent"},
    ):
        values = {name: getattr(good, name) for name in good.__slots__} | change
        assert wrong(Run(**values)), change


def test_declarations_that_are_none_are_passed_over() -> None:
    """Python's parser of HTML dies of some."""
    for text in ("<![A:", "<![0", "<![if x]>", "<!x", "<![CDATA["):
        parser = Links()
        parser.feed(f"{text} > <a href='x'>x</a>")
        assert [link["href"] for link in parser.links] in ([], ["x"]), text
