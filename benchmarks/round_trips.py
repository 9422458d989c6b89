"""`check` of ten indexes with five credentials each, on a lab that answers after 100 ms.

The requests of one package depend on one another: each follows from the answer before, index
after index. Different packages do not. The probes of `--replay all` depend on all that the client
sends, not on one another, except that one follows a redirect. So the longest chain of dependent
requests is the longest row of requests of one package in the exchanges of `--replay effective`,
and the longest row of hops among the probes that `--replay all` adds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from benchmarks.child import sealed
from benchmarks.figure import Figure
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Gate, LabIndex, Package, Site
from indexdoctor.lab.stage import Staged, stage

LIMIT = 1.5  # multiples of the longest chain
_SOURCES = ("url", "env", "netrc", "store")  # the fifth is: no credentials


def measure(indexes: int = 10, latency: float = 0.1, rounds: int = 3) -> Iterator[Figure]:
    """The fastest of `rounds` whole processes, for each of two projects.

    `searched`: one package, which only the last index has, so that uv asks one index after the
    other. `pinned`: a package for each index, so that nothing depends on another index.
    """
    for name, pinned in (("searched", False), ("pinned", True)):
        with stage(_scene(indexes, latency, pinned=pinned)) as staged:
            alone, _ = _check(staged, "effective")
            runs = [_check(staged, "all") for _ in range(rounds)]
            exchanges, _ = runs[0]
            chain = _chain(alone, exchanges)
            took = min(seconds for _, seconds in runs)
        basis = (
            f"{took:.2f} s for {len(exchanges)} requests; longest chain {chain} x {latency * 1e3:g}"
            f" ms; {indexes} indexes, {name}"
        )
        yield Figure(f"check: {name}", took / (chain * latency), LIMIT, "x", basis)


def _chain(alone: list[dict[str, Any]], everything: list[dict[str, Any]]) -> int:
    flows = Counter(exchange["package"] for exchange in alone)
    probes = [exchange for exchange in everything if exchange["id"] > len(alone)]
    return max(flows.values()) + max((probe["hop"] + 1 for probe in probes), default=0)


def _check(staged: Staged, replay: str) -> tuple[list[dict[str, Any]], float]:
    """The exchanges of one process and its wall time in seconds."""
    words = [sys.executable, "-m", "indexdoctor", "check", "--replay", replay, "--format", "json"]
    environ = sealed(staged.root / "home", staged.environ)
    began = time.perf_counter()
    done = subprocess.run(
        words, cwd=staged.cwd, env=environ, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - began
    if done.returncode not in (0, 1):
        raise SystemExit(f"check ended with exit code {done.returncode}: {done.stderr}")
    exchanges: list[dict[str, Any]] = json.loads(done.stdout)["exchanges"]
    return exchanges, seconds


def _scene(indexes: int, latency: float, *, pinned: bool) -> Scene:
    numbers = range(1, indexes + 1)
    project = ['[project]\nname = "measured"\nversion = "1"\nrequires-python = ">=3.11"\n']
    wanted = [f"alpha{number}" for number in numbers] if pinned else [f"alpha{indexes}"]
    project.append(f"dependencies = {json.dumps(wanted)}\n")
    if pinned:
        project.append("[tool.uv.sources]\n")
        project += [f'alpha{number} = {{ index = "index{number}" }}\n' for number in numbers]
    store, environ = [], {}
    for number in numbers:
        url = f"{{{{origin}}}}/{number}/simple/"
        last = "default = true\n" if number == indexes else ""
        written = f"http://url{number}:url-secret-{number}@{{{{netloc}}}}/{number}/simple/"
        project.append(f'[[tool.uv.index]]\nname = "index{number}"\nurl = "{written}"\n{last}')
        store.append(
            f'[[credential]]\nservice = "{url}"\nusername = "store{number}"\n'
            f'scheme = "basic"\npassword = "store-secret-{number}"\n'
        )
        environ[f"UV_INDEX_INDEX{number}_USERNAME"] = f"env{number}"
        environ[f"UV_INDEX_INDEX{number}_PASSWORD"] = f"env-secret-{number}"
    accounts = [
        Account(f"{source}{number}", f"{source}-secret-{number}")
        for number in numbers
        for source in _SOURCES
    ]
    site = Site(
        accounts=(*accounts, Account("netrc", "netrc-secret")),
        indexes=tuple(
            LabIndex(
                f"/{number}/simple",
                (Package(f"alpha{number}"),),
                gate=Gate.private(),
                core_metadata=True,
                latency=latency,
            )
            for number in numbers
        ),
    )
    return Scene(
        site,
        files=(
            ("project/pyproject.toml", "".join(project)),
            ("home/.netrc", "machine {{host}} login netrc password netrc-secret\n"),
            ("home/.local/share/uv/credentials/credentials.toml", "".join(store)),
        ),
        environ=tuple(environ.items()),
    )
