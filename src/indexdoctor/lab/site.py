"""What a lab server serves: frozen data, without addresses.

The ports of a lab are known only once it runs, so texts name its addresses by placeholders, each
written in double braces: `{{origin}}` and `{{origin2}}` are the two base URLs
(`http://127.0.0.1:PORT`), `{{netloc}}` and `{{netloc2}}` the same without the scheme, `{{host}}`
and `{{host2}}` without the port, `{{port}}` and `{{port2}}` the ports. `{{proxy}}` is the proxy's
base URL, `{{proxy_netloc}}` the same without the scheme.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import field
from urllib.parse import urlsplit

from indexdoctor.records import record


class PageFormat(enum.StrEnum):
    """How simple pages are written (PEP 503 HTML, PEP 691 JSON, or by the Accept header)."""

    NEGOTIATED = "negotiated"
    HTML = "html"
    JSON = "json"


@record
class Answer:
    """A fixed answer. A 401 carries a Basic challenge unless `challenge` is false.

    `location`, header values and `body` may hold placeholders. `body` None is an HTML page with
    the status alone; `media_type` None gives no Content-Type. `reason` is the reason phrase (None:
    the usual one).
    """

    status: int
    location: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    challenge: bool = True
    body: str | None = None
    media_type: str | None = "text/html; charset=utf-8"
    reason: str | None = None


@record
class Account:
    """A user of the lab. A bearer token is an account whose `name` is the empty string."""

    name: str
    password: str = field(repr=False)


@record
class Gate:
    """Who may pass. None as an answer means: let through.

    `anonymous` answers a request without credentials, `wrong` one whose user or password is not an
    account, `forbidden` an account that is not in `allowed` (None: every account is allowed).
    """

    anonymous: Answer | None = None
    wrong: Answer | None = None
    forbidden: Answer | None = field(default_factory=lambda: Answer(403))
    allowed: tuple[str, ...] | None = None

    @classmethod
    def private(
        cls, anonymous: int = 401, wrong: int = 401, allowed: tuple[str, ...] | None = None
    ) -> Gate:
        """A gate for accounts only."""
        return cls(Answer(anonymous), Answer(wrong), Answer(403), allowed)


@record
class Source:
    """What the source distributions of a package are like.

    `metadata_version` and `dynamic` are fields of PKG-INFO: from 2.2 on it counts as what a build
    would give, but for the dynamic fields. `project` writes a `[project]` table. `build_requires`
    is `build-system.requires`, and `asks` what the build backend, which is in the tree, asks for
    when it runs. `further` is the rest of pyproject.toml; without `pyproject` there is none, and a
    setup.py in its place.
    """

    build_requires: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    metadata_version: str = "2.1"
    dynamic: tuple[str, ...] = ()
    project: bool = False
    pyproject: bool = True
    further: str = ""


@record
class Package:
    """A distribution with one pure wheel a version, a source distribution, or both.

    `requires` are Requires-Dist values. `salt` changes the bytes (and the hash) of the wheels
    without changing their meaning, so that two indexes can hold different files of one name.
    `padding` is the number of bytes by which the wheels are made larger. `command` is the name of
    their console script, if they have one. `source` adds source distributions; without `wheels`
    there is nothing else.
    """

    name: str
    versions: tuple[str, ...] = ("1.0",)
    requires: tuple[str, ...] = ()
    requires_python: str | None = None
    salt: str = ""
    padding: int = 0
    command: str | None = None
    source: Source | None = None
    wheels: bool = True


@record
class Files:
    """Where and how the files of an index are served.

    `path` is absolute on the origin with number `origin`; None puts the files under the index
    root (`<index>/-/files`). `gate` None takes the index's. `relative` writes links relative to
    the page (same origin only). `userinfo` (`user:password`, encoded) is put into links.
    `no_head` is the status of HEAD requests where `head` is false.
    `redirect` sends file requests on to another prefix with a 302, where the same file is served
    without a gate (as object stores with signed URLs do); `signature` is the query of those links.
    """

    path: str | None = None
    origin: int | None = None
    gate: Gate | None = None
    ranges: bool = True
    head: bool = True
    no_head: int = 405
    relative: bool = False
    userinfo: str | None = None
    redirect: str | None = None
    signature: str | None = None
    fixed: Answer | None = None


@record
class LabIndex:
    """A simple index (or, `flat`, a find-links page) at `path` on the origin number `origin`.

    `missing` answers for packages that are not there (None: an empty page, status 200). `fixed`
    answers every page request, whoever asks. `redirect` sends page requests on: it is the prefix
    that replaces `path` (absolute URL with placeholders, absolute path, or relative to the page).
    `members` are the packages that accounts see in place of those of the same name that everyone
    sees. `first` are what the first requests of each page get, whoever asks, as from a server that
    is not awake yet. `lists` gives the list of all packages at `path` itself, to those who pass the
    gate. The pages of packages named in `barred` are answered `gate.forbidden` to everyone who
    passes the gate. `latency` is in seconds, and so is `max_age`, for which a client may keep a
    page (None: the server says nothing of it).
    """

    path: str
    packages: tuple[Package, ...] = ()
    origin: int = 0
    gate: Gate = field(default_factory=Gate)
    missing: Answer | None = field(default_factory=lambda: Answer(404))
    files: Files = field(default_factory=Files)
    page_format: PageFormat = PageFormat.NEGOTIATED
    core_metadata: bool = False
    hashes: bool = True
    fixed: Answer | None = None
    members: tuple[Package, ...] = ()
    first: tuple[Answer, ...] = ()
    redirect: str | None = None
    redirect_status: int = 302
    lists: bool = False
    barred: tuple[str, ...] = ()
    flat: bool = False
    latency: float = 0.0
    max_age: int | None = None

    @property
    def file_path(self) -> str:
        """The absolute path under which the files lie."""
        return self.files.path if self.files.path is not None else f"{self.path}/-/files"

    @property
    def file_origin(self) -> int:
        return self.origin if self.files.origin is None else self.files.origin

    def package(self, name: str) -> Package | None:
        return next((package for package in self.packages if package.name == name), None)


@record
class LabPublish:
    """An upload endpoint. It never stores anything.

    After the gate, a form without a file part is answered `no_file` (400 as Warehouse and
    pypiserver do), a file whose name is in `existing` with `duplicate`, any other with `accepted`.
    """

    path: str
    origin: int = 0
    gate: Gate = field(default_factory=Gate.private)
    existing: tuple[str, ...] = ()
    no_file: Answer = field(default_factory=lambda: Answer(400))
    duplicate: Answer = field(default_factory=lambda: Answer(409))
    accepted: Answer = field(default_factory=lambda: Answer(200))
    latency: float = 0.0


@record
class FixedPath:
    """One path that always answers the same to GET and HEAD (a login page, for example)."""

    path: str
    answer: Answer
    origin: int = 0


@record
class LabProxy:
    """A forward proxy that reaches loopback only; with an `account` it is for that user alone."""

    account: Account | None = None


@record
class Site:
    """Everything a lab serves, on one or two origins.

    `hosts` are the host names of the origins, each a name of the loopback interface. `secure` are
    the numbers of those that are HTTPS; they show `certificate` (see `lab.certificates`) and, with
    `wants_client`, refuse who shows none. While `at_once` requests are being answered (None: there
    is no limit), others are answered `busy`.
    """

    accounts: tuple[Account, ...] = ()
    indexes: tuple[LabIndex, ...] = ()
    publish: tuple[LabPublish, ...] = ()
    paths: tuple[FixedPath, ...] = ()
    hosts: tuple[str, ...] = ("127.0.0.1",)
    secure: tuple[int, ...] = ()
    certificate: str = "server"
    wants_client: bool = False
    proxy: LabProxy | None = None
    at_once: int | None = None
    busy: Answer = field(default_factory=lambda: Answer(429))


def fill(text: str, bases: Sequence[str], proxy: str = "") -> str:
    """Replace the address placeholders in `text`; `bases` are the base URLs of the origins."""
    if "{{" not in text:
        return text
    text = text.replace("{{proxy}}", proxy)
    text = text.replace("{{proxy_netloc}}", proxy.partition("://")[2])
    for number, base in enumerate(bases, start=1):
        suffix = "" if number == 1 else str(number)
        parts = urlsplit(base)
        for name, value in (
            ("origin", base),
            ("netloc", parts.netloc),
            ("host", parts.hostname or ""),
            ("port", str(parts.port or "")),
        ):
            text = text.replace("{{" + name + suffix + "}}", value)
    return text
