"""Rules that know the kind of server and the shape of secrets: what triggers them, near misses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.cases.tokens import encoded, jwt, macaroon
from tests.diagnose.builders import (
    Log,
    cred,
    ended,
    found,
    found_package,
    make_case,
    make_index,
    make_publish,
    make_row,
    nothing,
    stopped,
)
from tests.diagnose.builders import url as parse
from tests.diagnose.named import codes, only
from tests.diagnose.test_tokens import seconds

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.providers.base import Purpose
from indexdoctor.diagnose.rules.servers import fitting_user
from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import IndexRow

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOST = "https://packages.corp.example"
ARTIFACTORY = f"{HOST}/artifactory/api/pypi/local"
GITLAB = f"{HOST}/api/v4/projects/7/packages/pypi"
CODEARTIFACT = "https://d-123456789012.d.codeartifact.eu-west-1.amazonaws.com/pypi/r/simple/"
GOOGLE = "https://europe-west1-python.pkg.dev/p/r/simple/"
PYPI_UPLOAD = "https://upload.pypi.org/legacy/"
PASSWORD = Origin.env("UV_INDEX_PRIVATE_PASSWORD")
TOKEN = Origin.env("UV_PUBLISH_TOKEN")


def at(case: Case, now: datetime = NOW) -> Case:
    """The case at a point of time."""
    surroundings = replace(case.discovered.surroundings, now=now)
    return replace(case, discovered=replace(case.discovered, surroundings=surroundings))


def secret(username: str | None, text: str) -> Credential:
    return cred(username, text, Source.INDEX_ENV, PASSWORD)


def row_at(url: str, credential: Credential, name: str | None = "private") -> IndexRow:
    return make_row(make_index(url, name), asked=[found(credential)])


def read(url: str, status: int, credential: Credential, **headers: str) -> Case:
    """One package asked of one index with a credential."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    page = f"{url.removesuffix('/')}/foo/"
    log = Log().add(page, status, credential, headers=names)
    end = found_package() if status < 400 else stopped()
    if status == 404:
        end = ended(Ending.MISSING)
    return at(make_case(row_at(url, credential), replayed=log.replayed(end)))


def upload(
    url: str, status: int | None, credential: Credential, file: str = "foo-1.0-py3-none-any.whl"
) -> Case:
    """One upload; status None: nothing was sent."""
    publish = replace(
        make_publish(credential, check=False, target=url, index=None), files=(f"dist/{file}",)
    )
    if status is None:
        return at(make_case(publish=publish))
    accepted = status < 300 or status == 400
    ending = Ending.UPLOADS if accepted else Ending.REFUSED
    end = Conclusion(file, ending, Role.UPLOAD, None, str(status))
    log = Log().add(url, status, credential, role=Role.UPLOAD, method="POST", asked_for=url)
    return at(make_case(publish=publish, replayed=log.replayed(end)))


def token(text: str, username: str = "__token__") -> Credential:
    return cred(username, text, Source.PUBLISH, TOKEN)


# CRED106


@pytest.mark.parametrize(
    ("url", "username", "text", "command"),
    [
        (CODEARTIFACT, "alice", "opaque-Pw7", "UV_INDEX_PRIVATE_USERNAME=aws"),
        (GOOGLE, "__token__", "opaque-Pw7", "UV_INDEX_PRIVATE_USERNAME=oauth2accesstoken"),
        (GOOGLE, "_json_key_base64", "ya29." + "x" * 30, "_USERNAME=oauth2accesstoken"),
        (f"{GITLAB}/simple", "me", "glcbt-" + "x" * 20, "_USERNAME=gitlab-ci-token"),
        (f"{ARTIFACTORY}/simple", "__token__", jwt(sub="x"), "_USERNAME=''"),
    ],
)
def test_cred106_a_user_name_that_fits_another_server(
    url: str, username: str, text: str, command: str
) -> None:
    case = read(url, 401, secret(username, text))
    assert codes(case) == ["CRED106"]
    finding = only(case, "CRED106")
    assert f"the user name {username}" in finding.cause
    assert "answers 401" in finding.cause
    assert command in (finding.remedies[0].command or "")
    assert text not in repr(finding)


