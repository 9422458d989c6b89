"""Simple index pages, HTML and JSON, as uv reads them (crates/uv-client, PEP 503 and 691)."""

from __future__ import annotations

import json
from string import hexdigits
from typing import Any

from indexdoctor.model.exchange import Response
from indexdoctor.model.url import Address, Url, UrlError, parse_address
from indexdoctor.records import record

ACCEPT = (
    "application/vnd.pypi.simple.v1+json, "
    "application/vnd.pypi.simple.v1+html;q=0.2, "
    "text/html;q=0.01"
)
_JSON = "application/vnd.pypi.simple.v1+json"
_HTML = ("application/vnd.pypi.simple.v1+html", "text/html")
# The algorithms uv knows, with the number of hexadecimal digits it insists on.
_DIGESTS = {"md5": 32, "sha256": 64, "sha384": 96, "sha512": 128, "blake2b": 64}
Hashes = tuple[tuple[str, str], ...]
_METADATA = ("core-metadata", "dist-info-metadata", "data-dist-info-metadata")


class PageError(Exception):
    """The answer is no simple page; the text is one sentence without foreign text."""


@record
class File:
    """One link of a page. `has_metadata` says a `.metadata` file is advertised (PEP 658, 714).

    `hashes` (of the file) and `metadata_hashes` are pairs of algorithm and hexadecimal digest.
    """

    filename: str
    address: Address
    requires_python: str | None = None
    has_metadata: bool = False
    yanked: bool = False
    hashes: Hashes = ()
    metadata_hashes: Hashes = ()


def parse_page(response: Response) -> tuple[File, ...]:
    """The files of a simple page; links that are no files or no URLs are left out.

    Raises PageError when uv would refuse the page.
    """
    content_type = response.headers.get("content-type")
    if content_type is None:
        raise PageError("the answer has no Content-Type, so it is no simple page")
    media = content_type.split(";")[0]  # compared to the letter, as uv does
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
            has_metadata, metadata_hashes = _json_metadata(entry)
            files.append(
                File(
                    filename=str(entry["filename"]),
                    address=address,
                    requires_python=entry.get("requires-python"),
                    has_metadata=has_metadata,
                    yanked=_json_yanked(entry),
                    hashes=_json_hashes(entry["hashes"]),
                    metadata_hashes=metadata_hashes,
                )
            )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PageError("the JSON page does not have the fields of PEP 691") from error
    return tuple(files)


def _json_metadata(entry: dict[str, Any]) -> tuple[bool, Hashes]:
    """Whether a metadata file is advertised, and its hashes.

    The newest of the keys that says anything counts.
    """
    for key in _METADATA:
        value = entry.get(key)
        if value is not None:
            if isinstance(value, dict):
                return True, _json_hashes(value)
            if not isinstance(value, bool):
                raise TypeError(key)
            return value, ()
    return False, ()


def _json_yanked(entry: dict[str, Any]) -> bool:
    yanked = entry.get("yanked", False)
    if not isinstance(yanked, bool | str):
        raise TypeError("yanked")
    return yanked is not False  # a reason counts even when it is empty


def _json_hashes(hashes: dict[str, Any]) -> Hashes:
    known = [(name, hashes[name]) for name in hashes if name in _DIGESTS]
    return tuple(_digest(name, str(value)) for name, value in known if value is not None)


def parse_html(text: str, url: Url) -> tuple[File, ...]:
    """The files of an HTML page, relative links taken against its `<base>` or else `url`.

    Raises PageError for a `<base>` that is no absolute URL and for a hash uv cannot read.
    """
    from indexdoctor.clients.uv.links import Links

    parser = Links()
    parser.feed(text)
    base = url
    if parser.base is not None:
        try:
            base = parse_address(parser.base).url
        except UrlError as error:
            raise PageError(f"the page's <base> is no absolute URL: {error}") from error
    files: list[File] = []
    for link in parser.links:
        href = link["href"] or ""
        hashes = _fragment_hash(href.partition("#")[2])
        address = _join(base, href)
        if address is None or not address.url.segments:
            continue
        stated = [link.get("data-core-metadata"), link.get("data-dist-info-metadata")]
        metadata = next((value for value in stated if value is not None), "false")
        metadata_hashes = _metadata_hash(metadata)
        files.append(
            File(
                filename=_decoded(address.url.segments[-1]),
                address=Address(address.url.without_fragment(), address.userinfo),
                requires_python=link.get("data-requires-python"),
                has_metadata=metadata == "true" or bool(metadata_hashes),
                yanked="data-yanked" in link,
                hashes=hashes,
                metadata_hashes=metadata_hashes,
            )
        )
    return tuple(sorted(files, key=lambda file: file.filename))


def _fragment_hash(fragment: str) -> Hashes:
    """The hash of a link; none for a fragment that is no pair. Raises PageError for others."""
    parts = _decoded(fragment).split("=")
    return (_digest(*parts),) if len(parts) == 2 else ()


def _metadata_hash(text: str) -> Hashes:
    try:
        return _fragment_hash(text)
    except PageError:
        return ()


def _digest(algorithm: str, digest: str) -> tuple[str, str]:
    if algorithm not in _DIGESTS:
        raise PageError("a link of the page has a hash of an algorithm uv does not know")
    if len(digest) != _DIGESTS[algorithm] or not set(digest) <= set(hexdigits):
        raise PageError(f"a link of the page has a hash that is no {algorithm}")
    return algorithm, digest


def _decoded(segment: str) -> str:
    from urllib.parse import unquote

    return unquote(segment)


def _join(base: Url, reference: str) -> Address | None:
    try:
        return base.join(reference)
    except (UrlError, AttributeError, TypeError):
        return None
