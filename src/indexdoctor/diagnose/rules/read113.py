"""READ113: a rule about packages blocks one, whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.providers.registry import PROVIDERS
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import read_chains
from indexdoctor.diagnose.words import sends
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    reported: set[tuple[str, str | None]] = set()
    for row, chain in read_chains(case):
        label, package = row.index.label, chain.first.request.package
        said = _block(chain)
        if said is None or (label, package) in reported:
            continue
        reported.add((label, package))
        title, words = said
        yield RULE.finding(
            label,
            f"{label} blocks {package or 'a page'} by a rule about packages, not about accounts",
            confidence=Confidence.CERTAIN,
            why=f"{title} says so in the text of its {chain.status}; another account or password "
            "changes nothing",
            origins=(row.index.origin,),
            evidence=(
                *sends(chain.exchanges, case.client, row.index.url),
                Evidence("the server says", words),
            ),
            remedies=(
                Remedy("ask for another version than the one that is blocked"),
                Remedy("or ask whoever runs the index to let it through"),
            ),
            severity=None if case.ended_badly(chain) else Severity.WARNING,
        )


def _block(chain: Chain) -> tuple[str, str] | None:
    """Whose words of a blocking rule a refusal holds, in its status line or text, and the words."""
    if not chain.refused:
        return None
    response = chain.last.response
    text = f"{response.reason}\n{response.body.decode('utf-8', 'replace')}"
    for provider in PROVIDERS:
        for pattern in provider.blocks:
            match = re.search(pattern, text, re.IGNORECASE)
            if match is not None:
                return provider.title, match[0]
    return None


RULE = Rule(
    code="READ113",
    name="package-blocked-by-rule",
    severity=Severity.ERROR,
    meaning="The index refuses a package because of a rule about packages: curation, a firewall, a "
    "blocking policy or a routing rule.",
    why="Such rules answer 403 to every account. The status is that of a missing right; only the "
    "text of the answer tells the difference, and uv does not show it.",
    fix="Take another version, or ask whoever runs the index.",
    example="A 403 whose text says that the download was blocked by a curation service.",
    references=(
        "https://github.com/jfrog/jfrog-cli/issues/3150",
        "https://github.com/StatCan/aaw/issues/1744",
    ),
    find=find,
    instead_of=("READ101", "READ102", "READ103", "READ109"),
)
