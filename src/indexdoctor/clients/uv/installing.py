"""What is fetched to be installed: chosen files, and what the user's own projects need to build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexdoctor.clients.uv.auth import MiddlewareError
from indexdoctor.clients.uv.candidates import Chosen
from indexdoctor.clients.uv.direct_build import is_built_directly
from indexdoctor.clients.uv.endings import SearchError, check, check_wheel, failed
from indexdoctor.clients.uv.metadata import file_request
from indexdoctor.clients.uv.simple import File, PageError
from indexdoctor.model.exchange import Flow, Role
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import LocalBuild
from indexdoctor.versions import Uv
from indexdoctor.versions.builds import OWN_BUILT_ANYHOW, OWN_METADATA_REFUSED, WHEEL_HASHED

if TYPE_CHECKING:
    from indexdoctor.clients.uv.search import Search


def download(search: Search, name: str) -> Flow[tuple[Conclusion, ...]]:
    """The request for the file itself, as installing makes it."""
    chosen = search.chosen[name]
    text = "the file is downloaded"
    try:
        if chosen.candidate.is_wheel:
            file = chosen.candidate.file
            if search.locks and file.hashes and WHEEL_HASHED not in search.uv:
                # A build that took it noted no hash, which the lock wants to be checked.
                search.wheels.done.pop(file.address, None)
            yield from fetch(search, chosen, name)
        else:
            yield from search.builder.install(search, chosen, name)
            text += search.builder.unknown(chosen, installed=True)
    except (SearchError, MiddlewareError, PageError) as error:
        return (failed(name, error, Role.FILE),)
    return (Conclusion(name, Ending.FOUND, Role.FILE, chosen.index.label, text),)


def fetch(search: Search, chosen: Chosen, name: str) -> Flow[None]:
    """Download a wheel, once in a run."""
    file, label = chosen.candidate.file, chosen.index.label
    yield from search.wheels.get(file.address, lambda: _fetch(search, file, label, name))


def _fetch(search: Search, file: File, label: str, name: str) -> Flow[None]:
    response = yield from search.client.get(file_request(file, Role.FILE, label, name))
    check(response, label, Role.FILE)
    check_wheel(response, label)


def build_local(
    search: Search, build: LocalBuild, *, installed: bool
) -> Flow[tuple[Conclusion, ...]]:
    """Build a project of the user's own, to install it or for its metadata."""
    requires = [wanted.requirement for wanted in build.wanted]
    try:
        if build.name in search.builder.options.no_build and _refuses(
            search.uv, installed=installed
        ):
            raise SearchError(f"{build.name} must be built, which --no-build forbids")
        if not (installed and is_built_directly(build.backend, requires, search.uv)):
            yield from search.builder.local(search, build)
    except (SearchError, MiddlewareError, PageError) as error:
        return (failed(build.name, error),)
    return ()


def _refuses(uv: Uv, *, installed: bool) -> bool:
    """Whether --no-build counts for the user's own projects."""
    if installed:
        return OWN_BUILT_ANYHOW not in uv
    return OWN_METADATA_REFUSED in uv
