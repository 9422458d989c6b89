"""What a site answers to a request: a function without sockets."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from indexdoctor.lab.pages import HTML, as_list, file_of, page
from indexdoctor.lab.site import Answer, Gate, LabIndex, LabPublish, Site, fill
from indexdoctor.model.secret import Secret
from indexdoctor.records import record


@record
class Presented:
    """The Authorization header of a request, decoded. `scheme` is lower-case; None: no header."""

    scheme: str | None = None
    username: str | None = None
    secret: Secret | None = None


@record
class Reply:
    """An answer ready to be written. `latency` in seconds; `reason` None: the usual phrase."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    latency: float = 0.0
    reason: str | None = None


def presented(header: str | None) -> Presented:
    """Decode an Authorization header. A Basic value that cannot be decoded has no user name."""
    if header is None:
        return Presented()
    scheme, _, value = header.partition(" ")
    scheme = scheme.lower()
    if scheme != "basic":
        return Presented(scheme, None, Secret(value.strip()))
    try:
        text = base64.b64decode(value.strip(), validate=True).decode("utf-8", "replace")
    except binascii.Error:
        return Presented(scheme, None, None)
    username, _, password = text.partition(":")
    return Presented(scheme, username, Secret(password))


def busy(site: Site, bases: Sequence[str]) -> Reply:
    """The answer to a request too many."""
    return _written(site.busy, bases)


def _written(answer: Answer, bases: Sequence[str], latency: float = 0.0) -> Reply:
    headers = [(name, fill(value, bases)) for name, value in answer.headers]
    if answer.location is not None:
        headers.append(("Location", fill(answer.location, bases)))
    if answer.status == 401 and answer.challenge:
        headers.append(("WWW-Authenticate", 'Basic realm="lab"'))
    text = f"<html><body>{answer.status}</body></html>"
    if answer.body is not None:
        text = fill(answer.body, bases)
    if answer.media_type is not None:
        headers.append(("Content-Type", answer.media_type))
    return Reply(answer.status, tuple(headers), text.encode(), latency, answer.reason)


def refusal(site: Site, gate: Gate, who: Presented) -> Answer | None:
    """The answer of the gate, or None when `who` may pass."""
    if who.scheme is None:
        return gate.anonymous
    for account in site.accounts:
        if who.scheme == "bearer":
            known = account.name == "" and who.secret == Secret(account.password)
        else:
            known = account.name == who.username and who.secret == Secret(account.password)
        if known:
            if gate.allowed is None or account.name in gate.allowed:
                return None
            return gate.forbidden
    return gate.wrong


def _ranged(content: bytes, header: str | None, index: LabIndex) -> Reply:
    common: tuple[tuple[str, str], ...] = (("Content-Type", "application/octet-stream"),)
    common += _caching(index)
    if not index.files.ranges:
        return Reply(200, common, content)
    common += (("Accept-Ranges", "bytes"),)
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", header or "")
    if match is None or not (match[1] or match[2]):
        return Reply(200, common, content)
    size = len(content)
    if match[1]:
        first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    else:
        first, last = max(size - int(match[2]), 0), size - 1
    if first > last:
        return Reply(416, (*common, ("Content-Range", f"bytes */{size}")))
    part = content[first : last + 1]
    return Reply(206, (*common, ("Content-Range", f"bytes {first}-{last}/{size}")), part)


def _file(
    site: Site,
    index: LabIndex,
    filename: str,
    method: str,
    headers: Mapping[str, str],
    who: Presented,
    bases: Sequence[str],
    *,
    gated: bool,
) -> Reply:
    if gated:
        refused = refusal(site, index.files.gate or index.gate, who)
        if refused is not None:
            return _written(refused, bases)
        if index.files.fixed is not None:
            return _written(index.files.fixed, bases)
    if method == "HEAD" and not index.files.head:
        return _written(Answer(index.files.no_head), bases)
    every = (*index.packages, *index.members)
    content = next((found for p in every if (found := file_of(p, filename)) is not None), None)
    if content is None or (filename.endswith(".metadata") and not index.core_metadata):
        return _written(Answer(404), bases)
    if gated and index.files.redirect is not None:
        query = "" if index.files.signature is None else f"?{index.files.signature}"
        return _written(Answer(302, f"{index.files.redirect}/{filename}{query}"), bases)
    return _ranged(content, headers.get("range"), index)


