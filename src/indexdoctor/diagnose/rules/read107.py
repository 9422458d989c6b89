"""READ107: every index says 404; one of them may hide the package."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.rules.shared import is_package_page, read_chains
from indexdoctor.diagnose.words import credential_name, evidence, sends
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.replayed import Ending
from indexdoctor.model.resolution import IndexRow


def find(case: Case) -> Iterator[Finding]:
    for conclusion in case.conclusions:
        if conclusion.ending is not Ending.MISSING:
            continue
        asked = [
            (row, chain)
            for row, chain in read_chains(case)
            if is_package_page(chain) and chain.first.request.package == conclusion.subject
        ]
        if asked and all(chain.status == 404 for _, chain in asked):
            yield _finding(case, conclusion.subject, asked)


def _finding(case: Case, package: str, asked: list[tuple[IndexRow, Chain]]) -> Finding:
    hidden = next(
        ((row, found) for row, _ in asked if (found := _hidden(case, row, package)) is not None),
        None,
    )
    row = asked[0][0] if hidden is None else hidden[0]
    lines = [line for r, c in asked for line in sends(c.exchanges, case.client, r.index.url)]
    if hidden is not None:
        lines.append(evidence(hidden[1], "proof", row.index.url))
        cause = (
            f"{row.index.label} hides {package} from {case.client}: 404, but "
            f"{credential_name(hidden[1].request.credential)} reads it"
        )
    else:
        cause = f"no index has {package} (404 everywhere), or one hides it from this account"
    for asked_row, chain in asked:
        lines += server_lines(case, chain, asked_row.index.url)
    return RULE.finding(
        row.index.label,
        cause,
        confidence=Confidence.POSSIBLE if hidden is None else Confidence.CERTAIN,
        why="some servers answer 404 instead of 401 or 403, so that nobody learns which packages "
        'exist; uv then says "not found in the package registry" without a hint',
        origins=tuple(r.index.origin for r, _ in asked),
        evidence=tuple(lines),
        remedies=(Remedy("check the package's name, and the account's rights on the index"),),
        decide="" if hidden is not None else "indexdoctor check with an account known to read it",
    )


def _hidden(case: Case, row: IndexRow, package: str) -> Exchange | None:
    if case.replayed is None:
        return None
    for probe in case.probes:
        if probe.index == row.index.label and probe.role is Role.PAGE and probe.exchange:
            exchange = case.replayed.exchange(probe.exchange)
            if exchange.response.status == 200 and exchange.request.package == package:
                return exchange
    return None


RULE = Rule(
    code="READ107",
    name="missing-or-hidden",
    severity=Severity.ERROR,
    meaning="Every index answers 404 for a package.",
    why="The package does not exist there, its name is misspelt, or a server hides it from the "
    "account by answering 404. uv cannot tell these apart.",
    fix="Check the name; then try an account that is known to read the package.",
    example="GitLab answers 404 for a project that the deploy token may not see.",
    references=("https://github.com/astral-sh/uv/issues/7359",),
    find=find,
)
