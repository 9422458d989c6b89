"""Which of several overlapping indexes governs a URL: the model against uv's own log."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.roots import Governors
from indexdoctor.model.index import Index, IndexKind, Policy
from indexdoctor.model.origin import Origin
from indexdoctor.model.url import parse_address
from indexdoctor.versions import newest

_PATHS = ["/simple", "/a/simple", "/a", "/a/b", "/a/b/simple", "/a/simple/", "/b/+simple"]
_LINE = re.compile(r"Handling request for `?([^\s`]+)`? with authentication policy (\w+)")


@pytest.mark.parametrize("seed", range(16))
def test_policy_of_overlapping_definitions(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    # No server listens: uv logs the policy before it connects.
    port = chance.randint(20000, 32000)
    drawn = [
        (f"http://127.0.0.1:{port}{chance.choice(_PATHS)}", chance.choice(list(Policy)))
        for _ in range(chance.randint(2, 9))
    ]
    tables = [
        f'[[index]]\nname = "n{number}"\nurl = "{url}"\nauthenticate = "{policy}"\n'
        for number, (url, policy) in enumerate(drawn)
    ]
    (tmp_path / "uv.toml").write_text("".join(tables) + "default = true\n")
    (tmp_path / "requirements.in").write_text("foo\n")
    uv = Path(sys.executable).parent / "uv"
    done = subprocess.run(
        [uv, "pip", "compile", "requirements.in", "-vv", "--index-strategy", "unsafe-best-match"],
        cwd=tmp_path,
        env={
            "HOME": str(tmp_path),
            "PATH": "/usr/bin:/bin",
            "UV_CACHE_DIR": str(tmp_path / "cache"),
            "UV_HTTP_RETRIES": "0",
            "UV_PYTHON": sys.executable,
            "UV_PYTHON_DOWNLOADS": "never",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    seen = _LINE.findall(done.stderr)
    assert seen, done.stderr
    indexes = tuple(
        Index(
            parse_address(url),
            IndexKind.INDEX,
            Origin.file("uv.toml"),
            name=f"n{number}",
            default=number == len(drawn) - 1,
            authenticate=policy,
        )
        for number, (url, policy) in enumerate(drawn)
    )
    governors = Governors.from_indexes(IndexLocations(indexes).allowed(), newest())
    for text, policy in seen:
        governor = governors.find(parse_address(text).url)
        assert governor is not None
        assert (text, governor.policy.value) == (text, policy)
