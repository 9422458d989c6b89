"""Whether the files of an upload are on the index already, where the client does not look."""

from __future__ import annotations

from indexdoctor.clients.uv.indexes import DEFAULT_INDEX
from indexdoctor.clients.uv.publish_settings import DEFAULT_UPLOAD
from indexdoctor.clients.uv.simple import ACCEPT, PageError, parse_page
from indexdoctor.model.control import ControlKind
from indexdoctor.model.exchange import Exchange, Request, Response, Role
from indexdoctor.model.resolution import IndexRow, Publish, Resolution
from indexdoctor.model.url import Url
from indexdoctor.replay.controls.desk import Desk
from indexdoctor.replay.controls.question import Question
from indexdoctor.replay.plan import Held


async def ask(resolution: Resolution, desk: Desk) -> None:
    """Ask for the page of the package where the upload is taken and no check URL is given."""
    publish = resolution.publish
    if publish is None or publish.check is not None or not publish.files:
        return
    upload = _taken(desk.recorder.effective)
    place = _reading(publish, resolution)
    if upload is None or place is None or upload.request.package is None:
        return
    url, row = place
    credential = None if row is None else row.seeded
    if credential is not None and not credential.is_complete:
        credential = None
    held = () if credential is None else (Held(credential, url.realm),)
    label = publish.index or str(publish.url.value.url)
    question = Question(label, row, upload, held, is_read=False)
    request = Request(
        "GET",
        url.child(upload.request.package),
        Role.CONTROL,
        credential,
        (("Accept", ACCEPT),),
        package=upload.request.package,
        why="a control request: whether the files are there already",
    )
    made = await desk.asking.ask(request, held)
    names = () if isinstance(made, str) else _listed(made[1], publish)
    desk.keep(question, ControlKind.UPLOADED, credential, made, files=names)


def _taken(effective: tuple[Exchange, ...]) -> Exchange | None:
    """The upload that was refused for its missing file alone."""
    uploads = (e for e in effective if e.request.role is Role.UPLOAD)
    return next((e for e in uploads if e.response.status in (400, 422)), None)


def _reading(publish: Publish, resolution: Resolution) -> tuple[Url, IndexRow | None] | None:
    """The URL for reading that belongs to the publish URL, as far as uv's settings pair them."""
    target = publish.url.value.url
    for row in resolution.rows:
        if row.index.publish_url is not None and row.index.publish_url.url == target:
            return row.index.url, row
    if target == DEFAULT_UPLOAD.url:
        return DEFAULT_INDEX.url, None
    return None


def _listed(response: Response, publish: Publish) -> tuple[str, ...]:
    if response.status != 200:
        return ()
    try:
        there = {file.filename for file in parse_page(response)}
    except PageError:
        return ()
    return tuple(name for name in publish.files if name in there)
