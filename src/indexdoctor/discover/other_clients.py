"""The settings of pip, twine, Poetry and PDM that lie about: uv reads none of them.

A reader is loaded only where one of its files or variables is there. What they hold is never sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

from indexdoctor.discover.paths import expand_tilde, home_directory, real, settings_directories
from indexdoctor.model.others import OtherIndex, Others, OtherSetting
from indexdoctor.model.surroundings import Surroundings

_PREFIXES = ("PIP_", "TWINE_", "POETRY_", "PDM_")
# What the tables of other clients in a pyproject.toml begin with.
_TABLES = ("tool.poetry.source", "tool.pdm.source")


def read_others(surroundings: Surroundings, start: Path) -> Others:
    """All settings of other clients, those of the nearest pyproject.toml above `start` included."""
    found: list[OtherIndex | OtherSetting] = []
    prefixes = {name for name in _PREFIXES for key in surroundings.environ if key.startswith(name)}
    found += _variables(surroundings, prefixes)
    for directory in (start, *start.parents):
        if (directory / "pyproject.toml").is_file():
            found += _project(directory / "pyproject.toml", surroundings)
            break
    if "PIP_CONFIG_FILE" not in surroundings.environ or not _is_off(surroundings):
        for path in _existing(pip_files(surroundings), surroundings):
            from indexdoctor.discover import pip_conf

            found += pip_conf.from_file(path, surroundings)
    for path in _existing(pypirc_files(surroundings), surroundings):
        from indexdoctor.discover import pypirc

        found += pypirc.from_file(path, surroundings)
    for path in _existing(poetry_files(surroundings), surroundings):
        from indexdoctor.discover import poetry

        found += poetry.from_file(path, surroundings)
    for path in _existing(pdm_files(surroundings), surroundings):
        from indexdoctor.discover import pdm

        found += pdm.from_file(path, surroundings)
    return Others(
        tuple(entry for entry in found if isinstance(entry, OtherIndex)),
        tuple(entry for entry in found if isinstance(entry, OtherSetting)),
    )


def _variables(
    surroundings: Surroundings, prefixes: set[str]
) -> Iterator[OtherIndex | OtherSetting]:
    environ = surroundings.environ
    if "PIP_" in prefixes:
        from indexdoctor.discover import pip_conf

        yield from pip_conf.from_environment(environ)
    if "TWINE_" in prefixes:
        from indexdoctor.discover import pypirc

        yield from pypirc.from_environment(environ)
    if "POETRY_" in prefixes:
        from indexdoctor.discover import poetry

        yield from poetry.from_environment(environ)
    if "PDM_" in prefixes:
        from indexdoctor.discover import pdm

        yield from pdm.from_environment(environ)


def _project(path: Path, surroundings: Surroundings) -> Iterator[OtherIndex]:
    from indexdoctor.discover.documents import MAX_CONFIG, Document, read_document
    from indexdoctor.discover.files import Unreadable, read_text

    own = path.with_name("pdm.toml")
    if own.is_file():
        from indexdoctor.discover import pdm

        yield from pdm.from_file(own, surroundings)
    text = read_text(path, MAX_CONFIG)
    if isinstance(text, Unreadable) or not any(name in text for name in _TABLES):
        return
    document = read_document(path, surroundings)
    if isinstance(document, Document):
        from indexdoctor.discover import pdm, poetry

        yield from poetry.from_project(document)
        yield from pdm.from_project(document)


def _existing(paths: Iterator[PurePath], surroundings: Surroundings) -> Iterator[Path]:
    for path in dict.fromkeys(paths):
        full = real(path, surroundings)
        if full.is_file():
            yield full


def _is_off(surroundings: Surroundings) -> bool:
    """Whether PIP_CONFIG_FILE switches pip's files off: it names the system's null device."""
    named = surroundings.environ.get("PIP_CONFIG_FILE", "")
    return named == ("nul" if surroundings.platform == "windows" else "/dev/null")


def pip_files(surroundings: Surroundings) -> Iterator[PurePath]:
    """pip's configuration files, the strongest first: environment, site, user, global.

    (pip/_internal/configuration.py: `get_configuration_files`.)
    """
    environ, platform = surroundings.environ, surroundings.platform
    name = "pip.ini" if platform == "windows" else "pip.conf"
    named, home = environ.get("PIP_CONFIG_FILE"), home_directory(surroundings)
    if named:
        yield expand_tilde(named, surroundings)
    if environ.get("VIRTUAL_ENV"):
        yield expand_tilde(environ["VIRTUAL_ENV"], surroundings) / name
    users, systems = settings_directories(surroundings)
    yield from (folder / "pip" / name for folder in users)
    if home is not None:
        yield home / ("pip" if platform == "windows" else ".pip") / name
    yield from (folder / "pip" / name for folder in systems)
    if platform != "windows":
        yield surroundings.etc / name


def pypirc_files(surroundings: Surroundings) -> Iterator[PurePath]:
    """twine's `.pypirc` at home."""
    home = home_directory(surroundings)
    if home is not None:
        yield home / ".pypirc"


def poetry_files(surroundings: Surroundings) -> Iterator[PurePath]:
    """Poetry's files: below POETRY_CONFIG_DIR, else in the user's settings."""
    stated = surroundings.environ.get("POETRY_CONFIG_DIR")
    users, _ = settings_directories(surroundings)
    folders = [folder / "pypoetry" for folder in users]
    if stated:
        folders = [expand_tilde(stated, surroundings)]
    for folder in folders:
        yield folder / "config.toml"
        yield folder / "auth.toml"


def pdm_files(surroundings: Surroundings) -> Iterator[PurePath]:
    """PDM's file of the user: PDM_CONFIG_FILE, else in the user's settings."""
    stated = surroundings.environ.get("PDM_CONFIG_FILE")
    if stated:
        yield expand_tilde(stated, surroundings)
        return
    users, _ = settings_directories(surroundings)
    yield from (folder / "pdm" / "config.toml" for folder in users)
