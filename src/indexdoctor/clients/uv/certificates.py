"""Whose certificates uv trusts (crates/uv-client: tls.rs, before 0.11.0 base_client.rs)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexdoctor.clients.uv.precedence import single, strongest
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.origin import Origin, Setting, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record
from indexdoctor.versions import Uv
from indexdoctor.versions.network import CERT_OPTION
from indexdoctor.versions.settings import (
    CERT_DIR,
    EMPTY_DIR_UNSET,
    EMPTY_ROOTS_REPLACED,
    MISSING_ROOTS_STAND,
    ROOTS_REQUIRED,
    TLS_VARIABLES_SAY_NO,
)

_MARK = b"-----BEGIN CERTIFICATE-----"
_SIZE_LIMIT = 16 * 1024 * 1024  # bytes of one file
_WORDS = ("system-certs", "native-tls")


@record
class Roots:
    """The roots in effect: `kind` is `bundled`, `system`, or `file` for `file` and `directory`.

    `fallback` are the roots taken when those hold no certificate; None: then none is trusted.
    `hashed` says that `directory` is a single one, of which only files with OpenSSL's hashed names
    are read.
    """

    kind: Setting[str]
    file: Setting[str] | None = None
    directory: Setting[str] | None = None
    fallback: str | None = None
    hashed: bool = False


def roots(found: Discovered) -> Roots:
    """The roots of a command: `--cert`, else SSL_CERT_FILE and SSL_CERT_DIR, else a setting."""
    here = found.surroundings
    cert = single(found, "cert", None)
    if cert.value is not None and CERT_OPTION in here.uv:
        return Roots(
            Setting("file", cert.origin), Setting(str(here.cwd / str(cert.value)), cert.origin)
        )
    usual = strongest(list(_stated(found)), False)
    system = usual.value in (True, "true")
    file, directory = _variable(here, "SSL_CERT_FILE"), _variable(here, "SSL_CERT_DIR")
    named = file or directory
    if named is None or not _counts(here, file, directory, system=system):
        return Roots(Setting("system" if system else "bundled", usual.origin))
    # The library for the system's certificates reads the variables too, and then nothing else.
    fallback = "bundled" if _falls_back(here.uv) and not system else None
    return Roots(
        Setting("file", named.origin), file, directory, fallback, hashed=CERT_DIR not in here.uv
    )


def without_roots(found: Discovered) -> Iterator[Problem]:
    """What keeps uv from starting: the system's certificates are wanted, and there are none.

    The library that reads them follows SSL_CERT_FILE and SSL_CERT_DIR even where uv does not.
    """
    here = found.surroundings
    system = strongest(list(_stated(found)), False)
    if system.value not in (True, "true") or ROOTS_REQUIRED not in here.uv:
        return
    trusted = roots(found)
    if trusted.kind.value == "file":
        if _falls_back(here.uv) and not _holds_any(trusted):
            yield _no_roots(trusted.kind.origin)
    elif here.environ.get("SSL_CERT_FILE") == "":
        yield _no_roots(Origin.env("SSL_CERT_FILE"))
    elif here.environ.get("SSL_CERT_DIR") == "" and EMPTY_DIR_UNSET not in here.uv:
        yield _no_roots(Origin.env("SSL_CERT_DIR"))


def _no_roots(origin: Origin) -> Problem:
    message = f"uv stops: it finds no certificates of the system, because of {origin}"
    return Problem(message, origin, hint=f"unset {origin}")


def _holds_any(trusted: Roots) -> bool:
    """Whether one of the files has a certificate in it."""
    files = [] if trusted.file is None else [Path(trusted.file.value)]
    for part in [] if trusted.directory is None else trusted.directory.value.split(os.pathsep):
        with contextlib.suppress(OSError):
            files += Path(part).iterdir()
    return any(_MARK in content for content in map(_content, files))


def _content(path: Path) -> bytes:
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(_SIZE_LIMIT)
    except (OSError, ValueError):
        pass
    return b""


def _stated(found: Discovered) -> Iterator[Stated[Any]]:
    """Where the system's certificates are asked for or refused, the strongest first.

    Both words count the same: typed before variables before files, `system-certs` first.
    """
    options, variables = found.command.options, found.environment
    for name in _WORDS:
        yield from options.all(name)[-1:]
    for name in _WORDS:
        for value in variables.all(name)[-1:]:
            if value.value in (True, "true") or TLS_VARIABLES_SAY_NO in found.surroundings.uv:
                yield value
    for name in _WORDS:
        yield from (file.values[name] for file in found.config if name in file.values)


def _falls_back(uv: Uv) -> bool:
    """Whether variables that lead to no certificate are passed over."""
    return EMPTY_ROOTS_REPLACED in uv and MISSING_ROOTS_STAND not in uv


def _counts(
    here: Surroundings, file: Setting[str] | None, directory: Setting[str] | None, *, system: bool
) -> bool:
    """Whether the variables are followed; once one of them had to name what is there."""
    if system or EMPTY_ROOTS_REPLACED in here.uv:
        return True
    if file is not None and Path(file.value).exists():
        return True
    if directory is None or CERT_DIR not in here.uv:
        return False
    return any(Path(part).exists() for part in directory.value.split(os.pathsep))


def _variable(here: Surroundings, name: str) -> Setting[str] | None:
    """A variable with one path or several, each from the working directory; None when empty."""
    value = here.environ.get(name)
    if not value:
        return None
    parts = [str(here.cwd / part) for part in value.split(os.pathsep)]
    return Setting(os.pathsep.join(parts), Origin.env(name))
