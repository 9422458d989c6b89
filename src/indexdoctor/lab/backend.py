"""A PEP 517 build backend of one module that needs nothing.

Its text stands in the source distributions of the lab (`lab.sources`); it reads the project's name,
version and dependencies from the PKG-INFO beside it, and what it asks for from `asks.txt`. The
dependencies of a `[project]` table come first: a command may have edited them.
"""

import email
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

_WHEEL = "Wheel-Version: 1.0\nGenerator: lab\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def _names() -> tuple[str, str, str]:
    """The PKG-INFO, the stem of file names, and the name of the module."""
    text = Path("PKG-INFO").read_text()
    fields = email.message_from_string(text)
    path = Path("pyproject.toml")
    project = tomllib.loads(path.read_text()).get("project", {}) if path.exists() else {}
    if "dependencies" in project:
        del fields["Requires-Dist"]
        for requirement in project["dependencies"]:
            fields["Requires-Dist"] = requirement
        text = fields.as_string()
    module = fields["Name"].replace("-", "_")
    return text, f"{module}-{fields['Version']}", module


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    """What the build asks for besides `build-system.requires`."""
    asks = Path("asks.txt")
    return asks.read_text().split() if asks.exists() else []


get_requires_for_build_editable = get_requires_for_build_wheel
get_requires_for_build_sdist = get_requires_for_build_wheel


def prepare_metadata_for_build_wheel(directory: str, config_settings: Any = None) -> str:
    """The metadata alone."""
    text, stem, _ = _names()
    folder = Path(directory) / f"{stem}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(text)
    (folder / "WHEEL").write_text(_WHEEL)
    return folder.name


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def build_wheel(directory: str, config_settings: Any = None, metadata: Any = None) -> str:
    """A wheel of one empty module."""
    text, stem, module = _names()
    name = f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(Path(directory) / name, "w") as archive:
        archive.writestr(f"{module}/__init__.py", "")
        archive.writestr(f"{stem}.dist-info/METADATA", text)
        archive.writestr(f"{stem}.dist-info/WHEEL", _WHEEL)
        archive.writestr(f"{stem}.dist-info/RECORD", "")
    return name


build_editable = build_wheel


def build_sdist(directory: str, config_settings: Any = None) -> str:
    """The files beside this one, as they are."""
    _, stem, _ = _names()
    with tarfile.open(Path(directory) / f"{stem}.tar.gz", "w:gz") as archive:
        for path in sorted(Path().iterdir()):
            if path.is_file():
                archive.add(path, f"{stem}/{path.name}")
    return f"{stem}.tar.gz"
