"""Requests of indexdoctor's own that tell causes apart which look alike to the client."""

from __future__ import annotations

import enum

from indexdoctor.model.credential import Credential
from indexdoctor.records import record


class ControlKind(enum.StrEnum):
    """What a control request asks for."""

    ROOT = "root"  # the list of all packages, at the URL of the index itself
    NONSENSE = "nonsense"  # the page of a package that no index has
    KNOWN = "known"  # the page of a package that the index served, or that its list names
    FILE = "file"  # one file of a page: its head, or one byte
    ALONE = "alone"  # a refused request once more, with nothing beside it
    FORM = "form"  # the same credential percent-decoded, or as it is written
    UPLOADED = "uploaded"  # the page of a package to upload, where the client does not look
    USER = "user"  # the same secret with the user name that this kind of server takes


@record
class Control:
    """One control request: for which index, with which credential (None: none), and its exchange.

    `about` is the exchange whose cause is in question. `exchange` None means it was not tried;
    `reason` then says why. `instead_of` is the credential of the client that FORM and USER vary.
    `listed` says of a ROOT whether the list names the package in question (None: it is no list, or
    was cut off before the name came). `files` are those to upload that an UPLOADED page lists.
    """

    kind: ControlKind
    index: str
    about: int
    credential: Credential | None
    exchange: int | None
    reason: str = ""
    instead_of: Credential | None = None
    listed: bool | None = None
    files: tuple[str, ...] = ()


@record
class PageLinks:
    """Where the files of one page lie, as numbers of links; `exchange` is the page's.

    `inside` lie below the root of the index, `outside` elsewhere on its server, `elsewhere` on
    other servers (scheme, host and port, with the number). `plain` are those of plain HTTP on a
    page that came by HTTPS.
    """

    index: str
    package: str
    exchange: int
    inside: int = 0
    outside: int = 0
    elsewhere: tuple[tuple[str, int], ...] = ()
    plain: int = 0
