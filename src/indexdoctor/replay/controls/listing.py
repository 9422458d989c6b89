"""The list of all packages at the URL of an index (PEP 503), as far as it was read."""

from __future__ import annotations

import re

from indexdoctor.clients.uv.links import Links
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.exchange import Response
from indexdoctor.model.url import UrlError
from indexdoctor.records import record

ACCEPT = (
    "application/vnd.pypi.simple.v1+html, text/html;q=0.9, "
    "application/vnd.pypi.simple.v1+json;q=0.5"
)
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?", re.IGNORECASE)
_FILE = re.compile(r"\.(whl|zip|gz|bz2|xz|egg|metadata)$", re.IGNORECASE)
_JSON_NAME = re.compile(r'"name"\s*:\s*"([^"\\]+)"')


@record
class Listing:
    """Names of packages, normalised, in the order of the list; `whole` says that none is left."""

    names: tuple[str, ...]
    whole: bool

    def has(self, name: str) -> bool | None:
        """Whether a package is listed; None when the list does not tell."""
        if normalise_name(name) in self.names:
            return True
        return False if self.whole and self.names else None


def listing(response: Response) -> Listing:
    """The packages an answer lists; none where it is no such list."""
    kind = response.headers.get("content-type", "")
    if response.status != 200 or not ("html" in kind or "json" in kind):
        return Listing((), whole=False)
    text = response.body.decode("utf-8", "replace")
    names = _JSON_NAME.findall(text) if "json" in kind else _linked(text, response)
    good = (name for name in names if _NAME.fullmatch(name) and not _FILE.search(name))
    return Listing(tuple(dict.fromkeys(map(normalise_name, good))), not response.truncated)


def _linked(text: str, response: Response) -> list[str]:
    """The last segments of links that lie directly below the list."""
    parser = Links()
    parser.feed(text)
    home = response.url
    found = []
    for link in parser.links:
        try:
            url = home.join(link["href"] or "").url
        except UrlError:
            continue
        if url.realm == home.realm and url.segments[:-1] == home.segments:
            found.append(url.segments[-1])
    return found
