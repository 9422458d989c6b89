"""Simple pages of a lab index, as HTML (PEP 503) and JSON (PEP 691)."""

from __future__ import annotations

import functools
import hashlib
import html
import json
import posixpath
from collections.abc import Iterator, Sequence

from indexdoctor.lab.site import LabIndex, Package, PageFormat
from indexdoctor.lab.sources import build_source
from indexdoctor.lab.wheels import build_wheel, metadata, sdist_name, wheel_name
from indexdoctor.records import record

HTML = "application/vnd.pypi.simple.v1+html"
JSON = "application/vnd.pypi.simple.v1+json"


@record
class Link:
    """A file of a page: `url` as it is written in the page, without a fragment."""

    filename: str
    url: str
    version: str
    sha256: str | None
    metadata_sha256: str | None
    requires_python: str | None


@functools.lru_cache(maxsize=512)
def file_of(package: Package, filename: str) -> bytes | None:
    """The bytes of a file of `package`: a wheel, or a wheel's `.metadata`; None when not there."""
    for version in package.versions:
        if package.source is not None and filename == sdist_name(package.name, version):
            return build_source(package, package.source, version)
        if not package.wheels:
            continue
        name = wheel_name(package.name, version)
        if filename == name:
            return build_wheel(
                package.name,
                version,
                package.requires,
                package.requires_python,
                package.salt,
                package.padding,
                package.command,
            )
        if filename == f"{name}.metadata":
            return metadata(package.name, version, package.requires, package.requires_python)
    return None


def links(index: LabIndex, package: Package, page_path: str, bases: Sequence[str]) -> list[Link]:
    """The links of one package on the page at `page_path`."""
    found = []
    for version, name in _files(package):
        content = file_of(package, name) or b""
        core = file_of(package, f"{name}.metadata")
        path = f"{index.file_path}/{name}"
        if index.files.relative and index.file_origin == index.origin:
            url = posixpath.relpath(path, page_path)
        else:
            base = bases[index.file_origin]
            if index.files.userinfo:
                base = base.replace("://", f"://{index.files.userinfo}@", 1)
            url = base + path
        found.append(
            Link(
                name,
                url,
                version,
                hashlib.sha256(content).hexdigest() if index.hashes else None,
                hashlib.sha256(core).hexdigest() if index.core_metadata and core else None,
                package.requires_python,
            )
        )
    return found


def _files(package: Package) -> Iterator[tuple[str, str]]:
    """Version and name of each file."""
    for version in package.versions:
        if package.wheels:
            yield version, wheel_name(package.name, version)
        if package.source is not None:
            yield version, sdist_name(package.name, version)


def as_html(found: Sequence[Link]) -> bytes:
    lines = ["<!DOCTYPE html>", "<html><body>"]
    for link in found:
        fragment = f"#sha256={link.sha256}" if link.sha256 else ""
        extra = ""
        if link.requires_python:
            extra += f' data-requires-python="{html.escape(link.requires_python)}"'
        if link.metadata_sha256:
            extra += f' data-core-metadata="sha256={link.metadata_sha256}"'
        target = html.escape(link.url + fragment)
        lines.append(f'<a href="{target}"{extra}>{html.escape(link.filename)}</a><br>')
    lines.append("</body></html>")
    return "\n".join(lines).encode()


def as_json(name: str, found: Sequence[Link]) -> bytes:
    files = []
    for link in found:
        entry: dict[str, object] = {
            "filename": link.filename,
            "url": link.url,
            "hashes": {"sha256": link.sha256} if link.sha256 else {},
        }
        if link.requires_python:
            entry["requires-python"] = link.requires_python
        if link.metadata_sha256:
            entry["core-metadata"] = {"sha256": link.metadata_sha256}
        files.append(entry)
    return json.dumps({"meta": {"api-version": "1.0"}, "name": name, "files": files}).encode()


def as_list(index: LabIndex) -> bytes:
    """The list of all packages, as HTML."""
    names = (html.escape(package.name) for package in index.packages)
    lines = [f'<a href="{name}/">{name}</a><br>' for name in names]
    return "\n".join(["<!DOCTYPE html>", "<html><body>", *lines, "</body></html>"]).encode()


def page(
    index: LabIndex, name: str, page_path: str, accept: str, bases: Sequence[str]
) -> tuple[str, bytes]:
    """The content type and body of the page of `name` (of a flat index: of all its packages)."""
    if index.flat:
        found = [link for p in index.packages for link in links(index, p, page_path, bases)]
    else:
        package = index.package(name)
        found = links(index, package, page_path, bases) if package else []
    wants_json = index.page_format is PageFormat.JSON or (
        index.page_format is PageFormat.NEGOTIATED and JSON in accept
    )
    if wants_json and not index.flat:
        return JSON, as_json(name, found)
    return "text/html; charset=utf-8", as_html(found)
