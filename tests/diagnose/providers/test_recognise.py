"""Which server is told by which URL and which answer, and what its own realm is not."""

from __future__ import annotations

import pytest
from tests.diagnose.builders import url

from indexdoctor.diagnose.providers.base import By, Purpose
from indexdoctor.diagnose.providers.recognise import realm, recognise
from indexdoctor.diagnose.providers.registry import PROVIDERS, provider
from indexdoctor.model.exchange import Response

PLAIN = "https://packages.corp.example"


def answer(text: str, **headers: str) -> Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(401, url(text), names)


@pytest.mark.parametrize(
    ("text", "key", "by"),
    [
        ("https://pypi.org/simple/", "pypi", By.HOST),
        ("https://upload.pypi.org/legacy/", "pypi", By.HOST),
        ("https://test.pypi.org/simple/", "testpypi", By.HOST),
        ("https://acme.jfrog.io/artifactory/api/pypi/local/simple", "artifactory", By.HOST),
        (f"{PLAIN}/artifactory/api/pypi/local", "artifactory", By.PATH),
        (f"{PLAIN}/api/pypi/local/simple/", "artifactory", By.PATH),
        (f"{PLAIN}/nexus/repository/hosted/simple/", "nexus", By.PATH),
        (f"{PLAIN}/repository/hosted/", "nexus", By.PATH),
        ("https://pkgs.dev.azure.com/o/p/_packaging/f/pypi/simple/", "azure", By.HOST),
        ("https://o.pkgs.visualstudio.com/_packaging/f/pypi/upload/", "azure", By.HOST),
        (f"{PLAIN}/tfs/o/_packaging/f/pypi/simple/", "azure", By.PATH),
        (
            "https://d-123456789012.d.codeartifact.eu-west-1.amazonaws.com/pypi/r/simple/",
            "codeartifact",
            By.HOST,
        ),
        ("https://europe-west1-python.pkg.dev/p/r/simple/", "google", By.HOST),
        ("https://europe-pypi.pkg.dev/p/r/simple/", "google", By.HOST),
        (f"{PLAIN}/api/v4/projects/7/packages/pypi/simple", "gitlab", By.PATH),
        (f"{PLAIN}/api/v4/groups/7/-/packages/pypi/simple", "gitlab", By.PATH),
        (f"{PLAIN}/api/packages/team/pypi/simple", "gitea", By.PATH),
        ("https://pypi.pkg.github.com/owner/", "github", By.HOST),
        ("https://ghcr.io/owner/simple", "github", By.HOST),
        ("https://dl.cloudsmith.io/basic/o/r/python/simple/", "cloudsmith", By.HOST),
        ("https://python.cloudsmith.io/o/r/", "cloudsmith", By.HOST),
        ("https://pypi.fury.io/acme/", "gemfury", By.HOST),
        ("https://api.pyx.dev/simple/w/r", "pyx", By.HOST),
        ("https://files.astralhosted.com/x.whl", "pyx", By.HOST),
        ("https://pypi.anaconda.org/user/simple", "anaconda", By.HOST),
        (f"{PLAIN}/team/dev/+simple/", "devpi", By.PATH),
        ("https://download.pytorch.org/whl/cpu", "pytorch", By.HOST),
        ("https://pypi.nvidia.com/", "nvidia", By.HOST),
        ("https://bucket.s3.eu-west-1.amazonaws.com/simple/", "bucket", By.HOST),
        ("https://d111111abcdef8.cloudfront.net/simple/", "bucket", By.HOST),
    ],
)
def test_a_url_alone_gives_the_server_away(text: str, key: str, by: By) -> None:
    found = recognise(url(text))
    assert found is not None
    assert (found.provider.key, found.by) == (key, by)
    assert found.intermediary == ""


@pytest.mark.parametrize(
    "text",
    [
        f"{PLAIN}/simple/",
        f"{PLAIN}/",
        "https://notpypi.org/simple/",
        "https://pypi.org.corp.example/simple/",
        "https://jfrog.io.corp.example/simple",
        "https://my-python.pkg.dev.corp.example/simple",
        f"{PLAIN}/repository/hosted/raw/file.txt",
        f"{PLAIN}/repository/simple/",
    ],
)
def test_an_ordinary_url_says_nothing(text: str) -> None:
    assert recognise(url(text)) is None