@pytest.mark.parametrize(
    ("url", "username", "text"),
    [
        (CODEARTIFACT, "aws", "opaque-Pw7"),
        (GOOGLE, "oauth2accesstoken", "ya29." + "x" * 30),
        (f"{GITLAB}/simple", "anything", "glpat-" + "x" * 20),
        (f"{GITLAB}/simple", "gitlab+deploy-token-7", "gldt-" + "x" * 20),
        (f"{ARTIFACTORY}/simple", "alice", "opaque-Pw7"),
        (f"{HOST}/simple", "__token__", "opaque-Pw7"),
    ],
)
def test_cred106_is_silent_where_the_user_name_may_be_right(
    url: str, username: str, text: str
) -> None:
    assert codes(read(url, 401, secret(username, text))) == ["READ101"]


def test_cred106_is_silent_when_the_server_takes_it() -> None:
    assert codes(read(CODEARTIFACT, 200, secret("alice", "opaque-Pw7"))) == []


def test_cred106_warns_before_anything_is_sent() -> None:
    case = at(make_case(row_at(CODEARTIFACT, secret("alice", "opaque-Pw7"))))
    finding = only(case, "CRED106")
    assert finding.severity is Severity.WARNING
    assert "answers" not in finding.cause


def test_cred106_a_token_option_sends_a_name_that_artifactory_refuses() -> None:
    case = upload(ARTIFACTORY, 401, token(jwt(sub="x")))
    assert codes(case) == ["CRED106"]
    assert only(case, "CRED106").remedies[0].command == (
        "unset UV_PUBLISH_TOKEN\n"
        "export UV_PUBLISH_USERNAME='' UV_PUBLISH_PASSWORD='<the same token>'"
    )


def test_cred106_an_account_name_at_pypi() -> None:
    case = upload(PYPI_UPLOAD, 403, token(macaroon("pypi.org"), "alice"))
    assert codes(case) == ["CRED106"]
    assert codes(upload(PYPI_UPLOAD, 403, token(macaroon("pypi.org")))) == ["PUB203"]


def test_cred106_is_silent_where_something_else_answers() -> None:
    challenge = 'Basic realm="Staff only"'
    case = read(CODEARTIFACT, 401, secret("alice", "x-Pw7"), www_authenticate=challenge)
    assert "CRED106" in codes(case)  # CodeArtifact's own realm is not known
    case = read(
        f"{ARTIFACTORY}/simple",
        401,
        secret("__token__", "x-Pw7"),
        www_authenticate=challenge,
        server="nginx",
    )
    assert codes(case) == ["READ101"]
    assert "nginx in front of it" in only(case, "READ101").evidence[-1].text


# CRED107


@pytest.mark.parametrize("status", [401, 403])
def test_cred107_an_expired_token_is_the_cause(status: int) -> None:
    old = jwt(exp=seconds(NOW - timedelta(hours=3)))
    case = read(f"{ARTIFACTORY}/simple", status, secret("alice", old))
    assert codes(case) == ["CRED107"]
    finding = only(case, "CRED107")
    assert finding.confidence is Confidence.CERTAIN
    assert finding.evidence[-1].text == "a JSON Web Token, expired 3 h ago"
    assert [remedy.summary for remedy in finding.remedies] == [
        "put a new token at UV_INDEX_PRIVATE_PASSWORD",
        "make an identity token in your profile of Artifactory",
    ]
    assert not any(part in repr(finding) for part in old.split("."))


def test_cred107_a_404_may_be_an_expired_token() -> None:
    end = seconds(NOW - timedelta(hours=1))
    old = f"{encoded({'isu': end - 43200, 'exp': end, 'enc': 'x'})}.a.b.c.d"
    case = read(CODEARTIFACT, 404, secret("aws", old))
    assert codes(case) == ["CRED107"]
    finding = only(case, "CRED107")
    assert finding.confidence is Confidence.LIKELY
    assert finding.evidence[-1].text == "an authorization token of CodeArtifact, expired 1 h ago"


def test_cred107_is_silent_for_tokens_that_live_and_for_an_unknown_time() -> None:
    fresh = jwt(exp=seconds(NOW + timedelta(hours=3)))
    case = read(f"{HOST}/simple", 401, secret("alice", fresh))
    assert codes(case) == ["READ101"]
    later = at(case, NOW + timedelta(hours=4))
    assert codes(later) == ["CRED107"]
    surroundings = replace(case.discovered.surroundings, now=None)
    timeless = replace(later, discovered=replace(case.discovered, surroundings=surroundings))
    assert codes(timeless) == ["READ101"]


