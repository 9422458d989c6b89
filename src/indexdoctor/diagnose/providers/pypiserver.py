"""pypiserver. What stands here was seen on a running pypiserver 2.4.2."""

from __future__ import annotations

from indexdoctor.diagnose.providers.base import (
    Header,
    Meaning,
    Provider,
    Purpose,
    Users,
    drop_simple,
)
from indexdoctor.model.url import Url


def _read_url(url: Url) -> Url | None:
    last = url.segments[-1:]
    return None if last in (("simple",), ("packages",)) else url.child("simple")


_WRONG = "the user name or password is wrong: this server says 403 for that, never for rights"

PROVIDER = Provider(
    key="pypiserver",
    title="pypiserver",
    headers=(Header("server", r"waitress", common=True),),
    realms=(r"pypi",),
    users=Users("a user of the password file with the password"),
    meanings=(
        Meaning(401, Purpose.READ, None, "reading needs an account"),
        Meaning(403, Purpose.READ, True, _WRONG, blames_secret=True),
        Meaning(404, Purpose.READ, None, "the package is not there"),
        Meaning(303, Purpose.READ, None, "the package is not there: it is looked for on PyPI"),
        Meaning(401, Purpose.PUBLISH, None, "uploads need an account"),
        Meaning(403, Purpose.PUBLISH, True, _WRONG, blames_secret=True),
        Meaning(405, Purpose.PUBLISH, None, "uploads go to the root of the server"),
        Meaning(400, Purpose.PUBLISH, True, "the account was taken; the form was not"),
        Meaning(409, Purpose.PUBLISH, True, "the account was taken; the file exists already"),
    ),
    publish_url=drop_simple,
    read_url=_read_url,
    obtain="ask whoever runs the server for an entry in its password file",
    sources=("https://github.com/pypiserver/pypiserver",),
)
