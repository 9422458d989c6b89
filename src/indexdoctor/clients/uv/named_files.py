"""Files that a requirement or a lock names: no index is asked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexdoctor.clients.uv.candidates import Candidate, Chosen
from indexdoctor.clients.uv.endings import SearchError, check, check_wheel
from indexdoctor.clients.uv.metadata import file_request
from indexdoctor.clients.uv.simple import File
from indexdoctor.model.exchange import Flow, Role
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import Wanted
from indexdoctor.model.url import Address

if TYPE_CHECKING:
    from indexdoctor.clients.uv.search import Search


def read_named(search: Search, wanted: Wanted, address: Address) -> Flow[Conclusion]:
    """A requirement that names its file: no index is asked."""
    from packaging.version import Version

    filename = address.url.segments[-1] if address.url.segments else ""
    index = Index(address, IndexKind.INDEX, wanted.requirement.origin)
    file = File(filename, address)
    chosen = Chosen(Candidate(Version("0"), file, filename.endswith(".whl"), 0), index)
    if search.locks and not search.reads_direct:
        response = yield from search.client.get(
            file_request(file, Role.FILE, index.label, wanted.name)
        )
        check(response, index.label, Role.FILE)
        check_wheel(response, index.label)
        search.downloaded.add(wanted.name)
    elif not (yield from search.metadata(chosen, wanted.name)):
        raise SearchError("what the server sent is no wheel", index.label, Role.FILE)
    if wanted.here:
        search.chosen[wanted.name] = chosen
    text = "the file is named by the requirement"
    return Conclusion(wanted.name, Ending.FOUND, Role.FILE, index.label, text)


def take_locked(search: Search, wanted: Wanted) -> None:
    """Choose the file a lock names for this machine; nothing when that is a local one."""
    from packaging.version import Version

    fetch = wanted.fetch
    if fetch is None:
        return
    if wanted.indexes:
        index = wanted.indexes[0].index
    else:
        index = Index(fetch.address, IndexKind.INDEX, fetch.origin)
    file = File(fetch.filename, fetch.address)
    # A pylock.toml can name a package twice.
    key = wanted.requirement.text if wanted.name in search.chosen else wanted.name
    candidate = Candidate(Version("0"), file, file.filename.endswith(".whl"), 0)
    if key == wanted.name or search.chosen[wanted.name].candidate.file != file:
        search.chosen[key] = Chosen(candidate, index)
