"""What each answer would lead to: the client's own model, driven by scripted answers.

Nothing is sent and no command is run. The sentences come from the requests the model yields.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from indexdoctor.diagnose.trusting import by_trusted_publishing
from indexdoctor.diagnose.words import credential_name, short
from indexdoctor.model.credential import KeyringAnswer, KeyringQuestion, Source
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Answer, Ask, Flow, Request, Response, Role, Send
from indexdoctor.model.origin import Origin
from indexdoctor.model.replayed import Conclusion
from indexdoctor.model.report import Branch
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.resolution import IndexRow, Resolution, Wanted
from indexdoctor.model.url import Url

STATUSES = (200, 401, 403, 404)
STAND_IN = "package"
_LIMIT = 60  # steps of one branch; a model that goes on for longer is cut off
_MINE = {Role.PAGE, Role.FLAT, Role.METADATA, Role.FILE}


class SessionLike(Protocol):
    """What a client model offers: phases, each a list of flows (see `clients.uv.Session`)."""

    def phases(self) -> Iterator[Sequence[Flow[tuple[Conclusion, ...]]]]: ...


Factory = Callable[[Resolution, Discovered], SessionLike]


@dataclass(slots=True)
class _Script:
    """Answers every request to one target with one status, and notes what was yielded.

    Other servers answer as if they had nothing (404), so that the client comes to the target; but
    what a build `needs` (package and version) is there.
    """

    status: int
    home: Url
    targets: frozenset[Role]
    label: str
    version: str
    package: str
    needs: Mapping[str, str] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    why: str = ""
    reached: bool = False

    def answer(self, step: object) -> Answer:
        if isinstance(step, Send):
            return self._response(step.request)
        if isinstance(step, Ask):
            return self._keyring(step.question)
        return None

    def _response(self, request: Request) -> Response:
        if request.asked_for != self.label or request.role not in self.targets:
            return self._other(request)
        self.reached = True
        self._note(self._line(request))
        return self._plain(request, self.status)

    def _other(self, request: Request) -> Response:
        """Another URL than the one looked at: it lets the client come here, or go on from here."""
        if request.role is Role.UPLOAD:
            if self.reached:
                self._note(f"goes on: {self._line(request)}")
            return self._plain(request, 200)
        if self.reached and request.package in self.needs:
            self._note(f"goes on: {self._line(request)}")
            return self._plain(request, 200)
        if self.reached:
            again = request.role is Role.CHECK
            where = request.asked_for or request.url.netloc
            self._note("asks the check URL again" if again else f"goes on to {where}")
        return self._plain(request, 404)

    def _line(self, request: Request) -> str:
        who = credential_name(request.credential)
        stated = request.credential is not None and request.credential.source is Source.PUBLISH
        new = request.why and request.why != self.why and not stated
        reason = f" ({request.why})" if new else ""
        self.why = request.why
        return f"{request.method} {short(request.url, self.home)} with {who}{reason}"

    def _note(self, step: str) -> None:
        if not self.steps or self.steps[-1] != step:
            self.steps.append(step)

    def _plain(self, request: Request, status: int) -> Response:
        if status != 200 or request.role not in (Role.PAGE, Role.CHECK, Role.FLAT):
            return Response(status, request.url)
        name, version = self.package, self.version
        if request.package is not None and request.package in self.needs:
            name, version = request.package, self.needs[request.package]
        wheel = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        files = [{"filename": wheel, "url": wheel, "hashes": {}}]
        if request.role is Role.FLAT:
            body = f'<a href="{wheel}">{wheel}</a>'.encode()
            return Response(200, request.url, {"content-type": "text/html"}, body)
        page = {
            "meta": {"api-version": "1.0"},
            "name": name,
            "files": [] if request.role is Role.CHECK else files,
        }
        kind = "application/vnd.pypi.simple.v1+json"
        return Response(200, request.url, {"content-type": kind}, json.dumps(page).encode())

    def _keyring(self, question: KeyringQuestion) -> KeyringAnswer:
        if self.reached or not self.steps:
            self.steps.append(f"{question.text} (not asked offline)")
        return KeyringAnswer(failure="not asked offline")


def read_branches(
    resolution: Resolution, found: Discovered, row: IndexRow, factory: Factory
) -> tuple[Branch, ...]:
    """What 200, 401, 403 and 404 of one index would lead to, for one package that may be asked."""
    wanted = _wanted(resolution, row)
    scene = replace(resolution, wanted=(wanted,), publish=None)
    needs = {
        needed.name: _version(needed.requirement.specifier)
        for build in resolution.builds
        for needed in build.wanted
        if needed.name != wanted.name
    }
    return tuple(
        _branch(
            factory(scene, found),
            _Script(
                status,
                row.index.url,
                frozenset(_MINE),
                row.index.label,
                _version(wanted.requirement.specifier),
                wanted.name,
                needs,
            ),
        )
        for status in STATUSES
    )


def publish_branches(
    resolution: Resolution, found: Discovered, role: Role, factory: Factory
) -> tuple[Branch, ...]:
    """What the answers of the check URL (role CHECK) or publish URL (role UPLOAD) lead to."""
    publish = resolution.publish
    if publish is None or (role is Role.CHECK and publish.check is None):
        return ()
    provider = resolution.settings.get("keyring-provider")
    keyring_on = provider is not None and str(provider.value) == "subprocess"
    if role is Role.UPLOAD and by_trusted_publishing(publish, found, keyring_on):
        return ()  # what uv sends then is a token it has just been given
    home = publish.url.value.url
    if role is Role.CHECK and publish.check is not None:
        home = publish.check.value.url
    label = publish.index or str(home)
    scene = replace(resolution, wanted=(), publish=replace(publish, files=publish.files[:1]))
    return tuple(
        _branch(
            factory(scene, found),
            _Script(status, home, frozenset({role}), label, "1.0", STAND_IN),
        )
        for status in STATUSES
    )


def _branch(session: SessionLike, script: _Script) -> Branch:
    conclusions = list(_drive(session, script))
    steps = list(script.steps)
    for conclusion in conclusions:
        if conclusion.text and (script.reached or not steps):
            steps.append(f"{conclusion.ending.value}: {conclusion.text}")
    if not script.reached:
        steps.append("this URL is not asked")
    role = "read"
    if Role.CHECK in script.targets:
        role = "check"
    elif Role.UPLOAD in script.targets:
        role = "publish"
    return Branch(script.status, tuple(dict.fromkeys(steps)), role)


def _drive(session: SessionLike, script: _Script) -> Iterator[Conclusion]:
    """Run the flows one after the other; a flow that would wait for another cannot occur so."""
    left = _LIMIT
    for phase in session.phases():
        for flow in phase:
            answer: Answer = None
            started = False
            while left:
                left -= 1
                try:
                    step = flow.send(answer) if started else next(flow)
                except StopIteration as stop:
                    yield from _conclusions(stop.value)
                    break
                started = True
                answer = script.answer(step)
            else:
                flow.close()


def _conclusions(value: object) -> Iterable[Conclusion]:
    items = value if isinstance(value, tuple) else ()
    return (item for item in items if isinstance(item, Conclusion))


def _wanted(resolution: Resolution, row: IndexRow) -> Wanted:
    for wanted in resolution.wanted:
        if row in wanted.indexes:
            return wanted
    origin = Origin.default("a package, as none is named")
    return Wanted(STAND_IN, Requirement(STAND_IN, STAND_IN, origin), (row,))


def _version(specifier: str) -> str:
    """A version that the requirement allows, so that the model goes on to the file."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        allowed = SpecifierSet(specifier)
    except InvalidSpecifier:
        return "1.0"
    named = [part.version.removesuffix(".*") for part in allowed]
    for candidate in ("1.0", *named, *(f"{version}.1" for version in named)):
        if allowed.contains(candidate, prereleases=True):
            return candidate
    return "1.0"
