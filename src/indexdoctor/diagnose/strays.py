"""Secrets that stand where no secret belongs: as a user name, or in the path of a URL.

Made into a `Secret` they are masked wherever they would be shown, as all others are.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.providers.recognise import recognise
from indexdoctor.diagnose.tokens import is_token
from indexdoctor.model.credential import Credential
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Address, Url

_SHORTEST = 8  # characters; a shorter part of a path or name is no token


def stray_secrets(case: Case) -> tuple[Secret, ...]:
    """The secrets among the user names and URLs of a run."""
    found = [text for text in _texts(case) if len(text) >= _SHORTEST]
    return tuple(Secret(text) for text in dict.fromkeys(found))


def _texts(case: Case) -> Iterator[str]:
    for address in _addresses(case):
        known = recognise(address.url)
        if known is not None:
            yield known.provider.path_secret(address.url)
        if address.userinfo is not None:
            yield from _name(address.userinfo.username_encoded, address.url)
    for credential, url in _credentials(case):
        yield from _name(credential.username, url)


def _name(username: str | None, url: Url) -> Iterator[str]:
    """The user name, when it is a token: by its shape, or because this server takes it so."""
    if not username:
        return
    known = recognise(url)
    taken = known is not None and known.provider.is_token_the_user
    if is_token(username) or (taken and username not in url.segments):
        yield username


def _addresses(case: Case) -> Iterator[Address]:
    for row in case.rows():
        yield row.index.address
        if row.index.publish_url is not None:
            yield row.index.publish_url
    for wanted in case.resolution.wanted:
        if wanted.fetch is not None:
            yield wanted.fetch.address
    if case.publish is not None:
        yield case.publish.url.value
        if case.publish.check is not None:
            yield case.publish.check.value


def _credentials(case: Case) -> Iterator[tuple[Credential, Url]]:
    for row in case.rows():
        for credential in (row.seeded, *(asked.credential for asked in row.asked)):
            if credential is not None:
                yield credential, row.index.url
    publish = case.publish
    if publish is None:
        return
    for credential in (publish.credential, *(asked.credential for asked in publish.asked)):
        if credential is not None:
            yield credential, publish.url.value.url
