"""POL101: files that lie outside the index root, where the index's policy does not reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexdoctor.diagnose.case import ASKED, Case, Chain, under
from indexdoctor.diagnose.controls import control_lines, controls
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.locked_files import files_beside
from indexdoctor.diagnose.rules.releases import lacks_policy, upgrade
from indexdoctor.diagnose.rules.shared import (
    common_url,
    is_deprived,
    is_outside,
    netrc_place,
    per_index,
    root_table,
)
from indexdoctor.diagnose.words import sends, short
from indexdoctor.model.control import ControlKind
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Policy
from indexdoctor.model.resolution import IndexRow
from indexdoctor.versions.auth import PLUS_SIMPLE_ROOT, POLICIES_OF_ALL, STORE, WHOLE_SEGMENTS


def find(case: Case) -> Iterator[Finding]:
    for row, chains in per_index(case):
        outside = [
            c for c in chains if not c.first.request.hop and is_outside(row, c.first.request)
        ]
        # Where something else ended the run, the second try was never made.
        refused = [c for c in outside if c.refused and not c.sent and case.ended_badly(c)]
        if refused and is_deprived(case, row, refused[0].first.request):
            yield _finding(case, row, refused[0])
        elif row.policy.value is Policy.ALWAYS:
            first = [
                c
                for c in outside
                if c.plain and not c.refused and c.first.request.policy is Policy.AUTO
            ]
            if first:
                yield _finding(case, row, first[0])
    told: set[str] = set()
    for row, chain in files_beside(case):
        if row.index.label not in told:
            told.add(row.index.label)
            yield _finding(case, row, chain)


def _finding(case: Case, row: IndexRow, chain: Chain) -> Finding:
    url = chain.first.request.url
    same_realm = url.realm == row.index.url.realm
    policy = f"policy {chain.first.request.policy}"
    lost = row.policy.value is not chain.first.request.policy
    if lost:
        policy += f" instead of {row.policy.value}"
    if chain.refused:
        cause = (
            f"{case.client} fails on the files of {row.index.label}: they lie outside the index "
            f"root ({policy}) and are refused with {chain.status}"
        )
    else:
        cause = (
            f"{case.client} asks for the files of {row.index.label} without credentials first: "
            f"they lie outside the index root, so it is {policy}"
        )
    root = Evidence("index root", str(row.root))
    sure = chain.first.request.asked_for == row.index.label or bool(case.held(row))
    place = Evidence("file", short(url))
    return RULE.finding(
        row.index.label,
        cause,
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
        why="policy and index credentials reach as far as the index root (the URL without a final "
        "/simple); "
        + (
            "files elsewhere on the host get what is remembered for the host"
            if same_realm
            else "files on another host need credentials of that host"
        ),
        origins=(row.policy.origin, row.index.origin) if lost else (row.index.origin,),
        evidence=(
            root,
            place,
            *sends(chain.exchanges, case.client, row.index.url),
            *_asked_beside(case, row),
        ),
        remedies=_remedies(case, row, chain),
        decide="" if sure else "the same with a netrc entry for the host",
        severity=None if chain.refused else Severity.NOTE,
    )


def _asked_beside(case: Case, row: IndexRow) -> tuple[Evidence, ...]:
    """What the file's server answers to the credential of the page, where that was tried."""
    label = row.index.label
    tried = [c.credential for c in controls(case, label, ControlKind.FILE) if c.credential]
    lines = [
        line
        for credential in tried[:1]
        for line in control_lines(case, label, row.index.url, credential, ControlKind.FILE)
    ]
    return tuple(lines)


def _remedies(case: Case, row: IndexRow, chain: Chain) -> tuple[Remedy, ...]:
    url = chain.first.request.url
    remedies = []
    if chain.refused:
        remedies.append(
            Remedy(
                "give the file's host credentials that do not depend on the index",
                f"machine {url.host} login <user> password <password>   # in {netrc_place(case)}",
            )
        )
    common = common_url(row, chain.first.request.url)
    lacking = lacks_policy(case, replace(row.index, explicit=True))
    if common is not None and lacking is not None:
        remedies += upgrade(case.uv, lacking)
    elif common is not None:
        others = [r for r in case.rows(*ASKED) if r is not row and under(r.index.url, common)]
        remedies.append(
            Remedy(
                "cover both with an index that is there for its root alone (no package is asked "
                "of it)",
                f'{root_table(row, common)}\nauthenticate = "{row.policy.value}"',
                safe=not others,
            )
        )
    return tuple(remedies)


RULE = Rule(
    code="POL101",
    name="file-outside-index-root",
    severity=Severity.ERROR,
    meaning="The index links to files outside its own root, where its authenticate policy does not "
    "apply.",
    why="uv decides the policy by URL: a request belongs to an index when it lies below the "
    "index's root, which is the index URL without a final /simple. Other URLs have policy auto "
    "and are asked without credentials first; what answers 401 is asked again with credentials "
    "known for that host.",
    fix="Harmless while the second request succeeds. Otherwise give the file's host credentials "
    "in netrc or with uv auth login.",
    example='Index https://host/api/pypi/pypi/simple with authenticate = "always", files under '
    "https://host/packages/…: each file is first answered with 401.",
    references=(
        "https://github.com/astral-sh/uv/issues/14264",
        "https://github.com/astral-sh/uv/issues/17357",
    ),
    changes=(POLICIES_OF_ALL, PLUS_SIMPLE_ROOT, STORE, WHOLE_SEGMENTS),
    find=find,
)
