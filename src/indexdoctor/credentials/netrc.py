"""The netrc file as uv finds and uses it (crates/uv-netrc, crates/uv-auth/src/credentials.rs)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexdoctor.credentials.netrc_parser import NetrcEntry, parse_netrc
from indexdoctor.credentials.reading import Unreadable, exists, read_bytes
from indexdoctor.discover import paths
from indexdoctor.discover.unicode import unicode_value
from indexdoctor.model.config import Surroundings
from indexdoctor.model.credential import Asked, Credential, Source
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.versions import auth

SIZE_LIMIT = 4 * 1024 * 1024
COMMENT = "a comment whose `#` does not stand alone"


@dataclass(frozen=True, slots=True)
class Netrc:
    """The netrc file uv would use.

    `state` is found, absent (no file) or failed (uv drops the file as a whole; `reason` says why).
    `entries` are those before the error when it failed: none of them counts. `shown` is the path
    as shown to a person.
    """

    path: Path | None = None
    shown: str = ""
    state: str = "absent"
    reason: str = ""
    entries: tuple[NetrcEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
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
        keyword = "default" if entry.host == "default" else f"machine {entry.host}"
        return Credential(
            source=Source.NETRC,
            origin=Origin.file(self.shown, entry.line, keyword),
            username=entry.login or None,
            secret=entry.password,
            host=host,
        )

    def asked(self, host: str, username: str | None = None) -> Asked:
        """What the file holds for a host, or why it holds nothing."""
        origin = Origin.file(self.shown) if self.path is not None else None
        if self.state != "found":
            return Asked(Source.NETRC, self.state, self.reason, origin=origin)
        credential = self.lookup(host, username)
        if credential is not None:
            return Asked(Source.NETRC, "found", "", credential, credential.origin)
        entry = self.entry(host)
        if entry is None:
            return Asked(Source.NETRC, "absent", f"no entry for {host}", origin=origin)
        reason = f"the login of the entry for {host} is not the user name {username}"
        return Asked(Source.NETRC, "absent", reason, origin=Origin.file(self.shown, entry.line))


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
    if path is None:
        return Netrc(reason=_missing(surroundings), problems=_ignored_variable(surroundings, None))
    shown = surroundings.shown(path)
    ignored = _ignored_variable(surroundings, path)
    content = read_bytes(path, SIZE_LIMIT)
    if isinstance(content, Unreadable):
        problem = Problem(f"netrc {content.reason}", Origin.file(shown), fatal=False)
        return Netrc(path, shown, "failed", content.reason, problems=(*ignored, problem))
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
        return Netrc(path, shown, "failed", reason, entries, (*ignored, problem))
    return Netrc(
        path=path,
        shown=shown,
        state="found",
        entries=entries,
        problems=(*ignored, *_suspicious(entries, shown)),
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
