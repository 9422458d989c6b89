"""Findings divided into those that count and those that were ignored, and codes checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexdoctor.diagnose.rules.registry import all_rules
from indexdoctor.model.finding import Finding
from indexdoctor.model.problem import Problem
from indexdoctor.model.selection import Ignored, Selection, Selector


def divide(
    found: Iterable[Finding], selection: Selection
) -> tuple[tuple[Finding, ...], tuple[Ignored, ...]]:
    """The findings that count, and the others with what rules them out.

    What is ignored stays ignored where it is selected too.
    """
    kept: list[Finding] = []
    ignored: list[Ignored] = []
    for finding in found:
        by = next((s for s in selection.ignore if s.takes(finding)), None)
        if by is not None:
            ignored.append(Ignored(finding, by.origin, by.reason))
        elif selection.select and not any(s.takes(finding) for s in selection.select):
            ignored.append(Ignored(finding, selection.select[0].origin, "not selected"))
        else:
            kept.append(finding)
    return tuple(kept), tuple(ignored)


def mistakes(selection: Selection) -> Iterator[Problem]:
    """A problem for each code that is none, with the nearest one."""
    for entry in (*selection.select, *selection.ignore):
        if not is_prefix(entry.code):
            yield _unknown(entry)


def is_prefix(text: str) -> bool:
    """Whether some code begins so, in any case."""
    wanted = text.upper()
    return bool(wanted) and any(rule.code.startswith(wanted) for rule in all_rules())


def _unknown(entry: Selector) -> Problem:
    import difflib

    codes = {rule.code for rule in all_rules()} | {rule.family for rule in all_rules()}
    near = difflib.get_close_matches(entry.code.upper(), sorted(codes), n=1, cutoff=0.5)
    hint = f"the nearest is {near[0]}; " if near else ""
    return Problem(
        f"no code is or begins with `{entry.code}`",
        entry.origin,
        hint=f"{hint}indexdoctor rules lists all",
    )
