"""The content of uv's `credentials.toml`: an array of tables `credential`."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from indexdoctor.model.credential import Scheme
from indexdoctor.model.hash_order import fx_hash
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Address, Url, UrlError, parse_address
from indexdoctor.records import record

_HEADER = re.compile(r"\s*\[\[\s*(?:credential|\"credential\"|'credential')\s*\]\]")
_LINE_OF_ERROR = re.compile(r"at line (\d+)")


@record
class StoreEntry:
    """One `[[credential]]`: a service URL and what is sent below it.

    `username` None (bearer) and "" (a user name that is written and empty) differ in look-ups.
    `line` is that of the table's header, None when it is not written as `[[credential]]`. `address`
    is None for a URL without a host (`mailto:x`), which uv reads and never matches.
    """

    key: str
    line: int | None
    address: Address | None
    username: str | None
    secret: Secret | None
    scheme: Scheme

    @property
    def url(self) -> Url | None:
        return None if self.address is None else self.address.url

    @property
    def path(self) -> str:
        return "" if self.address is None else self.address.url.path

    @property
    def hash(self) -> int:
        """The hash by which uv keeps it in its table.

        That of a service with user information is not known: what uv would hash is a secret.
        """
        user = (0,) if self.username is None else (1, self.username)
        return fx_hash((str(self.url), *user))

    @property
    def identity(self) -> tuple[Address | str, str | None]:
        """What uv keeps entries apart by."""
        return (self.key if self.address is None else self.address, self.username)

    def is_exactly(self, url: Url, username: str | None) -> bool:
        """Whether this is the entry of exactly this URL and user name."""
        return self.address == Address(url) and self.username == username


class _EntryError(Exception):
    """An entry uv refuses; the message names the situation."""


def parse_store(content: bytes, shown: str) -> tuple[tuple[StoreEntry, ...], tuple[Problem, ...]]:
    """The entries in file order, and every problem for which uv drops the whole file.

    TOML 1.0 is read; uv also reads the additions of TOML 1.1 (line ends inside an inline table,
    the escape `\\e`), which are reported as a problem here.
    """
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        where = content.count(b"\n", 0, error.start) + 1
        return (), (_problem("not UTF-8", shown, where),)
    except tomllib.TOMLDecodeError as error:
        # Only the place is taken from the message: it can quote the file.
        found = _LINE_OF_ERROR.search(str(error))
        return (), (_problem("not valid TOML", shown, int(found[1]) if found else None),)
    except (RecursionError, ValueError):
        text = "nested too deeply, or a number of too many digits"
        return (), (_problem(text, shown, None),)
    tables = document.get("credential", [])
    if not isinstance(tables, list):
        return (), (_problem("`credential` is not an array of tables", shown, None),)
    lines = _header_lines(text, len(tables))
    entries: list[StoreEntry] = []
    problems: list[Problem] = []
    for number, (table, line) in enumerate(zip(tables, lines, strict=True)):
        key = f"credential[{number}]"
        try:
            entries.append(_entry(table, key, line))
        except _EntryError as error:
            problems.append(_problem(str(error), shown, line, key))
    return tuple(entries), tuple(problems)


def _problem(message: str, shown: str, line: int | None, key: str | None = None) -> Problem:
    text = f"credential store: {message}"
    hint = "uv ignores the whole file until this is mended"
    return Problem(text, Origin.file(shown, line, key), fatal=False, hint=hint)


def _header_lines(text: str, expected: int) -> list[int | None]:
    """The line of each `[[credential]]`; None for all when they cannot be told for certain."""
    lines = [n for n, line in enumerate(text.split("\n"), 1) if _HEADER.match(line)]
    return [*lines] if len(lines) == expected else [None] * expected


def _text(table: dict[str, Any], name: str) -> str | None:
    value = table.get(name)
    if value is not None and not isinstance(value, str):
        raise _EntryError(f"`{name}` is not a string")
    return value


def _entry(table: object, key: str, line: int | None) -> StoreEntry:
    if not isinstance(table, dict):
        raise _EntryError("an entry is not a table")
    service = _text(table, "service")
    username, password, token = (_text(table, name) for name in ("username", "password", "token"))
    if service is None:
        raise _EntryError("`service` is missing")
    scheme = table.get("scheme", "basic")
    if scheme not in ("basic", "bearer"):
        raise _EntryError('`scheme` is neither "basic" nor "bearer"')
    address: Address | None
    try:
        address = parse_address(service)
    except UrlError as error:
        if str(error) != "cannot-be-a-base URL":
            raise _EntryError(f"`service` is not a URL ({error})") from None
        address = None
    if scheme == "bearer":
        if username is not None or password is not None:
            raise _EntryError('`username` and `password` do not go with `scheme = "bearer"`')
        if token is None:
            raise _EntryError('`token` is required with `scheme = "bearer"`')
        return StoreEntry(key, line, address, None, Secret(token), Scheme.BEARER)
    if username is None:
        raise _EntryError('`username` is required with `scheme = "basic"`')
    if token is not None:
        raise _EntryError('`token` does not go with `scheme = "basic"`')
    secret = None if password is None else Secret(password)
    return StoreEntry(key, line, address, username, secret, Scheme.BASIC)
