"""PDM's sources and accounts: pyproject.toml, pdm.toml, the user's config.toml, PDM_* variables.

The names are those of PDM's documentation ("Configurations", "Package sources").
"""

from __future__ import annotations

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

_VARIABLES = (
    ("PDM_PYPI_URL", "PDM_PYPI_USERNAME", "PDM_PYPI_PASSWORD"),
    ("PDM_PUBLISH_REPO", "PDM_PUBLISH_USERNAME", "PDM_PUBLISH_PASSWORD"),
)


def from_environment(environ: Mapping[str, str]) -> Iterator[OtherIndex]:
    """The index and the upload target of PDM_* variables."""
    for names in _VARIABLES:
        url, user, password = (environ.get(name) or None for name in names)
        first = next((name for name in names if environ.get(name)), None)
        if first is None:
            continue
        is_upload = names[0] == "PDM_PUBLISH_REPO"
        origin = Origin.env(first)
        account = Origin.env(names[2] if password else names[1]) if user or password else None
        yield with_userinfo(
            OtherIndex(
                "PDM",
                first,
                origin,
                url_of(url),
                None if url else "pypi",
                user,
                None if password is None else Secret(password),
                account,
                is_default=not is_upload,
                is_upload=is_upload,
            ),
            origin,
        )


def from_project(document: Document) -> Iterator[OtherIndex]:
    """The `[[tool.pdm.source]]` tables of a pyproject.toml."""
    for number, table in enumerate(tables(document, "tool", "pdm", "source")):
        entry = _entry(
            document,
            ("tool", "pdm", "source", number),
            table,
            "[[tool.pdm.source]]",
            text_of(table.get("name")),
        )
        if entry is not None:
            yield entry


def from_file(path: Path, surroundings: Surroundings) -> Iterator[OtherIndex]:
    """What a pdm.toml or config.toml says; nothing when it cannot be read."""
    document = read_document(path, surroundings)
    if not isinstance(document, Document):
        return
    for section, is_upload in (("pypi", False), ("repository", True)):
        table = at(document.table, section)
        own = {key: value for key, value in table.items() if not isinstance(value, dict)}
        found: list[tuple[tuple[str, ...], Mapping[str, Any], str]] = []
        if own and not is_upload:
            found.append(((section,), own, "pypi"))
        found += [
            ((section, name), value, name)
            for name, value in table.items()
            if isinstance(value, dict)
        ]
        for where, fields, name in found:
            entry = _entry(document, where, fields, f"[{'.'.join(where)}]", name, is_upload)
            if entry is not None:
                yield entry


def _entry(
    document: Document,
    path: tuple[str | int, ...],
    table: Mapping[str, Any],
    setting: str,
    name: str | None,
    is_upload: bool = False,
) -> OtherIndex | None:
    """The index of a table with the fields url, username and password."""
    address, secret = url_of(table.get("url")), secret_text(table.get("password"))
    if address is None and secret is None:
        return None
    origin = document.origin((*path, "url" if address is not None else "password"))
    account = document.origin((*path, "password")) if secret is not None else None
    return with_userinfo(
        OtherIndex(
            "PDM",
            setting,
            origin,
            address,
            name,
            text_of(table.get("username")),
            secret,
            account,
            is_default=name == "pypi" and not is_upload,
            is_upload=is_upload,
        ),
        origin,
    )
