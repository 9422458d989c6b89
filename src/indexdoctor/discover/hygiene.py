"""Files with secrets that others can see: committed ones, and ones that any account may read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexdoctor.discover import paths
from indexdoctor.discover.git_index import tracked
from indexdoctor.model.config import ConfigFile
from indexdoctor.model.discovered import Discovered, Hygiene
from indexdoctor.model.index import Index
from indexdoctor.model.origin import Origin, OriginKind
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import Address


def hygiene(found: Discovered) -> Hygiene:
    """What is to be said of the files that hold secrets of this command. Never raises."""
    surroundings = found.surroundings
    secrets = [origin for origin in _with_secret(found) if origin.kind is OriginKind.FILE]
    stores = tuple(_stores(surroundings))
    places = {_path(origin.name, surroundings): origin.name for origin in secrets}
    places |= {path: surroundings.shown(path) for path in stores}
    committed = tracked(places) if places else frozenset()
    return Hygiene(
        committed=tuple(
            sorted(
                {
                    origin
                    for origin in secrets
                    if _path(origin.name, surroundings) in committed
                    and _is_literal(origin, surroundings)
                }
                | {Origin.file(places[path]) for path in stores if path in committed}
            )
        ),
        readable=tuple(
            Origin.file(surroundings.shown(path))
            for path in stores
            if surroundings.platform != "windows" and others_may_read(path)
        ),
    )


def _path(shown: str, surroundings: Surroundings) -> Path:
    """The file behind a name as `Surroundings.shown` gives it."""
    if shown.startswith("~/") and surroundings.home is not None:
        return surroundings.home / shown[2:]
    return surroundings.cwd / shown


def _stores(surroundings: Surroundings) -> Iterator[Path]:
    """The netrc file and the credential store uv would read, where they are files."""
    for candidates in (paths.netrc_files(surroundings), paths.credential_stores(surroundings)):
        for candidate in candidates:
            path = paths.real(candidate, surroundings)
            try:
                is_file = path.is_file()
            except (OSError, ValueError):
                is_file = False
            if is_file:
                yield path
                break


def _with_secret(found: Discovered) -> Iterator[Origin]:
    """Where a URL stands that has a password or a token in it."""
    for index in _indexes(found):
        if _holds(index.address):
            yield index.origin
        if index.publish_url is not None and _holds(index.publish_url):
            yield index.field_origin("publish-url")
    for config in _configs(found):
        for name in ("publish-url", "check-url"):
            stated = config.values.get(name)
            if stated is not None and isinstance(stated.value, Address) and _holds(stated.value):
                yield stated.origin
    read = found.requirements
    project = () if found.project is None else found.project.requirements
    for requirement in (*read.requirements, *read.constraints, *read.overrides, *project):
        if requirement.url is not None and _holds(requirement.url):
            yield requirement.origin


def _configs(found: Discovered) -> Iterator[ConfigFile]:
    yield from found.config
    for file in found.unread:
        if file.content is not None:
            yield file.content


def _indexes(found: Discovered) -> Iterator[Index]:
    for config in _configs(found):
        yield from (*config.indexes, *config.pip_indexes)
    members = () if found.workspace is None else found.workspace.members
    for table in members:
        yield from table.indexes
    for option in found.requirements.index_options:
        yield option.index


def _holds(address: Address) -> bool:
    """Whether the URL has a password that is not empty."""
    info = address.userinfo
    password = None if info is None else info.password_encoded
    return password is not None and not password.is_empty()


def _is_literal(origin: Origin, surroundings: Surroundings) -> bool:
    """Whether the line holds the value itself, and no variable in its place."""
    if origin.line is None:
        return True
    try:
        text = _path(origin.name, surroundings).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    lines = text.split("\n")
    return origin.line > len(lines) or "${" not in lines[origin.line - 1]


def others_may_read(path: Path, top: Path | None = None) -> bool:
    """Whether every account of a POSIX system may read the file: its mode, and that of each
    directory above it, up to `top` (None: all of them).
    """
    if os.name != "posix":
        return False
    try:
        if not path.stat().st_mode & stat.S_IROTH:
            return False
        for directory in _above(path.resolve().parents, top):
            if not directory.stat().st_mode & stat.S_IXOTH:
                return False
    except (OSError, RuntimeError):
        return False
    return True


def _above(parents: Iterable[Path], top: Path | None) -> Iterator[Path]:
    for directory in parents:
        yield directory
        if directory == top:
            return
