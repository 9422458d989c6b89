"""Credentials, where they come from, and questions to sources that are not files."""

from __future__ import annotations

import enum

from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Url
from indexdoctor.records import record


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


@record
class Credential:
    """A user name, a secret, or both, with their source.

    `scope` is what the source binds it to: a URL prefix, a host (netrc), or None when the client
    decides. `secret` None means only a user name is known. A bearer token has no user name.
    `taken_by` is the package whose source distribution, not the user, says where it goes.
    """

    source: Source
    origin: Origin
    username: str | None = None
    secret: Secret | None = None
    scheme: Scheme = Scheme.BASIC
    scope: Url | None = None
    host: str | None = None
    taken_by: str | None = None

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


def is_same(one: Credential | None, other: Credential | None) -> bool:
    """Whether requests with these carry the same over the wire; None is no credential."""
    return (one and one.key) == (other and other.key)


@record
class KeyringQuestion:
    """One look-up by name.

    A run of `keyring get <service> <username>` (or with `--mode creds`), or with `native` an entry
    of the system's own store, which uv reads without that command.
    """

    service: str
    username: str | None
    native: bool = False

    @property
    def text(self) -> str:
        """As it is shown."""
        if self.native:
            return f"system's store: {self.service} {self.username}"
        return f"keyring {' '.join(self.argv)}"

    @property
    def argv(self) -> tuple[str, ...]:
        """The arguments after `keyring`, exactly as uv gives them to the command."""
        if self.username is None:
            return ("get", self.service, "--mode", "creds")
        return ("get", self.service, self.username)


class Trouble(enum.StrEnum):
    """Why a `keyring` run gave nothing, as far as it can be told without showing its output."""

    ABSENT = "absent"  # no such entry: exit code 1 and not a word
    MISSING = "missing"  # there is no command
    STARTING = "starting"  # the command cannot be started
    TIMEOUT = "timeout"
    BACKEND = "backend"  # no backend is available to it
    LOCKED = "locked"  # the store behind it is locked
    SIGN_IN = "sign-in"  # it asks a person to sign in
    LOGIN = "login"  # it has no login of its own at the service it asks
    OLD = "old"  # it does not know `--mode creds`
    OTHER = "other"


@record
class KeyringAnswer:
    """What a `keyring` run gave. `secret` None means no credential; `failure` says why.

    `trouble` says of what kind that is; beside an empty secret, what the command complained of.
    """

    username: str | None = None
    secret: Secret | None = None
    failure: str | None = None
    trouble: Trouble | None = None


@record
class Passed:
    """An entry, a file or a command that a source has and the client passes over.

    `kind` is one word for the circumstance, `reason` the same as a clause. `username` is that of an
    entry, `secret` its password.
    """

    kind: str
    reason: str
    origin: Origin
    username: str | None = None
    secret: Secret | None = None


@record
class Asked:
    """What a source holds for one URL: a credential, or the reason there is none.

    `state` is one of found, absent (asked, nothing there), off (not switched on), unasked (the
    client does not get to it; reason says why), failed (could not be read or run). `passed` is what
    it would have instead.
    """

    source: Source
    state: str
    reason: str = ""
    credential: Credential | None = None
    origin: Origin | None = None
    passed: tuple[Passed, ...] = ()
