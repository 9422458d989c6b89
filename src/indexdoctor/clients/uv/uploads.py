"""One upload as `uv publish` sends it: further tries, redirects (crates/uv-publish/src/lib.rs)."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.clients.uv.auth import Middleware, MiddlewareError
from indexdoctor.clients.uv.endings import SearchError
from indexdoctor.clients.uv.fetch import is_transient
from indexdoctor.model.exchange import Answer, Flow, Pause, Request, Response, Role, Send
from indexdoctor.model.url import UrlError, parse_address
from indexdoctor.records import record
from indexdoctor.versions import Uv
from indexdoctor.versions import publish as versions

_MAX_REDIRECTS = 10
_OWN_RETRIES = 3  # before uploads took the number from UV_HTTP_RETRIES


@record
class Uploads:
    """The upload client: its middleware sends nothing without a credential.

    `retries` is the number of further tries that UV_HTTP_RETRIES gives.
    """

    middleware: Middleware
    uv: Uv
    retries: int = 3

    def send(self, request: Request) -> Flow[Response]:
        """The last answer to an upload; the driver sends a form that cannot upload in its place.

        Raises SearchError when no answer comes, MiddlewareError for what uv refuses to send or to
        follow.
        """
        first = request.url
        for _ in range(_MAX_REDIRECTS + 1):
            response = yield from self._with_retries(request)
            if response.failure is not None:
                raise SearchError(
                    response.failure_text or response.failure.value, None, Role.UPLOAD
                )
            if versions.UPLOAD_REDIRECTS not in self.uv:
                # The HTTP library followed it, as a GET: what came of that is no upload.
                if response.url != first:
                    raise MiddlewareError("redirects are not allowed when publishing")
                return response
            if not 300 <= response.status < 400:
                return response
            request = _redirected(request, response, first.realm)
        raise MiddlewareError("Too many redirects")

    def _with_retries(self, request: Request) -> Flow[Response]:
        for attempt in range(self._attempts()):
            if attempt:
                yield Pause(min(0.1 * 2**attempt, 1.0))
            response = yield from _as_upload(self.middleware.send(request))
            if not is_transient(response):
                break
            if response.failure is None and versions.UPLOAD_ANSWERS_RETRIED not in self.uv:
                break
        return response

    def _attempts(self) -> int:
        if versions.UPLOAD_RETRIES_VARIABLE not in self.uv:
            return _OWN_RETRIES + 1
        return self.retries + 1


def _redirected(request: Request, response: Response, realm: str) -> Request:
    """The same upload at the address of a redirect, which must be absolute."""
    location = response.headers.get("location")
    if location is None:
        raise MiddlewareError("The request was redirected, but no location header was present")
    try:
        target = parse_address(location).url
    except UrlError:
        raise MiddlewareError("Redirected URL is not a valid URL") from None
    if target.realm != realm:
        raise MiddlewareError("Redirected URL is not in the same realm")
    return replace(request, url=target, hop=request.hop + 1)


def _as_upload(flow: Flow[Response]) -> Flow[Response]:
    """Take the answer to the probe for that to the upload it stands for.

    A complaint about the form itself (400, 422) shows that the credential was accepted: the probe
    has no file on purpose. The upload would be answered 200, after which uv knows the credential
    for later requests to this server.
    """
    answer: Answer = None
    while True:
        try:
            step = flow.send(answer)
        except StopIteration as stop:
            response: Response = stop.value
            return response
        answer = yield step
        is_upload = isinstance(step, Send) and step.request.method == "POST"
        if is_upload and isinstance(answer, Response) and answer.status in (400, 422):
            answer = replace(answer, status=200)
