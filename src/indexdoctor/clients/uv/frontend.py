"""`uv build` (crates/uv/src/commands/build_frontend.rs).

The projects of a workspace are built side by side, each with a client and a search of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexdoctor.clients.uv.auth import MiddlewareError
from indexdoctor.clients.uv.connections import Connections
from indexdoctor.clients.uv.direct_build import is_built_directly
from indexdoctor.clients.uv.endings import SearchError, failed
from indexdoctor.clients.uv.failures import Conclusions, Failures
from indexdoctor.clients.uv.find_links import read_links, remote_links
from indexdoctor.clients.uv.gathering import gather
from indexdoctor.clients.uv.search import Search
from indexdoctor.clients.uv.simple import PageError
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Flow, Role
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import LocalBuild, Resolution
from indexdoctor.versions.builds import OWN_BUILT_ANYHOW

_DIRECT = "uv builds it by itself and asks no index"
_FOUND = "what `build-system.requires` names is there; not determined: what its build asks for more"


def build_phases(
    resolution: Resolution, found: Discovered, connections: Connections
) -> Iterator[Sequence[Flow[Conclusions]]]:
    """The find-links pages, then one flow a project; one that fails stops no other."""
    locations = gather(found)
    flat = remote_links(locations)
    begun = [(build, connections.search(locations), Failures()) for build in resolution.builds]
    pages = [
        flow
        for _, search, failures in begun
        for phase in read_links(search, flat, failures)
        for flow in phase
    ]
    if pages:
        yield pages
    yield [_build(search, build, found) for build, search, failures in begun if not failures.failed]


def _build(search: Search, build: LocalBuild, found: Discovered) -> Flow[Conclusions]:
    options = found.command.options
    requires = [wanted.requirement for wanted in build.wanted]
    direct = is_built_directly(build.backend, requires, search.uv)
    if direct and not options.flag("force-pep517"):
        return (Conclusion(build.name, Ending.FOUND, Role.PAGE, text=_DIRECT),)
    try:
        if options.flag("list"):
            raise SearchError("--list is for projects that uv builds by itself")
        if search.builder.options.no_build.all and OWN_BUILT_ANYHOW not in search.uv:
            raise SearchError(f"{build.name} must be built, which --no-build forbids")
        yield from search.builder.local(search, build)
    except (SearchError, MiddlewareError, PageError) as error:
        return (failed(build.name, error),)
    return (Conclusion(build.name, Ending.FOUND, Role.PAGE, text=_FOUND),)
