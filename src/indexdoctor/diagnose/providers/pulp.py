"""Pulp with its Python plug-in. Uploads may go to the simple URL."""

from __future__ import annotations

from indexdoctor.diagnose.providers.base import (
    Header,
    Meaning,
    Provider,
    Purpose,
    Users,
    rewritten,
)
from indexdoctor.model.url import Url


def _read_url(url: Url) -> Url | None:
    return rewritten(url, r"(.*/pypi/.+)/legacy/?", r"\1/simple/")


PROVIDER = Provider(
    key="pulp",
    title="Pulp",
    headers=(Header("x-pypi-last-serial", path=r"/pypi/.+/(simple|legacy)(/|$)"),),
    users=Users("the user's own name with the password"),
    meanings=(
        Meaning(401, Purpose.READ, None, "the user name or password is wrong", verified=False),
        Meaning(404, Purpose.READ, None, "the package or distribution is not there"),
        Meaning(
            403,
            Purpose.PUBLISH,
            True,
            "the distribution takes no uploads, or the user may not change the repository",
        ),
        Meaning(400, Purpose.PUBLISH, True, "the account was taken; the index has this package"),
        Meaning(404, Purpose.PUBLISH, None, "there is no such distribution"),
    ),
    read_url=_read_url,
    obtain="ask the administrator of Pulp for an account",
    sources=("https://github.com/pulp/pulp_python",),
)
