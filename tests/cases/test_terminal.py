"""In a terminal the real uv asks for a user name, or looks at what is stored first."""

from __future__ import annotations

import os
import pty
import subprocess
import time

import pytest
from tests.cases.frame import Case
from tests.cases.publishing import CASES
from tests.conformance.real import sealed
from tests.conformance.releases import release

from indexdoctor.lab.stage import stage


@pytest.mark.parametrize(("version", "asks"), [("0.13.1", True), ("0.13.2", False)])
def test_a_stored_login_comes_before_the_question_since(version: str, asks: bool) -> None:
    scenes = {case.key: case.scene for case in CASES if isinstance(case, Case)}
    with stage(scenes["UV-PUB-05"]) as staged:
        terminal, side = pty.openpty()
        words = [str(release(version)), *staged.command[1:], "--trusted-publishing", "never"]
        process = subprocess.Popen(
            words,
            cwd=staged.cwd,
            env=sealed(staged) | {"UV_CACHE_DIR": str(staged.root / "cache")},
            stdin=side,
            stdout=side,
            stderr=side,
            start_new_session=True,
        )
        os.close(side)
        shown = b""
        until = time.monotonic() + 30
        try:
            while time.monotonic() < until and b"Enter username" not in shown:
                try:
                    part = os.read(terminal, 4096)
                except OSError:  # the process has ended
                    break
                if not part:
                    break
                shown += part
        finally:
            process.kill()
            process.wait()
            os.close(terminal)
        uploads = [seen for seen in staged.server.taken() if seen.method == "POST"]
    assert (b"Enter username" in shown) is asks
    assert bool(uploads) is not asks
