"""The index definitions of one command, in uv's order of precedence (crates/uv/src/settings.rs)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.precedence import given, switched_on
from indexdoctor.credentials import preview
from indexdoctor.credentials import url as url_credentials
from indexdoctor.discover.index_values import parse_index
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.problem import Problem
from indexdoctor.versions.settings import INDEX_BY_NAME

_NAMED = (IndexKind.INDEX, IndexKind.DEFAULT_INDEX)
_LISTS = (IndexKind.INDEX, IndexKind.EXTRA_INDEX_URL)


def gather(found: Discovered) -> IndexLocations:
    """All definitions that count for this command, winners first."""
    if found.command.kind.value == "publish":
        return IndexLocations(tuple(_from_files(found, pip=False)), uv=found.surroundings.uv)
    pip = found.command.kind.is_pip
    files = found.requirements.index_options
    counted = [option.index for option in files if option.ignored is None]
    indexes = [
        *(_typed_first(found) if pip else _by_kind(found)),
        *(index for index in counted if index.kind is not IndexKind.FIND_LINKS),
    ]
    flat = [
        *_options(found, "find-links", IndexKind.FIND_LINKS),
        *_flat_of_files(found, pip=pip),
        *(index for index in counted if index.kind is IndexKind.FIND_LINKS),
    ]
    no_index = switched_on(found, "no-index").value or found.requirements.no_index is not None
    return IndexLocations(tuple(indexes), tuple(flat), no_index, found.surroundings.uv)


def undecodable(locations: IndexLocations) -> Iterator[Problem]:
    """The definitions at whose user information uv stops (0.11.21 alone sent it as bytes)."""
    for index in (*locations.indexes, *locations.flat):
        problem = url_credentials.problem(index.address, index.origin)
        if problem is not None:
            yield problem


def _typed_first(found: Discovered) -> Iterator[Index]:
    """The order of `uv pip` commands: all that is typed, then all that stands in files."""
    yield from typed(found)
    yield from _from_files(found, pip=True)


def _by_kind(found: Discovered) -> Iterator[Index]:
    """The order of project commands: kind by kind, and within a kind typed ones before files.

    So an `[[index]]` with `default = true` in a file wins over a typed `--index-url`.
    """
    given_first = list(typed(found))
    filed = list(_from_files(found, pip=False))
    last = IndexKind.INDEX_URL
    for kinds in ((IndexKind.DEFAULT_INDEX, IndexKind.INDEX), (IndexKind.EXTRA_INDEX_URL,)):
        yield from (index for index in (*given_first, *filed) if index.kind in kinds)
    yield from [index for index in (*given_first, *filed) if index.kind is last][:1]


def typed(found: Discovered) -> Iterator[Index]:
    """The definitions of the command line and the environment."""
    defaults = _options(found, "default-index", IndexKind.DEFAULT_INDEX)
    yield from (replace(index, default=True) for index in list(defaults)[-1:])
    yield from _options(found, "index", IndexKind.INDEX)
    yield from _options(found, "extra-index-url", IndexKind.EXTRA_INDEX_URL)
    urls = list(_options(found, "index-url", IndexKind.INDEX_URL))
    yield from (replace(index, default=True) for index in urls[-1:])


def _options(found: Discovered, option: str, kind: IndexKind) -> Iterator[Index]:
    for value in given(found, option):
        if value.value:
            index = _by_name(found, value.value, kind)
            index = index or parse_index(value, kind, found.surroundings)
            if index is not None:
                yield index


def _by_name(found: Discovered, text: str, kind: IndexKind) -> Index | None:
    """The index of the configuration that `--index NAME` or `--default-index NAME` means.

    A path of that name comes first, unless the preview feature `index-by-name` is on.
    """
    if kind not in _NAMED or INDEX_BY_NAME not in found.surroundings.uv:
        return None
    defined = (index for file in found.config for index in file.of_kind(IndexKind.INDEX))
    named = next((index for index in defined if index.name == text), None)
    if named is None or ((found.surroundings.cwd / text).exists() and not _by_name_first(found)):
        return None
    return replace(named, kind=kind, explicit=False, default=False)


def _by_name_first(found: Discovered) -> bool:
    command, environment = found.command.options, found.environment
    configured = {
        key: value for file in reversed(found.config) for key, value in file.values.items()
    }
    return preview.is_enabled("index-by-name", command, environment, configured).value


def _from_files(found: Discovered, *, pip: bool) -> Iterator[Index]:
    """`index`, `extra-index-url` and `index-url` of the files; `[pip]` before the top level."""
    tables = (True, False) if pip else (False,)
    for kind in _LISTS:
        for table in tables:
            for file in found.config:
                yield from file.of_kind(kind, pip=table)
    for table in tables:
        for file in found.config:
            urls = file.of_kind(IndexKind.INDEX_URL, pip=table)
            if urls:
                yield replace(urls[0], default=True)
                return


def _flat_of_files(found: Discovered, *, pip: bool) -> Iterator[Index]:
    for table in (True, False) if pip else (False,):
        for file in found.config:
            yield from file.of_kind(IndexKind.FIND_LINKS, pip=table)
