"""CRED120: credential variables are set for an index that has no name."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import KEYRINGS, Need, needs
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.diagnose.strange_variables import Strange, nearest, stem, strange_variables
from indexdoctor.diagnose.words import listed
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.origin import Origin, OriginKind


def find(case: Case) -> Iterator[Finding]:
    groups = list(strange_variables(case))
    if not groups:
        return
    known = {row.index.name: row for row in case.rows() if row.index.name is not None}
    left = [group for group in groups if nearest(group.middle, known) is None]
    for need in needs(case):
        if need.row is not None and need.row.index.name is None and left:
            yield _finding(case, need, need.row.index, left[0])


def _finding(case: Case, need: Need, index: Index, group: Strange) -> Finding:
    names = listed(list(group.names))
    return RULE.finding(
        index.label,
        f"{case.client} reads {names} for no index: the one at {index.origin} has no name, and so "
        "no variables",
        confidence=Confidence.CERTAIN,
        why="credential variables are UV_INDEX_<NAME>_USERNAME and UV_INDEX_<NAME>_PASSWORD with "
        "the name of an index; URL, DEFAULT and EXTRA are no names",
        origins=(index.origin, *(Origin.env(name) for name in group.names)),
        evidence=need.evidence,
        remedies=(_naming(index, group),),
        severity=need.severity,
    )


def _naming(index: Index, group: Strange) -> Remedy:
    """How the index gets the name that the variables have, or a name and these variables."""
    name = group.middle.lower() or "internal"
    fits = set(group.names) <= {f"{stem(name)}_USERNAME", f"{stem(name)}_PASSWORD"}
    variables = "" if fits else f"\n{group.exports(stem(name))}"
    if index.origin.kind is OriginKind.FILE and index.kind is IndexKind.INDEX:
        return Remedy(
            "give the index a name" if variables else "give the index that name",
            f'# {index.origin}\nname = "{name}"{variables}',
        )
    is_default = index.kind in (IndexKind.DEFAULT_INDEX, IndexKind.INDEX_URL)
    variable = "UV_DEFAULT_INDEX" if is_default else "UV_INDEX"
    place = "" if index.origin.name == variable else f"   # in place of {index.origin}"
    export = f"export {variable}={word(f'{name}={index.url}')}"
    return Remedy("give the index a name", f"{export}{place}{variables}")


RULE = Rule(
    code="CRED120",
    name="variables-for-unnamed-index",
    severity=Severity.ERROR,
    meaning="An index is given by its URL alone, and credential variables are set that uv reads "
    "for indexes with a name only.",
    why="UV_DEFAULT_INDEX, UV_INDEX_URL, --index-url and a [[tool.uv.index]] without `name` define "
    "an index without a name. There is no UV_DEFAULT_INDEX_PASSWORD and no UV_INDEX_URL_USERNAME.",
    fix="Give the index a name: UV_DEFAULT_INDEX=name=https://…, then UV_INDEX_<NAME>_PASSWORD.",
    example="UV_DEFAULT_INDEX=https://host/simple with UV_INDEX_HOST_PASSWORD: uv sends nothing.",
    references=(
        "https://github.com/astral-sh/uv/issues/9104",
        "https://github.com/astral-sh/uv/issues/9577",
    ),
    find=find,
    instead_of=(
        "READ103",
        "POL102",
        "POL103",
    ),
    instead_of_doubtful=KEYRINGS,
)
