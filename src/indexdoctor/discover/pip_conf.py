"""pip's configuration: its files and PIP_* variables (pip's documentation, "Configuration").

The names of settings are those of the options: `index-url` may also be written `index_url`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from indexdoctor.discover.files import Unreadable, read_text
from indexdoctor.discover.ini_lines import entries
from indexdoctor.model.origin import Origin
from indexdoctor.model.others import OtherIndex, OtherSetting
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import UrlError, parse_address

LIMIT = 1024 * 1024
_INDEXES = ("index-url", "extra-index-url")
_OTHERS = ("trusted-host", "keyring-provider")
_VARIABLES = {f"PIP_{name.upper().replace('-', '_')}": name for name in (*_INDEXES, *_OTHERS)}

Found = OtherIndex | OtherSetting


def from_environment(environ: Mapping[str, str]) -> Iterator[Found]:
    """What the PIP_* variables say."""
    for variable, name in _VARIABLES.items():
        for word in environ.get(variable, "").split():
            yield from _one(name, word, Origin.env(variable))


def from_file(path: Path, surroundings: Surroundings) -> Iterator[Found]:
    """What a pip.conf says, for whatever command of pip; nothing when it cannot be read."""
    text = read_text(path, LIMIT)
    if isinstance(text, Unreadable):
        return
    shown = surroundings.shown(path)
    for entry in entries(text):
        name = entry.key.replace("_", "-").removeprefix("--")
        if name in (*_INDEXES, *_OTHERS):
            for line, word in entry.words():
                yield from _one(name, word, Origin.file(shown, line, f"{entry.section}.{name}"))


def _one(name: str, text: str, origin: Origin) -> Iterator[Found]:
    if name in _OTHERS:
        yield OtherSetting("pip", name, text, origin)
        return
    try:
        address = parse_address(text)
    except UrlError:
        return
    yield with_userinfo(
        OtherIndex("pip", name, origin, address, is_default=name == "index-url"), origin
    )


def with_userinfo(index: OtherIndex, origin: Origin) -> OtherIndex:
    """The entry with the account that its own URL carries, if it has none yet."""
    userinfo = None if index.address is None else index.address.userinfo
    if userinfo is None or index.secret is not None:
        return index
    try:
        return replace(
            index,
            username=index.username or userinfo.username,
            secret=userinfo.password,
            account=origin,
        )
    except UnicodeDecodeError:
        return index
