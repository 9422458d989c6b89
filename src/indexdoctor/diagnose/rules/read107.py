"""READ107: every index says 404; one of them may hide the package."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain, is_complete
from indexdoctor.diagnose.controls import (
    accepts,
    control_lines,
    decide,
    hides_known,
    is_listed,
    reads,
)
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.read110 import read_url
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.rules.shared import is_package_page, read_chains
from indexdoctor.diagnose.words import credential_name, evidence, sends
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.replayed import Ending
from indexdoctor.model.resolution import IndexRow
from indexdoctor.records import record


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
            package = conclusion.subject
            told = (_told(case, row, chain, package) for row, chain in asked)
            telling = next((each for each in told if each is not None), None)
            proved = telling is not None and telling.certain
            if not proved and any(read_url(case, row) is not None for row, _ in asked):
                continue  # READ110 says that one is asked where it has no pages
            yield _finding(case, package, asked, telling)


def _finding(
    case: Case, package: str, asked: list[tuple[IndexRow, Chain]], telling: _Told | None
) -> Finding:
    row = asked[0][0] if telling is None else telling.row
    lines = [line for r, c in asked for line in sends(c.exchanges, case.client, r.index.url)]
    if telling is not None:
        lines += telling.lines
    for asked_row, chain in asked:
        label, home = asked_row.index.label, asked_row.index.url
        lines += control_lines(case, label, home, _sent(chain))
        lines += server_lines(case, chain, home)
    remedies = (Remedy("check the package's name, and the account's rights on the index"),)
    certain = telling is not None and telling.certain
    return RULE.finding(
        row.index.label,
        f"no index has {package} (404 everywhere), or one hides it from this account"
        if telling is None
        else telling.cause,
        confidence=Confidence.CERTAIN
        if certain
        else Confidence.POSSIBLE
        if telling is None
        else Confidence.LIKELY,
        why="some servers answer 404 instead of 401 or 403, so that nobody learns which packages "
        'exist; uv then says "not found in the package registry" without a hint',
        origins=tuple(r.index.origin for r, _ in asked),
        evidence=tuple(dict.fromkeys(lines)),
        remedies=remedies if telling is None else telling.remedies,
        decide=""
        if certain
        else decide(
            case,
            row.index.label,
            _sent(asked[0][1]),
            "indexdoctor check with an account known to read it",
        ),
    )


@record
class _Told:
    """What probes and control requests tell of an index that answers 404."""

    row: IndexRow
    cause: str
    remedies: tuple[Remedy, ...]
    certain: bool
    lines: tuple[Evidence, ...] = ()


def _told(case: Case, row: IndexRow, chain: Chain, package: str) -> _Told | None:
    label, credential = row.index.label, _sent(chain)
    hidden = _hidden(case, row, package)
    if hidden is not None:
        cause = (
            f"{label} hides {package} from {case.client}: 404, but "
            f"{credential_name(hidden.request.credential)} reads it"
        )
        use = Remedy(f"use {credential_name(hidden.request.credential)}, which reads it")
        return _Told(row, cause, (use,), True, (evidence(hidden, "proof", row.index.url),))
    who = credential_name(credential)
    rights = Remedy(f"ask the index's owner for the right to read {package}")
    name = Remedy(f"check the name of {package}, and whether {label} should have it")
    secret = Remedy("give the index credentials")
    if credential is not None:
        secret = Remedy(f"correct the password or token at {credential.origin}")
    known = hides_known(case, label, credential)
    if known is not None:
        cause = f"{label} answers 404 where it means 401: it hides all packages from {who}, "
        cause += f"{known.request.package} too, which it has"
        return _Told(row, cause, (secret, rights), _was_given(case, known))
    listed = is_listed(case, label)
    if listed is True:
        cause = f"{label} has {package} in its list and hides it from {who}: 404"
        return _Told(row, cause, (rights,), False)
    good = accepts(case, label, credential) or reads(case, label, credential)
    if good is None:
        return None
    taken = credential is not None and accepts(case, label, credential) is not None
    cause = f"{label} does not have {package}, or hides this one from {who}"
    if taken:
        cause += "; the account itself is accepted"
    if listed is False:
        # A list of a proxy may leave out what nobody has asked for yet.
        cause = f"{label} does not have {package}: it is not in the list that {who} is given"
    return _Told(row, cause, (name, rights), False)


def _was_given(case: Case, page: Exchange) -> bool:
    """Whether anyone was given this page in the run."""
    exchanges = () if case.replayed is None else case.replayed.exchanges
    return any(
        e.request.url == page.request.url and 200 <= e.response.status < 300 for e in exchanges
    )


def _sent(chain: Chain) -> Credential | None:
    return chain.credential if is_complete(chain.credential) else None


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
