"""What is known of a kind of package server: plain values, and the relations between its URLs."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from indexdoctor.diagnose.tokens import Kind
from indexdoctor.model.url import Url
from indexdoctor.records import record


class Purpose(enum.StrEnum):
    """What a URL is asked for."""

    READ = "read"
    PUBLISH = "publish"


class By(enum.StrEnum):
    """What gave a server away, the surest first."""

    HOST = "host"
    PATH = "path"
    HEADER = "header"
    REALM = "realm"


@record
class Header:
    """A response header that gives a server away: its name (lower-case) and a pattern.

    `path` limits it to URLs whose path matches, for headers that several kinds of server send.
    `common` headers are also sent by what stands in front of other servers: they count last.
    """

    name: str
    value: str = ""
    path: str = ""
    common: bool = False


@record
class Users:
    """The convention for user names.

    `accepted` are the only names that work, `refused` names that never do (an empty text stands
    for no name); both empty where any name does or names are the users' own. `instead` is the name
    to give to a token ("" is a name too; None: nothing can be said). `purposes` says for which
    requests that holds, `verified` whether it was seen or read in the server's source or
    documentation.
    """

    convention: str
    accepted: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    instead: str | None = None
    purposes: frozenset[Purpose] = frozenset(Purpose)
    per_token: Mapping[Kind, Users] = field(default_factory=dict)

    def of(self, kind: Kind) -> Users:
        """The convention for this kind of token."""
        return self.per_token.get(kind, self)

    def is_wrong(self, username: str | None, purpose: Purpose) -> bool:
        """Whether no secret can be right for this user name."""
        if purpose not in self.purposes:
            return False
        name = username or ""
        return name in self.refused or (bool(self.accepted) and name not in self.accepted)


@record
class Token:
    """A kind of secret the server takes: what it is called, how long it lives, how it looks."""

    name: str
    lifetime: str
    shape: str = ""


@record
class Meaning:
    """What a status means here, as a clause.

    `sent` says whether a credential went with the request (None: either way). `verified`: seen on a
    running server, or read in its source or documentation; otherwise reported, or to be expected.
    `blames_secret`: it means a wrong user name or password and nothing else, whatever the status
    says elsewhere.
    """

    status: int
    purpose: Purpose
    sent: bool | None
    text: str
    verified: bool = True
    blames_secret: bool = False


def _none(url: Url) -> Url | None:
    return None


def _nothing(url: Url) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One kind of package server.

    `hosts` and `paths` are regular expressions: a whole host name, and a part of a path. `realms`
    match the whole realm of a Basic challenge, in any case; a refusal with another realm comes from
    something in front. `publish_url` gives the URL for uploads that belongs to a URL for reading,
    None when it is given no URL for reading or when uploads go to that URL as well. `read_url` is
    the way back. `no_uploads` says in a clause why no upload to a URL can succeed; it is empty
    where one can. `no_index` does the same for reading. `is_public` says that everyone may read it.
    `path_secret` gives the part of a path that is a token, empty where there is none.
    `is_token_the_user`: the token goes as the user name, and the password may be empty.
    `blocks` are patterns of the body of a refusal that a rule about packages makes, whoever asks.
    `obtain` says where a token comes from. `plugin` is the distribution through which the `keyring`
    command knows this server; empty where there is none.
    """

    key: str
    title: str
    hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    headers: tuple[Header, ...] = ()
    realms: tuple[str, ...] = ()
    users: Users
    tokens: tuple[Token, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    publish_url: Callable[[Url], Url | None] = _none
    read_url: Callable[[Url], Url | None] = _none
    no_uploads: Callable[[Url], str] = _nothing
    no_index: Callable[[Url], str] = _nothing
    path_secret: Callable[[Url], str] = _nothing
    is_public: bool = False
    is_token_the_user: bool = False
    blocks: tuple[str, ...] = ()
    obtain: str
    plugin: str = ""
    sources: tuple[str, ...]

    def has_host(self, host: str) -> bool:
        return any(re.fullmatch(shape, host) for shape in self.hosts)

    def has_path(self, path: str) -> bool:
        return any(re.search(shape, path) for shape in self.paths)

    def has_realm(self, realm: str) -> bool:
        return any(re.fullmatch(shape, realm, re.IGNORECASE) for shape in self.realms)

    def meaning(self, status: int, purpose: Purpose, sent: bool) -> Meaning | None:
        """What a status means here for a request with or without a credential."""
        for meaning in self.meanings:
            if (meaning.status, meaning.purpose) == (status, purpose) and meaning.sent in (
                None,
                sent,
            ):
                return meaning
        return None


def rewritten(url: Url, pattern: str, replacement: str) -> Url | None:
    """The URL with its path rewritten; None when the pattern does not match the whole path."""
    path, count = re.subn(rf"\A{pattern}\Z", replacement, url.path)
    return url.with_path(path) if count else None


def drop_simple(url: Url) -> Url | None:
    """Drop a last segment `simple`; the slash before it stays."""
    return rewritten(url, r"(.*/)simple/?", r"\1")
