"""POL108: a log shows another policy for a URL than the settings give it."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.clients.uv.gathering import gather
from indexdoctor.clients.uv.roots import governors
from indexdoctor.diagnose.case import ASKED, Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.words import short
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Policy
from indexdoctor.model.replayed import Logged
from indexdoctor.model.resolution import IndexRow


def find(case: Case) -> Iterator[Finding]:
    if case.replayed is None or not case.replayed.logged or not case.discovered.config:
        return
    known = governors(gather(case.discovered), case.discovered.command.kind, case.uv)
    told: set[str] = set()
    for logged in case.replayed.logged:
        row = _nearest(case, logged)
        if row is None or row.index.label in told:
            continue
        governor = known.find(logged.url)
        expected = Policy.AUTO if governor is None else governor.policy
        wanted = row.policy.value
        if logged.policy is expected is wanted:
            continue
        told.add(row.index.label)
        yield _finding(case, row, logged, expected)


def _nearest(case: Case, logged: Logged) -> IndexRow | None:
    """The index in use on the same server; where there are several, nobody can tell which."""
    near = [row for row in case.rows(*ASKED) if row.root.realm == logged.url.realm]
    under = [row for row in near if str(logged.url).startswith(str(row.root))]
    if under:
        return under[0]
    return near[0] if len(near) == 1 else None


def _finding(case: Case, row: IndexRow, logged: Logged, expected: Policy) -> Finding:
    label, wanted = row.index.label, row.policy.value
    outside = logged.policy is expected
    if outside:
        reason = f"the URL lies outside the index root {row.root}"
    else:
        reason = "the log was written with other settings, or by another command"
    return RULE.finding(
        label,
        f"the log shows policy {logged.policy} for {short(logged.url)}, the settings say "
        f"{wanted} for {label}: {reason}",
        confidence=Confidence.CERTAIN if outside else Confidence.LIKELY,
        why="the policy of an index reaches as far as its root (the URL without a final /simple); "
        "elsewhere it is auto",
        origins=(logged.origin, row.policy.origin, row.index.origin),
        evidence=(
            Evidence("the log", f"policy {logged.policy} at {logged.origin}"),
            Evidence("the settings", f"policy {wanted} at {row.policy.origin}"),
            Evidence("index root", str(row.root)),
            Evidence("there", f"policy {expected} by the settings"),
        ),
        remedies=(
            (
                Remedy(
                    "define the place of these files as an index of its own, with the policy",
                    f'[[tool.uv.index]]\nname = "{row.index.name or "internal"}-files"\n'
                    f'url = "{logged.url.realm}{_folder(logged)}"\nexplicit = true\n'
                    f'authenticate = "{wanted}"',
                ),
            )
            if outside and wanted is not Policy.AUTO
            else ()
        ),
        decide="" if outside else "a log of the same command, with the settings as they are now",
        severity=Severity.WARNING,
    )


def _folder(logged: Logged) -> str:
    """The path above a file, or above the page of a package."""
    return logged.url.path.rstrip("/").rpartition("/")[0] or "/"


RULE = Rule(
    code="POL108",
    name="log-and-settings-differ",
    severity=Severity.WARNING,
    meaning="A log of uv shows a policy for a URL that is not the one set for its index.",
    why="Either the URL lies outside the index root, so that the policy does not reach it, or the "
    "log and the settings at hand are not of the same run.",
    fix="Look at the index root: give the place of the URL an index of its own, or move the files "
    "below the root. Where log and settings are of different runs, write the log again.",
    example='authenticate = "always" for https://corp.example/api/simple, and the log shows '
    "authentication policy auto for https://corp.example/files/pkg-1.0-py3-none-any.whl.",
    references=("https://github.com/astral-sh/uv/issues/14264",),
    find=find,
)
