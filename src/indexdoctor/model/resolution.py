"""What a client makes of what is written down: the answer of the resolve stage."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import field

from indexdoctor.model.credential import Asked, Credential
from indexdoctor.model.index import Index, Policy
from indexdoctor.model.keyrings import KeyringCommands
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.url import Address, Url
from indexdoctor.records import record


class Standing(enum.StrEnum):
    """What becomes of an index definition."""

    SEARCHED = "searched"  # asked for any package, in order
    EXPLICIT = "explicit"  # asked only for packages pinned to it
    FLAT = "flat"  # find-links: its page is read before the indexes
    OVERRIDDEN = "overridden"  # another definition wins
    DUPLICATE = "duplicate"  # same URL again; not searched twice
    UNUSED = "unused"  # not read by this command


@record
class IndexRow:
    """One index definition and what this client does with it.

    `order` counts from 1 in search order (None when not searched). `root` is the URL below which
    its policy and credentials apply. `policy` names the policy in effect for the index's own pages,
    with the definition it comes from; it differs from the index's own `authenticate` when another
    definition's root covers it. `by` is the definition that wins over an overridden one.
    `asked` lists what each credential source holds for it, in the client's order.
    """

    index: Index
    standing: Standing
    order: int | None
    root: Url
    policy: Setting[Policy]
    reason: str = ""
    by: Index | None = None
    seeded: Credential | None = None
    asked: tuple[Asked, ...] = ()


@record
class Network:
    """How the client reaches servers; seconds for timeouts.

    `proxies` maps `http`, `https` and `all` to the proxy in effect; `no_proxy_cased` says that a
    capital letter in `no_proxy` matches no host. `insecure_hosts` are the entries of
    allow-insecure-host as written. `tls_roots` is `bundled`, `system` or `file`, with
    the file or directories in `ca_file` and `ca_dir` (with `ca_hashed` it is one directory, of
    which only files with OpenSSL's hashed names are read). `ca_fallback` are the roots taken when
    those hold no certificate; None: then none is trusted.
    """

    timeout: Setting[float]
    connect_timeout: Setting[float]
    upload_timeout: Setting[float]
    retries: Setting[int]
    proxies: Mapping[str, Setting[Address]] = field(default_factory=dict)
    no_proxy: Setting[str] | None = None
    no_proxy_cased: bool = False
    insecure_hosts: tuple[Setting[str], ...] = ()
    tls_roots: Setting[str] | None = None
    ca_file: Setting[str] | None = None
    ca_dir: Setting[str] | None = None
    ca_fallback: str | None = None
    ca_hashed: bool = False
    client_cert: Setting[str] | None = None
    offline: Setting[bool] | None = None


@record
class Publish:
    """Where an upload would go, and with what.

    `credential` is what publish options, variables or the publish URL give (None: the client goes
    on to look for one). `check` is the check URL's index address. `index` is the label of the
    named index when `--index` chose both.
    """

    url: Setting[Address]
    credential: Credential | None
    check: Setting[Address] | None
    index: str | None = None
    asked: tuple[Asked, ...] = ()
    files: tuple[str, ...] = ()
    trusted: Setting[str] | None = None


class LockUse(enum.StrEnum):
    """What the client does with an existing lock."""

    FROZEN = "frozen"  # taken as it is, unread by the resolver
    SATISFIED = "satisfied"  # still right: nothing is resolved
    PREFERRED = "preferred"  # out of date: resolved again, its versions first
    IGNORED = "ignored"  # resolved as if there were none


@record
class LockState:
    """A lock file and what becomes of it; `reason` in words, as the end of a sentence."""

    origin: Origin
    use: LockUse
    reason: str

    @property
    def is_taken(self) -> bool:
        """Whether the command takes its versions and files from the lock, asking no index."""
        return self.use in (LockUse.FROZEN, LockUse.SATISFIED)


@record
class Fetch:
    """A file that is fetched from the URL a lock names, without any page of an index.

    `origin` is the line of the lock. `index` is the definition below whose `root` the URL lies,
    which decides the policy; None for both where no definition covers it.
    """

    filename: str
    address: Address
    origin: Origin
    policy: Setting[Policy]
    index: str | None = None
    root: Url | None = None


@record
class Wanted:
    """A package the client would ask for, and the indexes it may ask, in order.

    `fetch` is what a lock that is taken as it is has for this machine, `preferred` the version an
    outdated lock makes the client try first. `earlier` are weaker specifiers the client looks ahead
    with before it knows the whole one (from other members of a workspace). What is wanted `apart`
    goes into an environment of its own, after that of the project (`uv run --with`). `part` numbers
    the parts of a requirement whose index depends on markers; `here` says whether it is for this
    machine.
    """

    name: str
    requirement: Requirement
    indexes: tuple[IndexRow, ...]
    pinned: Origin | None = None
    fetch: Fetch | None = None
    part: int | None = None
    here: bool = True
    preferred: str | None = None
    earlier: tuple[str, ...] = ()
    apart: bool = False


@record
class LocalBuild:
    """A project of the user's own that is built: `wanted` is what its `build-system` requires.

    `locked`: the lock needs its metadata, which only the build can tell. `installed`: it is
    installed. `backend` is the object that builds (None: setuptools).
    """

    name: str
    wanted: tuple[Wanted, ...]
    locked: bool
    installed: bool
    backend: str | None = None


@record
class Resolution:
    """All that follows from the files before any request.

    `rows` hold every index definition found, winners and losers, searched ones first in order.
    `settings` are the other settings that bear on authentication (keyring-provider,
    index-strategy, …) by option name. `problems` are those for which the client refuses. `keyrings`
    are the keyring commands of the machine.
    """

    client: str
    version: str
    rows: tuple[IndexRow, ...]
    wanted: tuple[Wanted, ...]
    network: Network
    publish: Publish | None = None
    settings: Mapping[str, Setting[object]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()
    lock: LockState | None = None
    builds: tuple[LocalBuild, ...] = ()
    keyrings: KeyringCommands = field(default_factory=KeyringCommands)
