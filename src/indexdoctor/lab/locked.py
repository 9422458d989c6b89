"""Texts of `pylock.toml` and `uv.lock` files for the packages of a lab index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from indexdoctor.lab.pages import file_of
from indexdoctor.lab.site import LabIndex, Package
from indexdoctor.lab.wheels import wheel_name

_HEAD = ('lock-version = "1.0"', 'created-by = "lab"')


def wheel_hash(package: Package, version: str = "1.0") -> str:
    """The SHA-256 of a wheel the lab serves, in hexadecimal digits."""
    return hashlib.sha256(file_of(package, wheel_name(package.name, version)) or b"").hexdigest()


def base(origin: int) -> str:
    """The placeholder of an origin's address."""
    return "{{origin}}" if origin == 0 else f"{{{{origin{origin + 1}}}}}"


def wheel_url(index: LabIndex, name: str, version: str = "1.0") -> str:
    """The URL under which an index has a wheel, with the placeholder of its origin."""
    return f"{base(index.file_origin)}{index.file_path}/{wheel_name(name, version)}"


def locked_file(index: LabIndex, name: str, version: str = "1.0") -> str:
    """The inline table of a wheel in a pylock.toml; the index must have the package."""
    package = index.package(name)
    assert package is not None
    url = wheel_url(index, name, version)
    return f'{{ url = "{url}", hashes = {{ sha256 = "{wheel_hash(package, version)}" }} }}'


def pylock_package(
    name: str,
    *lines: str,
    version: str = "1.0",
    wheels: Iterable[str] = (),
    archive: str | None = None,
) -> str:
    """A `[[packages]]` table with wheels or an archive; `lines` are further fields."""
    files = f"wheels = [{', '.join(wheels)}]" if archive is None else f"archive = {archive}"
    fields = (f'name = "{name}"', f'version = "{version}"', *lines, files)
    return "\n".join(("[[packages]]", *fields, ""))


def pylock_text(*packages: str, head: tuple[str, ...] = ()) -> str:
    """A whole file; `head` are further fields before the packages."""
    return "\n".join((*_HEAD, *head, "", *packages))


def uv_lock(index: LabIndex, name: str, url: str | None = None) -> str:
    """The uv.lock of a project `app` that requires one package, at version 1.0.

    The index must have it. `url` is that of its wheel, where the project requires it by that.
    """
    package = index.package(name)
    assert package is not None
    wheel = wheel_url(index, name) if url is None else url
    source = f'registry = "{base(index.origin)}{index.path}"' if url is None else f'url = "{url}"'
    required = f'name = "{name}"' if url is None else f'name = "{name}", url = "{url}"'
    return f"""\
version = 1
revision = 3
requires-python = ">=3.8"

[[package]]
name = "{name}"
version = "1.0"
source = {{ {source} }}
wheels = [{{ url = "{wheel}", hash = "sha256:{wheel_hash(package)}" }}]

[[package]]
name = "app"
version = "1"
source = {{ virtual = "." }}
dependencies = [{{ name = "{name}" }}]

[package.metadata]
requires-dist = [{{ {required} }}]
"""
