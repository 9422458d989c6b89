"""The real uv and indexdoctor, run as a user would, on the same files and the same server."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.servers.nginx import Nginx

UV = Path(sys.executable).parent / "uv"
LIMIT = 60.0  # seconds
RIGHT = ("reader", "reader-Pw7%x")
WRONG = ("reader", "mistyped-Pw6")
FORBIDDEN = ("guest", "guest-Pw8&y")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program wrote, how it ended, and what the server saw of it meanwhile."""

    code: int
    output: str
    seen: list[str]

    @property
    def report(self) -> Any:
        return json.loads(self.output)

    @property
    def codes(self) -> list[str]:
        return [finding["code"] for finding in self.report["findings"]]

    @property
    def errors(self) -> list[str]:
        findings = self.report["findings"]
        return [finding["code"] for finding in findings if finding["severity"] == "error"]


@dataclass(slots=True)
class Place:
    """A project folder and a sealed home, with the variables of one user."""

    root: Path
    server: Nginx
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("project", "home", "etc"):
            (self.root / name).mkdir(parents=True, exist_ok=True)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def uv(self, *words: str) -> Ran:
        return self._run([str(UV), *words, "--no-cache"], merged=True)

    def check(self, *words: str, replay: str = "effective") -> Ran:
        """`indexdoctor check --format json -- uv …`."""
        own = [sys.executable, "-m", "indexdoctor", "check", "--replay", replay]
        return self._run([*own, "--format", "json", "--", "uv", *words], merged=False)

    def _run(self, words: list[str], *, merged: bool) -> Ran:
        before = len(self.server.seen())
        done = subprocess.run(
            words,
            cwd=self.root / "project",
            env={
                "HOME": str(self.root / "home"),
                "XDG_CONFIG_DIRS": str(self.root / "etc"),
                "PATH": "/usr/bin:/bin",
                "UV_PYTHON": sys.executable,
                "UV_PYTHON_DOWNLOADS": "never",
                **self.environ,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            text=True,
            check=False,
            timeout=LIMIT,
        )
        assert "Traceback" not in (done.stderr or done.stdout)
        if not merged:
            assert_no_secret(done.stdout + done.stderr)
        return Ran(done.returncode, done.stdout, self.server.seen()[before:])


def assert_no_secret(text: str) -> None:
    """No password of a test's user, as it is, percent-encoded, or in base64 alone or as sent."""
    for name, value in (RIGHT, WRONG, FORBIDDEN):
        plain = (value, f"{name}:{value}")
        encoded = [base64.b64encode(word.encode()).decode().rstrip("=") for word in plain]
        for form in (value, quote(value, safe=""), *encoded):
            assert form not in text


def as_probe(line: str) -> str:
    """A line of the log with the status an upload and the probe in its place have in common.

    What a server takes is answered 2xx to the upload, and 400 to the probe, which has no file.
    """
    method, path, user, status = line.split()
    accepted = method == "POST" and (status == "400" or status.startswith("2"))
    return f"{method} {path} {user} {'accepted' if accepted else status}"
