"""`check` of ten indexes with five credentials each, on a lab that answers pages after 100 ms.

The five: none, the one in the URL, `UV_INDEX_*`, netrc, and uv's credential store. Every index is
a server of its own.

What depends on what: the requests for one package follow from one another, index after index;
those of different packages do not. The probes of `--replay all` come after all that the client
sends. Of one account only as many are under way as it may be refused (`--max-refusals`), because
directories lock accounts: the next one waits for their answers. So the longest chain is the
longest row of pages for one package in the exchanges of `--replay effective`, and after it the
longest row of probes for one account, that many at a time. That wait is a choice of indexdoctor,
not of HTTP: without it the chain would have one row of probes, whatever the number of credentials.
"""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from benchmarks.child import sealed
from benchmarks.figure import Figure
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Gate, LabIndex, Package, Site
from indexdoctor.lab.stage import Staged, stage

LIMIT = 1.5  # multiples of the longest chain
REFUSALS = 2  # the default of --max-refusals

Json = dict[str, Any]


def measure(indexes: int = 10, latency: float = 0.1, rounds: int = 5) -> Iterator[Figure]:
    """The median of `rounds` runs, for each of two projects; the basis tells the spread.

    `searched`: one package, which only the last index has, so that uv asks one index after the
    other. Measured is the whole process.
    `pinned`: a package for each index, so that nothing depends on another index. Three answers in
    a row take less time than Python and its libraries take to start, so the whole process cannot
    keep the limit: measured is the time from the first request to the last answer, and the basis
    tells what the whole process takes.
    """
    for name, pinned in (("searched", False), ("pinned", True)):
        with stage(scene(indexes, latency, pinned=pinned)) as staged:
            alone, _ = timed(staged, "--replay", "effective")
            runs = [timed(staged) for _ in range(rounds)]
        exchanges = [_exchanges(text) for text, _ in runs]
        chain = longest_chain(_exchanges(alone), exchanges[0])
        whole = [seconds for _, seconds in runs]
        times = [_window(each) for each in exchanges] if pinned else whole
        took = statistics.median(times)
        scope = "whole process"
        if pinned:
            scope = f"requests alone, the whole process takes {statistics.median(whole):.2f} s"
        basis = (
            f"median of {rounds}: {took:.2f} s ({min(times):.2f} to {max(times):.2f})"
            f" for {len(exchanges[0])} requests; longest chain {chain} x"
            f" {latency * 1e3:g} ms; {scope}"
        )
        yield Figure(f"check: {name}", took / (chain * latency), LIMIT, "x", basis)


def _window(exchanges: Sequence[Json]) -> float:
    """Seconds from the first request to the last answer."""
    started = min(exchange["started"] for exchange in exchanges)
    ended: float = max(exchange["ended"] for exchange in exchanges)
    return ended - float(started)


def longest_chain(alone: Sequence[Json], everything: Sequence[Json]) -> int:
    """How many delayed answers follow from one another (see above), from recorded exchanges."""
    flows = Counter(exchange["package"] for exchange in alone if exchange["role"] == "page")
    probes = [exchange for exchange in everything if exchange["id"] > len(alone)]
    accounts = Counter(
        (urlsplit(probe["url"]).netloc, probe["credential"]["username"])
        for probe in probes
        if probe["credential"] is not None
    )
    rows = [math.ceil(count / REFUSALS) for count in accounts.values()]
    return max(flows.values()) + max(rows, default=1 if probes else 0)


def _exchanges(document: str) -> list[Json]:
    exchanges: list[Json] = json.loads(document)["exchanges"]
    return exchanges


def timed(staged: Staged, *words: str) -> tuple[str, float]:
    """What `check` with these words prints as JSON, and its wall time in seconds."""
    words = (sys.executable, "-m", "indexdoctor", "check", "--format", "json", *words)
    environ = sealed(staged.root / "home", staged.environ)
    began = time.perf_counter()
    done = subprocess.run(
        words, cwd=staged.cwd, env=environ, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - began
    if done.returncode not in (0, 1):
        raise SystemExit(f"check ended with exit code {done.returncode}: {done.stderr}")
    return done.stdout, seconds


def scene(indexes: int, latency: float, *, pinned: bool) -> Scene:
    """Private indexes; the URL, the variables, netrc and the store each know a secret of `ci`.

    All of them are right: an account that is refused twice would not be tried any more.
    """
    numbers = range(1, indexes + 1)
    names = [f"alpha{number}" for number in numbers]
    project = ['[project]\nname = "measured"\nversion = "1"\nrequires-python = ">=3.11"\n']
    project.append(f"dependencies = {json.dumps(names if pinned else names[-1:])}\n")
    if pinned:
        project.append("[tool.uv.sources]\n")
        project += [f'alpha{number} = {{ index = "index{number}" }}\n' for number in numbers]
    store: list[str] = []
    environ: dict[str, str] = {}
    for number in numbers:
        suffix = "" if number == 1 else str(number)
        last = "default = true\n" if number == indexes else ""
        project.append(
            f'[[tool.uv.index]]\nname = "index{number}"\n'
            f'url = "http://ci:url-secret-{number}@{{{{netloc{suffix}}}}}/simple/"\n{last}'
        )
        store.append(
            f'[[credential]]\nservice = "{{{{origin{suffix}}}}}/simple/"\nusername = "ci"\n'
            f'scheme = "basic"\npassword = "store-secret-{number}"\n'
        )
        environ[f"UV_INDEX_INDEX{number}_USERNAME"] = "ci"
        environ[f"UV_INDEX_INDEX{number}_PASSWORD"] = f"env-secret-{number}"
    secrets = ["netrc-secret"]
    secrets += [f"{source}-secret-{n}" for n in numbers for source in ("url", "env", "store")]
    site = Site(
        accounts=tuple(Account("ci", secret) for secret in secrets),
        indexes=tuple(
            LabIndex(
                "/simple",
                (Package(f"alpha{number}"),),
                origin=number - 1,
                gate=Gate.private(),
                core_metadata=True,
                latency=latency,
            )
            for number in numbers
        ),
        hosts=("127.0.0.1",) * indexes,
    )
    return Scene(
        site,
        files=(
            ("project/pyproject.toml", "".join(project)),
            ("home/.netrc", "machine {{host}} login ci password netrc-secret\n"),
            ("home/.local/share/uv/credentials/credentials.toml", "".join(store)),
        ),
        environ=tuple(environ.items()),
    )
