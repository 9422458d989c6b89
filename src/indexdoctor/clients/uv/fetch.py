"""One resource as uv's registry client gets it: retries, redirects, authentication."""

from __future__ import annotations

from dataclasses import field, replace

from indexdoctor.clients.uv.auth import Middleware, MiddlewareError
from indexdoctor.clients.uv.redirects import MAX_REDIRECTS, REDIRECTS, Redirects, is_same_host
from indexdoctor.credentials import url as url_credentials
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Flow, Pause, Request, Response, TransportFailure
from indexdoctor.model.origin import Origin
from indexdoctor.model.url import Url, UrlError
from indexdoctor.records import record
from indexdoctor.versions import search

_TRANSIENT_FAILURES = frozenset(
    {
        TransportFailure.DNS,
        TransportFailure.CONNECT,
        TransportFailure.TIMEOUT,
        TransportFailure.PROTOCOL,
        TransportFailure.PROXY,
    }
)


@record
class Client:
    """A registry client: a middleware, the number of retries, what is done with redirects.

    `retried` collects the URLs that were asked for more than once before they were answered.
    """

    middleware: Middleware
    retries: int = 3
    redirects: Redirects = Redirects.AGAIN
    retried: set[Url] = field(default_factory=set, compare=False)

    def get(self, request: Request, *, follow: bool = True) -> Flow[Response]:
        """Send a request, retry transient failures, follow redirects.

        Raises MiddlewareError for what uv refuses to send or to follow.
        """
        given = request.credential
        while True:
            response = yield from self._with_retries(request)
            if (
                not follow
                or self.redirects is Redirects.NONE
                or response.failure is not None
                or response.status not in self._followed
                or request.hop >= MAX_REDIRECTS
            ):
                return response
            request = self._next(request, given, response)
            given = request.credential

    def _with_retries(self, request: Request) -> Flow[Response]:
        attempts = self.retries + 1
        if search.RETRIES_MULTIPLIED in self.middleware.uv:
            attempts *= attempts
        for attempt in range(attempts):
            # uv waits one to two seconds and doubles; the requests are the same, sent sooner.
            if attempt:
                self.retried.add(request.url)
                yield Pause(min(0.1 * 2**attempt, 1.0))
            response = yield from self.middleware.send(request)
            if not is_transient(response):
                break
        return response

    @property
    def _followed(self) -> frozenset[int]:
        """The statuses after which a step goes through the middleware."""
        if self.redirects is not Redirects.AGAIN:
            return frozenset()
        first = search.REDIRECTS_AUTHENTICATED_FIRST in self.middleware.uv
        return REDIRECTS - {303} if first else REDIRECTS

    def _next(self, request: Request, given: Credential | None, response: Response) -> Request:
        """The request for the next hop (crates/uv-client/src/base_client.rs)."""
        location = response.headers.get("location")
        if location is None:
            raise MiddlewareError(
                f"Server returned redirect (HTTP {response.status}) without destination URL"
            )
        try:
            target = request.url.join(location)
        except UrlError as error:
            raise MiddlewareError(
                f"Invalid HTTP {response.status} 'Location' value: {error}"
            ) from None
        if target.url.scheme not in ("http", "https"):
            raise MiddlewareError(
                f"Invalid HTTP {response.status} 'Location' value: scheme needs to be https or http"
            )
        uv = self.middleware.uv
        old, new = request.url, target.url
        kept = is_same_host(old, new) or search.REDIRECTS_AUTHENTICATED_FIRST in uv
        credential = given if kept else None
        userinfo = target.userinfo if search.REDIRECT_USERINFO in uv else None
        if userinfo is not None and userinfo.username_encoded:
            credential = url_credentials.from_address(target, Origin.default("Location header"))
        method = request.method
        if response.status == 303 and method not in ("GET", "HEAD"):
            method = "GET"
        return replace(
            request,
            method=method,
            url=replace(new, fragment=old.fragment) if old.fragment else new,
            credential=credential,
            hop=request.hop + 1,
        )


def is_transient(response: Response) -> bool:
    """Whether uv tries again (crates/uv-client/src/retry.rs); TLS failures are final."""
    if response.failure is not None:
        return response.failure in _TRANSIENT_FAILURES
    return response.status >= 500 or response.status in (408, 429)
