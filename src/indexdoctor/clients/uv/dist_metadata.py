"""The metadata inside a distribution, without which `uv publish` uploads nothing.

From crates/uv-publish/src/lib.rs: `METADATA` of a wheel's one `*.dist-info`, `PKG-INFO` of a source
distribution's folder.
"""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from pathlib import Path

_MEMBERS = 10_000  # a source distribution's first ones


def metadata_problem(path: Path, *, is_wheel: bool) -> str | None:
    """Why the metadata cannot be read, in one sentence; None when it can."""
    try:
        if is_wheel:
            return _of_wheel(path)
        if not path.name.endswith(".tar.gz"):
            return f"uv uploads no source distribution but a .tar.gz, and this is {path.name}"
        return _of_source(path)
    except (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error):
        return "the file is no archive that can be read"


def _of_wheel(path: Path) -> str | None:
    with zipfile.ZipFile(path) as archive:
        folders = {
            name.partition("/")[0]
            for name in archive.namelist()
            if name.partition("/")[0].endswith(".dist-info")
        }
        if len(folders) != 1:
            return f"the wheel has {len(folders)} *.dist-info folders, and not one"
        if f"{next(iter(folders))}/METADATA" not in archive.namelist():
            return "the wheel has no METADATA"
    return None


def _of_source(path: Path) -> str | None:
    with tarfile.open(path, "r|gz") as archive:
        for number, member in enumerate(archive):
            parts = Path(member.name).parts
            if number >= _MEMBERS or (len(parts) == 2 and parts[1] == "PKG-INFO"):
                return None
    return "the source distribution has no PKG-INFO"
