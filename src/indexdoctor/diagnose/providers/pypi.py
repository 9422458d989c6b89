"""PyPI and TestPyPI: reading is public, uploads go to a URL of their own with an API token."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.diagnose.providers.base import Meaning, Provider, Purpose, Token, Users
from indexdoctor.model.url import Url

_SOURCES = (
    "https://github.com/pypi/warehouse/blob/main/warehouse/forklift/legacy.py",
    "https://github.com/pypi/warehouse/tree/main/warehouse/macaroons",
)
_USERS = Users(
    "uploads take the user name __token__ and an API token; passwords of accounts do not work",
    accepted=frozenset({"__token__"}),
    instead="__token__",
    purposes=frozenset({Purpose.PUBLISH}),
)
_TOKENS = (
    Token("API token", "until it is revoked", "pypi-…"),
    Token("trusted publishing token", "15 minutes", "pypi-…"),
)
_PUBLIC = "reading is public here: a proxy refuses, or a credential meant for another server"
_MEANINGS = (
    Meaning(401, Purpose.READ, None, _PUBLIC),
    Meaning(403, Purpose.READ, None, _PUBLIC),
    Meaning(404, Purpose.READ, None, "there is no project of this name"),
    Meaning(
        403,
        Purpose.PUBLISH,
        False,
        "no credential came; uploads are never answered with 401",
    ),
    Meaning(
        403,
        Purpose.PUBLISH,
        True,
        "the token is not valid here, or not for this project: both are answered with 403, and the "
        "text of the answer says which",
    ),
    Meaning(400, Purpose.PUBLISH, True, "the token was taken; the form or the file was not"),
    Meaning(405, Purpose.PUBLISH, None, "this URL is for reading"),
    Meaning(429, Purpose.PUBLISH, None, "too many attempts or new projects; wait"),
)


def _publish_url(url: Url) -> Url | None:
    if url.host == "pypi.org" and url.segments in (("simple",), ("legacy",)):
        return replace(url, host="upload.pypi.org", path="/legacy/")
    return None


def _read_url(url: Url) -> Url | None:
    if url.host == "upload.pypi.org" and url.segments == ("legacy",):
        return replace(url, host="pypi.org", path="/simple/")
    return None


def _test_publish_url(url: Url) -> Url | None:
    if url.host == "test.pypi.org" and url.segments == ("simple",):
        return url.with_path("/legacy/")
    return None


def _test_read_url(url: Url) -> Url | None:
    if url.host == "test.pypi.org" and url.segments == ("legacy",):
        return url.with_path("/simple/")
    return None


PYPI = Provider(
    key="pypi",
    title="PyPI",
    hosts=(r"pypi\.org", r"upload\.pypi\.org", r"files\.pythonhosted\.org"),
    users=_USERS,
    tokens=_TOKENS,
    meanings=_MEANINGS,
    publish_url=_publish_url,
    read_url=_read_url,
    is_public=True,
    obtain="make an API token in the account settings of PyPI, or use trusted publishing",
    sources=_SOURCES,
)

TEST_PYPI = Provider(
    key="testpypi",
    title="TestPyPI",
    hosts=(r"test\.pypi\.org", r"test-files\.pythonhosted\.org"),
    users=_USERS,
    tokens=_TOKENS,
    meanings=_MEANINGS,
    publish_url=_test_publish_url,
    read_url=_test_read_url,
    is_public=True,
    obtain="make an API token in the account settings of TestPyPI; tokens of PyPI are others",
    sources=_SOURCES,
)
