"""Reports made by hand, one for each thing a renderer must be able to show."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from indexdoctor.model.comparison import (
    Aspect,
    Comparison,
    Difference,
    Found,
    Line,
    Place,
    Reason,
    Side,
)
from indexdoctor.model.credential import Credential, KeyringAnswer, KeyringQuestion, Source
from indexdoctor.model.exchange import (
    Exchange,
    KeyringExchange,
    Phases,
    Request,
    Response,
    Role,
    Timing,
    TransportFailure,
)
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin, Setting, Shadowed
from indexdoctor.model.problem import Problem
from indexdoctor.model.report import (
    Branch,
    Cell,
    Client,
    File,
    Note,
    Override,
    Report,
    Repository,
    SourceRow,
    State,
    Subject,
)
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import parse_address
from indexdoctor.render.sanitise import map_text

MORNING = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PASSWORD = "Wint3r-canary/99"
AT = Origin.file("pyproject.toml", 12, "tool.uv.index[0].url")
ROOT = "https://myco.example/artifactory/api/pypi/pypi-local/simple"


def cell(text: str, why: str = "", exchange: int | None = None) -> Cell:
    states = {
        "200": State.OK,
        "accepted": State.OK,
        "403": State.PROBLEM,
        "not sent": State.NOT_SENT,
        "not tried": State.NOT_TRIED,
        "-": State.NOT_TRIED,
        "timed out": State.UNKNOWN,
    }
    return Cell(text, states[text], exchange, why)


def artifactory() -> Subject:
    return Subject(
        label="artifactory",
        url=ROOT,
        origin=AT,
        state=State.PROBLEM,
        verdict="the check is skipped, the upload goes on",
        standing="publish target of --index artifactory",
        policy=Setting(
            Policy.AUTO,
            Origin.default("uv"),
            (Shadowed(Policy.ALWAYS, Origin.file("~/.config/uv/uv.toml", 3), "same name, later"),),
        ),
        policy_reason="no index definition sets authenticate for this URL",
        roles=("read", "check", "publish"),
        rows=(
            SourceRow("no credentials", cells=(cell("403"), cell("403"), cell("-"))),
            SourceRow(
                "netrc",
                "~/.netrc:3",
                "alice",
                "secret #1",
                cells=(
                    cell("200"),
                    cell("not tried", "the anonymous answer was 200"),
                    cell("accepted"),
                ),
            ),
            SourceRow(
                "--username",
                "--username",
                "hutch",
                "secret #2",
                cells=(
                    cell("not sent", "publish options are for the upload only"),
                    cell("not sent", "publish options are for the upload only"),
                    cell("accepted"),
                ),
            ),
            SourceRow(
                "credentials.toml",
                "~/.local/share/uv/credentials/credentials.toml",
                "ci",
                "secret #1",
                cells=(
                    cell("timed out", "no answer within 30 s"),
                    cell("timed out", "no answer within 30 s"),
                    cell("not tried", "one account gets at most two refusals a run"),
                ),
            ),
            SourceRow("UV_INDEX_ARTIFACTORY_*", note="not set"),
            SourceRow("keyring", note="off"),
        ),
        sends=(
            cell("403", "no credential", exchange=1),
            cell("403", "no credential"),
            cell("accepted", "--username (publish option) hutch"),
        ),
        overrides=(
            Override("--index-url of requirements.txt", Origin.file("requirements.txt", 1), "lost"),
        ),
    )


def healthy(name: str, number: int) -> Subject:
    return Subject(
        label=name,
        url=f"https://{name}.example/simple",
        origin=Origin.file("uv.toml", number),
        state=State.OK,
        verdict="answers 200 without a credential",
        standing="searched 2nd",
        policy=Setting(Policy.AUTO, Origin.default("uv")),
        rows=(SourceRow("no credentials", cells=(cell("200"),)),),
        sends=(cell("200"),),
    )


def finding() -> Finding:
    return Finding(
        code="PUB201",
        name="check-refused",
        severity=Severity.ERROR,
        confidence=Confidence.CERTAIN,
        subject="artifactory",
        cause="uv will upload without checking: the check URL refuses what uv sends to it",
        why="publish options and UV_PUBLISH_* are used for the upload only; the check reads "
        "UV_INDEX_ARTIFACTORY_*, netrc, keyring",
        origins=(AT, Origin.option("--username")),
        evidence=(
            Evidence("uv 0.13.8 sends", "GET .../simple/mypkg/  no credential  403", 1),
            Evidence("proof", "GET .../simple/mypkg/  --username (publish option) hutch  200", 2),
        ),
        remedies=(
            Remedy(
                "give the check its own credential",
                "export UV_INDEX_ARTIFACTORY_USERNAME=hutch\n"
                "export UV_INDEX_ARTIFACTORY_PASSWORD=<the same password>",
            ),
            Remedy("upload without the check", "uv publish --check-url ''", safe=False),
        ),
    )


def exchanges() -> tuple[Exchange, ...]:
    url = parse_address(f"{ROOT}/mypkg/").url
    signed = parse_address("https://files.example/mypkg.whl?X-Signature=topsecretsignature").url
    netrc = Credential(Source.NETRC, Origin.file("~/.netrc", 3), "alice", Secret(PASSWORD))
    return (
        Exchange(
            1,
            Request(
                "GET",
                url,
                Role.CHECK,
                headers=(("Accept", "application/vnd.pypi.simple.v1+json"),),
                index="artifactory",
                package="mypkg",
                why="policy auto",
            ),
            Response(
                403,
                url,
                {"server": "Artifactory", "set-cookie": "session=abc", "x-request-id": "7f3a"},
                reason="Forbidden",
                http_version="HTTP/1.1",
                phases=Phases(0.0001, 0.0019, 0.006, 0.004, 0.0002, 0.0032, 0.001),
            ),
            Timing(0.0, 0.0124, MORNING),
        ),
        Exchange(
            2,
            Request("GET", url, Role.PAGE, netrc, index="artifactory", package="mypkg"),
            Response(200, url, {"content-type": "text/html"}, b"<html>", http_version="HTTP/1.1"),
            Timing(0.0130, 0.0250, MORNING + timedelta(seconds=0.013)),
        ),
        Exchange(
            3,
            Request("GET", signed, Role.FILE, hop=1),
            Response(0, signed, failure=TransportFailure.TIMEOUT, failure_text="30 s"),
        ),
    )


def check() -> Report:
    return Report(
        mode="check",
        tool_version="0.1.0",
        client=Client("uv", "0.13.8", "on PATH", "uv publish --index artifactory -u hutch"),
        verdict="uv publishes to artifactory without checking what is already there",
        state=State.PROBLEM,
        subjects=(artifactory(), healthy("pypi", 4), healthy("corporate", 19)),
        findings=(
            finding(),
            Finding(
                code="CRED104",
                name="netrc-shadowed",
                severity=Severity.WARNING,
                confidence=Confidence.LIKELY,
                subject="corporate",
                cause="the entry in ~/.netrc is never used",
                origins=(Origin.file("~/.netrc", 3),),
                decide="run again with UV_INDEX_CORPORATE_PASSWORD unset",
            ),
        ),
        exchanges=exchanges(),
        keyring=(
            KeyringExchange(
                KeyringQuestion("https://myco.example", "alice"),
                KeyringAnswer(None, None),
                timing=Timing(0.03, 0.21, MORNING + timedelta(seconds=0.03)),
            ),
        ),
        settings=(
            (
                "keyring-provider",
                Setting(
                    "disabled",
                    Origin.default("uv"),
                    (
                        Shadowed(
                            "subprocess",
                            Origin.file("pyproject.toml", 30),
                            "[tool.uv] is ignored beside uv.toml",
                        ),
                    ),
                ),
            ),
            ("native-tls", Setting(False, Origin.env("UV_NATIVE_TLS"))),
        ),
        problems=(
            Problem(
                "unknown option `keyring-provder`",
                Origin.file("uv.toml", 7, "keyring-provder"),
                fatal=False,
                hint="did you mean `keyring-provider`?",
            ),
        ),
        notes=(
            Note("3 of 28 packages were left out; name them with --package"),
            Note("one request got no answer before the deadline of 60 s", incomplete=True),
        ),
        footer=(("asked", "3 requests, 1 keyring question"),),
        repository=Repository(".", "."),
        exit_code=1,
    )


def explain() -> Report:
    subject = Subject(
        label="artifactory",
        url=ROOT,
        origin=AT,
        state=State.OK,
        verdict="uv starts without a credential and looks for one after 401, 403 or 404",
        standing="searched 1st",
        policy=Setting(Policy.AUTO, Origin.default("uv")),
        policy_reason="authenticate is not set",
        rows=(
            SourceRow("UV_INDEX_ARTIFACTORY_*", note="not set"),
            SourceRow("netrc", "~/.netrc:3", "alice", "secret #1", note="used after a refusal"),
        ),
        branches=(
            Branch(200, ("uv reads the page and asks nobody for a credential",)),
            Branch(
                401,
                (
                    "uv sends the request again with alice from ~/.netrc:3",
                    "if that is refused too, the search stops here and uv fails",
                ),
            ),
            Branch(
                403,
                (
                    "uv sends the request again with alice from ~/.netrc:3",
                    "if that is refused too, the search stops here and uv fails",
                ),
            ),
            Branch(500, ()),
        ),
    )
    return Report(
        mode="explain",
        tool_version="0.1.0",
        client=Client("uv", "0.13.8", "newest known", "uv lock"),
        verdict="1 index is searched; 1 credential is ready for it",
        state=State.OK,
        subjects=(subject,),
        settings=check().settings,
        files=(
            File(
                "mypkg",
                "https://myco.example/artifactory/api/pypi/pypi-local/my/pkg-1.0-py3-none-any.whl",
                Origin.file("uv.lock", 14),
                Setting(Policy.ALWAYS, AT),
                "artifactory",
                "https://myco.example/artifactory/api/pypi/pypi-local",
            ),
            File(
                "other",
                "https://files.example/other-2.0-py3-none-any.whl",
                Origin.file("uv.lock", 30),
                Setting(Policy.AUTO, Origin.default("no index covers this URL")),
            ),
        ),
    )


def compared() -> Report:
    """Three versions, one of which stops at a refusal, and a reason that needs another."""
    page = "GET https://myco.example/artifactory/api/pypi/pypi-local/simple/mypkg/"
    refused = Line(page, "netrc (~/.netrc:3) alice", "403")
    taken = Line("GET .../simple/mypkg/", "no credential", "200")
    newer = ("0.9.30", "0.13.8")
    return dataclasses.replace(
        check(),
        comparison=Comparison(
            versions=("0.6.17", *newer),
            verdict="mypkg: uv 0.13.8 stops at artifactory (403) where uv 0.6.17 takes it from "
            "second (and 2 more differences)",
            differences=(
                Difference(
                    Place(Aspect.OUTCOME, "mypkg"),
                    (
                        Side(("0.6.17",), (Line("takes it from second"),)),
                        Side(newer, (Line("stops at artifactory (403)", bad=True),)),
                    ),
                    ("refusal-ends-search",),
                    alike=2,
                ),
                Difference(
                    Place(Aspect.REQUESTS, "artifactory", "mypkg"),
                    (
                        Side(("0.6.17", "0.9.30"), (taken, refused)),
                        Side(("0.13.8",), (refused,)),
                    ),
                    ("looks-up-first",),
                    command="uv lock",
                ),
                Difference(
                    Place(Aspect.ANSWER, "second", "check 401, 403"),
                    (
                        Side(("0.6.17",), ()),
                        Side(newer, (Line("the upload goes on"),)),
                    ),
                ),
            ),
            reasons=(
                Reason(
                    "refusal-ends-search",
                    "0.7.0",
                    "goes on to the next index after a 401 or 403",
                    "ends the search at an index that answers 401 or 403",
                    "https://github.com/astral-sh/uv/pull/12805",
                    versions=newer,
                ),
                Reason(
                    "looks-up-first",
                    "0.9.31",
                    "asks without a credential first",
                    "looks a credential up before it asks",
                    "measured: the releases around it",
                    until="0.14.0",
                    versions=("0.13.8",),
                    together=("refusal-ends-search",),
                ),
            ),
            found=(Found(newer, finding()),),
            notes=(Note("uv 0.9.30: myco.example was not asked", incomplete=True),),
            breaks=True,
        ),
    )


def compared_equal() -> Report:
    """Two versions that do the same."""
    verdict = "no difference: uv 0.13.7 and uv 0.13.8 do the same with these files"
    return dataclasses.replace(check(), comparison=Comparison(("0.13.7", "0.13.8"), verdict))


def spoilt(report: Report, texts: Sequence[str]) -> Report:
    """The report with a foreign text behind each of its own, or in its place, in turn."""
    further = itertools.cycle(texts)
    replaced = itertools.cycle((False, True))

    def spoil(old: str) -> str:
        text = next(further)
        return text if next(replaced) else f"{old}{text}"

    return map_text(report, spoil)
