"""Tiny valid distributions, made in memory and always the same bytes for the same input."""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import io
import tarfile
import zipfile

_DATE = (2020, 1, 1, 0, 0, 0)
_WHEEL = b"""Wheel-Version: 1.0
Generator: indexdoctor-lab
Root-Is-Purelib: true
Tag: py3-none-any
"""


def wheel_name(name: str, version: str) -> str:
    """The file name of the pure wheel of a distribution."""
    return f"{name.replace('-', '_')}-{version}-py3-none-any.whl"


def sdist_name(name: str, version: str) -> str:
    """The file name of the source distribution."""
    return f"{name.replace('-', '_')}-{version}.tar.gz"


def metadata(
    name: str, version: str, requires: tuple[str, ...] = (), requires_python: str | None = None
) -> bytes:
    """The METADATA (or PKG-INFO) file."""
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    if requires_python:
        lines.append(f"Requires-Python: {requires_python}")
    lines.extend(f"Requires-Dist: {requirement}" for requirement in requires)
    return ("\n".join(lines) + "\n").encode()


@functools.lru_cache(maxsize=512)
def build_wheel(
    name: str,
    version: str,
    requires: tuple[str, ...] = (),
    requires_python: str | None = None,
    salt: str = "",
    padding: int = 0,
    command: str | None = None,
) -> bytes:
    """A pure wheel with one module; `salt` and `padding` (bytes) change the bytes alone.

    `command` is the name of a console script, without which a wheel is no tool to uv.
    """
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    members = {
        f"{module}/__init__.py": f"# {salt}\n".encode() + b"#" * padding,
        f"{info}/METADATA": metadata(name, version, requires, requires_python),
        f"{info}/WHEEL": _WHEEL,
    }
    if command is not None:
        text = f"[console_scripts]\n{command} = {module}:main\n"
        members[f"{info}/entry_points.txt"] = text.encode()
    record = []
    for path, content in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record.append(f"{path},sha256={digest},{len(content)}")
    record.append(f"{info}/RECORD,,")
    members[f"{info}/RECORD"] = ("\n".join(record) + "\n").encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in members.items():
            entry = zipfile.ZipInfo(path, _DATE)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


@functools.lru_cache(maxsize=64)
def build_sdist(name: str, version: str, salt: str = "") -> bytes:
    """A source distribution without a build; good enough to be uploaded."""
    folder = f"{name.replace('-', '_')}-{version}"
    buffer = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as archive,
    ):
        for path, content in (
            (f"{folder}/PKG-INFO", metadata(name, version)),
            (f"{folder}/salt.txt", salt.encode()),
        ):
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()