@pytest.mark.parametrize(
    ("path", "headers", "key", "by", "clue"),
    [
        ("/pip/simple/", {"x_jfrog_version": "Artifactory/7.90"}, "artifactory", By.HEADER, ""),
        ("/pip/simple/", {"server": "Nexus/3.70.1 (OSS)"}, "nexus", By.HEADER, "server"),
        ("/pip/simple/", {"x_tfs_fedauthrealm": "x"}, "azure", By.HEADER, ""),
        ("/pypi/base/simple/", {"x_pypi_last_serial": "0"}, "pulp", By.HEADER, ""),
        ("/team/dev/", {"x_devpi_api_version": "2", "server": "waitress"}, "devpi", By.HEADER, ""),
        ("/simple/", {"server": "waitress"}, "pypiserver", By.HEADER, "server"),
        ("/simple/", {"server": "AmazonS3"}, "bucket", By.HEADER, "server"),
        ("/simple/", {"via": "1.1 abc.cloudfront.net (CloudFront)"}, "bucket", By.HEADER, "via"),
        ("/simple/", {"server": "nginx/1.22.1"}, "nginx", By.HEADER, "server"),
        (
            "/simple/",
            {"www_authenticate": 'Basic realm="Artifactory Realm"', "server": "nginx"},
            "artifactory",
            By.REALM,
            "Artifactory Realm",
        ),
        (
            "/simple/",
            {"www_authenticate": 'BASIC realm="Sonatype Nexus Repository Manager"'},
            "nexus",
            By.REALM,
            "",
        ),
        (
            "/simple/",
            {"www_authenticate": 'Basic realm="GitLab Packages Registry"'},
            "gitlab",
            By.REALM,
            "",
        ),
        (
            "/simple/",
            {"www_authenticate": 'Basic realm="Gitea Package API"'},
            "gitea",
            By.REALM,
            "",
        ),
        (
            "/simple/",
            {
                "www_authenticate": "Bearer authorization_uri=https://login.windows.net/t, "
                'Basic realm="https://pkgsprodweu1.pkgs.visualstudio.com/", TFS-Federated'
            },
            "azure",
            By.REALM,
            "",
        ),
        ("/simple/", {"www_authenticate": 'Basic realm="pypi"'}, "pypiserver", By.REALM, "pypi"),
    ],
)
def test_an_answer_gives_the_server_away(
    path: str, headers: dict[str, str], key: str, by: By, clue: str
) -> None:
    found = recognise(url(PLAIN + path), [answer(PLAIN + path, **headers)])
    assert found is not None
    assert (found.provider.key, found.by) == (key, by)
    assert clue in found.clue


@pytest.mark.parametrize(
    "headers", [{}, {"server": "gunicorn"}, {"www_authenticate": 'Basic realm="Staff only"'}]
)
def test_an_answer_like_any_other_says_nothing(headers: dict[str, str]) -> None:
    assert recognise(url(f"{PLAIN}/simple/"), [answer(f"{PLAIN}/simple/", **headers)]) is None


def test_the_serial_header_of_mirrors_does_not_make_a_pulp() -> None:
    page = answer(f"{PLAIN}/mirror/simple/", x_pypi_last_serial="12")
    assert recognise(url(f"{PLAIN}/mirror/simple/"), [page]) is None


def test_answers_of_another_server_say_nothing() -> None:
    elsewhere = answer("https://sso.example/login", x_jfrog_version="Artifactory/7")
    assert recognise(url(f"{PLAIN}/simple/"), [elsewhere]) is None


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        (
            {"www_authenticate": 'Basic realm="Staff only"', "server": "nginx/1.22"},
            'nginx in front of it (realm "Staff only")',
        ),
        (
            {"www_authenticate": 'Basic realm="Sonatype Nexus Repository Manager"'},
            'Nexus in front of it (realm "Sonatype Nexus Repository Manager")',
        ),
        ({"www_authenticate": 'Basic realm="SSO"'}, 'something else in front of it (realm "SSO")'),
        ({"www_authenticate": 'Basic realm="Artifactory Realm"', "server": "nginx"}, ""),
        ({"server": "nginx"}, ""),
    ],
)
def test_a_realm_that_does_not_fit_the_url_names_who_is_in_front(
    headers: dict[str, str], name: str
) -> None:
    text = f"{PLAIN}/artifactory/api/pypi/local/simple/foo/"
    found = recognise(url(text), [answer(text, **headers)])
    assert found is not None
    assert (found.provider.key, found.intermediary) == ("artifactory", name)


def test_the_realm_of_a_challenge() -> None:
    assert realm(answer(PLAIN, www_authenticate='Basic realm="a b"')) == "a b"
    assert realm(answer(PLAIN, www_authenticate='Basic charset="UTF-8", realm="x"')) == "x"
    assert realm(answer(PLAIN, www_authenticate="Basic realm=x")) == "x"
    assert realm(answer(PLAIN, www_authenticate='Bearer realm="x"')) is None
    assert realm(answer(PLAIN)) is None


def test_keys_are_unique_and_every_provider_says_its_piece() -> None:
    keys = [each.key for each in PROVIDERS]
    assert len(keys) == len(set(keys))
    assert [provider(key) for key in keys] == list(PROVIDERS)
    assert provider("nothing") is None
    for each in PROVIDERS:
        assert each.hosts or each.paths or each.headers, each.key
        assert each.obtain.strip() and each.users.convention.strip(), each.key
        assert each.sources, each.key
        assert all(link.startswith("https://") for link in each.sources), each.key
        found = {(m.status, m.purpose, m.sent) for m in each.meanings}
        assert len(found) == len(each.meanings), each.key


@pytest.mark.parametrize(
    ("key", "status", "purpose", "sent", "words", "verified"),
    [
        ("pypiserver", 403, Purpose.READ, True, "password is wrong", True),
        ("pypi", 403, Purpose.PUBLISH, True, "not valid here, or not for this project", True),
        ("gitea", 401, Purpose.READ, True, "does not prove a wrong password", True),
        ("gitlab", 404, Purpose.READ, True, "may not see it", True),
        ("pytorch", 403, Purpose.READ, False, "not there", True),
        ("codeartifact", 404, Purpose.READ, True, "expired token", False),
        ("nginx", 403, Purpose.READ, True, "the password is right", True),
    ],
)
def test_what_a_status_means(
    key: str, status: int, purpose: Purpose, sent: bool, words: str, verified: bool
) -> None:
    each = provider(key)
    assert each is not None
    meaning = each.meaning(status, purpose, sent)
    assert meaning is not None
    assert words in meaning.text
    assert meaning.verified is verified
    assert each.meaning(418, purpose, sent) is None
