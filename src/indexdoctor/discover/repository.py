"""The repository that the working directory lies in."""

from __future__ import annotations

from pathlib import Path

from indexdoctor.model.report import Repository
from indexdoctor.model.surroundings import Surroundings


def repository(surroundings: Surroundings) -> Repository | None:
    """The nearest directory upwards that holds `.git`, of a work tree or a submodule."""
    cwd = surroundings.cwd
    for place in (cwd, *cwd.parents):
        if _is_top(place):
            return Repository(surroundings.shown(place), cwd.relative_to(place).as_posix())
    return None


def _is_top(place: Path) -> bool:
    try:
        return (place / ".git").exists()
    except OSError:
        return False
