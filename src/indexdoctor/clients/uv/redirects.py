"""Who follows a redirect: uv's own code, the HTTP library below it, or nobody."""

from __future__ import annotations

import enum
from dataclasses import replace

from indexdoctor.model.exchange import Request, Response
from indexdoctor.model.url import Url, UrlError
from indexdoctor.versions import Uv, publish, search

# crates/uv-client/src/base_client.rs: DEFAULT_MAX_REDIRECTS; the HTTP library has the same.
MAX_REDIRECTS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Redirects(enum.Enum):
    """What a client does with a redirect.

    INSIDE: the HTTP library follows it below the middleware, with the credential it has. AGAIN:
    each step goes through the middleware. NONE: the redirect is the answer.
    """

    INSIDE = "inside"
    AGAIN = "again"
    NONE = "none"


def redirects_of_pages(uv: Uv) -> Redirects:
    """How a version of uv follows the redirects of pages and files."""
    if search.REDIRECTS_AUTHENTICATED in uv or search.REDIRECTS_AUTHENTICATED_FIRST in uv:
        return Redirects.AGAIN
    return Redirects.INSIDE


def redirects_of_checks(uv: Uv) -> Redirects:
    """How a version of uv follows the redirects of the check URL."""
    if publish.CHECK_REDIRECTS_AUTHENTICATED in uv:
        return Redirects.AGAIN
    return Redirects.NONE if publish.CHECK_NOT_REDIRECTED in uv else Redirects.INSIDE


def is_same_host(one: Url, other: Url) -> bool:
    """Whether a credential is kept from one step to the next."""
    return one.host == other.host and one.effective_port == other.effective_port


def inside_step(request: Request, response: Response) -> Request | None:
    """The request the HTTP library goes on with by itself; None when the answer is the last."""
    location = response.headers.get("location")
    if response.status not in REDIRECTS or location is None or request.hop >= MAX_REDIRECTS:
        return None
    try:
        target = request.url.join(location).url
    except UrlError:
        return None
    if target.scheme not in ("http", "https"):
        return None
    method = request.method
    if method == "POST":
        # An upload is a stream, which cannot be sent again.
        if response.status in (307, 308):
            return None
        method = "GET"
    return replace(
        request,
        method=method,
        url=target,
        credential=request.credential if is_same_host(request.url, target) else None,
        hop=request.hop + 1,
        why="a redirect, followed below the code that looks for credentials",
    )
