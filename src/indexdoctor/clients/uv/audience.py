"""The question with which trusted publishing begins (crates/uv-publish/src/trusted_publishing.rs).

It goes over HTTPS to the host and port of the publish URL, without a credential, before uv looks
where it runs. What may follow where there is an identity token is not modelled.
"""

from __future__ import annotations

from collections.abc import Mapping

from indexdoctor.clients.uv.fetch import is_transient
from indexdoctor.clients.uv.redirects import inside_step
from indexdoctor.credentials import trusted
from indexdoctor.credentials.trusted import Platform
from indexdoctor.model.exchange import Flow, Pause, Request, Response, Role, Send
from indexdoctor.model.resolution import Publish
from indexdoctor.versions import Uv
from indexdoctor.versions import publish as versions


def is_asked(environ: Mapping[str, str], uv: Uv) -> bool:
    """Whether a version asks at all in this environment."""
    here = trusted.environment(environ)
    return versions.AUDIENCE_ASKED_ANYWHERE in uv or (
        here.platform is Platform.GITHUB and "ACTIONS_ID_TOKEN_REQUEST_TOKEN" not in here.missing
    )


def ask(publish: Publish, retries: int) -> Flow[Response]:
    """The last answer to the question, with further tries; the HTTP library follows redirects."""
    target = publish.url.value.url
    request = Request(
        "GET",
        trusted.endpoints(target).audience,
        Role.TRUSTED,
        asked_for=publish.index or str(target),
    )
    for attempt in range(retries + 1):
        if attempt:
            yield Pause(min(0.1 * 2**attempt, 1.0))
        answer = yield from _followed(request)
        if not is_transient(answer):
            break
    return answer


def _followed(request: Request) -> Flow[Response]:
    while True:
        answer = yield Send(request)
        if not isinstance(answer, Response):
            raise TypeError("a Send step is answered with a Response")
        following = inside_step(request, answer)
        if following is None:
            return answer
        request = following
