"""CRED104: credential variables whose name belongs to no index."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.locked_files import unserved_files
from indexdoctor.diagnose.rules.missed import KEYRINGS, Need, needs
from indexdoctor.diagnose.strange_variables import Strange, nearest, stem, strange_variables
from indexdoctor.diagnose.words import listed
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.resolution import IndexRow


def find(case: Case) -> Iterator[Finding]:
    groups = list(strange_variables(case))
    if not groups:
        return
    unserved = {need.label: need for need in needs(case) if need.row is not None}
    taken = _of_unnamed(unserved) or next(unserved_files(case), None) is not None
    for group in groups:
        known = {row.index.name: row for row in case.rows() if row.index.name is not None}
        name = nearest(group.middle, known)
        row = None if name is None else known[name]
        sure = True
        if row is None and len(groups) == 1 and not taken:
            row, sure = _only(unserved), False
        if row is not None:
            yield _near(case, group, row, unserved.get(row.index.label), sure=sure)
        elif not taken:
            yield _of_none(case, group)


def _only(unserved: dict[str, Need]) -> IndexRow | None:
    """The one index with a name that got no credentials."""
    rows = [need.row for need in unserved.values() if need.row and need.row.index.name]
    return rows[0] if len(rows) == 1 else None


def _of_unnamed(unserved: dict[str, Need]) -> bool:
    """Whether an index without a name got no credentials: CRED120 speaks of that."""
    return any(need.row and need.row.index.name is None for need in unserved.values())


def _near(case: Case, group: Strange, row: IndexRow, need: Need | None, *, sure: bool) -> Finding:
    """Variables that nearly name an index, or that must be those of the one without credentials."""
    index = row.index
    assert index.name is not None
    # A variable for some other project is no fault; one that nearly names an index is.
    served = bool(case.found(row)) or row.standing not in ASKED
    grade = Severity.NOTE if served else None
    if need is not None and (sure or group.is_no_name):
        grade = need.severity or Severity.ERROR
    doubt = Confidence.LIKELY if group.is_no_name else Confidence.POSSIBLE
    lines = () if need is None else need.evidence
    return RULE.finding(
        index.label,
        f"{case.client} reads {listed(list(group.names))} for no index; the variables of "
        f"{index.label} are {stem(index.name)}_*",
        confidence=Confidence.CERTAIN if sure else doubt,
        why=_why(group),
        origins=tuple(Origin.env(name) for name in group.names),
        evidence=(*lines, Evidence("indexes with a name", _names(case))),
        remedies=(
            Remedy(f"name the variables after the index {index.name}", _exports(group, index.name)),
        ),
        decide="" if sure else f"whether they are meant for {index.label}",
        severity=grade,
    )


def _exports(group: Strange, name: str) -> str:
    return group.exports(stem(name))


def _why(group: Strange) -> str:
    if group.is_old:
        return "only uv 0.4.23 read variables of this form"
    return (
        "the name between UV_INDEX_ and _USERNAME or _PASSWORD must be an index's name, letters "
        "in upper case and every other character as an underscore"
    )


def _of_none(case: Case, group: Strange) -> Finding:
    """Variables that are next to no index of the command."""
    return RULE.finding(
        group.names[0],
        f"{case.client} reads {listed(list(group.names))} for no index",
        confidence=Confidence.CERTAIN,
        why=_why(group),
        origins=tuple(Origin.env(name) for name in group.names),
        evidence=(Evidence("indexes with a name", _names(case)),),
        severity=Severity.NOTE,
    )


def _names(case: Case) -> str:
    names = dict.fromkeys(row.index.name for row in case.rows() if row.index.name is not None)
    return ", ".join(names) or "none"


RULE = Rule(
    code="CRED104",
    name="variable-of-no-index",
    severity=Severity.WARNING,
    meaning="UV_INDEX_<NAME>_USERNAME or _PASSWORD is set for a name that no index has.",
    why="uv builds the variable's name from the index's name: ASCII letters and digits in upper "
    "case, everything else as an underscore. The name has to be defined in a file or option that "
    "the command reads: uv tool and uvx read no project, and a lock holds no names.",
    fix="Rename the variables, or define an index of that name (UV_INDEX=name=https://…).",
    example="The index is called my-artifactory, the variables UV_INDEX_MYARTIFACTORY_*: uv reads "
    "UV_INDEX_MY_ARTIFACTORY_*.",
    references=(
        "https://github.com/astral-sh/uv/issues/9104",
        "https://github.com/astral-sh/uv/issues/8448",
        "https://github.com/astral-sh/uv/issues/17138",
    ),
    find=find,
    instead_of=(
        "READ103",
        "POL102",
        "POL103",
    ),
    instead_of_doubtful=(*KEYRINGS, "POL101"),
)
