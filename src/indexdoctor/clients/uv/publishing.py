"""One run of `uv publish`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexdoctor.clients.uv.connections import Connections
from indexdoctor.clients.uv.failures import Conclusions
from indexdoctor.clients.uv.gathering import gather
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.roots import Governors
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Flow
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.resolution import Resolution
from indexdoctor.versions.publish import CHECK_SEEDED, UPLOAD_REDIRECTS


def publishing(
    resolution: Resolution, found: Discovered, connections: Connections
) -> Iterator[Sequence[Flow[Conclusions]]]:
    """The phases of `uv publish`."""
    from indexdoctor.clients.uv.publish import Upload
    from indexdoctor.clients.uv.publish_settings import files_to_upload, is_dry_run, stand_in
    from indexdoctor.clients.uv.uploads import Uploads

    publish, uv = resolution.publish, found.surroundings.uv
    if publish is None:
        return
    locations = gather(found)
    # Only the client of the check URL stores the configured credentials.
    seeded = publish.check is not None
    if publish.check is not None and CHECK_SEEDED not in uv:
        # That client knows its own URL and nothing that is configured.
        check = Index(publish.check.value, IndexKind.INDEX, publish.check.origin)
        locations, seeded = IndexLocations((check,), uv=uv), False
    search = connections.search(locations, seeded=seeded)
    upload = Upload(
        publish=publish,
        locations=locations,
        pages=search.pages,
        uploads=Uploads(
            connections.middleware(Governors(), upload=True, follows=UPLOAD_REDIRECTS not in uv),
            uv,
            resolution.network.retries.value,
        ),
        keyring_on=connections.sources.keyring_on,
        dry_run=is_dry_run(found),
        uv=uv,
        environ=connections.environ,
    )
    yield [upload.run(files_to_upload(found) or stand_in(found))]
