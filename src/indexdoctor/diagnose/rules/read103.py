"""READ103: the index wants credentials and none were found."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.read105 import is_in_the_way
from indexdoctor.diagnose.rules.refusals import (
    Refusal,
    is_for_package,
    proof_lines,
    refusals,
    refused_throughout,
    severity,
)
from indexdoctor.diagnose.rules.releases import upgrade
from indexdoctor.diagnose.rules.shared import (
    credentials_remedies,
    host_remedies,
    is_deprived,
    sources_without,
)
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.index import Policy
from indexdoctor.versions import Uv
from indexdoctor.versions.auth import STORE
from indexdoctor.versions.search import REDIRECTS_AUTHENTICATED, REDIRECTS_AUTHENTICATED_FIRST
from indexdoctor.versions.tools import LATEST_ASKS_KEYRING, LATEST_LOOKED_UP


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        if refusal.credential is not None or refusal.answered is not None:
            continue
        if is_for_package(case, refusal):
            continue  # READ109 says that missing packages are answered so
        if is_in_the_way(case, refusal.row, refusal.chain):
            continue  # READ105 says that another index has what is asked for
        if refusal.row.policy.value is Policy.NEVER and case.held(refusal.row):
            continue  # POL104 says why nothing was sent
        first = refusal.chain.first.request
        if is_deprived(case, refusal.row, first):
            continue  # POL101 says why a file gets other credentials than the page
        yield _finding(case, refusal)


def _finding(case: Case, refusal: Refusal) -> Finding:
    label = refusal.row.index.label
    status = refusal.chain.status
    last = refusal.chain.last.request.credential
    known = "" if last is None else f" but the user name {last.username}"
    target = refusal.chain.last.request.url
    cause = f"{label} answers {status}, and {case.client} finds no credentials for it{known}"
    why = "no credential was sent; every source was looked at in this order"
    lines = [*proof_lines(case, refusal), *sources_without(refusal.row.asked)]
    remedies = (*_of_latest(case), *credentials_remedies(case, refusal.row.index))
    if target.realm != refusal.row.index.url.realm:
        lines = list(proof_lines(case, refusal))
        cause = f"{label} redirects to {target.realm}, which answers {status}, and {case.client} "
        if _looks_again(case.uv):
            cause += f"finds no credentials for that host{known}"
            why = "no credential was sent: those of the index do not count for another host"
            remedies = host_remedies(case, target.with_path("/"))
        else:
            cause += "looks for no credentials there"
            why = "before this version looks for credentials, the redirect has been followed"
            url = Remedy("give the index the URL it redirects to")
            remedies = (url, *upgrade(case.uv, REDIRECTS_AUTHENTICATED))
    proved = status == 401 or refused_throughout(case, refusal)
    return RULE.finding(
        label,
        cause,
        confidence=Confidence.CERTAIN if proved else Confidence.LIKELY,
        why=why,
        origins=(refusal.row.index.origin,),
        evidence=tuple(lines),
        remedies=remedies,
        decide=""
        if proved
        else "403 can also mean that nobody may read this, or that the package does not exist here",
        severity=severity(case, refusal),
    )


def _of_latest(case: Case) -> tuple[Remedy, ...]:
    """The release that asks the keyring for the newest version of a tool as well."""
    command = case.discovered.command
    latest = any(each.value.endswith("@latest") for each in command.arguments)
    if not (command.kind.is_tool and latest and case.keyring_on) or LATEST_LOOKED_UP not in case.uv:
        return ()
    return upgrade(case.uv, LATEST_ASKS_KEYRING)


def _looks_again(uv: Uv) -> bool:
    """Whether uv looks for credentials of the server that a redirect leads to."""
    return REDIRECTS_AUTHENTICATED in uv or REDIRECTS_AUTHENTICATED_FIRST in uv


RULE = Rule(
    code="READ103",
    name="no-credentials-found",
    severity=Severity.ERROR,
    meaning="The index refuses requests without credentials, and uv found none to send.",
    why="uv looks in this order: the index's variables or its URL, netrc, the store of uv auth "
    "login, the keyring command when it is switched on. pip.conf, .pypirc and UV_PUBLISH_* are "
    "not among them.",
    fix="Give the index credentials in one of these places.",
    example="CI lacks the ~/.netrc that makes the same command work on a developer's machine.",
    references=(
        "https://github.com/astral-sh/uv/issues/16073",
        "https://github.com/astral-sh/uv/issues/11842",
    ),
    changes=(REDIRECTS_AUTHENTICATED, STORE),
    find=find,
)
