"""The netrc file as uv finds and uses it (crates/uv-netrc, crates/uv-auth/src/credentials.rs)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path

from indexdoctor.credentials.netrc_parser import NetrcEntry, parse_netrc
from indexdoctor.credentials.reading import Unreadable, exists, read_bytes
from indexdoctor.discover import paths
from indexdoctor.discover.unicode import unicode_value
from indexdoctor.model.credential import Asked, Credential, Passed, Source
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record
from indexdoctor.versions import auth

SIZE_LIMIT = 1024 * 1024
_MACHINE = re.compile(r"\s*machine\s+(\S+)")
COMMENT = "a comment whose `#` does not stand alone"


@record
class Other:
    """A netrc file, or a variable that should name one, which uv passes over.

    `kind` is `variable` (NETRC names nothing), `home` (another home directory) or `name` (a name
    of other systems); `hosts` are those it has entries for, None where that is not known.
    """

    kind: str
    reason: str
    origin: Origin
    hosts: frozenset[str] | None = None


@record
class Netrc:
    """The netrc file uv would use.

    `state` is found, absent (no file) or failed (uv drops the file as a whole; `reason` says why).
    `entries` are those before the error when it failed: none of them counts. `shown` is the path
    as shown to a person. `others` is what is passed over, `behind` are the hosts that seem to be
    named after an error, with their lines.
    """

    path: Path | None = None
    shown: str = ""
    state: str = "absent"
    reason: str = ""
    entries: tuple[NetrcEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    others: tuple[Other, ...] = ()
    behind: tuple[tuple[str, int], ...] = ()
    error_line: int | None = None
    _by_host: Mapping[str, NetrcEntry] = field(default_factory=dict, repr=False)

    def entry(self, host: str) -> NetrcEntry | None:
        """The entry for a host (lower case, without port), else the `default` one."""
        return self._by_host.get(host) or self._by_host.get("default")

    def lookup(self, host: str, username: str | None = None) -> Credential | None:
        """What uv takes from the file for a host.

        A user name that differs from the entry's login means no match, without falling back to
        `default`. A missing password is the empty password.
        """
        entry = self.entry(host)
        if entry is None or (username is not None and username != entry.login):
            return None
        return Credential(
            source=Source.NETRC,
            origin=Origin.file(self.shown, entry.line, _keyword(entry)),
            username=entry.login or None,
            secret=entry.password,
            host=host,
        )

    def asked(self, host: str, username: str | None = None, port: int | None = None) -> Asked:
        """What the file holds for a host, or why it holds nothing, and what it has beside that.

        `port` is that of the URL, which counts for nothing to uv.
        """
        origin = Origin.file(self.shown) if self.path is not None else None
        passed = tuple(self._elsewhere(host))
        if self.state != "found":
            passed += tuple(self._dropped(host))
            if origin is not None:
                origin = Origin.file(self.shown, self.error_line)
            return Asked(Source.NETRC, self.state, self.reason, origin=origin, passed=passed)
        passed += tuple(self._passed(host, username, port))
        credential = self.lookup(host, username)
        if credential is not None:
            return Asked(Source.NETRC, "found", "", credential, credential.origin, passed)
        entry = self.entry(host)
        if entry is None:
            reason = f"no entry for {host}"
        else:
            reason = f"the login of the entry for {host} is not the user name {username}"
            origin = Origin.file(self.shown, entry.line)
        return Asked(Source.NETRC, "absent", reason, origin=origin, passed=passed)

    def _elsewhere(self, host: str) -> Iterator[Passed]:
        for other in self.others:
            if other.hosts is None or not other.hosts.isdisjoint((host, "default")):
                yield Passed(other.kind, other.reason, other.origin)

    def _dropped(self, host: str) -> Iterator[Passed]:
        """The entries for the host in a file of which nothing counts."""
        for entry in self.entries:
            if entry.host == host:
                yield self._of(entry, "dropped", self.reason)
        for found, line in self.behind:
            if found == host:
                yield Passed("dropped", self.reason, Origin.file(self.shown, line))

    def _passed(self, host: str, username: str | None, port: int | None) -> Iterator[Passed]:
        """The entries that a person may have meant for the host, and that uv does not take."""
        counts = self.entry(host)
        for entry in self.entries:
            if entry is counts:
                if username is not None and username != entry.login:
                    reason = f"its login is {entry.login or 'empty'}, not {username}"
                    yield self._of(entry, "login", reason)
            elif entry.host == host and counts is not None:
                reason = f"line {counts.line} has the same host, and the last entry counts"
                yield self._of(entry, "earlier", reason)
            elif entry.host == f"{host}:{port}":
                yield self._of(entry, "port", "hosts are compared without a port")
            elif entry.host.lower() == host:
                yield self._of(entry, "case", "hosts are compared in lower case")
            elif "/" in entry.host and _host_of(entry.host) == host:
                yield self._of(entry, "url", "a host has no scheme and no path")

    def _of(self, entry: NetrcEntry, kind: str, reason: str) -> Passed:
        origin = Origin.file(self.shown, entry.line, _keyword(entry))
        return Passed(kind, reason, origin, entry.login or None, entry.password)


def _keyword(entry: NetrcEntry) -> str:
    return "default" if entry.host == "default" else f"machine {entry.host}"


def _named(text: str, line: int) -> Iterator[tuple[str, int]]:
    """The hosts behind `machine` at the beginning of lines, from a line on."""
    for number, words in enumerate(text.split("\n"), 1):
        found = _MACHINE.match(words)
        if found is not None and number >= line:
            yield found[1], number


def _host_of(text: str) -> str:
    """The host in what was written as a URL, or as a host with a path."""
    authority = text.partition("://")[2] or text
    return authority.partition("/")[0].rpartition("@")[2].partition(":")[0].lower()


def find_netrc(surroundings: Surroundings) -> Path | None:
    """The netrc file uv reads; None when there is none.

    A `$NETRC` that names nothing is passed over silently, unlike in pip or curl.
    """
    for candidate in paths.netrc_files(surroundings):
        path = paths.real(candidate, surroundings)
        if exists(path):
            return path
    return None


def _missing(surroundings: Surroundings) -> str:
    """Why there is none: perhaps it has the name that Windows alone knows."""
    home = surroundings.home
    other = None if home is None else home / "_netrc"
    if other is None or surroundings.platform == "windows" or not exists(other):
        return "no netrc file"
    shown = surroundings.shown(other)
    return f"no netrc file: {shown} is read on Windows only; here it has to be called .netrc"


def read_netrc(surroundings: Surroundings) -> Netrc:
    """The netrc file of these surroundings, read as uv reads it. Never raises.

    File mode and owner are not looked at, as in uv. Undecodable bytes become U+FFFD, as in uv.
    """
    path = find_netrc(surroundings)
    others = tuple(_others(surroundings, path))
    if path is None:
        problems = _ignored_variable(surroundings, None)
        return Netrc(reason=_missing(surroundings), problems=problems, others=others)
    shown = surroundings.shown(path)
    ignored = _ignored_variable(surroundings, path)
    content = read_bytes(path, SIZE_LIMIT)
    if isinstance(content, Unreadable):
        problem = Problem(f"netrc {content.reason}", Origin.file(shown), fatal=False)
        problems = (*ignored, problem)
        return Netrc(path, shown, "failed", content.reason, problems=problems, others=others)
    text = content.decode("utf-8", "replace")
    entries, error = parse_netrc(text, lone_sign=auth.NETRC_COMMENTS not in surroundings.uv)
    if error is not None:
        if parse_netrc(text)[1] is None:
            error = replace(error, message=COMMENT)
        problem = Problem(
            f"uv drops the whole netrc file: {error.message}",
            Origin.file(shown, error.line),
            fatal=False,
            hint="quote values with blanks or quotes; no empty line before a comment",
        )
        reason = f"{error.message} (line {error.line}): the whole file is dropped"
        behind = tuple(_named(text, error.line))
        return Netrc(
            path,
            shown,
            "failed",
            reason,
            entries,
            (*ignored, problem),
            others,
            behind,
            error.line,
        )
    return Netrc(
        path=path,
        shown=shown,
        state="found",
        entries=entries,
        problems=(*ignored, *_suspicious(entries, shown)),
        others=others,
        _by_host={entry.host: entry for entry in entries},
    )


def _ignored_variable(surroundings: Surroundings, used: Path | None) -> tuple[Problem, ...]:
    stated = unicode_value(surroundings.environ, "NETRC")
    if not stated:
        return ()
    if used == paths.real(paths.expand_tilde(stated, surroundings), surroundings):
        return ()
    instead = "no netrc is used" if used is None else f"{surroundings.shown(used)} is used"
    message = f"NETRC names a file that does not exist; {instead}"
    return (Problem(message, Origin.env("NETRC"), fatal=False),)


def _others(surroundings: Surroundings, used: Path | None) -> Iterator[Other]:
    """What could have been meant instead of the file that is used, or of none."""
    stated = unicode_value(surroundings.environ, "NETRC")
    named = None
    if stated:
        named = paths.real(paths.expand_tilde(stated, surroundings), surroundings)
        if named != used:
            there = "names a file that does not exist"
            yield Other("variable", f"it {there}: {surroundings.shown(named)}", Origin.env("NETRC"))
    home, account = surroundings.home, surroundings.account_home
    places: list[tuple[str, str, Path]] = []
    if home is not None:
        reason = "uv reads a file of this name on Windows only"
        places.append(("name", reason, home / "_netrc"))
    if account is not None and account != home:
        where = "is not set" if home is None else f"is {home}"
        reason = f"HOME {where}, and the account's home is {account}"
        places += [("home", reason, account / name) for name in (".netrc", "_netrc")]
    for kind, reason, path in places:
        if path in (used, named) or not exists(path):
            continue
        content = read_bytes(path, SIZE_LIMIT)
        if not isinstance(content, Unreadable):
            entries, _ = parse_netrc(content.decode("utf-8", "replace"))
            hosts = frozenset(entry.host for entry in entries)
            yield Other(kind, reason, Origin.file(surroundings.shown(path)), hosts)


def _suspicious(entries: tuple[NetrcEntry, ...], shown: str) -> tuple[Problem, ...]:
    """Entries whose host no URL can have."""
    problems: list[Problem] = []
    for entry in entries:
        host = entry.host
        if "/" in host:
            message = "a netrc host is a name without scheme and path: this entry never matches"
        elif ":" in host and not host.startswith("["):
            message = "a netrc host has no port: this entry never matches"
        elif host != host.lower():
            message = "hosts are compared in lower case: this netrc entry never matches"
        else:
            continue
        problems.append(Problem(message, Origin.file(shown, entry.line), fatal=False))
    return tuple(problems)
