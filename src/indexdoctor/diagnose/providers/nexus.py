"""Sonatype Nexus Repository 3."""

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
from indexdoctor.model.url import Url

_NAME = r"(?!simple(?:/|$))[^/]+"  # …/repository/simple/ is any server's folder


def _publish_url(url: Url) -> Url | None:
    return rewritten(url, rf"(.*/repository/{_NAME}/)simple/?", r"\1")


def _read_url(url: Url) -> Url | None:
    return rewritten(url, rf"(.*/repository/{_NAME})/?", r"\1/simple/")


PROVIDER = Provider(
    key="nexus",
    title="Nexus",
    paths=(rf"/repository/{_NAME}/?$", rf"/repository/{_NAME}/(simple|packages)(/|$)"),
    headers=(Header("server", r"Nexus/"),),
    realms=(r"Sonatype Nexus Repository Manager",),
    users=Users("the user's own name, or the name part of a user token with its pass part"),
    tokens=(Token("user token", "until it is reset, or as the administrator set it"),),
    meanings=(
        Meaning(401, Purpose.READ, False, "the repository is not open to everyone"),
        Meaning(
            401,
            Purpose.READ,
            True,
            "the user name or the secret is wrong; a wrong one is refused even where everyone may "
            "read without",
        ),
        Meaning(
            403,
            Purpose.READ,
            True,
            "the account lacks the privilege to read, or a routing rule blocks the package",
        ),
        Meaning(404, Purpose.READ, None, "the package or repository is not there"),
        Meaning(401, Purpose.PUBLISH, None, "the user name or the secret is wrong or missing"),
        Meaning(403, Purpose.PUBLISH, True, "the account lacks the privilege to add"),
        Meaning(
            400,
            Purpose.PUBLISH,
            True,
            "the account was taken; the file exists already, or the repository takes no new ones",
        ),
        Meaning(
            404,
            Purpose.PUBLISH,
            None,
            "uploads go to a hosted repository, not to a proxy or group, and not to simple/",
            verified=False,
        ),
        Meaning(
            405,
            Purpose.PUBLISH,
            None,
            "uploads go to a hosted repository, not to a proxy or group, and not to simple/",
            verified=False,
        ),
    ),
    publish_url=_publish_url,
    read_url=_read_url,
    blocks=(
        r"Requested item is quarantined",
        r"Routing rules block the requested item",
    ),
    obtain="take a user token from your account page of Nexus, or use the account's password",
    sources=("https://github.com/sonatype/nexus-public",),
)
