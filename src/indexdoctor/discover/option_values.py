"""The values of options and variables: the texts uv refuses, and the secrets they may hold."""

from __future__ import annotations

import re

from indexdoctor.discover.index_values import is_url, parse_url
from indexdoctor.discover.moments import is_moment
from indexdoctor.discover.preview_features import is_refused
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import UrlError
from indexdoctor.versions import Uv

_INDEXES = frozenset({"index", "default-index", "index-url", "extra-index-url", "find-links"})
_NAMED = frozenset({"index", "default-index"})
_INDEX_NAME = re.compile(r"[A-Za-z0-9._-]*")
_EXTRAS = frozenset({"extra", "no-extra"})
_GROUPS = frozenset({"group", "no-group", "only-group"})
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_VERSION_START = re.compile(r"\s*v?[0-9]")
_LARGEST_PORT = 65535
_USERINFO = re.compile(r"://([^\s]*)@")
# A host with its port before the path; an `@` behind it belongs to the path (`repo@v1`).
_HOST = re.compile(r"(?:localhost|\[[^\]]*\]|[^/?#:]*\.[^/?#:]*):[0-9]{1,5}[/?#]")
# A user name alone is taken for a token when it is longer than names usually are.
_SHORTEST_TOKEN = 15


class OptionText(str):
    """The text of an option or variable that may hold a URL with user information.

    It is text like any other, for the readers that parse it; its `repr` (and so that of the
    values it is kept in) shows no user information.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(_USERINFO.sub("://****@", str(self)))


def guarded(text: str) -> str:
    """`text`, made safe to keep in a value that may be printed; its secrets are made known.

    A `Secret` is made of each password in it (of the user name, when it stands alone), so that
    the redaction gate knows it even when the text is no URL and no reader comes to parse it.
    """
    if "@" not in text:
        return text
    for found in _USERINFO.finditer(text):
        if _HOST.match(found[1]):
            continue
        user, colon, password = found[1].partition(":")
        if colon and password:
            Secret(password)
        elif "/" not in user and len(user) > _SHORTEST_TOKEN:
            Secret(user)
    return OptionText(text)


def refusal(option: str, text: str, uv: Uv, *, publish: bool = False) -> str | None:
    """Why uv refuses `text` as a value of `option`; None when it takes it.

    The answer is the end of a sentence and never holds the text. `publish` says that the option
    is one of `uv publish`, whose `--index` takes a name of the configuration, whatever it is.
    """
    if option in _INDEXES and not publish:
        return _index_refusal(option, text, uv)
    if option == "publish-url":
        return _url_refusal(text, uv)
    if option == "check-url":
        return _location_refusal(text, uv)
    if option == "allow-insecure-host":
        return host_refusal(text)
    if option in _EXTRAS or option in _GROUPS:
        name = text.rpartition(":")[2] if option == "group" else text
        return None if _NAME.fullmatch(name) else "it is no valid name"
    if option == "exclude-newer" and not is_moment(text, uv):
        return "it is no date, time or time span"
    if option == "depth" and not (text.isascii() and text.isdigit() and len(text) < 4):
        return "it is no whole number up to 255"
    if option == "python-version" and not _VERSION_START.match(text):
        return "it is no version of Python"
    if option == "preview-features" and not text.strip():
        return "the name of a preview feature cannot be empty"
    if option == "preview-features" and is_refused(text.strip(), uv):
        return "it is no preview feature of this version"
    return None


def _location_refusal(text: str, uv: Uv) -> str | None:
    """Why uv refuses a text that is a URL or else a path."""
    return _url_refusal(text, uv) if is_url(text) else None


def _index_refusal(option: str, text: str, uv: Uv) -> str | None:
    before, equals, after = text.partition("=")
    if option in _NAMED and equals and ":" not in before:
        if not _INDEX_NAME.fullmatch(before):
            return "the name before `=` is no valid index name"
        if not after:
            return "there is no URL behind `=`"
        text = after
    return _location_refusal(text, uv)


def _url_refusal(text: str, uv: Uv) -> str | None:
    try:
        parse_url(text, uv)
    except UrlError as error:
        return str(error)
    return None


def host_refusal(text: str) -> str | None:
    """Why uv refuses a text as a host whose certificate is not checked: `[scheme://]host[:port]`."""
    for scheme in ("https://", "http://"):
        text = text.removeprefix(scheme)
    _, colon, port = text.partition(":")
    number = port.removeprefix("+")
    digits = number.lstrip("0")
    is_number = number.isascii() and number.isdigit() and len(digits) <= len(str(_LARGEST_PORT))
    if not colon or (is_number and int(digits or "0") <= _LARGEST_PORT):
        return None
    return f"the port is no number up to {_LARGEST_PORT}"
