"""A package that no index has, where the reason may be that an index was not asked."""

from __future__ import annotations

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.shared import is_package_page, read_chains
from indexdoctor.diagnose.words import sends
from indexdoctor.model.finding import Evidence
from indexdoctor.model.replayed import Ending
from indexdoctor.records import record


@record
class Missing:
    """`subject` is the index asked first, `lines` show what was asked and answered."""

    package: str
    subject: str
    lines: tuple[Evidence, ...]


def missing(case: Case) -> Missing | None:
    """The first package that is missing; None when there is none."""
    ended = next((c for c in case.conclusions if c.ending is Ending.MISSING), None)
    if ended is None:
        return None
    asked = [
        (row, chain)
        for row, chain in read_chains(case)
        if is_package_page(chain) and chain.first.request.package == ended.subject
    ]
    lines = [line for r, c in asked for line in sends(c.exchanges, case.client, r.index.url)]
    return Missing(ended.subject, asked[0][0].index.label if asked else ended.subject, tuple(lines))
