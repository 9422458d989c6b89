"""Rules about what an upload is sent with, and where to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.cases.tokens import encoded
from tests.diagnose.builders import (
    PRIVATE,
    UPLOAD,
    Log,
    cred,
    found,
    make_case,
    make_index,
    make_publish,
    make_row,
    nothing,
)
from tests.diagnose.named import codes, only

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.registry import findings
from indexdoctor.discover.command import parse_command
from indexdoctor.model.control import Control, ControlKind
from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.replayed import Conclusion, Ending, Replayed
from indexdoctor.model.resolution import Publish
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import parse_address
from indexdoctor.model.workflow import Job, Permissions, Workflow

GIVEN = cred("ci", "pub", Source.PUBLISH, Origin.env("UV_PUBLISH_PASSWORD"))
LENT = cred("ci", "x", Source.INDEX_ENV, Origin.env("UV_INDEX_PRIVATE_PASSWORD"))
EMPTY = cred("ci", "", Source.PUBLISH, Origin.env("UV_PUBLISH_PASSWORD"))
UNSENT = Conclusion("foo-1.0.whl", Ending.FAILED, Role.UPLOAD, None, "Missing credentials")
REFUSED = Conclusion("foo-1.0.whl", Ending.REFUSED, Role.UPLOAD, None, "refused")
UPLOADS = Conclusion("foo-1.0.whl", Ending.UPLOADS, Role.UPLOAD, None, "the upload goes on")
PAGE = {"content-type": "text/html; charset=utf-8"}


def answered(
    status: int, body: bytes = b"", credential: Credential = GIVEN, ending: Conclusion = REFUSED
) -> Replayed:
    """One upload and its answer."""
    log = Log().add(
        UPLOAD, status, credential, role=Role.UPLOAD, method="POST", headers=PAGE, body=body
    )
    return log.replayed(ending)


def upload(replayed: Replayed | None, credential: Credential | None = GIVEN) -> Case:
    publish = make_publish(credential, check=False, index=None, asked=[nothing()])
    return make_case(publish=publish, replayed=replayed)


def test_pub211_the_variables_of_an_index_stay_with_reading() -> None:
    row = make_row(asked=[found(LENT)])
    publish = make_publish(asked=[nothing()])
    case = make_case(row, publish=publish, replayed=Log().replayed(UNSENT), version="0.8.13")
    assert codes(case) == ["PUB211"]
    assert only(case, "PUB211").remedies[0].command == (
        'export UV_PUBLISH_USERNAME="$UV_INDEX_PRIVATE_USERNAME" '
        'UV_PUBLISH_PASSWORD="$UV_INDEX_PRIVATE_PASSWORD"'
    )
    assert "0.8.14" in only(case, "PUB211").remedies[1].summary
    other = make_row(make_index("https://other.example/simple", "other"), asked=[found(LENT)])
    case = make_case(other, publish=publish, replayed=Log().replayed(UNSENT))
    assert codes(case) == ["PUB204"]


@pytest.mark.parametrize(
    ("version", "environ", "severity"),
    [
        ("0.13.1", {}, Severity.WARNING),
        ("0.13.1", {"CI": "true"}, Severity.NOTE),
        ("0.13.2", {}, None),
    ],
)
def test_pub212_the_question_comes_before_what_is_stored(
    version: str, environ: dict[str, str], severity: Severity | None
) -> None:
    publish = make_publish(check=False, index=None, asked=[found(cred())])
    case = make_case(
        publish=publish,
        replayed=answered(400, credential=cred(), ending=UPLOADS),
        environ=environ,
        version=version,
    )
    seen = {f.code: f.severity for f in findings(case)}
    assert seen.get("PUB212") == severity
    if severity is not None:
        assert only(case, "PUB212").remedies[0].command == "uv publish --username alice"


def _trusted(case: Case, *workflows: Workflow, value: str = "automatic") -> Case:
    publish = case.publish
    assert publish is not None
    setting = Setting(value, Origin.default("uv"))
    resolution = replace(case.resolution, publish=replace(publish, trusted=setting))
    discovered = replace(case.discovered, workflows=workflows)
    return replace(case, resolution=resolution, discovered=discovered)


def _workflow(name: str, job: Job, *, called: bool = False) -> Workflow:
    place = Origin.file(f".github/workflows/{name}", 1)
    return Workflow(name, place, reusable=replace(place, line=2) if called else None, jobs=(job,))


def _job(permissions: Permissions | None = None) -> Job:
    place = Origin.file(".github/workflows/release.yml", 7)
    return Job("publish", place, permissions, replace(place, line=9), "release")


ACTIONS = {"GITHUB_ACTIONS": "true", "GITHUB_JOB": "publish"}
WARRANT = {"ACTIONS_ID_TOKEN_REQUEST_URL": "u", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "t"}
ASKED = "https://host.example/_/oidc/audience"


def _without_token(environ: dict[str, str], audience: int, *workflows: Workflow) -> Case:
    log = Log().add(ASKED, audience, role=Role.TRUSTED, package=None)
    case = make_case(
        publish=make_publish(check=False, index=None, asked=[nothing()]),
        replayed=log.replayed(UNSENT),
        environ=environ,
    )
    return _trusted(case, *workflows)


def test_pub213_names_the_line_that_lacks_the_permission() -> None:
    finding = only(_without_token(ACTIONS, 200, _workflow("release.yml", _job())), "PUB213")
    assert finding.confidence is Confidence.CERTAIN
    assert finding.remedies[0].command == (
        "# .github/workflows/release.yml:7\npermissions:\n  id-token: write\n  contents: read"
    )
    lacking = Permissions(False, Origin.file(".github/workflows/release.yml", 5))
    finding = only(_without_token(ACTIONS, 200, _workflow("release.yml", _job(lacking))), "PUB213")
    assert finding.remedies[0].command == "# .github/workflows/release.yml:5\n  id-token: write"
    given = Permissions(True, Origin.file(".github/workflows/release.yml", 5))
    finding = only(
        _without_token(ACTIONS, 200, _workflow("release.yml", _job(given), called=True)), "PUB213"
    )
    assert "the job that calls this workflow" in finding.remedies[0].summary


def test_pub213_tells_what_gitlab_wants() -> None:
    finding = only(_without_token({"GITLAB_CI": "true"}, 200), "PUB213")
    command = finding.remedies[0].command
    assert command is not None and command.startswith("# .gitlab-ci.yml\n  id_tokens:")


@pytest.mark.parametrize(
    ("environ", "audience"), [({}, 200), (ACTIONS, 404), ({**ACTIONS, **WARRANT}, 404)]
)
def test_pub213_is_silent_where_an_identity_token_would_not_help(
    environ: dict[str, str], audience: int
) -> None:
    assert codes(_without_token(environ, audience)) == ["PUB204"]


def _publisher(environ: dict[str, str], *workflows: Workflow) -> Case:
    publish = Publish(
        url=Setting(parse_address("https://upload.pypi.org/legacy/"), Origin.default("uv")),
        credential=None,
        check=None,
    )
    return _trusted(make_case(publish=publish, replayed=Replayed(), environ=environ), *workflows)


def test_pub214_a_called_workflow_is_no_publisher() -> None:
    environ = {
        **ACTIONS,
        **WARRANT,
        "GITHUB_REPOSITORY": "acme/foo",
        "GITHUB_WORKFLOW_REF": "acme/foo/.github/workflows/release.yml@refs/tags/v1",
    }
    called = _workflow("publish.yml", _job(), called=True)
    finding = only(_publisher(environ, called), "PUB214")
    assert "workflow release.yml, environment release" in finding.remedies[0].summary
    assert codes(_publisher(environ, _workflow("publish.yml", _job()))) == []
    assert codes(_publisher(environ, replace(called, name="release.yml"))) == []
    assert codes(_publisher(environ)) == []


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (200, b'<a href="foo/">foo</a>', True),
        (200, b"", False),
        (200, b"<html>OK</html>", False),
        (400, b"<title>400</title>", False),
    ],
)
def test_pub215_a_page_is_no_success(status: int, body: bytes, says: bool) -> None:
    case = upload(answered(status, body, ending=UPLOADS))
    assert codes(case) == (["PUB215"] if says else [])


def publishing(tmp_path: Path, command: str, files: dict[str, str], **environ: str) -> list[str]:
    return [finding.code for finding in _looked_at(tmp_path, command, files, environ)]


def _looked_at(
    folder: Path, command: str, files: dict[str, str], environ: dict[str, str]
) -> tuple[Finding, ...]:
    """What the files of a folder alone lead to."""
    from indexdoctor import run
    from indexdoctor.run import RunOptions

    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    surroundings = Surroundings(folder, {"HOME": str(folder / "home"), **environ})
    assert parse_command(tuple(command.split()), surroundings).known
    options = RunOptions(surroundings, words=tuple(command.split()), uv_version="0.13.8")
    return run.explain(options).findings


TABLE = '[[index]]\nname = "corp"\nurl = "https://host.example/simple"\n'
TARGET = 'publish-url = "https://host.example/upload"\n'
ACCOUNT = {"UV_PUBLISH_USERNAME": "ci", "UV_PUBLISH_PASSWORD": "x"}


def test_pub217_where_the_index_stands_instead(tmp_path: Path) -> None:
    shadowed = TABLE.replace("[[index]]", "[[tool.uv.index]]") + TARGET
    files = {"pyproject.toml": shadowed, "uv.toml": "offline = false\n"}
    finding = _looked_at(tmp_path, "uv publish --index corp", files, ACCOUNT)[0]
    assert finding.code == "PUB217"
    assert "pyproject.toml:2" in finding.cause or "pyproject.toml:3" in finding.cause
    assert finding.remedies[0].summary == "write the index into uv.toml, which is read"
    assert (finding.remedies[0].command or "").startswith("[[index]]\n")


def test_pub217_near_names_variables_and_a_table_without_a_url(tmp_path: Path) -> None:
    files = {"uv.toml": TABLE + TARGET}
    finding = _looked_at(tmp_path, "uv publish --index crop", files, ACCOUNT)[0]
    assert finding.remedies[0].command == "uv publish --index corp"
    assert publishing(tmp_path, "uv publish --index corp", files, **ACCOUNT) == ["PUB202"]
    bare = {"uv.toml": TABLE}
    finding = _looked_at(tmp_path, "uv publish --index corp", bare, ACCOUNT)[0]
    assert (finding.code, "no publish-url" in finding.cause) == ("PUB217", True)
    environ = {**ACCOUNT, "UV_INDEX": "other=https://host.example/simple"}
    finding = _looked_at(tmp_path, "uv publish --index other", bare, environ)[0]
    assert "UV_INDEX, which is for reading only" in finding.cause


def test_pub218_a_token_stands_alone(tmp_path: Path) -> None:
    command = "uv publish --publish-url https://host.example/upload"
    environ = {"UV_PUBLISH_TOKEN": "t"}
    finding = _looked_at(tmp_path, f"{command} --username ci", {}, environ)[0]
    assert finding.code == "PUB218"
    assert [remedy.command for remedy in finding.remedies] == [
        "# leave out --username",
        "unset UV_PUBLISH_TOKEN",
    ]
    assert publishing(tmp_path, command, {}, **environ) == []


def test_pub219_an_answer_that_is_no_page_is_not_a_file_that_differs() -> None:
    failed = Conclusion("foo-1.0.whl", Ending.FAILED, Role.CHECK, "private", "no simple page")
    log = Log().add(f"{PRIVATE}/foo/", 200, role=Role.CHECK, headers={"content-type": "text/plain"})
    publish = make_publish(GIVEN)
    case = make_case(make_row(), publish=publish, replayed=log.replayed(failed))
    assert codes(case) == ["PUB219"]
    differs = replace(failed, index=None)
    case = make_case(make_row(), publish=publish, replayed=log.replayed(differs))
    assert codes(case) == ["PUB208"]


@pytest.mark.parametrize(("version", "newer"), [("0.9.18", True), ("0.13.8", False)])
def test_pub219_a_redirect_taken_for_the_page(version: str, newer: bool) -> None:
    failed = Conclusion("foo-1.0.whl", Ending.FAILED, Role.CHECK, "private", "no simple page")
    moved = {"location": "https://public.example/simple/foo/", "content-type": "text/plain"}
    log = Log().add(f"{PRIVATE}/foo/", 302, role=Role.CHECK, headers=moved)
    case = make_case(
        make_row(), publish=make_publish(GIVEN), replayed=log.replayed(failed), version=version
    )
    finding = only(case, "PUB219")
    assert "(302, text/plain)" in finding.cause
    assert any("0.11.17" in remedy.summary for remedy in finding.remedies) is newer


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (403, b"token with user restriction without a user", "limited to a user"),
        (403, b"project-scoped token is not valid for project: 'bar'", "for another project"),
        (403, b"The user &#x27;bob&#x27; isn&#x27;t allowed to upload to project", "may not"),
        (400, b"User 'bob' does not have a verified primary email address.", "no verified"),
        (403, b"Invalid API Token: signatures do not match", "damaged"),
    ],
)
def test_pub220_the_server_says_why(status: int, body: bytes, words: str) -> None:
    case = upload(answered(status, body, ending=UPLOADS if status == 400 else REFUSED))
    assert codes(case) == ["PUB220"]
    assert words in only(case, "PUB220").cause


def test_pub220_is_silent_without_such_words() -> None:
    assert codes(upload(answered(403, b"Forbidden"))) == ["PUB203"]
    assert codes(upload(answered(400, b"missing field", ending=UPLOADS))) == []


def test_pub223_a_variable_with_nothing_in_it() -> None:
    environ = {"UV_PUBLISH_USERNAME": "ci", "UV_PUBLISH_PASSWORD": ""}
    sent = replace(EMPTY, secret=None)
    publish = make_publish(EMPTY, check=False, index=None)
    refused = answered(401, credential=sent)
    case = make_case(publish=publish, replayed=refused, environ=environ)
    assert codes(case) == ["PUB223"]
    assert only(case, "PUB223").cause == (
        "UV_PUBLISH_PASSWORD is set and empty: uv 0.13.8 sends the user name ci alone"
    )
    # A store, or the server itself, may want no password.
    taken = answered(400, credential=sent, ending=UPLOADS)
    assert codes(make_case(publish=publish, replayed=taken, environ=environ)) == []
    typed = replace(EMPTY, origin=Origin.option("--password"))
    other = make_publish(typed, check=False, index=None)
    assert "PUB223" not in codes(make_case(publish=other, replayed=refused, environ=environ))


def _default(replayed: Replayed, publish_url: str | None) -> Case:
    publish = Publish(
        url=Setting(parse_address("https://upload.pypi.org/legacy/"), Origin.default("uv")),
        credential=GIVEN,
        check=None,
    )
    return make_case(
        make_row(make_index(publish_url=publish_url)), publish=publish, replayed=replayed
    )


def test_pub224_the_default_target_beside_an_index_with_a_publish_url() -> None:
    refused = answered(403)
    finding = only(_default(refused, UPLOAD), "PUB224")
    assert finding.remedies[0].command == "uv publish --index private"
    assert "PUB224" not in codes(_default(refused, None))
    assert "PUB224" not in codes(_default(answered(400, ending=UPLOADS), UPLOAD))


def test_an_empty_user_name_is_called_that() -> None:
    nobody = cred("", None, Source.PUBLISH, Origin.env("UV_PUBLISH_USERNAME"))
    publish = make_publish(nobody, check=False, index=None, asked=[found(nobody)])
    finding = only(make_case(publish=publish, replayed=Log().replayed(UNSENT)), "PUB204")
    assert ("UV_PUBLISH_USERNAME", "an empty user name") in {
        (line.label, line.text) for line in finding.evidence
    }


@pytest.mark.parametrize(
    ("location", "lacks"),
    [(f"{UPLOAD}/", True), ("/api/private/upload/", True), (f"{UPLOAD}/x/", False)],
)
def test_pub207_a_slash_is_missing(location: str, lacks: bool) -> None:
    log = Log().add(
        UPLOAD, 308, GIVEN, role=Role.UPLOAD, method="POST", headers={"location": location}
    )
    failed = Conclusion("foo-1.0.whl", Ending.FAILED, Role.UPLOAD, None, "redirects")
    publish = make_publish(GIVEN, check=False, index=None)
    case = make_case(publish=publish, replayed=log.replayed(failed), version="0.9.15")
    assert ("lacks its final slash" in only(case, "PUB207").cause) is lacks


def test_read106_a_credential_that_was_sent_and_did_not_count() -> None:
    form = b'<form><input type="password"></form>'
    alice = cred()
    log = Log().add(f"{PRIVATE}/foo/", 203, alice, headers=PAGE, body=form)
    failed = Conclusion("foo", Ending.FAILED, Role.PAGE, "private", "no files")
    finding = only(make_case(make_row(), replayed=log.replayed(failed)), "READ106")
    assert finding.remedies[0].summary == "put a token that is still valid at ~/.netrc:3"
    bare = Log().add(f"{PRIVATE}/foo/", 203, headers=PAGE, body=form)
    finding = only(make_case(make_row(), replayed=bare.replayed(failed)), "READ106")
    assert "from the first request on" in finding.remedies[0].summary


def test_read101_a_page_is_no_proof_for_a_file_on_another_host() -> None:
    alice, carol = cred(), cred("carol", "old")
    log = Log().add(f"{PRIVATE}/foo/", 200, alice)
    target = "https://files.example/foo-1.0-py3-none-any.whl"
    log.add(target, 401, carol, role=Role.FILE)
    log.add(f"{PRIVATE}/foo/", 200, alice, probe=True)
    failed = Conclusion("foo", Ending.FAILED, Role.FILE, "private", "401")
    finding = only(make_case(make_row(), replayed=log.replayed(failed)), "READ101")
    assert not any(line.label == "proof" for line in finding.evidence)
    assert "which is accepted" not in finding.remedies[0].summary


@pytest.mark.parametrize(("profile", "told"), [({"AWS_PROFILE": "team"}, True), ({}, False)])
def test_read102_the_profile_of_codeartifact(profile: dict[str, str], told: bool) -> None:
    host = "https://acme-123456789012.d.codeartifact.eu-west-1.amazonaws.com/pypi/team/simple"
    given = cred("aws", "t", Source.KEYRING, Origin.option("keyring get"))
    log = Log().add(f"{host}/foo/", 403, given)
    stopped = Conclusion("foo", Ending.STOPPED, Role.PAGE, "private", "403")
    case = make_case(make_row(make_index(host)), replayed=log.replayed(stopped), environ=profile)
    commands = [remedy.command or "" for remedy in only(case, "READ102").remedies]
    assert any("profile_name = team" in command for command in commands) is told


@pytest.mark.parametrize(("files", "says"), [(("foo-1.0.whl",), True), ((), False)])
def test_pub216_a_file_that_is_there(files: tuple[str, ...], says: bool) -> None:
    log = Log().add(UPLOAD, 400, GIVEN, role=Role.UPLOAD, method="POST")
    log.add(f"{PRIVATE}/foo/", 200, role=Role.CONTROL, probe=True)
    control = Control(ControlKind.UPLOADED, UPLOAD, 1, None, 2, files=files)
    replayed = replace(log.replayed(UPLOADS), controls=(control,))
    case = upload(replayed)
    assert codes(case) == (["PUB216"] if says else [])
    if says:
        command = only(case, "PUB216").remedies[1].command
        assert command == f"uv publish --check-url {PRIVATE}/"


def _identity(**claims: object) -> str:
    return f"e30.{encoded(claims)}.c2ln"


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (_identity(aud="testpypi"), ["PUB225"]),
        (_identity(aud=["other", "testpypi"]), ["PUB225"]),
        (_identity(aud="pypi"), []),
        (_identity(aud=["testpypi", "pypi"]), []),
        (_identity(sub="x"), []),
        ("no token", []),
    ],
)
def test_pub225_whom_an_identity_token_is_for(token: str, expected: list[str]) -> None:
    case = _publisher({"GITLAB_CI": "true", "PYPI_ID_TOKEN": token})
    assert codes(case) == expected
    other = _publisher({"GITHUB_ACTIONS": "true", **WARRANT, "PYPI_ID_TOKEN": token})
    assert codes(other) == []


def test_pub203_a_token_that_nobody_has() -> None:
    text = b"<h1>Invalid or non-existent authentication information.</h1>"
    finding = only(upload(answered(403, text)), "PUB203")
    assert (finding.confidence, finding.decide) == (Confidence.CERTAIN, "")
    assert finding.cause.endswith("is not known there")
    assert finding.remedies[0].summary == "put a token that is valid there at UV_PUBLISH_PASSWORD"


@pytest.mark.parametrize(
    ("value", "environ", "expected"),
    [
        ("automatic", {**ACTIONS, **WARRANT}, []),
        ("never", {**ACTIONS, **WARRANT}, ["PUB204"]),
        ("automatic", ACTIONS, ["PUB213"]),
        ("automatic", {}, ["PUB204"]),
    ],
)
def test_from_the_files_alone_a_job_with_an_identity_token_lacks_nothing(
    value: str, environ: dict[str, str], expected: list[str]
) -> None:
    publish = make_publish(check=False, index=None, asked=[nothing()])
    assert codes(_trusted(make_case(publish=publish, environ=environ), value=value)) == expected
