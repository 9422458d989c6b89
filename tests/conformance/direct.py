"""Drive the model of uv itself, without the command line and without indexdoctor's replay.

A difference that shows here is one of the model; one that shows only with `indexdoctor check` is
one of the replay. Flows of a phase are run by turns, one step each, as they would overlap. Only
what goes through a proxy or over TLS, or is offline, is left to the replay's transport.
"""

from __future__ import annotations

import asyncio
import base64
import http.client
import subprocess
import traceback
from pathlib import Path
from typing import Any

from tests.conformance.real import Run, sealed

from indexdoctor.clients.uv import Session, resolve
from indexdoctor.credentials.keyring import find_command, read_output
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.lab.stage import Staged
from indexdoctor.model.credential import Credential, KeyringAnswer, KeyringQuestion, Scheme
from indexdoctor.model.exchange import (
    Answer,
    Ask,
    Flow,
    Pause,
    Request,
    Response,
    Role,
    Send,
    Step,
    TransportFailure,
)
from indexdoctor.model.resolution import Network
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.replay import probe, proxies
from indexdoctor.replay.transport import Transport
from indexdoctor.versions import known


def run_direct(staged: Staged, version: str) -> Run:
    """What the model does in a scene, from a fresh state."""
    staged.reset()
    return drive(staged, version)


def drive(staged: Staged, version: str) -> Run:
    """What the model does with a scene's files as they are now.

    `exit` is 70 when it raised, with the traceback.
    """
    environ = sealed(staged)
    surroundings = Surroundings(staged.cwd, environ, uv=known(version))
    code, text = 0, ""
    try:
        command = parse_command(staged.command, surroundings)
        found = discover(surroundings, command)
        fatal = [p for p in (*command.problems, *found.problems) if p.fatal and not p.late]
        if fatal:
            code = 2
            text = "\n".join(problem.message for problem in fatal)
        else:
            resolution = resolve(found)
            if any(problem.fatal and not problem.late for problem in resolution.problems):
                code = 2
            else:
                session = Session(resolution, found)
                with Answers(staged, surroundings, resolution.network) as answers:
                    for phase in session.phases():
                        _by_turns(list(phase), answers)
    except Exception:
        code, text = 70, traceback.format_exc()
    return Run(code, "", text, tuple(staged.server.taken()), staged.keyring_calls())


class Answers:
    """Answers the steps of flows, one at a time, while used as a context manager."""

    def __init__(self, staged: Staged, surroundings: Surroundings, network: Network) -> None:
        self._staged = staged
        self._surroundings = surroundings
        self._network = network
        self._loop = asyncio.Runner()
        self._transport = Transport(network)

    def __enter__(self) -> Answers:
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.run(self._transport.__aexit__(*error))
        self._loop.close()

    def answer(self, step: Step) -> Answer:
        if isinstance(step, Send):
            return self._send(step.request)
        if isinstance(step, Ask):
            return _ask(step.question, self._staged, self._surroundings)
        return None

    def _send(self, request: Request) -> Response:
        offline = self._network.offline is not None and self._network.offline.value
        is_plain = request.url.scheme == "http" and not offline
        if is_plain and proxies.choose(self._network, request.url) is None:
            return _send(request)
        form = probe.form(request) if request.role is Role.UPLOAD else None
        return self._loop.run(self._transport.send(request, form))


_TURN = 0.01  # seconds, about those of a request


def _by_turns(flows: list[Flow[Any]], answers: Answers) -> None:
    waiting: list[tuple[Flow[Any], Step]] = []
    for flow in flows:
        try:
            waiting.append((flow, next(flow)))
        except StopIteration:
            continue
    while waiting:
        flow, step = waiting.pop(0)
        if isinstance(step, Pause) and step.seconds > _TURN:
            # Others have some turns meanwhile.
            waiting.append((flow, Pause(step.seconds - _TURN)))
            continue
        try:
            waiting.append((flow, flow.send(answers.answer(step))))
        except StopIteration:
            continue


def _authorization(credential: Credential) -> str:
    secret = credential.secret.reveal() if credential.secret is not None else ""
    if credential.scheme is Scheme.BEARER:
        return f"Bearer {secret}"
    text = f"{credential.username or ''}:{secret}"
    return "Basic " + base64.b64encode(text.encode()).decode()


def _send(request: Request) -> Response:
    if request.url.host not in ("127.0.0.1", "localhost", "[::1]"):
        return Response(0, request.url, failure=TransportFailure.CONNECT)
    headers = dict(request.headers)
    if request.credential is not None:
        headers["Authorization"] = _authorization(request.credential)
    connection = http.client.HTTPConnection(request.url.netloc, timeout=20)
    target = request.url.path + (f"?{request.url.query}" if request.url.query is not None else "")
    try:
        body = b"--x--\r\n" if request.method == "POST" else None
        connection.request(request.method, target, body, headers)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Response(answer.status, request.url, found, answer.read())
    except OSError as error:
        return Response(
            0, request.url, failure=TransportFailure.CONNECT, failure_text=type(error).__name__
        )
    finally:
        connection.close()


def _ask(question: KeyringQuestion, staged: Staged, surroundings: Surroundings) -> KeyringAnswer:
    if question.native:
        return KeyringAnswer(failure="the machine of a scene has no store of its own")
    command: Path | None = find_command(surroundings)
    if command is None:
        return KeyringAnswer(failure="no keyring command")
    done = subprocess.run(
        [command, *question.argv],
        env=dict(surroundings.environ),
        cwd=staged.cwd,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        return KeyringAnswer(failure=f"exit code {done.returncode}")
    return read_output(question, done.stdout)
