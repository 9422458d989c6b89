"""uv's credential cache of one run (crates/uv-auth/src/cache.rs)."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexdoctor.model.credential import Credential, Scheme
from indexdoctor.model.url import Url


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    value: Credential | None = None


class CredentialCache:
    """Credentials by URL prefix, by realm and user name, and the answers of the slow sources.

    A URL look-up walks from the realm down and returns the shallowest stored prefix. `fetches` maps
    (index URL or realm, user name) to the result of asking the external sources once; a key that is
    in `pending` is being asked by another flow.
    """

    def __init__(self, *, tokens_suffice: bool = True) -> None:
        self._tokens_suffice = tokens_suffice
        self._realms: dict[tuple[str, str | None], Credential] = {}
        self._root = _Node()
        self.fetches: dict[tuple[str, str | None], Credential | None] = {}
        self.pending: set[tuple[str, str | None]] = set()

    def store(self, url: Url, credential: Credential) -> None:
        """Remember a credential for a URL, and for its realm."""
        if credential.is_empty:
            return
        if credential.username is not None:
            self._store_realm((url.realm, credential.username), credential)
        self._store_realm((url.realm, None), credential)
        node = self._root
        for part in (url.realm, *url.segments):
            node = node.children.setdefault(part, _Node())
        node.value = credential

    def _store_realm(self, key: tuple[str, str | None], credential: Credential) -> None:
        existing = self._realms.get(key)
        if self.suffices(credential) or existing is None or not has_password(existing):
            self._realms[key] = credential

    def suffices(self, credential: Credential) -> bool:
        """Whether uv looks for nothing more when it has this: a token does not suffice for all."""
        return has_password(credential) or (self._tokens_suffice and credential.is_complete)

    def get_realm(self, url: Url, username: str | None) -> Credential | None:
        """The credential of the URL's realm; with a user name, only one that has a password."""
        found = self._realms.get((url.realm, username))
        if found is None or (username is not None and not has_password(found)):
            return None
        return found

    def get_url(self, url: Url, username: str | None) -> Credential | None:
        """The credential stored for the shallowest prefix of `url`, if the user name agrees."""
        found = self._walk(url)
        if found is None:
            return None
        if username is None:
            return found
        return found if found.username == username and has_password(found) else None

    def _walk(self, url: Url) -> Credential | None:
        node = self._root
        for part in (url.realm, *url.segments):
            following = node.children.get(part)
            if following is None:
                return None
            node = following
            if node.value is not None:
                return node.value
        return node.value


def has_password(credential: Credential) -> bool:
    """Whether it has a password: a token is none."""
    return credential.secret is not None and credential.scheme is Scheme.BASIC
