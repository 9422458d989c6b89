"""What findings advise can be done with the version they are about: asked of the real uv.

Each scene of a change is looked at with the release that changed and the one before it, so that
advice which came with a change is seen on both sides of it.
"""

from __future__ import annotations

import functools
import importlib
import re
import shlex
import subprocess
from collections import Counter
from collections.abc import Iterator

import pytest
from tests.conformance.releases import RELEASES, release

from indexdoctor import run
from indexdoctor.diagnose.rules.registry import all_rules
from indexdoctor.discover import schema, variables
from indexdoctor.discover.options import options_of
from indexdoctor.discover.since import came
from indexdoctor.lab.changes import TABLES, scenes
from indexdoctor.lab.scenarios import load, names
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.stage import Staged, stage
from indexdoctor.model.command import CommandKind
from indexdoctor.model.exchange import TransportFailure
from indexdoctor.model.finding import Finding
from indexdoctor.replay import transport
from indexdoctor.replay.wire import WireError
from indexdoctor.run import RunOptions
from indexdoctor.versions import NEWEST, OLDEST, known
from indexdoctor.versions.auth import STORE
from indexdoctor.versions.change import release as numbers

_EXPORTED = re.compile(r"\b([A-Z][A-Z0-9_]+)=")
_OF_AN_INDEX = re.compile(r"UV_INDEX_[A-Z0-9_]+_(USERNAME|PASSWORD)")
_FIELD = re.compile(r"([a-z][a-z-]*) = ")
_RELEASE = re.compile(r"take uv ([0-9.]+) or later")
LOOPBACK = ("127.0.0.1", "localhost")
# What an index table holds beside the fields of which the values are looked at.
_OTHER_FIELDS = {"url", "ignore-error-codes"}
# Variables that are read by no parser: every version has them.
_OF_ALL = {"SSL_CERT_FILE", "NO_PROXY", "UV_HTTP_TIMEOUT"}


def options(staged: Staged, version: str) -> RunOptions:
    return RunOptions(
        surroundings=staged.surroundings, words=staged.command, uv_version=version, deadline=20
    )


def found(scene: Scene, version: str, mode: str) -> tuple[Finding, ...]:
    with stage(scene) as staged:
        look = run.check if mode == "check" else run.explain
        return look(options(staged, version)).findings


def cases(table: str) -> Iterator[tuple[Scene, str]]:
    """The scenes of a table of changes, or the packaged ones, with the versions to look at."""
    if table == "scenarios":
        for name in names():
            for version in (OLDEST, "0.6.17", "0.8.13", "0.8.15", NEWEST):
                yield load(name).scene, version
        return
    in_table = vars(importlib.import_module(f"indexdoctor.versions.{table}")).values()
    for change, scene in scenes().items():
        if change in in_table:
            at = RELEASES.index(change.since)
            for version in (RELEASES[max(at - 1, 1)], change.since):
                yield scene, version


@functools.cache
def refuses(version: str, words: tuple[str, ...]) -> str:
    """What the real uv says against a command line; with --help it does nothing else."""
    line = [str(release(version)), *words, "--help"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=20, check=False)
    return done.stderr if done.returncode else ""


def wrong(command: str, version: str) -> Iterator[str]:
    """What of a command or patch the version does not have."""
    uv = known(version)
    for line in command.splitlines():
        if line == "[tool.uv.sources]":
            break  # what follows are names of packages
        words = ["https://host.example" if w == "<url>" else w for w in _words(line)]
        if words[:1] == ["uv"]:
            yield from filter(None, [refuses(version, tuple(words[1:]))])
        elif line.startswith("--"):
            kind = "publish" if line.startswith("--publish-url") else "lock"
            yield from filter(None, [refuses(version, (kind, *words))])
        elif line.startswith("export "):
            yield from (name for name in _EXPORTED.findall(line) if not has_variable(name, version))
        field = _FIELD.match(line)
        if field is not None:
            name = field[1]
            known_fields = schema.INDEX_FIELDS.keys() | _OTHER_FIELDS
            if name not in known_fields or not came(name, schema.INDEX_SINCE, uv):
                yield name


def _words(line: str) -> list[str]:
    return shlex.split(line, comments=True) if line.startswith(("uv ", "--")) else []


def has_variable(name: str, version: str) -> bool:
    uv = known(version)
    if name in _OF_ALL or _OF_AN_INDEX.fullmatch(name) or name in variables.PUBLISH:
        return True
    switches = variables.SWITCHES | variables.GLOBAL_SWITCHES
    option = (variables.OPTIONS | switches).get(name)
    if option is None:
        return name in variables.SECONDS and came(name, variables.SINCE, uv)
    there = any(option in options_of(kind, uv).long for kind in CommandKind)
    return there and came(name, variables.SINCE, uv)


@pytest.mark.parametrize("table", [*TABLES, "scenarios"])
def test_what_is_advised_is_there(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = WireError(TransportFailure.DNS, "the host name cannot be resolved")
    look_up = transport._resolve
    monkeypatch.setattr(
        transport, "_resolve", lambda host: look_up(host) if host in LOOPBACK else unknown
    )
    seen: Counter[str] = Counter()
    for scene, version in cases(table):
        for finding in (*found(scene, version, "check"), *found(scene, version, "explain")):
            told = (finding.code, version)
            for remedy in finding.remedies:
                command = remedy.command or ""
                assert not list(wrong(command, version)), (told, command)
                newer = _RELEASE.search(remedy.summary)
                assert newer is None or numbers(newer[1]) > numbers(version), (told, remedy)
                seen[finding.code] += 1
            if STORE not in known(version) and not finding.code.startswith("VER"):
                assert "uv auth" not in repr(finding), told
    assert seen or table in ("lock", "builds"), "nothing was advised"


def test_the_test_sees_what_a_version_lacks() -> None:
    login = "uv auth login http://localhost:8080/simple --username '<user>'"
    assert "unrecognized subcommand" in "".join(wrong(login, "0.8.14"))
    assert "only HTTPS is supported" in "".join(wrong(login, "0.8.15"))
    assert not list(wrong(login, "0.8.16"))
    assert list(wrong("export UV_SYSTEM_CERTS=true", "0.10.12")) == ["UV_SYSTEM_CERTS"]
    assert not list(wrong("export UV_SYSTEM_CERTS=true", "0.11.0"))
    assert list(wrong('authenticate = "always"', "0.6.5")) == ["authenticate"]
    assert list(wrong("ignore-error-codes = [401]", "0.6.17")) == ["ignore-error-codes"]


def test_pages_name_changes_in_the_order_of_releases() -> None:
    for rule in all_rules():
        releases = [numbers(change.since) for change in rule.changes]
        assert releases == sorted(releases), rule.code
        assert len(set(rule.changes)) == len(rule.changes), rule.code
