"""Whose certificates uv trusts (crates/uv-client: tls.rs, before 0.11.0 base_client.rs)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from indexdoctor.clients.uv.precedence import single
from indexdoctor.model.config import Discovered, Surroundings
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.versions.network import CERT_OPTION
from indexdoctor.versions.settings import CERT_DIR, EMPTY_ROOTS_REPLACED, MISSING_ROOTS_STAND


@dataclass(frozen=True, slots=True)
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
    usual = single(found, "system-certs", None)
    if usual.value is None:
        usual = single(found, "native-tls", False)
    system = usual.value in (True, "true")
    file, directory = _variable(here, "SSL_CERT_FILE"), _variable(here, "SSL_CERT_DIR")
    named = file or directory
    if named is None or not _counts(here, file, directory, system=system):
        return Roots(Setting("system" if system else "bundled", usual.origin))
    # The library for the system's certificates reads the variables too, and then nothing else.
    fallback = "bundled" if EMPTY_ROOTS_REPLACED in here.uv and not system else None
    return Roots(
        Setting("file", named.origin), file, directory, fallback, hashed=CERT_DIR not in here.uv
    )


def _counts(
    here: Surroundings, file: Setting[str] | None, directory: Setting[str] | None, *, system: bool
) -> bool:
    """Whether the variables are followed; once one of them had to name what is there."""
    if system or EMPTY_ROOTS_REPLACED in here.uv or MISSING_ROOTS_STAND in here.uv:
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
