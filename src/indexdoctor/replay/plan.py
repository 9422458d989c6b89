"""What the matrix tries: every URL the command uses, and the credentials that may go there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexdoctor.clients.uv.distributions import parse_distribution
from indexdoctor.clients.uv.indexes import DEFAULT_INDEX
from indexdoctor.clients.uv.simple import ACCEPT
from indexdoctor.model.credential import Asked, Credential, is_same
from indexdoctor.model.exchange import Exchange, Request, Role
from indexdoctor.model.index import IndexFormat
from indexdoctor.model.resolution import IndexRow, Publish, Resolution, Standing
from indexdoctor.model.url import Url
from indexdoctor.records import record

OUT_OF_SCOPE = "its scope does not allow it"
_PAGE_HEADERS = (("Accept", ACCEPT), ("Accept-Encoding", "gzip, deflate"))
_FLAT_HEADERS = (("Accept", "text/html"), ("Accept-Encoding", "gzip"))
_UPLOAD_HEADERS = (("Accept", "application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7"),)
# uv asks for the page of the package it would upload; without one any name shows the refusal.
_ANY_PACKAGE = "package"


@record
class Held:
    """A credential and the server (realm) of the index or publish URL it was found for."""

    credential: Credential
    home: str

    def may_go_to(self, url: Url) -> bool:
        """Whether its source binds it to that URL: a netrc host, a URL prefix, or its server."""
        credential = self.credential
        if credential.taken_by is not None:
            return False
        if credential.host is not None:
            return credential.host == url.host
        scope = credential.scope
        if scope is not None:
            depth = len(scope.segments)
            return url.realm == scope.realm and url.segments[:depth] == scope.segments
        return url.realm == self.home


def is_in_scope(request: Request, held: Sequence[Held]) -> bool:
    """Whether the request carries no credential, or one whose source binds it to that URL."""
    return request.credential is None or any(
        is_same(one.credential, request.credential) and one.may_go_to(request.url) for one in held
    )


@record
class Target:
    """One URL in one role, and the credentials that come into question for it."""

    request: Request
    label: str
    held: tuple[Held, ...]


def is_public(url: Url) -> bool:
    """Whether this is the public default index or a host of it: it is told no name by a probe."""
    return url.host.endswith(DEFAULT_INDEX.url.host)


def targets(resolution: Resolution, effective: Sequence[Exchange]) -> Iterator[Target]:
    """The URLs of the command: the read URL of each index in use, the check and publish URLs."""
    publish = resolution.publish
    for row in resolution.rows:
        request = _read_request(row, resolution, effective)
        if request is not None:
            held = list(_of_row(row, effective))
            if publish is not None and publish.index == row.index.label:
                held += _of_publish(publish)
            yield Target(request, row.index.label, _distinct(held))
    if publish is not None:
        yield from _publish_targets(publish, resolution, effective)


def _read_request(
    row: IndexRow, resolution: Resolution, effective: Sequence[Exchange]
) -> Request | None:
    index = row.index
    if index.url.is_local:
        return None
    mine = [e for e in effective if e.request.asked_for == index.label]
    asked = [e.request.package for e in mine]
    last = {e.request.package: e.response.status for e in mine}
    if row.standing is Standing.FLAT:
        return _get(row, index.url, Role.FLAT, None)
    if row.standing not in (Standing.SEARCHED, Standing.EXPLICIT):
        return None
    names = [wanted.name for wanted in resolution.wanted if row in wanted.indexes]
    # A package the client asked this index for anyway tells nobody a new name.
    names = [name for name in names if name in asked] or names
    # One that is there shows more than one that is missing for everyone.
    names = [name for name in names if last.get(name) != 404] or names
    # A public index is told no package name that the client itself does not tell it.
    if not names or (is_public(index.url) and names[0] not in asked):
        return None
    if index.format is IndexFormat.FLAT:
        return _get(row, index.url, Role.FLAT, names[0])
    return _get(row, index.url.child(names[0]), Role.PAGE, names[0])


def _get(row: IndexRow, url: Url, role: Role, package: str | None) -> Request:
    return Request(
        method="GET",
        url=url,
        role=role,
        headers=_FLAT_HEADERS if role is Role.FLAT else _PAGE_HEADERS,
        policy=row.policy.value,
        index=row.index.label,
        asked_for=row.index.label,
        package=package,
    )


def _publish_targets(
    publish: Publish, resolution: Resolution, effective: Sequence[Exchange]
) -> Iterator[Target]:
    url = publish.url.value.url
    label = publish.index or str(url)
    package = _package(publish, effective)
    held = list(_of_publish(publish))
    for row in resolution.rows:
        if row.index.label == publish.index or (
            publish.check is not None and row.index.url == publish.check.value.url
        ):
            held += _of_row(row, effective)
    held += _sent(label, effective)
    if publish.check is not None and not publish.check.value.url.is_local:
        request = Request(
            method="GET",
            url=publish.check.value.url.child(package),
            role=Role.CHECK,
            headers=_PAGE_HEADERS,
            asked_for=label,
            package=package,
        )
        yield Target(request, label, _distinct(held))
    upload = Request(
        method="POST",
        url=url,
        role=Role.UPLOAD,
        headers=_UPLOAD_HEADERS,
        asked_for=label,
        package=package,
    )
    yield Target(upload, label, _distinct(held))


def _package(publish: Publish, effective: Sequence[Exchange]) -> str:
    for exchange in effective:
        if exchange.request.role in (Role.CHECK, Role.UPLOAD) and exchange.request.package:
            return exchange.request.package
    parsed = (parse_distribution(name) for name in publish.files)
    return next((file.package for file in parsed if file is not None), _ANY_PACKAGE)


def _of_row(row: IndexRow, effective: Sequence[Exchange]) -> Iterator[Held]:
    home = row.index.url.realm
    yield from _of_asked(row.asked, home)
    if row.seeded is not None:
        yield Held(row.seeded, home)
    yield from _sent(row.index.label, effective)
    yield from _passed_over(row.asked, home, row.index.label, effective)


def _of_publish(publish: Publish) -> Iterator[Held]:
    home = publish.url.value.url.realm
    if publish.credential is not None:
        yield Held(publish.credential, home)
    yield from _of_asked(publish.asked, home)


def _of_asked(asked: Sequence[Asked], home: str) -> Iterator[Held]:
    for answer in asked:
        if answer.credential is not None:
            yield Held(answer.credential, home)


def _passed_over(
    asked: Sequence[Asked], home: str, label: str, effective: Sequence[Exchange]
) -> Iterator[Held]:
    """What sources have for the same server and the client passes over, where it was refused."""
    mine = [e for e in effective if e.request.asked_for == label]
    if not any(e.response.status in (401, 403) for e in mine):
        return
    for answer in asked:
        for passed in answer.passed:
            if passed.secret is not None:
                kept = Credential(answer.source, passed.origin, passed.username, passed.secret)
                yield Held(kept, home)


def _sent(label: str, effective: Sequence[Exchange]) -> Iterator[Held]:
    """What the client itself sent for this label: a keyring's answer is known from there alone."""
    for exchange in effective:
        request = exchange.request
        if request.asked_for == label and request.credential is not None:
            yield Held(request.credential, request.url.realm)


def _distinct(held: Sequence[Held]) -> tuple[Held, ...]:
    """Each credential that can authenticate once for each server, in the order given."""
    found: dict[object, Held] = {}
    for one in held:
        if one.credential.is_complete:
            credential = one.credential
            key = (credential.key, one.home, credential.scope, credential.host)
            found.setdefault(key, one)
    return tuple(found.values())
