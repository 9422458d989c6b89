"""devpi-server. What stands here was seen on a running devpi-server 6.20.3."""

from __future__ import annotations

import re

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


def _publish_url(url: Url) -> Url | None:
    return rewritten(url, r"(.*/[^/]+/[^/]+/)\+simple/?", r"\1")


def _read_url(url: Url) -> Url | None:
    if "+" in url.path:
        return None
    return rewritten(url, r"(.*/[^/]+/[^/]+?)(/simple)?/?", r"\1/+simple/")


def _no_uploads(url: Url) -> str:
    if re.fullmatch(r".*/root/pypi/?", url.path):
        return "root/pypi mirrors PyPI and takes no uploads; make an index of your own"
    return ""


PROVIDER = Provider(
    key="devpi",
    title="devpi",
    paths=(r"/[^/]+/[^/]+/\+(simple|f)(/|$)",),
    headers=(Header("x-devpi-api-version"), Header("x-devpi-server-version")),
    realms=(r"pypi",),
    users=Users("the user's own name with the password, or with the token of devpi login"),
    tokens=(Token("token of devpi login", "10 hours"),),
    meanings=(
        Meaning(403, Purpose.READ, None, "a plug-in lets only some users read packages"),
        Meaning(
            404, Purpose.READ, None, "the package is not there, or /simple stands for /+simple"
        ),
        Meaning(401, Purpose.PUBLISH, None, "the user name or password is wrong or missing"),
        Meaning(403, Purpose.PUBLISH, True, "the user is not in acl_upload of the index"),
        Meaning(
            404,
            Purpose.PUBLISH,
            None,
            "a mirror, an index that is not there, or +simple: uploads go to /<user>/<index>/",
        ),
        Meaning(400, Purpose.PUBLISH, True, "the user may upload; the form was not taken"),
        Meaning(409, Purpose.PUBLISH, True, "the user may upload; another file has this name"),
    ),
    publish_url=_publish_url,
    read_url=_read_url,
    no_uploads=_no_uploads,
    obtain="ask the administrator of devpi for an account, or run devpi login",
    sources=("https://github.com/devpi/devpi", "https://devpi.net/docs/"),
)