def test_cred107_is_silent_when_the_token_was_taken() -> None:
    old = jwt(exp=seconds(NOW - timedelta(hours=3)))
    assert codes(read(f"{HOST}/simple", 200, secret("alice", old))) == []


def test_cred107_names_another_credential_that_is_accepted() -> None:
    old = secret("alice", jwt(exp=seconds(NOW - timedelta(hours=3))))
    log = Log().add(f"{HOST}/simple/foo/", 401, old)
    log.add(f"{HOST}/simple/foo/", 200, cred(), probe=True)
    case = at(make_case(row_at(f"{HOST}/simple", old), replayed=log.replayed(stopped())))
    assert "use netrc (~/.netrc:3) alice" in only(case, "CRED107").remedies[-1].summary


# CRED108


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("secret-Pw7\n", "ends with a line break"),
        ('"secret-Pw7"', "quotes stand around it"),
        ('{"authorizationToken": "x"}', "a whole JSON document"),
        ("***", "a mask"),
        ("${{ secrets.TOKEN }}", "a variable that was not expanded"),
        ("$TOKEN", "a variable that was not expanded"),
        ("%TOKEN%", "a variable that was not expanded"),
    ],
)
def test_cred108_names_how_the_secret_was_spoilt(text: str, words: str) -> None:
    case = read(f"{HOST}/simple", 401, secret("alice", text))
    assert codes(case) == ["CRED108"]
    finding = only(case, "CRED108")
    assert words in finding.cause
    assert finding.remedies[0].summary.endswith("at UV_INDEX_PRIVATE_PASSWORD")
    assert text not in finding.cause + str(finding.remedies) + str(finding.evidence)


def test_cred108_a_variable_as_the_user_name() -> None:
    case = read(f"{HOST}/simple", 401, secret("${INDEX_USER}", "secret-Pw7"))
    assert codes(case) == ["CRED108"]
    assert "the user name of" in only(case, "CRED108").cause


@pytest.mark.parametrize("text", ["secret-Pw7", "pa$$word", 'it\'s "fine"', "100%sure%"])
def test_cred108_is_silent_for_ordinary_secrets(text: str) -> None:
    assert codes(read(f"{HOST}/simple", 401, secret("alice", text))) == ["READ101"]


def test_cred108_is_silent_when_the_server_takes_the_odd_secret() -> None:
    assert codes(read(f"{HOST}/simple", 200, secret("alice", "$TOKEN"))) == []


def test_cred108_an_empty_secret() -> None:
    case = upload(PYPI_UPLOAD, 403, token(""))
    assert codes(case) == ["CRED108"]
    assert "it is empty" in only(case, "CRED108").cause


def test_cred108_an_empty_password_is_right_for_gemfury() -> None:
    case = read("https://pypi.fury.io/acme", 401, secret("fury-token", ""))
    assert codes(case) == ["READ101"]


def test_cred108_in_an_upload() -> None:
    case = upload(PYPI_UPLOAD, 403, token(macaroon("pypi.org") + "\n"))
    assert codes(case) == ["CRED108"]


# CRED109


def test_cred109_a_token_of_testpypi_at_pypi() -> None:
    case = upload(PYPI_UPLOAD, 403, token(macaroon("test.pypi.org")))
    assert codes(case) == ["CRED109"]
    finding = only(case, "CRED109")
    assert "an API token of TestPyPI to PyPI, which answers 403" in finding.cause
    assert finding.remedies[0].summary == "put a token of PyPI at UV_PUBLISH_TOKEN"


def test_cred109_a_token_of_github_at_gitlab() -> None:
    case = read(f"{GITLAB}/simple", 401, secret("me", "ghp_" + "x" * 36))
    assert codes(case) == ["CRED109"]


@pytest.mark.parametrize(
    ("url", "text"),
    [
        (f"{GITLAB}/simple", "glpat-" + "x" * 20),
        (f"{GITLAB}/simple", "opaque-Pw7"),
        (f"{HOST}/simple", "glpat-" + "x" * 20),
        (f"{ARTIFACTORY}/simple", jwt(sub="x")),
    ],
)
def test_cred109_is_silent_for_its_own_tokens_and_for_unknown_servers(url: str, text: str) -> None:
    assert codes(read(url, 401, secret("me", text))) == ["READ101"]


