"""What a world is made of: plain values, of which a fault changes one."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from tests.faults.shapes import Shape

from indexdoctor.lab.keyring import FakeKeyring
from indexdoctor.lab.scene import Dist
from indexdoctor.lab.site import Account, FixedPath, LabIndex, LabPublish
from indexdoctor.versions import NEWEST


class Source(enum.StrEnum):
    """Where the credential of an index is written."""

    NONE = "none"  # everyone may read it
    URL = "url"
    VARIABLES = "variables"
    NETRC = "netrc"
    STORE = "store"
    KEYRING = "keyring"


class Form(enum.StrEnum):
    """Where the indexes of a world are defined."""

    PYPROJECT = "pyproject.toml"
    UV_TOML = "uv.toml"
    USER = "the user's uv.toml"
    VARIABLES = "variables"
    OPTIONS = "options"
    REQUIREMENTS = "requirements file"


def encoded(text: str) -> str:
    """Percent-encoded for the user information of a URL."""
    return quote(text, safe="")


def netloc(origin: int) -> str:
    """The placeholder of an origin's host and port."""
    return "{{netloc2}}" if origin else "{{netloc}}"


def host(origin: int) -> str:
    """The placeholder of an origin's host."""
    return "{{host2}}" if origin else "{{host}}"


@dataclass(frozen=True, slots=True)
class Place:
    """One index: what the server has, and what the user wrote about it.

    `account` is the server's (None: it is open); `user` and `secret` are what is written down,
    `source` says where. `policy` is a value of `authenticate`. `variable` is the name in
    UV_INDEX_<NAME>_*, `service` the name under which the keyring or uv's store has the secret,
    `machine` the host in netrc. `where` is the host and port in the URL, `userinfo` the text before
    them; None makes it from the source. Without `is_named` its table has no name.
    """

    name: str
    shape: Shape
    repo: str
    origin: int
    index: LabIndex
    account: Account | None
    source: Source
    user: str = ""
    secret: str = ""
    is_default: bool = False
    is_explicit: bool = False
    policy: str = ""
    lines: tuple[str, ...] = ()
    variable: str = ""
    service: str = ""
    machine: str = ""
    path: str = ""
    where: str = ""
    userinfo: str | None = None
    is_named: bool = True

    def url(self, scheme: str) -> str:
        """The URL as it is written, with placeholders; `scheme` is that of the world's servers."""
        info = self.userinfo
        if info is None and self.source is Source.URL:
            info = f"{encoded(self.user)}:{encoded(self.secret)}@"
        elif info is None and self.source is Source.KEYRING and self.policy != "always":
            info = f"{encoded(self.user)}@"
        return f"{scheme}://{info or ''}{self.where or netloc(self.origin)}{self.path}"


@dataclass(frozen=True, slots=True)
class Upload:
    """What `uv publish` is to do: the endpoint, the target, and the credential as it is given.

    `place` is the index that is checked; `by_name` takes its `publish-url`, otherwise both URLs are
    options. `how` is "options", "variables", "token" or "" (not given).
    """

    endpoint: LabPublish
    place: str
    by_name: bool
    how: str
    user: str
    secret: str
    dists: tuple[Dist, ...]
    url: str


@dataclass(frozen=True, slots=True)
class World:
    """One world. `kind` is the command's name; "" is no command: what is assumed is looked at.

    The rest is written beside what the places make: variables (`{{scheme}}` in them is that of the
    servers' URLs), files, options of the command, lines
    of the settings, netrc lines before and after the others, and what the keyring command is like.
    """

    label: str
    kind: str
    form: Form
    hosts: tuple[str, ...]
    accounts: tuple[Account, ...]
    places: tuple[Place, ...]
    wanted: tuple[str, ...]
    upload: Upload | None = None
    lock: str = ""
    uv: str = NEWEST
    settings: tuple[str, ...] = ()
    environ: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    netrc: tuple[str, ...] = ()
    netrc_after: tuple[str, ...] = ()
    netrc_path: str = "home/.netrc"
    keyring: FakeKeyring = field(default_factory=FakeKeyring)
    keyring_on: bool = True
    keyring_there: bool = True
    paths: tuple[FixedPath, ...] = ()

    def place(self, name: str) -> Place:
        return next(place for place in self.places if place.name == name)

    def having(self, *sources: Source) -> list[Place]:
        """The places whose credential is written there (nothing: all that are private)."""
        if not sources:
            return [place for place in self.places if place.account is not None]
        return [place for place in self.places if place.source in sources]

    def changed(self, name: str, **changes: Any) -> World:
        """The world with other values of one place."""
        return replace(
            self,
            places=tuple(
                replace(place, **changes) if place.name == name else place for place in self.places
            ),
        )

    def served(self, name: str, **changes: Any) -> World:
        """The world with another server behind one place."""
        index = self.place(name).index
        return self.changed(name, index=replace(index, **changes))

    def with_environ(self, **more: str) -> World:
        return replace(self, environ={**self.environ, **more})

    def with_files(self, **more: str) -> World:
        return replace(self, files={**self.files, **more})
