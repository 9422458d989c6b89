"""What the shape of a secret tells, and that nothing of it is shown."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cases.tokens import encoded, jwt, macaroon

from indexdoctor.diagnose.spoilt import Fault
from indexdoctor.diagnose.tokens import Kind, duration, facts
from indexdoctor.model.secret import Secret

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (jwt(sub="x"), Kind.JWT),
        (jwt(iss="jfrt@01abc/users/x"), Kind.ARTIFACTORY_JWT),
        (jwt(iss="https://sts.windows.net/tenant/"), Kind.AZURE_JWT),
        (jwt(iss="app.vstoken.visualstudio.com"), Kind.AZURE_JWT),
        (macaroon("pypi.org"), Kind.PYPI),
        (macaroon("test.pypi.org"), Kind.TEST_PYPI),
        (macaroon("warehouse.example"), Kind.PYPI_LIKE),
        ("AKC" + "a1B2" * 16, Kind.ARTIFACTORY_KEY),
        (encoded(b"reftkn:01:0000000000:abcdefghijklmnop"), Kind.ARTIFACTORY_REFERENCE),
        (f"{encoded({'ver': 1, 'isu': 1, 'enc': 'A128GCM', 'exp': 2})}.a.b.c.d", Kind.CODEARTIFACT),
        (f"{encoded({'enc': 'A128GCM'})}.a.b.c.d", Kind.JWT),
        ("ya29." + "a0Af_-" * 10, Kind.GOOGLE_ACCESS),
        (
            base64.b64encode(
                json.dumps({"type": "service_account", "private_key": "x" * 200}).encode()
            ).decode(),
            Kind.GOOGLE_KEY,
        ),
        ("glpat-" + "x" * 20, Kind.GITLAB_PERSONAL),
        ("gldt-" + "x" * 20, Kind.GITLAB_DEPLOY),
        ("glcbt-64_" + "x" * 20, Kind.GITLAB_JOB),
        ("ghp_" + "x" * 36, Kind.GITHUB),
        ("ghs_" + "x" * 36, Kind.GITHUB),
        ("github_pat_" + "x" * 60, Kind.GITHUB),
        ("hunter2-Correct.Horse", Kind.UNKNOWN),
        ("pypi-short", Kind.UNKNOWN),
        ("a.b.c", Kind.UNKNOWN),
        ("1.2.3.4.5", Kind.UNKNOWN),
        ("", Kind.UNKNOWN),
    ],
)
def test_the_kind_of_a_secret(text: str, kind: Kind) -> None:
    assert facts(Secret(text)).kind is kind


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda end: jwt(exp=end, iat=end - 60), "a JSON Web Token"),
        (lambda end: "glcbt-" + jwt(exp=end), "a job token of GitLab"),
        (
            lambda end: encoded(f"reftkn:01:{end}:abcdefghijklmnop".encode()),
            "a reference token of Artifactory",
        ),
        (
            lambda end: f"{encoded({'isu': end - 43200, 'exp': end, 'enc': 'x'})}.a.b.c.d",
            "an authorization token of CodeArtifact",
        ),
        (lambda end: macaroon("pypi.org", [0, end, end - 900]), "an API token of PyPI"),
    ],
)
def test_tokens_that_say_when_they_end(make: Callable[[int], str], words: str) -> None:
    old = facts(Secret(make(seconds(NOW - timedelta(hours=3, minutes=5)))))
    assert old.describe(NOW) == f"{words}, expired 3 h ago"
    assert old.is_expired(NOW)
    fresh = facts(Secret(make(seconds(NOW + timedelta(minutes=20)))))
    assert fresh.describe(NOW) == f"{words}, 20 min left"
    assert not fresh.is_expired(NOW)
    assert fresh.describe() == words


@pytest.mark.parametrize(
    "text",
    [
        encoded(b"reftkn:01:0000000000:abcdefghijklmnop"),  # 0: never
        jwt(exp=True),
        jwt(exp="tomorrow"),
        jwt(exp=10**30),
        jwt(sub="x"),
        macaroon("pypi.org"),
        "ya29." + "a0Af_-" * 10,
    ],
)
def test_tokens_that_do_not_say_when_they_end(text: str) -> None:
    found = facts(Secret(text))
    assert found.expires is None
    assert not found.is_expired(NOW)


def test_the_projects_of_a_token_of_pypi() -> None:
    limited = facts(Secret(macaroon("pypi.org", [1, ["foo"]], [2, ["1-2-3"]])))
    assert limited.projects == frozenset({"foo"})
    old = {"version": 1, "permissions": {"projects": ["foo", "bar"]}}
    assert facts(Secret(macaroon("pypi.org", old))).projects == frozenset({"foo", "bar"})
    everything = {"version": 1, "permissions": "user"}
    assert facts(Secret(macaroon("pypi.org", everything))).projects is None
    assert facts(Secret(macaroon("pypi.org", [3, "user"]))).projects is None


def test_a_long_caveat_is_read_to_its_end() -> None:
    names = [f"package-{number}" for number in range(40)]
    assert facts(Secret(macaroon("pypi.org", [1, names]))).projects == frozenset(names)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("secret-Pw7\n", [Fault.NEWLINE]),
        ("secret-Pw7\r\n", [Fault.NEWLINE]),
        ("first\nsecond", [Fault.INNER_NEWLINE]),
        (" secret-Pw7", [Fault.SPACE_BEFORE]),
        ("secret-Pw7 ", [Fault.SPACE_AFTER]),
        ('"secret-Pw7"', [Fault.QUOTES]),
        ("'secret-Pw7'", [Fault.QUOTES]),
        ('{"authorizationToken": "x"}', [Fault.JSON]),
        ("$(cat /run/secrets/token)", [Fault.COMMAND]),
        ("$(TOKEN)", [Fault.VARIABLE]),
        ("***", [Fault.MASKED]),
        ("<hidden>", [Fault.MASKED]),
        ("[MASKED]", [Fault.MASKED]),
        ("<your-token>", [Fault.PLACEHOLDER]),
        ("YOUR_API_KEY", [Fault.PLACEHOLDER]),
        ("$TOKEN", [Fault.VARIABLE]),
        ("${TOKEN}", [Fault.VARIABLE]),
        ("%TOKEN%", [Fault.VARIABLE]),
        ("$(System.AccessToken)", [Fault.VARIABLE]),
        ("$env:TOKEN", [Fault.VARIABLE]),
        ("${{ secrets.TOKEN }}", [Fault.VARIABLE]),
        ('"$TOKEN"\n', [Fault.NEWLINE, Fault.QUOTES, Fault.VARIABLE]),
        ("Bearer abcdef", [Fault.SCHEME]),
        (base64.b64encode(b":" + b"kj7xq2" * 8).decode(), [Fault.ENCODED]),
        (base64.b64encode(b"alice:" + b"kj7xq2" * 4).decode(), [Fault.ENCODED]),
        ("  ", [Fault.SPACE_AFTER]),
        ("", [Fault.EMPTY]),
    ],
)
def test_faults_of_writing(text: str, faults: list[Fault]) -> None:
    assert list(facts(Secret(text)).faults) == faults


@pytest.mark.parametrize(
    "text",
    [
        "pa$$word",
        "$ecret-Pw7",
        "100%sure%",
        'it\'s "fine"',
        "a'b",
        "**bold**",
        "{not json}",
        "two words",
        "bearer",
        "your-own-Pw7",
        "a" * 64,
        base64.b64encode(bytes(range(64))).decode(),
        encoded(b"reftkn:01:0000000000:abcdefghijklmnop"),
    ],
)
def test_odd_passwords_are_no_faults(text: str) -> None:
    assert facts(Secret(text)).faults == ()


def test_a_spoilt_token_is_known_all_the_same() -> None:
    end = seconds(NOW - timedelta(days=2))
    found = facts(Secret(f'"{jwt(exp=end)}"\n'))
    assert found.kind is Kind.JWT
    assert found.describe(NOW) == (
        "a JSON Web Token, expired 2 days ago, it ends with a line break, quotes stand around it"
    )


def test_durations() -> None:
    spans = [timedelta(seconds=50), timedelta(minutes=90), timedelta(days=1), timedelta(days=400)]
    assert [duration(span) for span in spans] == ["50 s", "1 h", "1 day", "400 days"]


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = facts(Secret(text))
    found.describe(NOW)


@given(st.binary(max_size=200))
def test_any_macaroon_is_read_without_an_error(data: bytes) -> None:
    facts(Secret("pypi-" + encoded(b"\x02" + data)))


@given(st.text(st.characters(codec="ascii"), min_size=24, max_size=40))
def test_nothing_of_a_secret_is_told(text: str) -> None:
    token = jwt(iss=text, sub=text, jti=text, exp=seconds(NOW))
    told = facts(Secret(token)).describe(NOW) + repr(facts(Secret(text + "\n")))
    assert text not in told
    assert not any(part in told for part in token.split("."))
