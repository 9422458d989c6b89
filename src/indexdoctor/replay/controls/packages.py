"""A package that is there and one that is not, with and without the credential.

They tell: the credential is refused, this package is refused, missing packages are answered so,
all is hidden.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.control import ControlKind
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Exchange, Request, Response, Role
from indexdoctor.model.url import Url
from indexdoctor.replay.controls.desk import Desk
from indexdoctor.replay.controls.listing import ACCEPT, Listing, listing
from indexdoctor.replay.controls.question import Question

NONSENSE = "indexdoctor-asks-for-no-package"


async def ask(question: Question, desk: Desk) -> None:
    """Ask for the list of packages, the nonsense package and a known one."""
    row = question.row
    if row is None or question.is_read or question.request.role is not Role.PAGE:
        return
    credential = question.credential
    plain, _ = await asyncio.gather(
        _root(question, desk, None), _page(question, desk, NONSENSE, None)
    )
    lists = [plain]
    if credential is not None:
        # One after the other: the account may have one refusal left. The list comes first, as it
        # tells most, and gives the name of a package that is there.
        lists.append(await _root(question, desk, credential))
        await _page(question, desk, NONSENSE, credential)
    await _known(question, desk, lists)


async def _root(question: Question, desk: Desk, credential: Credential | None) -> Listing:
    assert question.row is not None
    url = question.row.index.url
    request = _request(question, url.with_path(url.path.rstrip("/") + "/"), credential)
    headers = [pair for pair in request.headers if pair[0].lower() != "accept"]
    made = await desk.asking.ask(
        replace(request, headers=(("Accept", ACCEPT), *headers)), question.held
    )
    found = Listing((), whole=False) if isinstance(made, str) else listing(made[1])
    listed = found.has(question.request.package or "")
    desk.keep(question, ControlKind.ROOT, credential, made, listed=listed)
    return found


async def _page(
    question: Question,
    desk: Desk,
    name: str,
    credential: Credential | None,
    kind: ControlKind = ControlKind.NONSENSE,
) -> Response | None:
    assert question.row is not None
    url = question.row.index.url.child(name)
    request = replace(_request(question, url, credential), package=name)
    return await desk.put(question, kind, request)


async def _known(question: Question, desk: Desk, lists: list[Listing]) -> None:
    """Ask for a package that is there, unless the client was served one with the same."""
    credential = question.credential
    served = _served(question, desk)
    key = None if credential is None else credential.key
    same = next((e for e in served if _key(e.request) == key), None)
    if same is not None:
        desk.keep(question, ControlKind.KNOWN, credential, (same.id, same.response))
        if credential is not None and same.request.package is not None:
            await _page(question, desk, same.request.package, None, ControlKind.KNOWN)
        return
    name = next((e.request.package for e in served), None) or _listed(question, lists)
    if name is None:
        return
    await _page(question, desk, name, None, ControlKind.KNOWN)
    if credential is not None:
        await _page(question, desk, name, credential, ControlKind.KNOWN)


def _served(question: Question, desk: Desk) -> list[Exchange]:
    """The pages of other packages that this index gave to anyone in this run."""
    return [
        e
        for e in desk.recorder.exchanges
        if e.request.role is Role.PAGE
        and e.request.asked_for == question.label
        and e.request.package not in (None, question.request.package)
        and 200 <= e.response.status < 300
    ]


def _listed(question: Question, lists: list[Listing]) -> str | None:
    wanted = normalise_name(question.request.package or "")
    names = (name for one in lists for name in one.names)
    return next((name for name in names if name not in (wanted, NONSENSE)), None)


def _request(question: Question, url: Url, credential: Credential | None) -> Request:
    return replace(
        question.request,
        url=url,
        role=Role.CONTROL,
        credential=credential,
        index=question.label,
        package=None,
        why="a control request",
        hop=0,
    )


def _key(request: Request) -> object:
    return None if request.credential is None else request.credential.key
