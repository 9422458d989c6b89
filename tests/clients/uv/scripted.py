"""Playing flows against a small made-up server, without a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from indexdoctor.clients.uv.auth import Middleware
from indexdoctor.clients.uv.cache import CredentialCache
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.roots import Governors
from indexdoctor.clients.uv.seeding import seed
from indexdoctor.clients.uv.sources import Sources
from indexdoctor.credentials.netrc import read_netrc
from indexdoctor.credentials.store import read_store
from indexdoctor.model.credential import KeyringAnswer
from indexdoctor.model.exchange import (
    Answer,
    Ask,
    Flow,
    Pause,
    Request,
    Response,
    Send,
    TransportFailure,
)
from indexdoctor.model.index import Index, IndexKind, Policy
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import parse_address
from indexdoctor.versions import newest

ResultT = TypeVar("ResultT")
Reply = tuple[int, Mapping[str, str]] | tuple[int, Mapping[str, str], bytes] | TransportFailure
Serve = Callable[[Request], Reply]


@dataclass
class Player:
    """Answers steps and writes down what was sent: `METHOD URL user:secret status`."""

    serve: Serve
    keyring: Mapping[tuple[str, str | None], str] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def play(self, flow: Flow[ResultT]) -> ResultT:
        answer: Answer = None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration as stop:
                result: ResultT = stop.value
                return result
            if isinstance(step, Send):
                answer = self._answer(step.request)
            elif isinstance(step, Ask):
                self.asked.append(step.question.argv)
                text = self.keyring.get((step.question.service, step.question.username))
                username, _, password = (text or "").rpartition(":")
                answer = KeyringAnswer(username or None, Secret(password)) if text else None
                answer = answer or KeyringAnswer(failure="no entry")
            elif isinstance(step, Pause):
                self.pauses.append(step.seconds)
                answer = None
            else:
                raise AssertionError("one flow alone never waits")

    def _answer(self, request: Request) -> Response:
        reply = self.serve(request)
        self.requests.append(request)
        line = f"{request.method} {request.url} {shown(request)}"
        if isinstance(reply, TransportFailure):
            self.sent.append(f"{line} {reply.value}")
            return Response(0, request.url, failure=reply, failure_text=reply.value)
        status, headers, body = (*reply, b"")[:3]
        self.sent.append(f"{line} {status}")
        return Response(status, request.url, dict(headers), body)


def shown(request: Request) -> str:
    credential = request.credential
    if credential is None:
        return "-"
    secret = credential.secret.reveal() if credential.secret is not None else ""
    return f"{credential.username or ''}:{secret}"


def protected(*accepted: str, refusal: int = 401) -> Serve:
    """A server that answers 200 to these `user:secret` pairs and `refusal` to all else."""
    return lambda request: (200 if shown(request) in accepted else refusal, {})


def index(
    text: str, *, name: str | None = None, policy: Policy = Policy.AUTO, default: bool = False
) -> Index:
    return Index(
        parse_address(text),
        IndexKind.INDEX,
        Origin.file("uv.toml", 2),
        name=name,
        default=default,
        authenticate=policy,
    )


def middleware(
    home: Path,
    *indexes: Index,
    environ: Mapping[str, str] | None = None,
    netrc: str | None = None,
    keyring_on: bool = False,
    upload: bool = False,
) -> Middleware:
    if netrc is not None:
        (home / ".netrc").write_text(netrc)
    variables = {"HOME": str(home), **(environ or {})}
    surroundings = Surroundings(cwd=home, environ=variables)
    locations = IndexLocations(indexes)
    cache = CredentialCache()
    seed(cache, locations.known(), variables, newest())
    return Middleware(
        uv=newest(),
        cache=cache,
        sources=Sources(read_netrc(surroundings), read_store(surroundings), keyring_on, variables),
        governors=Governors.from_indexes(locations.allowed(), newest())
        if not upload
        else Governors(),
        only_authenticated=upload,
        dependabot=variables.get("DEPENDABOT") == "true",
    )
