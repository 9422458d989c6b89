"""Credentials, where they come from, and questions to sources that are not files."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Url


class Source(enum.StrEnum):
    """The kinds of place a credential comes from."""

    URL = "url"  # user information of an index, file or publish URL
    INDEX_ENV = "index-env"  # UV_INDEX_<NAME>_USERNAME / _PASSWORD
    NETRC = "netrc"
    STORE = "store"  # uv's credentials.toml
    NATIVE = "native"  # the system's store, preview feature native-auth
    KEYRING = "keyring"  # the `keyring` command
    PUBLISH = "publish"  # --username/--password/--token, UV_PUBLISH_*
    TRUSTED = "trusted-publishing"
    HUGGING_FACE = "hugging-face"  # HF_TOKEN


class Scheme(enum.StrEnum):
    BASIC = "basic"
    BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Credential:
    """A user name, a secret, or both, with their source.

    `scope` is what the source binds it to: a URL prefix, a host (netrc), or None when the client
    decides. `secret` None means only a user name is known. A bearer token has no user name.
    """

    source: Source
    origin: Origin
    username: str | None = None
    secret: Secret | None = None
    scheme: Scheme = Scheme.BASIC
    scope: Url | None = None
    host: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether it can authenticate a request (uv: `is_authenticated`)."""
        return self.secret is not None

    @property
    def is_empty(self) -> bool:
        return self.username is None and self.secret is None

    @property
    def key(self) -> tuple[Scheme, str | None, Secret | None]:
        """What goes over the wire: two credentials with equal keys send the same header."""
        return (self.scheme, self.username, self.secret)


@dataclass(frozen=True, slots=True)
class KeyringQuestion:
    """One run of `keyring get`: `keyring get <service> <username>`, or with `--mode creds`."""

    service: str
    username: str | None

    @property
    def argv(self) -> tuple[str, ...]:
        """The arguments after `keyring`, exactly as uv gives them."""
        if self.username is None:
            return ("get", self.service, "--mode", "creds")
        return ("get", self.service, self.username)


@dataclass(frozen=True, slots=True)
class KeyringAnswer:
    """What a `keyring` run gave. `secret` None means no credential; `failure` says why."""

    username: str | None = None
    secret: Secret | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source holds for one URL: a credential, or the reason there is none.

    `state` is one of found, absent (asked, nothing there), off (not switched on), unasked (the
    client does not get to it; reason says why), failed (could not be read or run).
    """

    source: Source
    state: str
    reason: str = ""
    credential: Credential | None = None
    origin: Origin | None = None
