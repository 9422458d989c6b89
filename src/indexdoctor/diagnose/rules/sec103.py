"""SEC103: a file of credentials that every account of the machine may read."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    for origin in case.discovered.hygiene.readable:
        yield RULE.finding(
            origin.name,
            f"every account of this machine may read {origin.name}: chmod 600 {origin.name}",
            confidence=Confidence.CERTAIN,
            origins=(origin,),
            remedies=(Remedy("let its owner alone read it", f"chmod 600 {origin.name}"),),
        )


RULE = Rule(
    code="SEC103",
    name="credentials-readable-by-all",
    severity=Severity.NOTE,
    meaning="The netrc file or uv's credentials.toml can be read by every account of the machine.",
    why="Its mode, and that of all directories above it, let others in. uv does not look at modes; "
    "other programs refuse a netrc file like this. Windows has no such modes, and nothing is said "
    "there.",
    fix="chmod 600 for the file.",
    example="A ~/.netrc written with echo under the usual umask has the mode 644.",
    references=("https://docs.astral.sh/uv/concepts/authentication/http/#netrc-files",),
    find=find,
)