# CRED110


def lone(username: str, url: str = f"{GITLAB}/simple", status: int | None = 401) -> Case:
    """An index whose URL has a user name and no password."""
    alone = cred(username, None, Source.URL, Origin.file("pyproject.toml", 5))
    row = make_row(make_index(url), seeded=alone, asked=[found(alone)])
    if status is None:
        return make_case(row)
    log = Log().add(f"{url}/foo/", status, alone)
    return make_case(row, replayed=log.replayed(stopped() if status > 400 else found_package()))


@pytest.mark.parametrize("token", ["glpat-" + "x" * 20, "kj7" * 20])
def test_cred110_a_token_as_the_user_name(token: str) -> None:
    case = lone(token)
    assert codes(case) == ["CRED110"]
    finding = only(case, "CRED110")
    assert finding.remedies[0].command == (
        "export UV_INDEX_PRIVATE_USERNAME='<user>' UV_INDEX_PRIVATE_PASSWORD='<the token>'"
    )
    assert only(lone(token, status=None), "CRED110").severity is Severity.WARNING


def test_cred110_is_silent_for_names_and_where_the_token_is_the_user_name() -> None:
    assert codes(lone("alice")) == ["READ103"]
    assert codes(lone("gitlab+deploy-token-7")) == ["READ103"]
    assert codes(lone("someone.with.a.very.long.name.indeed@corp.example", status=401)) == [
        "READ103"
    ]
    assert "CRED110" not in codes(lone("kj7" * 20, "https://pypi.fury.io/acme"))
    assert codes(lone("glpat-" + "x" * 20, status=200)) == []


# CRED111


def in_job(case: Case, project: str) -> Case:
    """The case in a job of this project."""
    environ = {**case.discovered.surroundings.environ, "CI_PROJECT_ID": project}
    surroundings = replace(case.discovered.surroundings, environ=environ)
    return replace(case, discovered=replace(case.discovered, surroundings=surroundings))


JOB = "glcbt-" + "x" * 20


def test_cred111_a_job_token_for_another_project() -> None:
    case = in_job(upload(GITLAB, 404, token(JOB, "gitlab-ci-token")), "12")
    assert codes(case) == ["CRED111"]
    assert "of project 12 is used for project 7, which answers 404" in only(case, "CRED111").cause
    case = in_job(read(f"{GITLAB}/simple", 404, secret("gitlab-ci-token", JOB)), "12")
    assert codes(case) == ["CRED111"]


def test_cred111_is_silent_in_the_projects_own_jobs_and_for_other_tokens() -> None:
    own = in_job(upload(GITLAB, 404, token(JOB, "gitlab-ci-token")), "7")
    assert codes(own) == ["PUB207"]
    assert "hidden from this account (404)" in only(own, "PUB207").cause
    assert codes(upload(GITLAB, 404, token(JOB, "gitlab-ci-token"))) == ["PUB207"]
    personal = upload(GITLAB, 404, token("glpat-" + "x" * 20, "me"))
    assert codes(in_job(personal, "12")) == ["PUB207"]
    taken = in_job(upload(GITLAB, 400, token(JOB, "gitlab-ci-token")), "12")
    assert codes(taken) == []


# PUB221


@pytest.mark.parametrize("status", [404, 405])
def test_pub221_names_the_right_url(status: int) -> None:
    case = upload(f"{ARTIFACTORY}/simple", status, token("opaque-Pw7", "alice"))
    assert codes(case) == ["PUB221"]
    finding = only(case, "PUB221")
    assert finding.confidence is Confidence.CERTAIN
    assert finding.remedies[0].summary == f"publish to {ARTIFACTORY}"
    assert finding.remedies[0].command == f'# pyproject.toml:6\npublish-url = "{ARTIFACTORY}"'


def test_pub221_speaks_before_anything_is_sent() -> None:
    case = upload("https://pypi.org/simple/", None, token(macaroon("pypi.org")))
    finding = only(case, "PUB221")
    assert finding.why == "PyPI takes uploads at https://upload.pypi.org/legacy/"
    assert finding.confidence is Confidence.LIKELY
    assert "PUB207" not in codes(case)


def test_pub221_no_upload_to_a_group() -> None:
    group = f"{HOST}/api/v4/groups/7/-/packages/pypi"
    case = upload(group, 404, token("glpat-" + "x" * 20, "me"))
    assert codes(case) == ["PUB221"]
    assert "a group is for reading" in only(case, "PUB221").cause


