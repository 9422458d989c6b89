"""Drives the model of uv against a lab site in memory: no sockets, one flow after the other."""

from __future__ import annotations

import base64

from indexdoctor.clients.uv import Session, resolve
from indexdoctor.diagnose.assemble import report
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.lab import answers
from indexdoctor.lab.scenarios import load
from indexdoctor.lab.site import Site
from indexdoctor.lab.stage import Staged, stage
from indexdoctor.model.credential import KeyringAnswer
from indexdoctor.model.exchange import (
    Answer,
    Exchange,
    Request,
    Response,
    Role,
    Send,
    TransportFailure,
)
from indexdoctor.model.replayed import Conclusion, Probe, Replayed
from indexdoctor.model.report import Client, Report
from indexdoctor.model.resolution import Resolution


def diagnose(name: str, mode: str = "check", *, environ: dict[str, str] | None = None) -> Report:
    """The report of a packaged scenario; `environ` adds variables to it."""
    with stage(load(name).scene) as staged:
        staged.environ.update(environ or {})
        surroundings = staged.surroundings
        found = discover(surroundings, parse_command(staged.command[1:], surroundings))
        resolution = resolve(found)
        session = Session(resolution, found)
        replayed = None if mode == "explain" else Run(staged).replay(session, resolution)
        client = Client("uv", "0.13.8", "assumed", " ".join(staged.command[:2]))
        return report(found, resolution, replayed, mode, client=client)


class Run:
    """One replay; every exchange is the client's own but the last, a control for publishing."""

    def __init__(self, staged: Staged) -> None:
        self.site: Site = staged.scene.site
        self.bases = [staged.fill("{{origin}}"), staged.fill("{{origin2}}")]
        self.exchanges: list[Exchange] = []

    def replay(self, session: Session, resolution: Resolution) -> Replayed:
        conclusions: list[Conclusion] = []
        for phase in session.phases():
            for flow in phase:
                answer: Answer = None
                try:
                    step = next(flow)
                    while True:
                        answer = (
                            self.send(step.request) if isinstance(step, Send) else KeyringAnswer()
                        )
                        step = flow.send(answer)
                except StopIteration as stop:
                    conclusions += stop.value
        effective = tuple(exchange.id for exchange in self.exchanges)
        probes = tuple(self.probes(resolution))
        return Replayed(
            tuple(self.exchanges), effective, conclusions=tuple(conclusions), probes=probes
        )

    def probes(self, resolution: Resolution) -> list[Probe]:
        publish = resolution.publish
        checks = [e for e in self.exchanges if e.request.role is Role.CHECK]
        if publish is None or publish.credential is None or not checks:
            return []
        request = checks[0].request
        control = Request(
            "GET",
            request.url,
            Role.CHECK,
            publish.credential,
            asked_for=request.asked_for,
            package=request.package,
        )
        self.send(control)
        label = request.asked_for or ""
        return [Probe(label, Role.CHECK, publish.credential, len(self.exchanges))]

    def send(self, request: Request) -> Response:
        headers = {name.lower(): value for name, value in request.headers}
        credential = request.credential
        if credential is not None:
            secret = credential.secret.reveal() if credential.secret is not None else ""
            pair = f"{credential.username or ''}:{secret}".encode()
            headers["authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        form = b'name="content"; filename="f"' if request.role is Role.UPLOAD else b""
        if request.url.realm not in self.bases:  # trusted publishing is asked for over HTTPS
            failure = TransportFailure.TLS
            response = Response(0, request.url, failure=failure, failure_text="no TLS here")
            self.exchanges.append(Exchange(len(self.exchanges) + 1, request, response))
            return response
        origin = self.bases.index(request.url.realm)
        reply = answers.answer(
            self.site, origin, request.method, request.url.path, headers, form, self.bases
        )
        response = Response(
            reply.status,
            request.url,
            {name.lower(): value for name, value in reply.headers},
            reply.body,
        )
        self.exchanges.append(Exchange(len(self.exchanges) + 1, request, response))
        return response
