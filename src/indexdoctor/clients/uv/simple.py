"""Simple index pages, HTML and JSON, as uv reads them (crates/uv-client, PEP 503 and 691)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from indexdoctor.model.exchange import Response
from indexdoctor.model.url import Address, Url, UrlError

ACCEPT = (
    "application/vnd.pypi.simple.v1+json, "
    "application/vnd.pypi.simple.v1+html;q=0.2, "
    "text/html;q=0.01"
)
_JSON = "application/vnd.pypi.simple.v1+json"
_HTML = ("application/vnd.pypi.simple.v1+html", "text/html")


class PageError(Exception):
    """The answer is no simple page; the text is one sentence without foreign text."""


@dataclass(frozen=True, slots=True)
class File:
    """One link of a page. `has_metadata` says a `.metadata` file is advertised (PEP 658, 714).

    `hashes` are pairs of algorithm and hexadecimal digest.
    """

    filename: str
    address: Address
    requires_python: str | None = None
    has_metadata: bool = False
    yanked: bool = False
    hashes: tuple[tuple[str, str], ...] = ()


def parse_page(response: Response) -> tuple[File, ...]:
    """The files of a simple page; links that are no files or no URLs are left out.

    Raises PageError when uv would refuse the page.
    """
    content_type = response.headers.get("content-type")
    if content_type is None:
        raise PageError("the answer has no Content-Type, so it is no simple page")
    media = content_type.split(";")[0].strip().lower()
    if media == _JSON:
        return _parse_json(response)
    if media in _HTML:
        return parse_html(response.body.decode("utf-8", "replace"), response.url)
    raise PageError("the answer is neither a JSON nor an HTML simple page")


def _parse_json(response: Response) -> tuple[File, ...]:
    try:
        document: Any = json.loads(response.body)
        entries = document["files"]
        files = []
        for entry in entries:
            address = _join(response.url, entry["url"])
            if address is None:
                continue
            metadata = entry.get("core-metadata", entry.get("dist-info-metadata", False))
            files.append(
                File(
                    filename=str(entry["filename"]),
                    address=address,
                    requires_python=entry.get("requires-python"),
                    has_metadata=bool(metadata),
                    yanked=bool(entry.get("yanked", False)),
                    hashes=tuple((str(k), str(v)) for k, v in entry.get("hashes", {}).items()),
                )
            )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PageError("the JSON page does not have the fields of PEP 691") from error
    return tuple(files)


def parse_html(text: str, url: Url) -> tuple[File, ...]:
    """The files of an HTML page, relative links taken against its `<base>` or else `url`."""
    from indexdoctor.clients.uv.links import Links

    parser = Links()
    parser.feed(text)
    base = url
    if parser.base:
        joined = _join(url, parser.base)
        base = joined.url if joined is not None else url
    files: list[File] = []
    for link in parser.links:
        href = link["href"] or ""
        address = _join(base, href)
        if address is None or not address.url.segments:
            continue
        metadata = link.get("data-core-metadata", link.get("data-dist-info-metadata", "false"))
        files.append(
            File(
                filename=_decoded(address.url.segments[-1]),
                address=Address(address.url.without_fragment(), address.userinfo),
                requires_python=link.get("data-requires-python"),
                has_metadata=metadata != "false",
                yanked="data-yanked" in link,
                hashes=_fragment_hash(address.url.fragment),
            )
        )
    return tuple(sorted(files, key=lambda file: file.filename))


def _fragment_hash(fragment: str | None) -> tuple[tuple[str, str], ...]:
    algorithm, equals, digest = (fragment or "").partition("=")
    return ((algorithm, digest),) if equals else ()


def _decoded(segment: str) -> str:
    from urllib.parse import unquote

    return unquote(segment)


def _join(base: Url, reference: str) -> Address | None:
    try:
        return base.join(reference)
    except (UrlError, AttributeError, TypeError):
        return None