@pytest.mark.parametrize("url", [ARTIFACTORY, GITLAB, PYPI_UPLOAD])
def test_pub221_is_silent_for_the_right_url(url: str) -> None:
    assert codes(upload(url, 400, token("opaque-Pw7"))) == []


def test_pub221_is_silent_when_the_url_takes_uploads() -> None:
    assert codes(upload(f"{ARTIFACTORY}/simple", 400, token("opaque-Pw7", "alice"))) == []


def test_pub221_a_page_in_answer_to_an_upload_is_no_success() -> None:
    url = f"{HOST}/team/dev/+simple/"
    mine = token("opaque-Pw7", "alice")
    publish = make_publish(mine, check=False, target=url, index=None)
    end = Conclusion("foo-1.0.whl", Ending.UPLOADS, Role.UPLOAD, None, "200")
    for media_type, expected in (("text/html", ["PUB221"]), ("application/json", [])):
        log = Log().add(
            url,
            200,
            mine,
            role=Role.UPLOAD,
            method="POST",
            asked_for=url,
            headers={"content-type": media_type},
        )
        assert codes(make_case(publish=publish, replayed=log.replayed(end))) == expected


def test_pub221_leaves_unknown_servers_to_pub207() -> None:
    case = upload(f"{HOST}/simple", 405, token("opaque-Pw7", "alice"))
    assert codes(case) == ["PUB207"]


# PUB222


@pytest.mark.parametrize(("status", "sure"), [(403, True), (400, False), (None, False)])
def test_pub222_a_token_for_another_project(status: int | None, sure: bool) -> None:
    limited = token(macaroon("pypi.org", [1, ["bar"]]))
    case = upload(PYPI_UPLOAD, status, limited)
    assert codes(case) == ["PUB222"]
    finding = only(case, "PUB222")
    assert (finding.confidence is Confidence.CERTAIN) is sure
    assert finding.cause.endswith("is limited to projects other than foo")
    assert "bar" not in repr(finding)


@pytest.mark.parametrize("file", ["foo_extra-1.0.tar.gz", "Foo.Extra-1.0-py3-none-any.whl"])
def test_pub222_is_silent_for_the_tokens_own_project(file: str) -> None:
    limited = token(macaroon("pypi.org", [1, ["foo-extra"]]))
    assert codes(upload(PYPI_UPLOAD, 400, limited, file)) == []


def test_pub222_is_silent_for_a_token_for_all_projects() -> None:
    assert codes(upload(PYPI_UPLOAD, 400, token(macaroon("pypi.org")))) == []


# READ110


@pytest.mark.parametrize(
    ("url", "right"),
    [
        (ARTIFACTORY, f"{ARTIFACTORY}/simple"),
        (GITLAB, f"{GITLAB}/simple"),
        (PYPI_UPLOAD, "https://pypi.org/simple/"),
    ],
)
def test_read110_names_the_url_for_reading(url: str, right: str) -> None:
    case = read(url, 404, secret("alice", "opaque-Pw7"))
    assert codes(case) == ["READ110"]
    assert only(case, "READ110").remedies[0].command == f'# pyproject.toml:5\nurl = "{right}"'


def test_read110_is_silent_for_the_url_for_reading_and_where_packages_are_found() -> None:
    right = read(f"{ARTIFACTORY}/simple", 404, secret("alice", "opaque-Pw7"))
    assert codes(right) == ["READ107"]
    assert codes(read(ARTIFACTORY, 200, secret("alice", "opaque-Pw7"))) == []


def test_read110_warns_before_anything_is_sent() -> None:
    case = make_case(row_at(ARTIFACTORY, secret("alice", "opaque-Pw7")))
    assert only(case, "READ110").severity is Severity.WARNING


# READ111


def test_read111_github_has_no_index() -> None:
    url = "https://pypi.pkg.github.com/owner/"
    case = read(url, 401, secret("me", "ghp_" + "x" * 36))
    assert codes(case) == ["READ111"]
    assert only(case, "READ111").confidence is Confidence.CERTAIN
    assert codes(make_case(row_at(url, secret("me", "ghp_x")))) == ["READ111"]


