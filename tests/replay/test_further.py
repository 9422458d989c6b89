"""The questions that tell why the client's own found nothing: which, when, and how many."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.diagnose.builders import PRIVATE, UPLOAD, cred, make_case, make_publish, make_row, url

from indexdoctor.model.credential import (
    Credential,
    KeyringAnswer,
    KeyringQuestion,
    Source,
    Trouble,
)
from indexdoctor.model.exchange import KeyringExchange, Request, Response, Role
from indexdoctor.model.index import Policy
from indexdoctor.model.keyrings import KeyringCommand, KeyringCommands
from indexdoctor.model.resolution import Resolution
from indexdoctor.model.secret import Secret
from indexdoctor.replay import further
from indexdoctor.replay.further import Lack, questions
from indexdoctor.replay.recorder import Recorder

NAME = cred(password=None, source=Source.URL)
ABSENT = KeyringAnswer(failure="no entry (exit code 1)", trouble=Trouble.ABSENT)
HOST = "host.example"


def resolution(
    *, seeded: Credential | None = NAME, provider: str = "subprocess", policy: Policy = Policy.AUTO
) -> Resolution:
    row = make_row(seeded=seeded, policy=policy)
    found = make_case(row, settings={"keyring-provider": provider}).resolution
    return replace(found, keyrings=KeyringCommands((KeyringCommand("keyring", True),)))


def recorded(
    status: int,
    *asked: KeyringQuestion,
    credential: Credential | None = NAME,
    answer: KeyringAnswer = ABSENT,
    role: Role = Role.PAGE,
) -> Recorder:
    """One request with this status, and the client's own questions, all answered alike."""
    recorder = Recorder()

    async def answered(response: Response) -> Response:
        return response

    target = url(UPLOAD if role is Role.UPLOAD else f"{PRIVATE}/foo/")
    request = Request("GET", target, role, credential, asked_for="private", package="foo")
    asyncio.run(recorder.exchange(request, answered(Response(status, target)), effective=True))
    for question in asked:
        recorder.keyring(question, answer, recorder.elapsed())
    return recorder


OWN = (KeyringQuestion(PRIVATE, "alice"), KeyringQuestion(HOST, "alice"))


def run(
    recorder: Recorder, answers: dict[KeyringQuestion, KeyringAnswer], what: Resolution
) -> tuple[list[KeyringQuestion], Sequence[Credential]]:
    asked: list[KeyringQuestion] = []

    async def asker(question: KeyringQuestion) -> KeyringAnswer:
        asked.append(question)
        return answers.get(question, ABSENT)

    found = asyncio.run(further.ask(what, recorder, asker))
    return asked, [held.credential for each in found.values() for held in each]


def test_the_names_under_which_others_store() -> None:
    own = [KeyringExchange(question, ABSENT) for question in OWN]
    lack = Lack("private", url(PRIVATE), "alice", "foo")
    assert list(questions(lack, own)) == [
        KeyringQuestion(PRIVATE, "alice"),
        KeyringQuestion(f"{PRIVATE}/", "alice"),
        KeyringQuestion("https://host.example", "alice"),
        KeyringQuestion("https://host.example/api/private", "alice"),
        KeyringQuestion(f"{PRIVATE}/foo/", "alice"),
        KeyringQuestion(PRIVATE, None),
        KeyringQuestion(HOST, None),
    ]


def test_without_a_user_name_only_the_usual_names_are_asked_for() -> None:
    lack = Lack("private", url(PRIVATE), None)
    assert list(questions(lack, [])) == [
        KeyringQuestion(PRIVATE, None),
        KeyringQuestion(HOST, None),
        KeyringQuestion(f"{PRIVATE}/", None),
    ]


def test_the_first_answer_is_the_last_question() -> None:
    held = KeyringQuestion(f"{PRIVATE}/", "alice")
    answers = {held: KeyringAnswer("alice", Secret("wonder"))}
    recorder = recorded(401, *OWN)
    asked, found = run(recorder, answers, resolution())
    assert asked == [OWN[0], held]
    assert [(c.username, c.secret) for c in found] == [("alice", Secret("wonder"))]
    assert [item.about for item in recorder.replayed().further] == [PRIVATE, PRIVATE]
    assert len(recorder.replayed().keyring) == 2


def test_trouble_ends_the_questions() -> None:
    late = KeyringAnswer(failure="no answer within 5 s", trouble=Trouble.TIMEOUT)
    asked, found = run(recorded(401, *OWN), {OWN[0]: late}, resolution())
    assert (asked, found) == ([OWN[0]], [])


def test_an_upload_looks_under_the_urls_for_reading_too() -> None:
    own = KeyringQuestion(UPLOAD, "alice")
    publish = make_publish(NAME, check=False)
    what = replace(resolution(), publish=publish)
    held = KeyringQuestion(PRIVATE, "alice")
    answers = {held: KeyringAnswer("alice", Secret("wonder"))}
    asked, found = run(recorded(401, own, role=Role.UPLOAD), answers, what)
    assert asked[-1] == held
    assert len(found) == 1


@pytest.mark.parametrize(
    ("recorder", "what"),
    [
        (recorded(401, *OWN), resolution(provider="disabled")),
        (recorded(200, *OWN), resolution()),
        (recorded(404, *OWN), resolution()),
        (recorded(401, *OWN, credential=cred()), resolution()),
        (recorded(401, *OWN, answer=KeyringAnswer("alice", Secret("x"))), resolution()),
        (recorded(401, *OWN, answer=KeyringAnswer(trouble=Trouble.BACKEND)), resolution()),
        (recorded(401), resolution()),
        (recorded(401, *OWN), resolution(policy=Policy.NEVER)),
        (recorded(401, *OWN), replace(resolution(), keyrings=KeyringCommands())),
    ],
    ids=[
        "off",
        "answered",
        "no package",
        "a password was sent",
        "the keyring has one",
        "the keyring fails",
        "the client did not ask",
        "never",
        "no command",
    ],
)
def test_nothing_is_asked_where_it_decides_nothing(recorder: Recorder, what: Resolution) -> None:
    assert run(recorder, {}, what) == ([], [])
    assert recorder.replayed().further == ()


def test_no_more_than_a_few_are_asked() -> None:
    rows = [make_row(seeded=NAME), *(make_row(seeded=NAME, order=n) for n in range(2, 9))]
    what = replace(resolution(), rows=tuple(rows))
    asked, _ = run(recorded(401, *OWN), {}, what)
    assert len(asked) == further.MOST
