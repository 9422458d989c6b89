"""How the URLs for reading and for uploads belong together, provider by provider."""

from __future__ import annotations

import pytest
from tests.diagnose.builders import url

from indexdoctor.diagnose.providers.registry import PROVIDERS, provider

HOST = "https://packages.corp.example"
ACCOUNT = "https://d-123456789012.d.codeartifact.eu-west-1.amazonaws.com"
PAIRS = [
    ("pypi", "https://pypi.org/simple/", "https://upload.pypi.org/legacy/"),
    ("testpypi", "https://test.pypi.org/simple/", "https://test.pypi.org/legacy/"),
    ("artifactory", f"{HOST}/artifactory/api/pypi/r/simple", f"{HOST}/artifactory/api/pypi/r"),
    ("nexus", f"{HOST}/repository/r/simple/", f"{HOST}/repository/r/"),
    (
        "azure",
        "https://pkgs.dev.azure.com/o/p/_packaging/f/pypi/simple/",
        "https://pkgs.dev.azure.com/o/p/_packaging/f/pypi/upload/",
    ),
    ("codeartifact", f"{ACCOUNT}/pypi/r/simple/", f"{ACCOUNT}/pypi/r/"),
    (
        "google",
        "https://europe-west1-python.pkg.dev/p/r/simple/",
        "https://europe-west1-python.pkg.dev/p/r/",
    ),
    (
        "gitlab",
        f"{HOST}/api/v4/projects/7/packages/pypi/simple",
        f"{HOST}/api/v4/projects/7/packages/pypi",
    ),
    ("gitea", f"{HOST}/api/packages/o/pypi/simple", f"{HOST}/api/packages/o/pypi"),
    (
        "cloudsmith",
        "https://dl.cloudsmith.io/basic/o/r/python/simple/",
        "https://python.cloudsmith.io/o/r/",
    ),
    ("pyx", "https://api.pyx.dev/simple/w/r", "https://api.pyx.dev/v1/upload/w/r"),
    ("devpi", f"{HOST}/team/dev/+simple/", f"{HOST}/team/dev/"),
    ("pypiserver", f"{HOST}/simple/", f"{HOST}/"),
]


@pytest.mark.parametrize(("key", "read", "publish"), PAIRS)
def test_each_url_of_a_pair_leads_to_the_other(key: str, read: str, publish: str) -> None:
    each = provider(key)
    assert each is not None
    assert each.publish_url(url(read)) == url(publish)
    assert each.read_url(url(publish)) == url(read)
    assert each.publish_url(url(publish)) is None
    assert each.read_url(url(read)) is None
    assert each.no_uploads(url(publish)) == ""


@pytest.mark.parametrize(("key", "read", "publish"), PAIRS)
def test_a_final_slash_makes_no_difference(key: str, read: str, publish: str) -> None:
    each = provider(key)
    assert each is not None
    other = read.removesuffix("/") if read.endswith("/") else read + "/"
    assert each.publish_url(url(other)) == url(publish)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("pulp", f"{HOST}/pypi/base/simple/"),  # takes uploads as well
        ("gitlab", f"{HOST}/api/v4/groups/7/-/packages/pypi/simple"),
        ("anaconda", "https://pypi.anaconda.org/user/simple"),
        ("pytorch", "https://download.pytorch.org/whl/cpu"),
        ("nvidia", "https://pypi.nvidia.com/"),
        ("bucket", "https://b.s3.amazonaws.com/simple/"),
        ("nginx", f"{HOST}/simple/"),
        ("gemfury", "https://pypi.fury.io/acme/"),  # twine uploads to it
        ("github", "https://pypi.pkg.github.com/owner/simple/"),
    ],
)
def test_some_urls_for_reading_have_no_url_for_uploads(key: str, text: str) -> None:
    each = provider(key)
    assert each is not None
    assert each.publish_url(url(text)) is None


def test_uploads_to_pulp_go_to_either_url() -> None:
    pulp = provider("pulp")
    assert pulp is not None
    assert pulp.read_url(url(f"{HOST}/pypi/base/legacy/")) == url(f"{HOST}/pypi/base/simple/")
    assert pulp.read_url(url(f"{HOST}/pypi/base/simple/")) is None


def test_gemfury_pushes_to_another_host() -> None:
    gemfury = provider("gemfury")
    assert gemfury is not None
    push = url("https://push.fury.io/acme/")
    assert gemfury.publish_url(url("https://repo.fury.io/acme/")) == push
    assert gemfury.read_url(push) == url("https://pypi.fury.io/acme/")


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("gitlab", f"{HOST}/api/v4/groups/7/-/packages/pypi", "a group is for reading"),
        ("devpi", f"{HOST}/root/pypi/", "mirrors PyPI"),
        ("anaconda", "https://pypi.anaconda.org/user/", "anaconda upload"),
        ("pytorch", "https://download.pytorch.org/whl/", "reading alone"),
        ("nvidia", "https://pypi.nvidia.com/", "reading alone"),
        ("bucket", "https://b.s3.amazonaws.com/", "takes no uploads"),
        ("github", "https://pypi.pkg.github.com/owner/", "no Python index"),
    ],
)
def test_where_no_upload_can_succeed(key: str, text: str, words: str) -> None:
    each = provider(key)
    assert each is not None
    assert words in each.no_uploads(url(text))


@pytest.mark.parametrize(
    ("text", "hopeless"),
    [
        ("https://pypi.pkg.github.com/owner/", True),
        ("https://npm.pkg.github.com/owner", True),
        ("https://ghcr.io/owner", True),
        ("https://github.com/owner/repository", True),
        ("https://github.com/owner/repository/simple/", True),
        ("https://github.com/owner/repository/releases/expanded_assets/v1", False),
        ("https://github.com/owner/repository/raw/main/simple/", False),
    ],
)
def test_github_has_no_index(text: str, hopeless: bool) -> None:
    github = provider("github")
    assert github is not None
    assert bool(github.no_index(url(text))) is hopeless


def test_no_other_provider_is_without_an_index() -> None:
    for each in PROVIDERS:
        assert each.key == "github" or each.no_index(url(f"{HOST}/simple/")) == ""