def test_read111_no_upload_to_github() -> None:
    case = upload("https://pypi.pkg.github.com/owner/", None, token("ghp_" + "x" * 36, "me"))
    assert codes(case) == ["READ111"]


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/owner/repository/raw/main/simple/",
        "https://owner.github.io/repository/simple/",
        "https://packages.corp.example/github.com/owner/",
    ],
)
def test_read111_is_silent_for_static_indexes(url: str) -> None:
    assert codes(make_case(make_row(make_index(url), asked=[nothing()]))) == []


# READ112


def test_read112_a_credential_the_public_index_never_wanted() -> None:
    case = read("https://pypi.org/simple", 401, cred(None, "default-Pw7"))
    assert codes(case) == ["READ112"]
    finding = only(case, "READ112")
    assert finding.confidence is Confidence.LIKELY
    assert finding.remedies[0].summary == ("keep this credential from the public index: ~/.netrc:3")


def test_read112_is_proved_by_a_plain_request() -> None:
    mine = cred()
    log = Log().add("https://pypi.org/simple/foo/", 401, mine)
    log.add("https://pypi.org/simple/foo/", 200, probe=True)
    row = row_at("https://pypi.org/simple", mine)
    case = make_case(row, replayed=log.replayed(stopped()))
    assert only(case, "READ112").confidence is Confidence.CERTAIN


def test_read112_asks_for_no_token_where_everyone_may_read() -> None:
    url = "https://download.pytorch.org/whl/cpu"
    log = Log().add(f"{url}/foo/", 403)
    case = make_case(make_row(make_index(url), asked=[nothing()]), replayed=log.replayed(stopped()))
    assert codes(case) == ["READ112"]
    assert [r.summary for r in only(case, "READ112").remedies] == [
        "check the name of the package: foo"
    ]


def test_read112_is_silent_for_other_servers_and_answers() -> None:
    assert codes(read(f"{HOST}/simple", 401, secret("me", "opaque-Pw7"))) == ["READ101"]
    assert codes(read("https://pypi.org/simple", 200, cred())) == []


# READ113


@pytest.mark.parametrize(
    "body",
    [
        b'{"errors":[{"status":403,"message":"Package foo:1.0 download was blocked by JFrog '
        b'Packages Curation service due to the following policies violated {a, b, c, d}"}]}',
        b'{"errors":[{"status":403,"message":"Artifact download request rejected: foo was not '
        b'downloaded due to the download blocking policy configured in Xray for local."}]}',
        b"-->>> REQUESTED ITEM IS QUARANTINED -->>> FOR DETAILS SEE https://iq.corp.example <<<--",
        b"Routing rules block the requested item from this repository",
    ],
)
def test_read113_a_rule_blocks_whoever_asks(body: bytes) -> None:
    alice = cred()
    log = Log().add(f"{HOST}/simple/foo/", 403, alice, body=body)
    log.add(f"{HOST}/simple/bar/", 200, alice, package="bar")
    case = make_case(
        row_at(f"{HOST}/simple", alice),
        packages=("foo", "bar"),
        replayed=log.replayed(stopped(), found_package(package="bar")),
    )
    assert codes(case) == ["READ113"]
    assert only(case, "READ113").evidence[-1].text.encode() in body


@pytest.mark.parametrize("body", [b"", b"Forbidden", b"blocked", b"the curator is away"])
def test_read113_is_silent_for_other_refusals(body: bytes) -> None:
    alice = cred()
    log = Log().add(f"{HOST}/simple/foo/", 403, alice, body=body)
    case = make_case(row_at(f"{HOST}/simple", alice), replayed=log.replayed(stopped()))
    assert codes(case) == ["READ102"]


def test_a_page_that_says_blocked_is_no_refusal() -> None:
    alice = cred()
    body = b"blocked by JFrog Packages Curation service"
    log = Log().add(f"{HOST}/simple/foo/", 200, alice, body=body)
    case = make_case(row_at(f"{HOST}/simple", alice), replayed=log.replayed(found_package()))
    assert codes(case) == []


def test_a_credential_that_is_worse_than_none_may_be_taken_away() -> None:
    """Nexus refuses a wrong password even where everyone may read."""
    alice = cred()
    log = Log().add(f"{HOST}/repository/r/simple/foo/", 401, alice)
    log.add(f"{HOST}/repository/r/simple/foo/", 200, probe=True)
    row = row_at(f"{HOST}/repository/r/simple", alice)
    remedy = only(make_case(row, replayed=log.replayed(stopped())), "READ101").remedies[0]
    assert remedy.summary.endswith("at ~/.netrc:3: without it the page is given")


