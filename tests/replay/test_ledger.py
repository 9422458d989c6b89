"""No account is refused more often than it may be, whatever servers answer and in what order."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.replay.raw import get

from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.exchange import Request, Response
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.replay.ledger import Ledger, account, retry_after

LIMIT = 2


def request(user: str, password: str, path: str, index: str) -> Request:
    credential = Credential(Source.URL, Origin.default("test"), user, Secret(password))
    return get(f"http://h{path}", credential=credential, asked_for=index)


cases = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob"]),
        st.sampled_from(["one", "two", "three"]),
        st.sampled_from(["/a/", "/b/", "/c/"]),
        st.sampled_from([200, 200, 401, 401, 403, 404, 500]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=14,
)


@given(cases)
def test_refusals_are_bounded(drawn: list[tuple[str, str, str, int, int]]) -> None:
    """A wrong password (one the server has never accepted) is refused twice an account at most."""
    # A server is steady: one answer for one credential at one place.
    answers = {(user, password, path): status for user, password, path, status, _ in drawn}
    accepted = {(u, p) for (u, p, _), status in answers.items() if status == 200}
    refused: Counter[str] = Counter()

    async def one(ledger: Ledger, user: str, password: str, path: str, turns: int) -> None:
        asked = request(user, password, path, path)
        if not await ledger.enter(asked):
            return
        for _ in range(turns):
            await asyncio.sleep(0)
        status = answers[user, password, path]
        if status in (401, 403) and (user, password) not in accepted:
            refused[user] += 1
        await ledger.leave(asked, Response(status, asked.url))

    async def run() -> None:
        ledger = Ledger(LIMIT, lambda: 0.0)
        await asyncio.gather(*(one(ledger, *entry[:3], entry[4]) for entry in drawn))

    asyncio.run(run())
    assert all(count <= LIMIT for count in refused.values())


def outcomes(*steps: tuple[str, int]) -> list[bool]:
    """Whether each of these (password, answer) pairs of one account gets its turn."""

    async def run() -> list[bool]:
        ledger = Ledger(LIMIT, lambda: 0.0)
        passed = []
        for password, status in steps:
            asked = request("ann", password, "/a/", "a")
            passed.append(await ledger.enter(asked))
            if passed[-1]:
                await ledger.leave(asked, Response(status, asked.url))
        return passed

    return asyncio.run(run())


def test_the_third_wrong_password_is_not_tried() -> None:
    assert outcomes(("x", 401), ("y", 401), ("z", 401)) == [True, True, False]


def test_an_accepted_password_goes_on() -> None:
    assert outcomes(("good", 200), ("x", 401), ("y", 401), ("good", 200)) == [True] * 4


def test_without_a_limit_all_pass() -> None:
    async def run() -> bool:
        ledger = Ledger(None, lambda: 0.0)
        for _ in range(5):
            asked = request("ann", "x", "/a/", "a")
            assert await ledger.enter(asked)
            await ledger.leave(asked, Response(401, asked.url))
        return True

    assert asyncio.run(run())


def test_accounts_of_two_servers_are_two() -> None:
    one = request("ann", "x", "/", "a")
    other = get("http://other/", credential=one.credential)
    assert account(one) != account(other)
    assert account(get("http://h/")) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3", 3.0), ("", None), ("soon", None), ("9" * 30, float("inf")), ("-1", None)],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    headers = {"retry-after": text} if text else {}
    assert retry_after(Response(429, get("http://h/").url, headers)) == seconds


def test_retry_after_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    found = retry_after(Response(429, get("http://h/").url, {"retry-after": date}))
    assert found is not None
    assert 50 < found <= 60


def test_a_user_name_without_a_password_tries_none() -> None:
    """uv sends one before it asks the keyring, refused or not: no password is tried by it."""
    name = Credential(Source.URL, Origin.default("test"), "ann", None)
    bare = get("http://h/a/", credential=name, asked_for="a")
    full = request("ann", "one", "/a/", "a")

    async def go() -> list[bool]:
        ledger = Ledger(LIMIT, lambda: 0.0)
        passed = []
        for asked, status in (*[(bare, 401)] * 3, (full, 401), (bare, 401), (full, 401), (full, 0)):
            passed.append(await ledger.enter(asked))
            if status:
                await ledger.leave(asked, Response(status, asked.url))
        return passed

    assert asyncio.run(go()) == [True] * 6 + [False]
