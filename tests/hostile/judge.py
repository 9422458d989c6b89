"""One run of indexdoctor against a hostile server, and what is wrong with it."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.listen import NEVER_ACCEPTS, NOT_TLS, listen
from tests.hostile.scenes import SCENES, Place
from tests.hostile.servers import KINDS, SAYS
from tests.leaks.encodings import found

import indexdoctor
from indexdoctor.render.registry import FORMATS

CANARY = "Wint3r-canary/99+x"
DEADLINE = 5.0  # seconds, of the run (--deadline)
PATIENCE = 10.0  # and those the process may take more: two cores are shared by many
MEMORY = 150  # MiB of the process at its largest
# The same where the user's own files are large: as for a requirements file of 100,000 lines.
MEMORY_FOR_FILES = 200
OUTPUT = 2 * 1024 * 1024  # bytes of a report
NAMES = (*KINDS, NEVER_ACCEPTS, NOT_TLS)
_SAYS = {**SAYS, NEVER_ACCEPTS: ("time limit",), NOT_TLS: ("TLS",)}
# Left over from a control sequence, or what changes the direction of text.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_COMMAND = re.compile(
    r"^\s*(?:::|##\[)(?:error file=x|set-output|add-mask|stop-commands|\[error)", re.M
)


@dataclass(frozen=True, slots=True)
class Run:
    """How one run ended. `memory` is in MiB, `seconds` of wall time; None: it had to be ended."""

    name: str
    exit_code: int | None
    seconds: float
    memory: float
    output: str
    errors: str


def play(seed: int, number: int) -> Run:
    """The run against server `number`; all kinds take their turn."""
    name = NAMES[number % len(NAMES)]
    draw = random.Random(f"{seed}/{number}")
    with listen(name, f"{seed}/{number}/server") as url, tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        home, project = root / "home", root / "project"
        home.mkdir()
        project.mkdir()
        scheme, _, netloc = url.partition("://")
        index = f"{scheme}://ci:{CANARY.replace('/', '%2F')}@{netloc}/simple/"
        (home / ".netrc").write_text(f"machine 127.0.0.1 login other password {CANARY}-2\n")
        words = ["check", "--deadline", str(DEADLINE), "--format", draw.choice(list(FORMATS))]
        words += ["-v"] * draw.randrange(2)
        command = draw.choice(("install", "lock", "publish"))
        if command == "install":
            words += ["--", "uv", "pip", "install", "alpha", "--index-url", index]
        elif command == "lock":
            text = '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.9"\n'
            text += 'dependencies = ["alpha", "beta"]\n'
            text += f'[[tool.uv.index]]\nname = "corp"\nurl = "{index}"\ndefault = true\n'
            (project / "pyproject.toml").write_text(text)
            words += ["--", "uv", "lock"]
        else:
            words += [
                "--",
                "uv",
                "publish",
                "--publish-url",
                f"{url}/legacy/",
                "-u",
                "ci",
                "-p",
                CANARY,
            ]
            words += ["--check-url", index]
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": str(Path(indexdoctor.__file__).parents[1]),
            "UV_HTTP_TIMEOUT": "2",
            "UV_HTTP_RETRIES": "0",
        }
        return _run(name, [*words[:1], "--uv-version", "0.13.8", *words[1:]], project, environ)


# Starts the command and tells its memory: a fork of the tests themselves would count theirs.
_LAUNCH = """
import os, sys
pid = os.fork()
if not pid:
    os.execv(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(pid, 0)
with open("../usage", "w") as file:
    print(os.waitstatus_to_exitcode(status), usage.ru_maxrss / 1024, file=file)
"""


def _run(name: str, words: list[str], cwd: Path, environ: dict[str, str]) -> Run:
    began = time.monotonic()
    out, err = cwd.parent / "out", cwd.parent / "err"
    command = [sys.executable, "-m", "indexdoctor", *words]
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LAUNCH, *command],
            cwd=cwd,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
        try:
            process.wait(DEADLINE + PATIENCE)
            code, memory = (cwd.parent / "usage").read_text().split()
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            code, memory = "", "0"
    return Run(
        name,
        int(code) if code else None,
        time.monotonic() - began,
        float(memory),
        out.read_bytes().decode("utf-8", "surrogateescape"),
        err.read_bytes().decode("utf-8", "surrogateescape"),
    )


def run_scene(name: str, command: str, root: Path) -> Run:
    """One of `scenes`, checked or explained in a folder of its own."""
    place = Place(root)
    place.home.mkdir()
    place.project.mkdir()
    SCENES[name](place)
    environ = {
        "PATH": f"{root / 'bin'}:/usr/bin:/bin",
        "HOME": str(place.home),
        "PYTHONPATH": str(Path(indexdoctor.__file__).parents[1]),
        "UV_HTTP_TIMEOUT": "2",
        "UV_HTTP_RETRIES": "0",
    } | place.environ
    words = [command, "-v"]
    words += [] if "OWN_UV" in environ else ["--uv-version", "0.13.8"]
    words += ["--deadline", str(DEADLINE)] if command == "check" else []
    return _run(name, [*words, "--", *place.command], place.project, environ)


def wrong(run: Run, memory: int = MEMORY) -> list[str]:
    """What must not be; `memory` in MiB."""
    faults = []
    if run.exit_code is None:
        faults.append(f"not ended after {run.seconds:.0f} s")
    elif run.exit_code not in (0, 1, 2, 3, 4):
        faults.append(f"exit code {run.exit_code}: {run.errors[-300:]!r}")
    if run.memory > memory:
        faults.append(f"{run.memory:.0f} MiB of memory")
    if "Traceback" in run.output + run.errors:
        faults.append("a traceback")
    if len(run.output) > OUTPUT:
        faults.append(f"{len(run.output)} bytes of output")
    both = run.output + run.errors
    if _CONTROLS.search(both):
        faults.append(f"a control character: {_CONTROLS.findall(both)[:3]}")
    if _COMMAND.search(both):
        faults.append("a workflow command")
    faults += [f"the canary: {form}" for form in found(both.encode("utf-8", "replace"), CANARY)]
    says = _SAYS.get(run.name, ())
    if says and run.exit_code is not None and not any(word in run.output for word in says):
        faults.append(f"nothing of {says}")
    return [f"{run.name}: {fault}" for fault in faults]