# What the answers mean, in the rules that were there before


def test_refusals_say_what_the_status_means_on_this_server() -> None:
    case = read(f"{GITLAB}/simple", 403, secret("me", "glpat-" + "x" * 20))
    lines = [(line.label, line.text) for line in only(case, "READ102").evidence]
    assert ("server", "GitLab, by its path") in lines
    assert dict(lines)["403 there"].startswith("the account may see the project but not")


def test_a_missing_page_says_what_404_hides_on_this_server() -> None:
    case = read(f"{GITLAB}/simple", 404, secret("me", "glpat-" + "x" * 20))
    assert "may not see it" in only(case, "READ107").evidence[-1].text


def test_a_refused_upload_says_what_the_status_means_on_this_server() -> None:
    case = upload(ARTIFACTORY, 403, token("opaque-Pw7", "alice"))
    assert "may not be replaced" in only(case, "PUB203").evidence[-1].text


def test_what_was_only_reported_is_marked() -> None:
    case = read(CODEARTIFACT, 401, secret("aws", "opaque-Pw7"))
    assert only(case, "READ101").evidence[-1].text.endswith("(reported, not verified)")


def test_a_common_header_makes_a_guess_no_more() -> None:
    case = read(f"{HOST}/simple", 403, secret("me", "opaque-Pw7"), server="nginx/1.22.1")
    lines = {line.label: line.text for line in only(case, "READ102").evidence}
    assert lines["server"] == "perhaps nginx, by its header server"
    assert lines["403 there"].startswith("if it answers itself: ")


def test_an_unknown_server_gets_no_such_line() -> None:
    case = read(f"{HOST}/simple", 401, secret("me", "opaque-Pw7"))
    assert [line.label for line in only(case, "READ101").evidence] == ["uv 0.13.8 sends"]


def test_a_page_that_is_forwarded_says_what_the_redirect_means() -> None:
    mine = secret("me", "glpat-" + "x" * 20)
    log = Log().add(f"{GITLAB}/simple/foo/", 302, mine)
    log.add("https://public.example/simple/foo/", 404, hop=1)
    case = make_case(row_at(f"{GITLAB}/simple", mine), replayed=log.replayed(ended(Ending.MISSING)))
    lines = {line.label: line.text for line in only(case, "READ107").evidence}
    assert lines["302 there"].endswith("the request is forwarded to PyPI")
    assert "404 there" not in lines


def test_a_plain_request_that_is_forwarded_says_so_too() -> None:
    mine = secret("me", "glpat-" + "x" * 20)
    log = Log().add(f"{GITLAB}/simple/foo/", 302)
    log.add("https://public.example/simple/foo/", 200, hop=1)
    case = make_case(row_at(f"{GITLAB}/simple", mine), replayed=log.replayed(found_package()))
    assert "forwarded to PyPI" in only(case, "READ104").evidence[-1].text


@pytest.mark.parametrize(
    ("url", "given", "wanted"),
    [
        (CODEARTIFACT, "__token__", "aws"),
        (f"{ARTIFACTORY}/simple", "__token__", "<user>"),
        (f"{ARTIFACTORY}/simple", "alice", "alice"),
        (f"{HOST}/simple", "__token__", "__token__"),
        (f"{HOST}/simple", None, "<user>"),
    ],
)
def test_a_remedy_offers_a_user_name_the_server_takes(
    url: str, given: str | None, wanted: str
) -> None:
    assert fitting_user(make_case(), parse(url), given, Purpose.READ) == wanted


@pytest.mark.parametrize(("host", "expected"), [("pkgs.dev.azure.com", ["READ106"]), (HOST, [])])
def test_a_page_to_sign_in_comes_with_203_from_azure(host: str, expected: list[str]) -> None:
    base = host if host.startswith("https") else f"https://{host}"
    url = f"{base}/o/simple" if base == HOST else f"{base}/o/_packaging/f/pypi/simple"
    mine = secret("me", "opaque-Pw7")
    log = Log().add(f"{url}/foo/", 203, mine, headers={"content-type": "text/html"})
    case = make_case(row_at(url, mine), replayed=log.replayed(found_package()))
    assert codes(case) == expected
