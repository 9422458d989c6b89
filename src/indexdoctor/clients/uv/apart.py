"""The environment that `uv run --with` puts before the project's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from indexdoctor.clients.uv import latest
from indexdoctor.clients.uv.candidates import Chosen
from indexdoctor.clients.uv.connections import Connections
from indexdoctor.clients.uv.failures import Conclusions, Failures
from indexdoctor.clients.uv.find_links import read_links, read_links_again, remote_links
from indexdoctor.clients.uv.gathering import gather
from indexdoctor.clients.uv.installing import download
from indexdoctor.clients.uv.resolving import resolve_packages
from indexdoctor.clients.uv.search import Search
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Flow
from indexdoctor.model.resolution import Wanted
from indexdoctor.model.url import Url


def apart_phases(
    found: Discovered,
    connections: Connections,
    failures: Failures,
    wanted: Sequence[Wanted],
    project: Search | None,
    there: Mapping[str, str],
) -> Iterator[Sequence[Flow[Conclusions]]]:
    """The phases of that environment, after those of the `project`, which has what is `there`.

    None is made where the project's has all of it already.
    """
    if all(one.name in there and _fits(one, there[one.name]) for one in wanted):
        return
    locations = gather(found)
    search = connections.search(locations, apart=True, before=project)
    flat = remote_links(locations)
    if project is not None:
        latest.keep_flat(project.pages, search.pages)
        for one in wanted:
            latest.keep_pages(project.pages, search.pages, one, known=not found.locks)
    wanted = [replace(one, preferred=there.get(one.name)) for one in wanted]
    yield from read_links(search, flat, failures)
    direct = [w for w in wanted if w.requirement.url is not None]
    if direct and not failures.failed:
        yield [failures.watched(search.package(one)) for one in direct]
    if not failures.failed:
        yield from resolve_packages(search, [w for w in wanted if w not in direct], failures)
    if failures.failed:
        return
    connections.seed(locations, apart=True)
    yield from read_links_again(search, flat, failures)
    names = [
        name
        for name, chosen in search.chosen.items()
        if name not in search.downloaded and not (name in there and _is_kept(project, name, chosen))
    ]
    if names and not failures.failed:
        yield [download(search, name) for name in names]


def _is_kept(project: Search | None, name: str, chosen: Chosen) -> bool:
    """Whether the project took this very file: the cache keeps those of each index apart."""
    known = None if project is None else project.chosen.get(name)
    return known is not None and _url(known) == _url(chosen)


def _url(chosen: Chosen) -> Url:
    return chosen.candidate.file.address.url


def _fits(wanted: Wanted, version: str) -> bool:
    from packaging.specifiers import SpecifierSet

    if wanted.requirement.url is not None:
        return False
    return SpecifierSet(wanted.requirement.specifier).contains(version, prereleases=True)
