"""Poetry's sources and accounts: pyproject.toml, config.toml, auth.toml and POETRY_* variables.

The names are those of Poetry's documentation ("Configuration", "Repositories").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from indexdoctor.discover.documents import Document, read_document
from indexdoctor.discover.other_tables import at, secret_text, tables, text_of, url_of
from indexdoctor.discover.pip_conf import with_userinfo
from indexdoctor.model.origin import Origin
from indexdoctor.model.others import OtherIndex
from indexdoctor.model.secret import Secret
from indexdoctor.model.surroundings import Surroundings

_BASIC = re.compile(r"POETRY_HTTP_BASIC_(.+)_(USERNAME|PASSWORD)")
_TOKEN = re.compile(r"POETRY_PYPI_TOKEN_(.+)")
_URL = re.compile(r"POETRY_REPOSITORIES_(.+)_URL")


def from_environment(environ: Mapping[str, str]) -> Iterator[OtherIndex]:
    """Targets and accounts of POETRY_* variables; their names are in upper case there."""
    users: dict[str, dict[str, str]] = {}
    for variable, value in environ.items():
        if not value:
            continue
        if found := _BASIC.fullmatch(variable):
            users.setdefault(found[1], {})[found[2]] = variable
        elif found := _TOKEN.fullmatch(variable):
            origin = Origin.env(variable)
            yield _account(found[1], "__token__", Secret(value), origin, uploads=True)
        elif found := _URL.fullmatch(variable):
            origin = Origin.env(variable)
            yield with_userinfo(
                OtherIndex(
                    "Poetry", "repositories", origin, url_of(value), found[1], is_upload=True
                ),
                origin,
            )
    for name, variables in users.items():
        user, password = variables.get("USERNAME"), variables.get("PASSWORD")
        yield _account(
            name,
            None if user is None else environ[user],
            None if password is None else Secret(environ[password]),
            Origin.env(password or user or ""),
        )


def from_project(document: Document) -> Iterator[OtherIndex]:
    """The `[[tool.poetry.source]]` tables of a pyproject.toml."""
    for number, source in enumerate(tables(document, "tool", "poetry", "source")):
        path = ("tool", "poetry", "source", number)
        address = url_of(source.get("url"))
        if address is not None:
            origin = document.origin((*path, "url"))
            primary = source.get("priority") in ("default", "primary", None)
            yield with_userinfo(
                OtherIndex(
                    "Poetry",
                    "[[tool.poetry.source]]",
                    origin,
                    address,
                    text_of(source.get("name")),
                    is_default=primary,
                ),
                origin,
            )


def from_file(path: Path, surroundings: Surroundings) -> Iterator[OtherIndex]:
    """What a config.toml or auth.toml says; nothing when it cannot be read."""
    document = read_document(path, surroundings)
    if not isinstance(document, Document):
        return
    for name, table in _named(document, "repositories"):
        address = url_of(table.get("url"))
        if address is not None:
            origin = document.origin(("repositories", name, "url"))
            target = OtherIndex("Poetry", "repositories", origin, address, name, is_upload=True)
            yield with_userinfo(target, origin)
    for name, table in _named(document, "http-basic"):
        origin = document.origin(("http-basic", name, "password"))
        yield _account(
            name, text_of(table.get("username")), secret_text(table.get("password")), origin
        )
    for name, value in at(document.table, "pypi-token").items():
        origin = document.origin(("pypi-token", name))
        yield _account(name, "__token__", secret_text(value), origin, uploads=True)


def _named(document: Document, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, table in at(document.table, key).items():
        if isinstance(table, dict):
            yield name, table


def _account(
    name: str, username: str | None, secret: Secret | None, origin: Origin, *, uploads: bool = False
) -> OtherIndex:
    """An account for a source or target of that name; Poetry uses it for both."""
    return OtherIndex(
        "Poetry",
        "pypi-token" if uploads else "http-basic",
        origin,
        None,
        name,
        username,
        secret,
        origin,
        is_upload=uploads,
    )
