"""Requests with their answers, and keyring questions, from their public shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexdoctor.model import exchange as model
from indexdoctor.model.credential import (
    Credential,
    KeyringAnswer,
    KeyringQuestion,
    Scheme,
    Source,
    Trouble,
)
from indexdoctor.model.index import Policy
from indexdoctor.model.secret import Secret
from indexdoctor.render.saved.errors import SavedError, at
from indexdoctor.render.saved.values import moment, named, origin, seconds, url

if TYPE_CHECKING:
    from indexdoctor.render import schema_parts as parts


def exchange(item: parts.Exchange) -> model.Exchange:
    """A body is not saved, and the answer is taken to be of the URL asked."""
    with at("url"):
        asked = url(item.url)
    with at("role"):
        role = named(model.Role, item.role)
    with at("status"):
        if not 0 <= item.status <= 999:
            raise SavedError("it is no status of HTTP")
    with at("failure"):
        failure = None if item.failure is None else named(model.TransportFailure, item.failure)
    with at("credential"):
        credential = None if item.credential is None else _credential(item.credential)
    with at("phases"):
        phases = None if item.phases is None else _phases(item.phases)
    request = model.Request(
        item.method,
        asked,
        role,
        credential,
        tuple(item.request_headers.items()),
        Policy(item.policy),
        item.index,
        package=item.package,
        why=item.why,
        hop=item.hop,
    )
    response = model.Response(
        item.status,
        asked,
        item.headers,
        failure=failure,
        failure_text=item.failure_text,
        reason=item.reason,
        http_version=item.http_version,
        phases=phases,
    )
    secret = "" if item.credential is None else item.credential.secret
    return model.Exchange(item.id, request, response, _timing(item), item.further, secret)


def _timing(item: parts.Exchange | parts.KeyringQuestion) -> model.Timing | None:
    if item.started is None or item.ended is None:
        return None
    with at("started"):
        started = seconds(item.started)
    with at("ended"):
        ended = seconds(item.ended)
    with at("at"):
        return model.Timing(started, ended, moment(item.at))


def _phases(item: parts.Phases) -> model.Phases:
    found: dict[str, float | None] = {}
    for name, value in item.model_dump().items():
        with at(name):
            found[name] = None if value is None else seconds(value)
    return model.Phases(**found)


def _credential(item: parts.SentCredential) -> Credential:
    with at("source"):
        source = named(Source, item.source)
    # The secret itself is nowhere: an empty one stands for it.
    secret = Secret("") if item.complete else None
    return Credential(source, origin(item.origin), item.username, secret, Scheme(item.scheme))


def keyring(item: parts.KeyringQuestion) -> model.KeyringExchange:
    with at("trouble"):
        trouble = None if item.trouble is None else named(Trouble, item.trouble)
    secret = Secret("") if item.found else None
    answer = KeyringAnswer(item.username, secret, item.failure, trouble)
    about = item.about or ("indexdoctor" if item.further else "")
    return model.KeyringExchange(_question(item), answer, about, _timing(item))


def _question(item: parts.KeyringQuestion) -> KeyringQuestion:
    if item.entry is not None:
        return KeyringQuestion(item.entry, item.asked_for, native=True)
    match item.arguments:
        case ["get", service, "--mode", "creds"]:
            return KeyringQuestion(service, None)
        case ["get", service, username]:
            return KeyringQuestion(service, username)
    raise SavedError("these are no arguments that a client gives to keyring", "arguments")
