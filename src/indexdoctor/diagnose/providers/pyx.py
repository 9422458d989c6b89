"""pyx."""

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

_UPLOAD = r"/v1/upload/([^/]+/[^/]+)/?"
_SIMPLE = r"/simple/([^/]+/[^/]+)/?"


def _publish_url(url: Url) -> Url | None:
    return rewritten(url, _SIMPLE, r"/v1/upload/\1") if url.host == "api.pyx.dev" else None


def _read_url(url: Url) -> Url | None:
    return rewritten(url, _UPLOAD, r"/simple/\1") if url.host == "api.pyx.dev" else None


_LOG_IN = "log in again; uv refreshes its own token as long as it can"

PROVIDER = Provider(
    key="pyx",
    title="pyx",
    hosts=(r"api\.pyx\.dev", r"(.+\.)?astralhosted\.com"),
    users=Users("none: uv sends a bearer token"),
    tokens=(Token("access token of uv auth login", "short; uv refreshes it", "a JSON Web Token"),),
    meanings=(
        Meaning(401, Purpose.READ, None, _LOG_IN, verified=False),
        Meaning(403, Purpose.READ, None, "the account may not read this", verified=False),
        Meaning(401, Purpose.PUBLISH, None, _LOG_IN, verified=False),
        Meaning(403, Purpose.PUBLISH, None, "the account may not upload here", verified=False),
    ),
    publish_url=_publish_url,
    read_url=_read_url,
    obtain="run uv auth login pyx.dev",
    sources=("https://github.com/astral-sh/uv/blob/main/crates/uv-auth/src/pyx.rs",),
)
