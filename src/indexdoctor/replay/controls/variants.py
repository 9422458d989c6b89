"""The refused credential in another form: decoded or as written, or with the usual user name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from indexdoctor.model.control import ControlKind
from indexdoctor.model.credential import Credential, Scheme, Source
from indexdoctor.model.exchange import Response
from indexdoctor.model.resolution import Publish
from indexdoctor.model.url import Address
from indexdoctor.replay.controls.desk import Desk
from indexdoctor.replay.controls.question import Question, UsualUser
from indexdoctor.replay.recorder import MASK


async def decoded(question: Question, desk: Desk) -> bool:
    """Try it percent-decoded where it is sent with percent sequences; whether that is accepted."""
    credential = question.credential
    if credential is None or not _is_variable(question):
        return False
    other = _decoded(credential)
    return other is not None and await _try(question, desk, ControlKind.FORM, other)


async def as_written(question: Question, desk: Desk, publish: Publish | None) -> bool:
    """Try what a URL holds as it stands there, where the client decodes what needs no encoding."""
    credential = question.credential
    if credential is None or not _is_variable(question) or credential.source is not Source.URL:
        return False
    for address in _addresses(question, publish):
        other = _as_written(credential, address)
        if other is not None:
            return await _try(question, desk, ControlKind.FORM, other)
    return False


async def usual_user(question: Question, desk: Desk, usual: UsualUser) -> bool:
    """Try the secret with the user name that this kind of server takes; whether it is accepted."""
    credential = question.credential
    if credential is None or credential.scheme is not Scheme.BASIC:
        return False
    name = usual(question.request, [e.response for e in desk.recorder.exchanges])
    if name is None or name == (credential.username or ""):
        return False
    other = replace(credential, username=name or None)
    return await _try(question, desk, ControlKind.USER, other)


async def _try(question: Question, desk: Desk, kind: ControlKind, other: Credential) -> bool:
    why = {
        ControlKind.FORM: "a control request: the same credential in another form",
        ControlKind.USER: "a control request: the same secret with the server's usual user name",
    }[kind]
    if MASK in str(question.request.url):
        return False  # a redirect led there, and what its URL held is not kept
    request = replace(question.request, credential=other, why=why)
    answer = await desk.put(question, kind, request, instead_of=question.credential)
    return answer is not None and _is_accepted(answer)


def _is_accepted(answer: Response) -> bool:
    """A page, or an upload that is refused for its form alone."""
    return 200 <= answer.status < 300 or answer.status in (400, 409, 422)


def _is_variable(question: Question) -> bool:
    """Whether another form is worth a try: a refused pair of user name and password."""
    credential = question.credential
    return (
        question.status in (401, 403)
        and credential is not None
        and credential.scheme is Scheme.BASIC
    )


def _decoded(credential: Credential) -> Credential | None:
    username, secret = credential.username, credential.secret
    if username is not None:
        try:
            username = unquote(username, errors="strict")
        except UnicodeDecodeError:
            return None
    if secret is not None:
        secret = secret.percent_decoded()
    other = replace(credential, username=username, secret=secret)
    return None if other.key == credential.key else other


def _addresses(question: Question, publish: Publish | None) -> Iterator[Address]:
    if question.row is not None:
        yield question.row.index.address
    elif publish is not None:
        yield publish.url.value


def _as_written(credential: Credential, address: Address) -> Credential | None:
    userinfo = address.userinfo
    if userinfo is None or userinfo.password_encoded is None or not userinfo.is_oddly_encoded:
        return None
    written = replace(
        credential,
        username=userinfo.username_encoded or None,
        secret=userinfo.password_encoded,
    )
    return None if written.key == credential.key else written
