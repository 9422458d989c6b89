"""What findings about servers and secrets say and advise, against the real uv and a lab server."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.cases.tokens import jwt
from tests.conformance.real import Run, real_uv, run_uv
from tests.conformance.releases import release

from indexdoctor import run
from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import Answer, Gate, LabPublish, Site
from indexdoctor.lab.stage import stage
from indexdoctor.model.finding import Finding
from indexdoctor.model.report import Report
from indexdoctor.run import RunOptions
from indexdoctor.versions import NEWEST

LOCAL = "/artifactory/api/pypi/local"


def check(scene: Scene, now: datetime | None = None) -> Report:
    with stage(scene) as staged:
        surroundings = replace(staged.surroundings, now=now)
        return run.check(
            RunOptions(
                surroundings=surroundings, words=staged.command, uv_version=NEWEST, deadline=20
            )
        )


def real(scene: Scene) -> Run:
    with stage(scene) as staged, real_uv(release(NEWEST)) as uv:
        return run_uv(staged, uv)


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings if finding.severity == "error"]


def advised(report: Report, code: str) -> Finding:
    return next(finding for finding in report.findings if finding.code == code)


def reading(url: str, password: str = ALICE.password, user: str = "alice") -> Scene:
    """A project that asks an Artifactory-like index at `url` for `pkg`."""
    return Scene(
        Site((ALICE,), (index(f"{LOCAL}/simple", "pkg", private=True),)),
        files=(project("pkg", table("corp", url, "default = true")),),
        environ=(
            ("UV_INDEX_CORP_USERNAME", user),
            ("UV_INDEX_CORP_PASSWORD", password),
        ),
        command=("uv", "lock"),
    )


def publishing(url: str) -> Scene:
    environ = (("UV_PUBLISH_USERNAME", ALICE.name), ("UV_PUBLISH_PASSWORD", ALICE.password))
    return Scene(
        Site((ALICE,), publish=(LabPublish(LOCAL),)),
        environ=(*environ, ("UV_PUBLISH_URL", "{{origin}}" + url)),
        command=("uv", "publish", "--trusted-publishing", "never"),
        dists=(Dist("pkg", "1.0"),),
    )


def test_the_url_for_reading_is_the_one_that_works() -> None:
    wrong = reading(LOCAL)
    assert real(wrong).exit != 0
    report = check(wrong)
    assert codes(report)[0] == "READ110"
    command = advised(report, "READ110").remedies[0].command or ""
    path = re.sub(r'.*url = "http://[^/]+(.+)".*', r"\1", command, flags=re.DOTALL)
    right = reading(path)
    assert real(right).exit == 0
    assert codes(check(right)) == []


def test_the_url_for_uploads_is_the_one_that_works() -> None:
    wrong = publishing(f"{LOCAL}/simple")
    assert real(wrong).exit != 0
    report = check(wrong)
    assert codes(report) == ["PUB221"]
    command = advised(report, "PUB221").remedies[0].command or ""
    name, _, address = command.removeprefix("export ").partition("=")
    assert name == "UV_PUBLISH_URL"
    right = publishing("/" + address.split("/", 3)[3])
    assert real(right).exit == 0
    assert codes(check(right)) == []


@pytest.mark.parametrize(
    "password",
    [f"{ALICE.password}\n", f'"{ALICE.password}"', f" {ALICE.password}", "$TOKEN", "${TOKEN}"],
)
def test_a_spoilt_secret_is_sent_as_it_stands_and_refused(password: str) -> None:
    spoilt = reading(f"{LOCAL}/simple", password)
    assert 401 in [seen.status for seen in real(spoilt).requests]
    report = check(spoilt)
    assert codes(report) == ["CRED108"]
    assert codes(check(reading(f"{LOCAL}/simple"))) == []


def test_a_variable_as_the_user_name_is_sent_as_it_stands() -> None:
    spoilt = reading(f"{LOCAL}/simple", user="${INDEX_USER}")
    assert 401 in [seen.status for seen in real(spoilt).requests]
    assert codes(check(spoilt)) == ["CRED108"]


def test_an_expired_token_is_told_by_its_own_date() -> None:
    now = datetime.now(UTC)
    old = jwt(iss="jfrt@01abc", exp=int(time.time()) - 7500)
    scene = reading(f"{LOCAL}/simple", old)
    report = check(scene, now)
    assert codes(report) == ["CRED107"]
    lines = advised(report, "CRED107").evidence
    assert lines[-1].text == "an access token of Artifactory, expired 2 h ago"
    assert not any(piece in repr(report) for piece in old.split("."))
    assert codes(check(scene)) == ["READ101"]  # without the time nothing is said of it


@pytest.mark.parametrize(
    ("realm", "code", "words"),
    [
        ("Artifactory Realm", "CRED106", "Artifactory, by its path"),
        ("Staff only", "PUB203", 'in front of it (realm "Staff only"), not Artifactory itself'),
    ],
)
def test_the_name_that_goes_with_a_token_option_is_refused(
    realm: str, code: str, words: str
) -> None:
    challenge = ("WWW-Authenticate", f'Basic realm="{realm}"')
    refusal = Answer(401, headers=(challenge,), challenge=False)
    scene = Scene(
        Site((ALICE,), publish=(LabPublish(LOCAL, gate=Gate(refusal, refusal)),)),
        environ=(("UV_PUBLISH_TOKEN", ALICE.password),),
        command=("uv", "publish", "--publish-url", "{{origin}}" + LOCAL),
        dists=(Dist("pkg", "1.0"),),
    )
    assert real(scene).exit != 0
    report = check(scene)
    assert codes(report) == [code]
    assert any(words in line.text for line in advised(report, code).evidence)
    named = (("UV_PUBLISH_USERNAME", "alice"), ("UV_PUBLISH_PASSWORD", ALICE.password))
    right = replace(scene, environ=named)
    assert real(right).exit == 0
    assert codes(check(right)) == []
