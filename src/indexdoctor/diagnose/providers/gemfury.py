"""Gemfury: reading and uploading have different hosts; the token is the user name."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.diagnose.providers.base import Meaning, Provider, Purpose, Token, Users
from indexdoctor.model.url import Url

_READ, _UPLOAD = ("pypi.fury.io", "repo.fury.io"), "push.fury.io"


def _publish_url(url: Url) -> Url | None:
    if url.host == "repo.fury.io" and len(url.segments) == 1:
        return replace(url, host=_UPLOAD, path=f"/{url.segments[0]}/")
    return None


def _read_url(url: Url) -> Url | None:
    if url.host == _UPLOAD and len(url.segments) == 1:
        return replace(url, host=_READ[0], path=f"/{url.segments[0]}/")
    return None


def _path_secret(url: Url) -> str:
    """An old form of the URL: /<token>/<account>/."""
    return url.segments[0] if url.host in _READ and len(url.segments) == 2 else ""


_TOKEN = "the token is missing, wrong, or of a kind that may not do this"

PROVIDER = Provider(
    key="gemfury",
    title="Gemfury",
    hosts=(r"pypi\.fury\.io", r"repo\.fury\.io", r"push\.fury\.io"),
    users=Users("the token itself, with an empty or any password"),
    tokens=(
        Token("deploy token (reading)", "until it is revoked"),
        Token("push token (uploading)", "until it is revoked"),
    ),
    meanings=(
        Meaning(401, Purpose.READ, None, _TOKEN, verified=False),
        Meaning(403, Purpose.READ, None, _TOKEN, verified=False),
        Meaning(401, Purpose.PUBLISH, None, _TOKEN, verified=False),
        Meaning(403, Purpose.PUBLISH, None, _TOKEN, verified=False),
    ),
    publish_url=_publish_url,
    read_url=_read_url,
    is_token_the_user=True,
    path_secret=_path_secret,
    obtain="make a deploy token (reading) or push token (uploading) in the settings of Gemfury",
    sources=("https://gemfury.com/help/pypi-server/", "https://gemfury.com/help/tokens/"),
)
