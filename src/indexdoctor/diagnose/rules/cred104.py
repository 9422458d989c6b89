"""CRED104: credential variables whose name belongs to no index."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping

from indexdoctor.diagnose.case import ASKED, Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.words import variables
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin

_VARIABLE = re.compile(r"(UV_INDEX|UV_HTTP_BASIC)_(.+)_(USERNAME|PASSWORD)", re.IGNORECASE)


def find(case: Case) -> Iterator[Finding]:
    known = {variables(row.index.name)[0]: row for row in case.rows() if row.index.name is not None}
    used = {name for user in known for name in (user, user.removesuffix("USERNAME") + "PASSWORD")}
    groups: dict[tuple[str, str], list[str]] = {}
    for name in sorted(case.discovered.surroundings.environ):
        match = _VARIABLE.fullmatch(name)
        if match is not None and name not in used:
            groups.setdefault((match[1], match[2]), []).append(name)
    for (prefix, middle), names in groups.items():
        wanted = _nearest(middle, known)
        # A variable for some other project is no fault; one that nearly names an index is.
        row = known.get(wanted) if wanted is not None else None
        served = row is not None and (bool(case.found(row)) or row.standing not in ASKED)
        close = wanted is not None and not served
        remedies = []
        if wanted is not None and row is not None:
            stem = wanted.removesuffix("USERNAME")
            endings = [name.upper().rsplit("_", 1)[1] for name in names]
            remedies.append(
                Remedy(
                    f"name the variables after the index {row.index.name}",
                    "\n".join(
                        f'export {stem}{ending}="${name}"'
                        for ending, name in zip(endings, names, strict=True)
                    ),
                )
            )
        old = prefix.upper() == "UV_HTTP_BASIC"
        yield RULE.finding(
            row.index.label if row is not None else names[0],
            f"{case.client} reads {' and '.join(names)} for no index"
            + (f"; the variables of {row.index.name} are {stem}*" if row is not None else ""),
            confidence=Confidence.CERTAIN,
            why="only uv 0.4.23 read variables of this form"
            if old
            else "the name between UV_INDEX_ and the ending must be an index's name, letters in "
            "upper case and every other character as an underscore",
            origins=tuple(Origin.env(name) for name in names),
            evidence=(Evidence("indexes with a name", _names(case)),),
            remedies=tuple(remedies),
            severity=None if close else Severity.NOTE,
        )


def _nearest(middle: str, known: Mapping[str, object]) -> str | None:
    stems = {user.removeprefix("UV_INDEX_").removesuffix("_USERNAME"): user for user in known}
    squeezed = re.sub(r"[^A-Z0-9]", "", middle.upper())
    for stem, user in stems.items():
        if re.sub(r"[^A-Z0-9]", "", stem) == squeezed:
            return user
    close = difflib.get_close_matches(middle.upper(), stems, n=1, cutoff=0.7)
    return stems[close[0]] if close else None


def _names(case: Case) -> str:
    names = dict.fromkeys(row.index.name for row in case.rows() if row.index.name is not None)
    return ", ".join(names) or "none"


RULE = Rule(
    code="CRED104",
    name="variable-of-no-index",
    severity=Severity.WARNING,
    meaning="UV_INDEX_<NAME>_USERNAME or _PASSWORD is set for a name that no index has.",
    why="uv builds the variable's name from the index's name: ASCII letters and digits in upper "
    "case, everything else as an underscore. An index given by URL alone has no name and no "
    "variables; there is no UV_DEFAULT_INDEX_USERNAME.",
    fix="Rename the variables, or give the index that name (UV_DEFAULT_INDEX=name=https://…).",
    example="The index is called my-artifactory, the variables UV_INDEX_MYARTIFACTORY_*: uv reads "
    "UV_INDEX_MY_ARTIFACTORY_*.",
    references=(
        "https://github.com/astral-sh/uv/issues/9104",
        "https://github.com/astral-sh/uv/issues/8448",
    ),
    find=find,
)