def _page(
    site: Site,
    index: LabIndex,
    name: str,
    path: str,
    headers: Mapping[str, str],
    who: Presented,
    bases: Sequence[str],
    turn: int,
) -> Reply:
    if turn < len(index.first):
        return _written(index.first[turn], bases, index.latency)
    if index.fixed is not None:
        return _written(index.fixed, bases, index.latency)
    if index.redirect is not None:
        target = f"{index.redirect}/{name}/" if not index.flat else index.redirect
        return _written(Answer(index.redirect_status, target), bases, index.latency)
    refused = refusal(site, index.gate, who)
    if refused is not None:
        return _written(refused, bases, index.latency)
    if who.scheme is not None and any(package.name == name for package in index.members):
        index = replace(index, packages=index.members)
    if index.lists and not name:
        return Reply(200, (("Content-Type", HTML),), as_list(index), index.latency)
    if name in index.barred and index.gate.forbidden is not None:
        return _written(index.gate.forbidden, bases, index.latency)
    if not index.flat and index.package(name) is None and index.missing is not None:
        return _written(index.missing, bases, index.latency)
    kind, body = page(index, name, path, headers.get("accept", ""), bases)
    return Reply(200, (("Content-Type", kind), *_caching(index)), body, index.latency)


def _caching(index: LabIndex) -> tuple[tuple[str, str], ...]:
    return () if index.max_age is None else (("Cache-Control", f"max-age={index.max_age}"),)


def _endpoint(site: Site, origin: int, path: str) -> LabPublish | None:
    """The endpoint at a path; one that is written with the same final slash, or none, first."""
    found = [
        e for e in site.publish if (e.origin, e.path.rstrip("/")) == (origin, path.rstrip("/"))
    ]
    found.sort(key=lambda endpoint: endpoint.path != path)
    return found[0] if found else None


def _upload(
    site: Site, endpoint: LabPublish, body: bytes, who: Presented, bases: Sequence[str]
) -> Reply:
    answer = refusal(site, endpoint.gate, who)
    if answer is None:
        match = re.search(rb'name="content"; filename="([^"]*)"', body)
        if match is None:
            answer = endpoint.no_file
        elif match[1].decode("utf-8", "replace") in endpoint.existing:
            answer = endpoint.duplicate
        else:
            answer = endpoint.accepted
    return _written(answer, bases, endpoint.latency)


def answer(
    site: Site,
    origin: int,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    bases: Sequence[str],
    turn: int = 0,
) -> Reply:
    """The reply to one request. `path` has no query; header names are lower-case.

    `turn` counts the requests of the same path before it.
    """
    who = presented(headers.get("authorization"))
    if method == "POST":
        endpoint = _endpoint(site, origin, path)
        if endpoint is None:
            return _written(Answer(405), bases)
        return _upload(site, endpoint, body, who, bases)
    if method not in ("GET", "HEAD"):
        return _written(Answer(405), bases)
    for fixed in site.paths:
        if fixed.origin == origin and fixed.path == path:
            return _written(fixed.answer, bases)
    for index in site.indexes:
        folder, _, filename = path.rpartition("/")
        if index.file_origin == origin and folder == index.file_path and filename:
            return _file(site, index, filename, method, headers, who, bases, gated=True)
        target = index.files.redirect
        if target is not None and fill(target, bases) in (bases[origin] + folder, folder):
            return _file(site, index, filename, method, headers, who, bases, gated=False)
    for index in sorted(site.indexes, key=lambda index: -len(index.path)):
        if index.origin != origin:
            continue
        if index.flat and path.rstrip("/") == index.path.rstrip("/"):
            return _page(site, index, "", path, headers, who, bases, turn)
        if not index.flat and path.startswith(f"{index.path}/"):
            name = path[len(index.path) + 1 :].strip("/")
            if (name or index.lists) and "/" not in name:
                return _page(site, index, name, path, headers, who, bases, turn)
    return _written(Answer(404), bases)
