"""`.pypirc` and the TWINE_* variables: where twine uploads, and with what.

The format is that of the packaging guide's specification of `.pypirc`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from indexdoctor.discover.files import Unreadable, read_text
from indexdoctor.discover.ini_lines import Entry, entries
from indexdoctor.discover.pip_conf import LIMIT, with_userinfo
from indexdoctor.model.origin import Origin
from indexdoctor.model.others import OtherIndex
from indexdoctor.model.secret import Secret
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import Address, UrlError, parse_address


def from_environment(environ: Mapping[str, str]) -> Iterator[OtherIndex]:
    """The account and the target of the TWINE_* variables; nothing without any of them."""
    user, password = environ.get("TWINE_USERNAME"), environ.get("TWINE_PASSWORD")
    url, name = environ.get("TWINE_REPOSITORY_URL"), environ.get("TWINE_REPOSITORY")
    if not (user or password or url):
        return
    account = "TWINE_PASSWORD" if password else "TWINE_USERNAME"
    yield with_userinfo(
        OtherIndex(
            "twine",
            "TWINE_*",
            Origin.env("TWINE_REPOSITORY_URL" if url else account),
            _address(url),
            name,
            user or None,
            None if not password else Secret(password),
            Origin.env(account) if user or password else None,
            is_upload=True,
        ),
        Origin.env("TWINE_REPOSITORY_URL"),
    )


def from_file(path: Path, surroundings: Surroundings) -> Iterator[OtherIndex]:
    """One target for each section of a `.pypirc`; nothing when it cannot be read.

    The sections pypi and testpypi need no URL.
    """
    text = read_text(path, LIMIT)
    if isinstance(text, Unreadable):
        return
    sections: dict[str, dict[str, Entry]] = {}
    for entry in entries(text):
        sections.setdefault(entry.section, {})[entry.key] = entry
    shown = surroundings.shown(path)
    for name, fields in sections.items():
        if name == "distutils" or not {"repository", "username", "password"} & fields.keys():
            continue

        def place(*keys: str, name: str = name, fields: dict[str, Entry] = fields) -> Origin:
            key = next(key for key in keys if key in fields)
            return Origin.file(shown, fields[key].lines[0][0], f"{name}.{key}")

        url = fields.get("repository")
        user, password = fields.get("username"), fields.get("password")
        yield with_userinfo(
            OtherIndex(
                "twine",
                ".pypirc",
                place("repository", "username", "password"),
                _address(None if url is None else url.text),
                name,
                None if user is None else user.text or None,
                None if password is None or not password.text else Secret(password.text),
                place("password", "username") if user or password else None,
                is_upload=True,
            ),
            place("repository", "username", "password"),
        )


def _address(text: str | None) -> Address | None:
    try:
        return None if not text else parse_address(text)
    except UrlError:
        return None
