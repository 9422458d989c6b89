"""NET150: many requests at once are refused, the same one alone is not."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.controls import controls
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import per_index
from indexdoctor.diagnose.words import evidence
from indexdoctor.model.control import ControlKind
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    for row, chains in per_index(case):
        label, home = row.index.label, row.index.url
        control = next(controls(case, label, ControlKind.ALONE), None)
        if control is None or control.exchange is None or case.replayed is None:
            continue
        alone = case.replayed.exchange(control.exchange)
        refused = case.replayed.exchange(control.about)
        if not 200 <= alone.response.status < 300:
            continue
        status = refused.response.status
        number = sum(chain.status == status for chain in chains)
        yield RULE.finding(
            label,
            f"{label} answers {status} to {number} of {len(chains)} requests sent at once, and "
            f"{alone.response.status} to the same one alone",
            confidence=Confidence.CERTAIN,
            why="the server limits how much is asked at a time; this is no matter of accounts",
            origins=(row.index.origin,),
            evidence=(
                evidence(refused, f"{case.client} sends", home),
                evidence(alone, "proof", home),
            ),
            remedies=(
                Remedy("ask for fewer pages and files at once", "export UV_CONCURRENT_DOWNLOADS=4"),
                Remedy("or ask the index's owner for a higher limit"),
            ),
        )


RULE = Rule(
    code="NET150",
    name="too-many-requests-at-once",
    severity=Severity.ERROR,
    meaning="Of many requests that are sent at once some are refused, and the same one is answered "
    "when nothing else is under way.",
    why="uv sends up to 50 requests at once. Proxies and servers that limit requests answer 429 or "
    "503, some 403 or 401, which looks like a refusal of the account.",
    fix="Let uv send fewer at once with UV_CONCURRENT_DOWNLOADS, or raise the server's limit.",
    example="403 from a web application firewall for every page after the tenth.",
    references=(
        "https://docs.astral.sh/uv/reference/environment/#uv_concurrent_downloads",
        "https://github.com/astral-sh/uv/pull/11182",
    ),
    find=find,
    instead_of=("READ101", "READ102", "READ103", "READ105", "READ109", "NET106"),
)
