"""The answers uv ends with, and what is concluded then."""

from __future__ import annotations

from indexdoctor.model.exchange import Response, Role
from indexdoctor.model.replayed import Conclusion, Ending


class SearchError(Exception):
    """uv ends with an error while it looks for a package."""

    def __init__(self, text: str, index: str | None = None, role: Role = Role.PAGE) -> None:
        super().__init__(text)
        self.index = index
        self.role = role


class BuildError(SearchError):
    """What a build requires cannot be had."""


def failed(subject: str, error: Exception, role: Role = Role.PAGE) -> Conclusion:
    """The conclusion for an error uv ends with; a SearchError knows its index and role."""
    if isinstance(error, SearchError):
        return Conclusion(subject, Ending.FAILED, error.role, error.index, str(error))
    return Conclusion(subject, Ending.FAILED, role, None, str(error))


def check_wheel(response: Response, index: str) -> None:
    """Raise SearchError when a downloaded wheel is no zip file (but a login page, say)."""
    is_wheel = bool(response.url.segments) and response.url.segments[-1].endswith(".whl")
    if response.body and (is_wheel or is_page(response)) and not response.body.startswith(b"PK"):
        raise SearchError("what the server sent is no wheel", index, Role.FILE)


def is_whole_page(response: Response) -> bool:
    """Whether a page for people came whole where a wheel was asked for."""
    return response.status == 200 and bool(response.body) and is_page(response)


def is_page(response: Response) -> bool:
    """Whether it is a page for people."""
    return response.headers.get("content-type", "").startswith("text/html")


def check(response: Response, index: str, role: Role) -> None:
    """Raise SearchError for an answer uv ends with."""
    if response.failure is not None:
        text = response.failure_text or response.failure.value
        raise SearchError(f"Failed to fetch: {text}", index, role)
    if response.status >= 400:
        raise SearchError(f"Failed to fetch: the server answers {response.status}", index, role)
