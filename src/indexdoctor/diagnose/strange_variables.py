"""Credential variables that stand for no index: uv reads none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.words import variables
from indexdoctor.records import record

# The variables that begin like those of an index and are uv's own.
_OWN = frozenset({"UV_INDEX", "UV_INDEX_URL", "UV_INDEX_STRATEGY", "UV_DEFAULT_INDEX"})
_OLD = "(?i)UV_HTTP_BASIC_(.+)_(USERNAME|PASSWORD)"
_FORMS = (
    "(?i)UV_(?:DEFAULT_|EXTRA_)?INDEX(?:_URL)?_(?:USERNAME|PASSWORD|TOKEN)()",
    "(?i)UV_INDEX_(?:URL_)?(?:TOKEN|PASSWORD)_(.+)",
    "(?i)UV_INDEX_(.+)_(USERNAME|USER|LOGIN|PASSWORD|PASS|TOKEN|KEY)",
)
_URLS = frozenset({"URL", "DEFAULT", "EXTRA_URL"})  # settings, not names
_VALID = "UV_INDEX_(?!URL_|DEFAULT_|TOKEN_)[A-Z0-9_]+_(USERNAME|PASSWORD)"
_USERS = r"(?i)_(USERNAME|USER|LOGIN)(_|$)"


@record
class Strange:
    """The variables of one name, sorted; `middle` is that name, or empty where they have none.

    `is_old` says that they have the form which uv 0.4.23 alone read.
    """

    names: tuple[str, ...]
    middle: str
    is_old: bool = False

    @property
    def is_no_name(self) -> bool:
        """Whether one of them is the variable of no index at all, whatever that is called."""
        return not all(re.fullmatch(_VALID, name) for name in self.names)

    def exports(self, stem: str) -> str:
        """Commands that give the values to the variables which begin with `stem` (`UV_INDEX_A`)."""
        lines = []
        for name in self.names:
            ending = "USERNAME" if re.search(_USERS, name) else "PASSWORD"
            lines.append(f'export {stem}_{ending}="${name}"')
        return "\n".join(lines)


def strange_variables(case: Case) -> Iterator[Strange]:
    """The groups of variables that look like those of an index and belong to none."""
    named = [row.index.name for row in case.rows() if row.index.name is not None]
    used = {name for index in named for name in variables(index)}
    groups: dict[tuple[str, bool], list[str]] = {}
    for name in sorted(case.discovered.surroundings.environ):
        if not name.upper().startswith("UV_") or name in used or name in _OWN:
            continue
        old = re.fullmatch(_OLD, name)
        middle = old[1] if old is not None else _middle(name)
        if middle is not None:
            groups.setdefault((middle, old is not None), []).append(name)
    for (middle, is_old), names in groups.items():
        yield Strange(tuple(names), middle, is_old)


def _middle(name: str) -> str | None:
    """The part of a variable that should be an index's name; None for other variables."""
    for form in _FORMS:
        found = re.fullmatch(form, name)
        if found is not None:
            return "" if found[1].upper() in _URLS else found[1]
    return None


def nearest(middle: str, names: Mapping[str, object]) -> str | None:
    """Which of these index names a variable's middle part comes next to; None: none is near."""
    if not middle:
        return None
    stems = {stem(name).removeprefix("UV_INDEX_"): name for name in names}
    squeezed = re.sub(r"[^A-Z0-9]", "", middle.upper())
    for part, name in stems.items():
        if re.sub(r"[^A-Z0-9]", "", part) == squeezed:
            return name
    import difflib  # seldom needed, and slow to load

    close = difflib.get_close_matches(middle.upper(), stems, n=1, cutoff=0.7)
    return stems[close[0]] if close else None


def stem(name: str) -> str:
    """What the variables of an index begin with: `UV_INDEX_MY_INDEX`."""
    return variables(name)[0].removesuffix("_USERNAME")
