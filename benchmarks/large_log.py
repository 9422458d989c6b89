"""`trace` on a log of uv -vv of two hundred megabytes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.child import run, sealed
from benchmarks.figure import Figure

SECONDS_LIMIT, MEGABYTES_LIMIT = 20.0, 150.0
_INDEX = "https://index.example/simple"
_OPENING = """\
DEBUG uv 0.13.8 (x86_64-unknown-linux-gnu)
TRACE Caching credentials for `https://alice:****@index.example/simple`
"""
# A page and a file of one package, as uv 0.13 writes it, with what its resolver says between.
_PACKAGE = """\
TRACE Fetching metadata for `{name}` from `{index}/{name}/`
TRACE No cache entry exists for `/home/alice/.cache/uv/simple-v27/index/3e64ddbc/{name}.rkyv`
DEBUG No cache entry for: {index}/{name}/
DEBUG Sending fresh GET request for: {index}/{name}/
TRACE Handling request for `{index}/{name}/` with authentication policy auto
TRACE Request for `{index}/{name}/` is unauthenticated, checking cache
TRACE No credentials in cache for URL `{index}/{name}/`
TRACE Attempting unauthenticated request for `{index}/{name}/`
TRACE Request for `{index}/{name}/` failed with 401 Unauthorized, checking for credentials
TRACE Found cached credentials for URL `{index}`
TRACE Retrying request for `{index}/{name}/` with credentials from cache Credentials(Basic {{ \
username: Username(Some("alice")), password: Some(****) }})
TRACE Received response for fresh request with status 200 OK for: {index}/{name}/
TRACE Response from {index}/{name}/ is storable because it has a heuristically cacheable status \
code 200
TRACE Received package metadata for: {name}
"""
_RESOLVER = """\
TRACE Selecting candidate for {name} with range >=1.{n}, <2 with 41 remote versions
TRACE Found candidate for package {name} with range >=1.{n}, <2 after {n} steps: 1.{n}.0 version
TRACE Returning candidate for package {name} with range >=1.{n}, <2 after {n} steps
DEBUG Searching for a compatible version of {name} (>=1.{n}, <2)
DEBUG Selecting: {name}==1.{n}.0 [compatible] ({name}-1.{n}.0-py3-none-any.whl)
TRACE Assigned packages: root==0a0.dev0, proj==0.1.0, {name}==1.{n}.0, other-{name}==2.{n}.1
DEBUG Adding transitive dependency for {name}==1.{n}.0: other-{name}>=2.{n}
"""


def write(path: Path, size: int) -> None:
    """A log of at least `size` bytes: each package is asked for once and chosen forty times."""
    written = 0
    with path.open("w", encoding="ascii") as log:
        log.write(_OPENING)
        number = 0
        while written < size:
            name = f"package-{number}"
            text = _PACKAGE.format(name=name, index=_INDEX)
            text += "".join(_RESOLVER.format(name=name, n=n) for n in range(40))
            written += log.write(text)
            number += 1


def measure(megabytes: int = 200) -> Iterator[Figure]:
    """Wall time and peak resident memory of one process."""
    with tempfile.TemporaryDirectory(prefix="indexdoctor-bench-") as folder:
        cwd = Path(folder)
        write(cwd / "uv.log", megabytes * 1_000_000)
        child = run(("-m", "indexdoctor", "trace", "uv.log"), cwd=cwd, environ=sealed(cwd))
        if child.code not in (0, 1):
            raise SystemExit(f"trace ended with exit code {child.code}")
    basis = f"{megabytes} MB, whole process"
    yield Figure("large log: time", child.seconds, SECONDS_LIMIT, "s", basis)
    yield Figure("large log: memory", child.peak / 1e6, MEGABYTES_LIMIT, "MB", basis)
