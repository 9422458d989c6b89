"""Pauses that servers ask for, the deadline, and what runs at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from tests.replay.raw import OK, get, network, serve
from tests.replay.test_matrix import publishing, run, two_origins

from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Answer, Gate, LabIndex, Package, Site
from indexdoctor.model.credential import KeyringAnswer, KeyringQuestion
from indexdoctor.model.exchange import (
    Ask,
    Exchange,
    Flow,
    Pause,
    Response,
    Role,
    Send,
    TransportFailure,
    Wait,
)
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.secret import Secret
from indexdoctor.replay import ledger
from indexdoctor.replay.drive import Conclusions, Drive
from indexdoctor.replay.ledger import Ledger
from indexdoctor.replay.recorder import Recorder
from indexdoctor.replay.sender import LONGEST_PAUSE, Sender
from indexdoctor.replay.transport import Transport


def limited(*headers: tuple[str, str], status: int = 429) -> Scene:
    """Both indexes ask to be left alone."""
    scene = two_origins(Gate.private(), more=(("UV_HTTP_RETRIES", "0"),))
    slow = tuple(
        replace(index, fixed=Answer(status, headers=headers)) for index in scene.site.indexes
    )
    return replace(scene, site=replace(scene.site, indexes=slow))


@pytest.mark.parametrize(
    ("status", "headers", "words"),
    [
        (429, (), "(429)"),
        (429, (("Retry-After", "30"),), "Retry-After 30 s"),
        (429, (("Retry-After", "9" * 20),), "(429)"),
        (503, (("Retry-After", "30"),), "Retry-After 30 s"),
    ],
)
def test_no_probe_after_a_pause_was_asked_for(
    status: int, headers: tuple[tuple[str, str], ...], words: str
) -> None:
    replayed, seen = run(limited(*headers, status=status))
    first = [e for e in replayed.exchanges if "/a/simple" in e.request.url.path]
    assert first
    assert {e.id for e in first} <= set(replayed.effective)
    assert len([s for s in seen if "/a/simple" in s.url]) == len(first)
    stopped = [p for p in replayed.probes if p.index == "one" and p.exchange is None]
    assert stopped
    assert all("asked for a pause" in p.reason and words in p.reason for p in stopped)


@pytest.mark.parametrize(("seconds", "sent"), [(0.3, True), (LONGEST_PAUSE + 60, False)])
def test_the_clients_own_request_waits_a_little(seconds: float, sent: bool) -> None:
    async def go() -> tuple[Response, list[bytes], Recorder]:
        async with serve(OK) as raw, Transport(network()) as transport:
            recorder = Recorder()
            kept = Ledger(2, recorder.elapsed)
            kept.pauses[raw.url] = ledger.Pause(seconds, "the server asked for a pause")
            response = await Sender(transport, recorder, kept).send(get(raw.url + "/"))
            return response, raw.received, recorder

    response, received, recorder = asyncio.run(go())
    (exchange,) = recorder.exchanges
    assert bool(received) is sent
    if sent:
        assert exchange.timing is not None
        assert exchange.timing.started >= seconds
    else:
        assert response.failure is TransportFailure.REFUSED
        assert response.failure_text == "not sent: the server asked for a pause"
        assert any(note.incomplete for note in recorder.replayed().notes)


def many(indexes: int, credentials: int) -> Scene:
    """Indexes of one server that ask for credentials; accounts may read all of them."""
    numbers = range(indexes)
    tables = "".join(
        f'[[index]]\nname = "i{n}"\nurl = "{{{{origin}}}}/i{n}/simple"\n'
        f"default = {str(n == indexes - 1).lower()}\n"
        for n in numbers
    )
    environ: list[tuple[str, str]] = [("UV_INDEX_STRATEGY", "unsafe-best-match")]
    for n in numbers:
        user = f"u{n % credentials}"
        environ += [(f"UV_INDEX_I{n}_USERNAME", user), (f"UV_INDEX_I{n}_PASSWORD", f"pw-{user}")]
    return Scene(
        Site(
            accounts=tuple(Account(f"u{n}", f"pw-u{n}") for n in range(credentials)),
            indexes=tuple(
                LabIndex(
                    f"/i{n}/simple", packages=(Package("foo"),), gate=Gate.private(), latency=0.1
                )
                for n in numbers
            ),
        ),
        files=(("project/uv.toml", tables), ("project/requirements.in", "foo\n")),
        environ=tuple(environ),
        command=("uv", "pip", "compile", "requirements.in"),
    )


def together(exchanges: Sequence[Exchange]) -> int:
    """The most requests that were under way at one time."""
    timings = [exchange.timing for exchange in exchanges if exchange.timing is not None]
    return max(
        sum(other.started <= one.started < other.ended for other in timings) for one in timings
    )


def test_indexes_are_asked_at_the_same_time() -> None:
    replayed, _ = run(many(10, 5))
    pages = [e for e in replayed.exchanges if e.request.role is Role.PAGE]
    assert together(pages) >= 8


class Scripted:
    """A session whose phases are given."""

    def __init__(self, *phases: Sequence[Flow[Conclusions]]) -> None:
        self._phases = phases

    def phases(self) -> Iterator[Sequence[Flow[Conclusions]]]:
        yield from self._phases


def ended(subject: str, ending: Ending = Ending.FOUND) -> Conclusions:
    return (Conclusion(subject, ending, Role.PAGE),)


def drive(session: Scripted, url: str = "", kept: Ledger | None = None) -> Recorder:
    """Run a session; keyring questions are answered by their service."""

    async def ask(question: KeyringQuestion) -> KeyringAnswer:
        return KeyringAnswer("ann", Secret(f"pw of {question.service}"))

    async def go() -> Recorder:
        recorder = Recorder()
        async with Transport(network()) as transport:
            limits = kept or Ledger(None, recorder.elapsed)
            await Drive(Sender(transport, recorder, limits), recorder, ask).run(session)
        return recorder

    return asyncio.run(go())


def test_conclusions_come_in_the_order_of_the_flows() -> None:
    done: list[str] = []

    def slow() -> Flow[Conclusions]:
        yield Pause(0.05)
        done.append("slow")
        return ended("slow")

    def quick() -> Flow[Conclusions]:
        done.append("quick")
        return ended("quick")
        yield

    recorder = drive(Scripted([slow(), quick()]))
    assert done == ["quick", "slow"]
    assert [c.subject for c in recorder.conclusions] == ["slow", "quick"]


def test_a_flow_waits_for_another() -> None:
    fetched: list[str] = []

    def first() -> Flow[Conclusions]:
        yield Pause(0.05)
        answer = yield Ask(KeyringQuestion("https://h", None))
        assert isinstance(answer, KeyringAnswer)
        assert answer.secret is not None
        fetched.append(answer.secret.reveal())
        return ended("first")

    def second() -> Flow[Conclusions]:
        while not fetched:
            yield Wait("https://h")
        return ended(f"second after {fetched[0]}")

    recorder = drive(Scripted([second(), first()]))
    assert {c.subject for c in recorder.conclusions} == {"first", "second after pw of https://h"}
    assert len(recorder.replayed().keyring) == 1


def test_what_was_not_sent_is_no_failure_of_the_client() -> None:
    kept = Ledger(2, lambda: 0.0)
    kept.pauses["http://127.0.0.1:9"] = ledger.Pause(3600.0, "the server asked for a pause")

    def flow() -> Flow[Conclusions]:
        answer = yield Send(get("http://127.0.0.1:9/"))
        assert isinstance(answer, Response)
        return ended("foo", Ending.FAILED)

    recorder = drive(Scripted([flow()]), kept=kept)
    assert recorder.conclusions == []
    assert any("foo: not sent" in note.text for note in recorder.replayed().notes)


def test_a_deadline_during_the_probes_leaves_them_untried() -> None:
    scene = publishing()
    publish = tuple(replace(p, latency=3.0) for p in scene.site.publish)
    scene = replace(scene, site=replace(scene.site, publish=publish))
    replayed, _ = run(scene, deadline=0.8)
    assert any("--deadline" in note.text and note.incomplete for note in replayed.notes)
    assert {e.response.failure for e in replayed.exchanges} == {TransportFailure.DEADLINE}
    assert replayed.conclusions == ()
