"""Cloudsmith: reading and uploading have different hosts."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.diagnose.providers.base import Meaning, Provider, Purpose, Token, Users
from indexdoctor.model.url import Url

_READ, _UPLOAD = "dl.cloudsmith.io", "python.cloudsmith.io"


def _publish_url(url: Url) -> Url | None:
    match url.segments:
        case (_, organisation, repository, "python", "simple") if url.host == _READ:
            return replace(url, host=_UPLOAD, path=f"/{organisation}/{repository}/")
    return None


def _read_url(url: Url) -> Url | None:
    match url.segments:
        case (organisation, repository) if url.host == _UPLOAD:
            path = f"/basic/{organisation}/{repository}/python/simple/"
            return replace(url, host=_READ, path=path)
    return None


def _path_secret(url: Url) -> str:
    match url.segments:
        case (first, _, _, "python", *_) if url.host == _READ and first not in ("public", "basic"):
            return first
    return ""


_CREDENTIAL = "the credential is missing, wrong, or an entitlement token that may not do this"

PROVIDER = Provider(
    key="cloudsmith",
    title="Cloudsmith",
    hosts=(r"dl\.cloudsmith\.io", r"python\.cloudsmith\.io"),
    users=Users(
        "token with an entitlement token for reading; the user's own name with an API key for "
        "reading and uploading"
    ),
    tokens=(
        Token("API key", "until it is reset"),
        Token("entitlement token (reading only)", "as set by the repository"),
    ),
    meanings=(
        Meaning(401, Purpose.READ, None, _CREDENTIAL, verified=False),
        Meaning(403, Purpose.READ, None, _CREDENTIAL, verified=False),
        Meaning(
            404,
            Purpose.READ,
            None,
            "the package is not there, or the repository is private and this is the URL of public "
            "ones",
            verified=False,
        ),
        Meaning(401, Purpose.PUBLISH, None, _CREDENTIAL, verified=False),
        Meaning(403, Purpose.PUBLISH, None, _CREDENTIAL, verified=False),
    ),
    publish_url=_publish_url,
    read_url=_read_url,
    path_secret=_path_secret,
    obtain="take the API key from the user settings of Cloudsmith, or an entitlement token of the "
    "repository for reading",
    sources=(
        "https://help.cloudsmith.io/docs/python-repository",
        "https://github.com/cloudsmith-io/cloudsmith-cli",
    ),
)
