"""Credential sources that are there and cannot be used: one finding a source, not one an index."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, Case
from indexdoctor.model.credential import Asked, Source
from indexdoctor.model.finding import Severity
from indexdoctor.model.index import Policy
from indexdoctor.records import record


@record
class Unusable:
    """A source's failure, with the labels of the indexes and publish targets it concerns.

    `needed` says that one of them is left without a complete credential.
    """

    asked: Asked
    labels: tuple[str, ...]
    needed: bool


def unusable(case: Case, *sources: Source, state: str = "failed") -> Iterator[Unusable]:
    groups: dict[tuple[Source, str], tuple[Asked, list[str], list[bool]]] = {}
    for label, asked in _holders(case):
        served = any(a.state == "found" and a.credential and a.credential.secret for a in asked)
        for entry in asked:
            if entry.source in sources and entry.state == state:
                group = groups.setdefault((entry.source, entry.reason), (entry, [], []))
                group[1].append(label)
                group[2].append(not served and _wants(case, label))
    for entry, labels, needed in groups.values():
        yield Unusable(entry, tuple(dict.fromkeys(labels)), any(needed))


def _holders(case: Case) -> Iterator[tuple[str, tuple[Asked, ...]]]:
    for row in case.rows(*ASKED):
        yield row.index.label, row.asked
    if case.publish is not None and case.publish.credential is None:
        yield case.publish_label, case.publish.asked


def _wants(case: Case, label: str) -> bool:
    """Whether credentials are missed here: refused when replayed, demanded by policy otherwise."""
    row = case.row(label)
    if row is not None and row.policy.value is Policy.ALWAYS:
        return True
    if case.replayed is not None:
        mine = [c for c in case.chains if c.first.request.asked_for in (label, None)]
        return any(c.refused for c in mine) or any(
            c.index == label and c.ending.value in ("failed", "refused") for c in case.conclusions
        )
    return row is None


def severity(problem: Unusable) -> Severity:
    """A broken source is a warning where it is missed, else a note."""
    return Severity.WARNING if problem.needed else Severity.NOTE
