"""Gitea and Forgejo."""

from __future__ import annotations

from indexdoctor.diagnose.providers.base import (
    Meaning,
    Provider,
    Purpose,
    Token,
    Users,
    rewritten,
)
from indexdoctor.model.url import Url


def _publish_url(url: Url) -> Url | None:
    return rewritten(url, r"(.*/api/packages/[^/]+/pypi)/simple/?", r"\1")


def _read_url(url: Url) -> Url | None:
    return rewritten(url, r"(.*/api/packages/[^/]+/pypi)/?", r"\1/simple")


_RIGHTS = (
    "the scope of the token, the rights of the user, or the secret: all three are answered with "
    "401, so it does not prove a wrong password"
)

PROVIDER = Provider(
    key="gitea",
    title="Gitea or Forgejo",
    paths=(r"/api/packages/[^/]+/pypi(/|$)",),
    realms=(r"(Gitea|Forgejo) Package API",),
    users=Users("the user's own name with a personal access token or the password"),
    tokens=(Token("personal access token (read:package, write:package)", "as chosen"),),
    meanings=(
        Meaning(401, Purpose.READ, False, "the owner's packages are not open to everyone"),
        Meaning(401, Purpose.READ, True, _RIGHTS),
        Meaning(403, Purpose.READ, True, "the token is limited to public packages"),
        Meaning(404, Purpose.READ, None, "the package or owner is not there"),
        Meaning(401, Purpose.PUBLISH, False, "uploads need an account"),
        Meaning(401, Purpose.PUBLISH, True, _RIGHTS),
        Meaning(403, Purpose.PUBLISH, True, "the token is limited, or the quota is used up"),
        Meaning(400, Purpose.PUBLISH, True, "the account was taken; the form or file was not"),
        Meaning(404, Purpose.PUBLISH, None, "uploads go to …/pypi", verified=False),
        Meaning(405, Purpose.PUBLISH, None, "uploads go to …/pypi", verified=False),
    ),
    publish_url=_publish_url,
    read_url=_read_url,
    obtain="make an access token with read:package or write:package in the settings of your user",
    sources=(
        "https://docs.gitea.com/usage/packages/pypi",
        "https://forgejo.org/docs/latest/user/packages/pypi/",
        "https://github.com/go-gitea/gitea/tree/main/routers/api/packages",
    ),
)
