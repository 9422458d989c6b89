"""Where the files of a page lie, and one of them asked with and without the credential."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexdoctor.clients.uv.simple import PageError, parse_page
from indexdoctor.model.control import ControlKind, PageLinks
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Exchange, Request, Response, Role
from indexdoctor.model.resolution import IndexRow, Resolution
from indexdoctor.model.url import Url
from indexdoctor.records import record
from indexdoctor.replay.controls.desk import Desk
from indexdoctor.replay.controls.question import Question, in_use
from indexdoctor.replay.plan import OUT_OF_SCOPE, Target, is_in_scope
from indexdoctor.replay.recorder import MASK, Recorder

_FILES = (Role.FILE, Role.METADATA)
_NO_HEAD = (405, 501)


@record
class Page:
    """A page that was read, and the file to ask for: None takes the first of the page.

    `question` is the page that was refused to the client, or the file.
    """

    question: Question
    row: IndexRow
    request: Request
    file: Request | None = None


def pages(
    resolution: Resolution,
    targets: Sequence[Target],
    recorder: Recorder,
    open_ones: Sequence[Question],
) -> list[Page]:
    """The pages whose files are in question: a file was refused, or the client got no page."""
    found: list[Page] = []
    for target in targets:
        row = in_use(resolution, target.label)
        if row is None or target.request.role is not Role.PAGE:
            continue
        refused = _refused_file(target, recorder)
        if refused is not None:
            found += _of_refused(target, row, refused, recorder)
            continue
        found += [
            Page(question, row, request)
            for question in open_ones
            if question.row is row and question.is_read
            for request in _read(question, recorder)
        ][:1]
    return found


async def ask(page: Page, desk: Desk) -> None:
    """Classify the links of a page and ask for one file, without and with the page's credential."""
    response = await _page(page, desk)
    if response is None:
        return
    number, answer = response
    try:
        urls = [file.address.url for file in parse_page(answer)]
    except PageError:
        return
    if not urls:
        return
    desk.recorder.links.append(_links(page, number, answer.url, urls))
    wanted = page.file or _head(page, _chosen(urls))
    if page.file is not None and page.file.url.query is not None:
        # What opens the file stands in the query, and is not kept: the page has it.
        same = next((u for u in urls if u.path == wanted.url.path), None)
        if same is None:
            return
        wanted = replace(wanted, url=same)
    for credential in dict.fromkeys((None, page.request.credential, wanted.credential)):
        await _file(page, desk, wanted, credential)


async def _page(page: Page, desk: Desk) -> tuple[int, Response] | None:
    """The page in full, with the id of its exchange: it was read before."""
    made = await desk.asking.ask(page.request, page.question.held)
    if isinstance(made, str):
        return None
    whole = desk.recorder.page(made[0])
    return None if whole is None else (made[0], whole)


async def _file(page: Page, desk: Desk, wanted: Request, credential: Credential | None) -> None:
    request = replace(wanted, credential=credential)
    held = page.question.held
    if not is_in_scope(request, held):
        desk.keep(page.question, ControlKind.FILE, credential, OUT_OF_SCOPE)
        return
    made = await desk.asking.ask(request, held)
    if not isinstance(made, str) and request.method == "HEAD" and made[1].status in _NO_HEAD:
        headers = (*request.headers, ("Range", "bytes=0-0"))
        made = await desk.asking.ask(replace(request, method="GET", headers=headers), held)
    desk.keep(page.question, ControlKind.FILE, credential, made)


def _refused_file(target: Target, recorder: Recorder) -> Exchange | None:
    """A file of the index that was refused to the client in the end."""
    last: dict[Url, Exchange] = {}
    for exchange in recorder.effective:
        request = exchange.request
        if request.role in _FILES and request.asked_for == target.label and not request.hop:
            last[request.url] = exchange
    return next((e for e in last.values() if e.response.status in (400, 401, 403)), None)


def _of_refused(
    target: Target, row: IndexRow, refused: Exchange, recorder: Recorder
) -> Iterator[Page]:
    package = refused.request.package
    for exchange in recorder.effective:
        request = exchange.request
        read = request.role is Role.PAGE and 200 <= exchange.response.status < 300
        if read and request.asked_for == target.label and request.package == package:
            question = Question(target.label, row, refused, target.held, is_read=True)
            file = replace(refused.request, role=Role.CONTROL, why="a control request")
            if MASK not in str(request.url):
                yield Page(question, row, request, file)
            return


def _read(question: Question, recorder: Recorder) -> Iterator[Request]:
    """The probes that read the page refused to the client, those with a credential first."""
    by_id = {e.id: e for e in recorder.exchanges}
    probes = [p for p in recorder.probes if p.index == question.label and p.role is Role.PAGE]
    probes.sort(key=lambda probe: probe.credential is None)
    for probe in probes:
        exchange = None if probe.exchange is None else by_id[probe.exchange]
        if exchange is not None and exchange.response.status == 200:
            yield replace(question.request, credential=probe.credential, hop=0)


def _chosen(urls: list[Url]) -> Url:
    """A wheel when there is one: sources are asked for last."""
    return next((url for url in urls if url.path.endswith(".whl")), urls[0])


def _head(page: Page, url: Url) -> Request:
    return replace(
        page.request,
        method="HEAD",
        url=url,
        role=Role.CONTROL,
        headers=(("Accept-Encoding", "identity"),),
        credential=None,
        index=page.row.index.label if _lies_under(url, page.row.root) else None,
        why="a control request",
    )


def _links(page: Page, number: int, home: Url, urls: list[Url]) -> PageLinks:
    root = page.row.root
    inside = sum(_lies_under(url, root) for url in urls)
    there = sum(url.realm == root.realm for url in urls)
    elsewhere = Counter(url.realm for url in urls if url.realm != root.realm)
    return PageLinks(
        page.question.label,
        page.request.package or "",
        number,
        inside=inside,
        outside=there - inside,
        elsewhere=tuple(elsewhere.most_common()),
        plain=sum(url.scheme == "http" for url in urls) if home.scheme == "https" else 0,
    )


def _lies_under(url: Url, root: Url) -> bool:
    depth = len(root.segments)
    return url.realm == root.realm and url.segments[:depth] == root.segments
