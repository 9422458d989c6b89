"""Which `keyring` commands there are, and what is installed beside each. None of them is run.

What uv asks is the first on PATH, whatever environment it belongs to; a plug-in counts only when it
is installed in the same one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indexdoctor.credentials.keyring import can_start, commands_on_path
from indexdoctor.discover import paths
from indexdoctor.discover.files import resolved
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.keyrings import KeyringCommand, KeyringCommands
from indexdoctor.model.surroundings import Surroundings

_LIBRARIES = ("lib/python*/site-packages", "Lib/site-packages")


def find_commands(surroundings: Surroundings) -> KeyringCommands:
    """The commands on PATH, and those in the usual places that are not on it. Never raises."""
    seen: set[Path] = set()
    return KeyringCommands(
        tuple(_commands(commands_on_path(surroundings), surroundings, seen, on_path=True)),
        tuple(_commands(_elsewhere(surroundings), surroundings, seen, on_path=False)),
    )


def _commands(
    found: Iterator[Path], surroundings: Surroundings, seen: set[Path], *, on_path: bool
) -> Iterator[KeyringCommand]:
    for path in found:
        target = resolved(path)
        if target in seen:
            continue
        seen.add(target)
        environment = _environment(target)
        yield KeyringCommand(
            shown=surroundings.shown(path),
            on_path=on_path,
            environment=None if environment is None else surroundings.shown(environment),
            of_project=environment is not None and environment in _of_project(surroundings),
            distributions=None if environment is None else _distributions(environment),
        )


def _elsewhere(surroundings: Surroundings) -> Iterator[Path]:
    """Where installers put the command: an environment of the project, uv's tools, the user's."""
    folder, name = "bin", "keyring"
    if surroundings.platform == "windows":
        folder, name = "Scripts", "keyring.exe"
    places = [environment / folder for environment in _of_project(surroundings)]
    home = paths.home_directory(surroundings)
    if home is not None:
        places.append(paths.real(home / ".local" / "bin", surroundings))
    for tools in paths.tool_directories(surroundings):
        places.append(paths.real(tools / "keyring" / folder, surroundings))
    for place in places:
        if can_start(place / name):
            yield place / name


def _of_project(surroundings: Surroundings) -> tuple[Path, ...]:
    """The virtual environments that the project may have, and the activated one."""
    stated = (surroundings.environ.get(name) for name in ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"))
    named = [surroundings.cwd / each for each in stated if each]
    own = [folder / ".venv" for folder in (surroundings.cwd, *surroundings.cwd.parents)]
    return tuple(dict.fromkeys(resolved(path) for path in (*named, *own)))


def _environment(command: Path) -> Path | None:
    """The virtual environment in whose folder of scripts the command lies."""
    root = command.parent.parent
    try:
        return root if (root / "pyvenv.cfg").is_file() else None
    except OSError:
        return None


def _distributions(environment: Path) -> frozenset[str] | None:
    names: set[str] = set()
    try:
        for pattern in _LIBRARIES:
            for found in environment.glob(f"{pattern}/*.dist-info"):
                name = found.name.removesuffix(".dist-info").partition("-")[0]
                names.add(normalise_name(name))
    except OSError:
        return None
    return frozenset(names) if names else None
