"""Which headers are shown: those that help to tell causes apart, or to find a request in a log."""

from __future__ import annotations

from indexdoctor.model.exchange import Request, Response
from indexdoctor.render.redact import patterns

# None of them holds a session or a credential.
_ANSWERED = (
    "age",
    "allow",
    "cache-control",
    "cf-ray",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "date",
    "etag",
    "location",
    "proxy-authenticate",
    "retry-after",
    "server",
    "vary",
    "via",
    "www-authenticate",
    "x-amzn-requestid",
    "x-artifactory-id",
    "x-artifactory-node-id",
    "x-cache",
    "x-correlation-id",
    "x-github-request-id",
    "x-jfrog-version",
    "x-msedge-ref",
    "x-pypi-last-serial",
    "x-request-id",
    "x-served-by",
    "x-tfs-serviceerror",
)
_ASKED = ("accept", "accept-encoding", "cache-control", "range")


def shown(response: Response) -> dict[str, str]:
    """Headers of an answer, by their lower-case names."""
    headers = response.headers
    return {name: patterns(headers[name]) for name in _ANSWERED if name in headers}


def asked(request: Request) -> dict[str, str]:
    """Headers of a request that can change the answer, by their lower-case names."""
    headers = {name.lower(): value for name, value in request.headers}
    return {name: patterns(headers[name]) for name in _ASKED if name in headers}
