"""JFrog Artifactory."""

from __future__ import annotations

from indexdoctor.diagnose.providers.base import (
    Header,
    Meaning,
    Provider,
    Purpose,
    Token,
    Users,
    rewritten,
)
from indexdoctor.diagnose.tokens import Kind
from indexdoctor.model.url import Url


def _publish_url(url: Url) -> Url | None:
    return rewritten(url, r"(.*/api/pypi/[^/]+)/simple/?", r"\1")


def _read_url(url: Url) -> Url | None:
    return rewritten(url, r"(.*/api/pypi/[^/]+)/?", r"\1/simple")


PROVIDER = Provider(
    key="artifactory",
    title="Artifactory",
    hosts=(r".+\.jfrog\.io",),
    paths=(r"/api/pypi/[^/]+(/|$)",),
    headers=(
        Header("x-jfrog-version"),
        Header("x-artifactory-id"),
        Header("x-artifactory-node-id"),
        Header("server", r"Artifactory"),
    ),
    realms=(r"Artifactory Realm",),
    users=Users(
        "the user's own name, or an empty user name with an access token; __token__ is refused",
        refused=frozenset({"__token__"}),
        per_token={
            kind: Users(
                "an empty user name, or the user name in the token, with an access token",
                refused=frozenset({"__token__"}),
                instead="",
            )
            for kind in (Kind.ARTIFACTORY_JWT, Kind.JWT)
        },
    ),
    tokens=(
        Token("access token", "set by the administrator, often 1 year", "a JSON Web Token"),
        Token("reference token", "as the access token it stands for", "cmVmdGtu…"),
        Token("API key", "until it is revoked; no longer handed out", "AKC…"),
    ),
    meanings=(
        Meaning(401, Purpose.READ, False, "the repository is not open to everyone"),
        Meaning(401, Purpose.READ, True, "the user name or the secret is wrong or expired"),
        Meaning(
            403,
            Purpose.READ,
            True,
            "the account may not read this repository, or its log-ins are suspended for up to a "
            "minute after failed ones; some set-ups answer so for packages they do not have",
        ),
        Meaning(
            404,
            Purpose.READ,
            None,
            "the package or repository is not there, or it is hidden from this account (the server "
            "can be set to answer 404 in place of 403)",
        ),
        Meaning(401, Purpose.PUBLISH, True, "the user name or the secret is wrong or expired"),
        Meaning(
            403,
            Purpose.PUBLISH,
            True,
            "the account may not upload, or a file of this name exists and may not be replaced",
        ),
        Meaning(405, Purpose.PUBLISH, None, "this URL is for reading", verified=False),
        Meaning(404, Purpose.PUBLISH, None, "this URL takes no uploads", verified=False),
    ),
    publish_url=_publish_url,
    read_url=_read_url,
    blocks=(
        r"blocked by JFrog[\w ]*",
        r"blocking policy configured in Xray",
    ),
    obtain="make an identity token in your profile of Artifactory",
    sources=(
        "https://docs.astral.sh/uv/guides/integration/jfrog/",
        "https://jfrog.com/help/r/jfrog-platform-administration-documentation/"
        "hide-existence-of-unauthorized-resources",
        "https://github.com/jfrog/jfrog-cli-security",
    ),
)
