"""READ109: one package is refused, others of the same index are not."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.controls import (
    accepts,
    control_lines,
    decide,
    is_listed,
    like_missing,
    reads,
    unlike_missing,
)
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.read105 import later_indexes
from indexdoctor.diagnose.rules.refusals import Refusal, is_for_package, refusals
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.rules.shared import credentials_remedies
from indexdoctor.diagnose.words import credential_name, evidence
from indexdoctor.model.exchange import Exchange
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        package = refusal.chain.first.request.package
        if not case.ended_badly(refusal.chain):
            continue
        good = _good(case, refusal)
        if good is None:
            continue
        if later_indexes(case, refusal.row, package) and not _is_this_one(case, refusal):
            continue  # READ105 speaks of the indexes that are not asked
        yield _finding(case, refusal, good)


def _good(case: Case, refusal: Refusal) -> Exchange | None:
    """What the same credential (or none) was given, or where it was at least accepted."""
    if refusal.answered is not None:
        return refusal.answered.last
    if not is_for_package(case, refusal):
        return None
    label, credential = refusal.row.index.label, refusal.credential
    return reads(case, label, credential) or accepts(case, label, credential)


def _is_this_one(case: Case, refusal: Refusal) -> bool:
    """Whether it is proved that the server refuses this package, and not just any missing one."""
    label, credential = refusal.row.index.label, refusal.credential
    if credential is not None and accepts(case, label, credential) is None:
        return False
    return (
        is_listed(case, label) is True
        or unlike_missing(case, label, credential, refusal.chain.status) is not None
    )


def _finding(case: Case, refusal: Refusal, good: Exchange) -> Finding:
    label, home = refusal.row.index.label, refusal.row.index.url
    package, status = refusal.chain.first.request.package, refusal.chain.status
    who = credential_name(refusal.credential)
    missing = like_missing(case, label, refusal.credential, status) is not None
    listed = is_listed(case, label)
    cause = f"{label} answers {status} for {package}, and answers another package with the same "
    cause += f"({who})"
    why = "either this package needs other rights, or the server answers so for packages it does "
    why += "not have"
    remedies: tuple[Remedy, ...] = (
        Remedy("check the package's name, and the account's rights for it"),
    )
    confidence = Confidence.LIKELY
    if _is_this_one(case, refusal):
        confidence = Confidence.CERTAIN
        cause = f"{label} refuses {package} with {status}, and takes these credentials for others"
        if refusal.credential is None:
            cause = f"{label} refuses {package} with {status}, and gives others to everyone"
        cause += f": {who}"
        why = "the package is in the list of the index" if listed else ""
        why = why or "a package that is not there gets another answer (404) with the same"
        remedies = (Remedy(f"ask the index's owner for the right to read {package}"),)
        if refusal.credential is None:
            remedies = (
                *credentials_remedies(case, refusal.row.index),
                Remedy("or ask the index's owner whether a rule blocks the package"),
            )
    elif missing:
        cause = f"{label} answers {status} for packages it does not have, and so for {package}"
        why = f"a package that no index has gets {status} too, while "
        taken = accepts(case, label, refusal.credential) is not None
        why += f"the credentials are good: {who}" if taken else "others are open to everyone"
        if listed is False:
            why += f"; the list of the index does not name {package}"
        remedies = (
            Remedy(f"check the name of {package}, and whether this index should have it"),
            Remedy("or, if it is there, ask the index's owner for the right to read it"),
        )
    return RULE.finding(
        label,
        cause,
        confidence=confidence,
        why=why,
        origins=(refusal.row.index.origin,),
        evidence=(
            evidence(refusal.chain.last, f"{case.client} sends", home),
            evidence(good, "but answers", home),
            *control_lines(case, label, home, refusal.credential),
            *server_lines(case, refusal.chain, home),
        ),
        remedies=remedies,
        decide=""
        if confidence is Confidence.CERTAIN
        else decide(
            case, label, refusal.credential, "ask the index's owner whether the package is there"
        ),
    )


RULE = Rule(
    code="READ109",
    name="one-package-refused",
    severity=Severity.ERROR,
    meaning="The index answers 401 or 403 for one package and serves another to the same account.",
    why="Rights can differ from package to package, and some servers answer 401 or 403 for "
    "packages that do not exist. A package that no index has, the list of packages and one of them "
    "are asked for with the same credentials, to tell these apart.",
    fix="Check the name of the package, then the account's rights.",
    example="An S3-backed index without the right to list answers 403 for every missing package.",
    references=("https://github.com/astral-sh/uv/pull/16323",),
    find=find,
)
