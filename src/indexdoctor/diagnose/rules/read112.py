"""READ112: a public index refuses: something between does, or it got a credential."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.refusals import (
    Refusal,
    accepted_instead,
    proof_lines,
    refusals,
    severity,
)
from indexdoctor.diagnose.rules.servers import server_at
from indexdoctor.diagnose.words import credential_name
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        url = refusal.row.index.url
        found = server_at(case, url)
        if found is None or not found.provider.is_public or refusal.lender is not None:
            continue
        if refusal.chain.last.request.url.realm != url.realm or refusal.answered is not None:
            continue
        name, credential = found.provider.title, refusal.credential
        cause = f"{name} is open to everyone, and {refusal.chain.status} came"
        if credential is not None:
            cause += f" to {credential_name(credential)}"
        proof = accepted_instead(case, refusal)
        proved = proof is not None and proof.request.credential is None
        yield RULE.finding(
            refusal.row.index.label,
            cause,
            confidence=Confidence.CERTAIN if proved else Confidence.LIKELY,
            why="a public index asks nobody for a password: a credential that is sent all the same "
            "may be refused, a proxy may answer in its place, and some answer so for packages they "
            "do not have",
            origins=(
                *(() if credential is None else (credential.origin,)),
                refusal.row.index.origin,
            ),
            evidence=proof_lines(case, refusal),
            remedies=tuple(_remedies(case, refusal)),
            decide="" if proved else "the same URL without a credential, and past the proxy",
            severity=severity(case, refusal),
        )


def _remedies(case: Case, refusal: Refusal) -> Iterator[Remedy]:
    credential = refusal.credential
    if credential is not None:
        yield Remedy(f"keep this credential from the public index: {credential.origin}")
    proxies = [str(setting.origin) for setting in case.resolution.network.proxies.values()]
    if proxies:
        yield Remedy(f"check the proxy set by {', '.join(dict.fromkeys(proxies))}")
    if refusal.chain.first.request.role is Role.PAGE:
        yield Remedy(f"check the name of the package: {refusal.chain.first.request.package}")


RULE = Rule(
    code="READ112",
    name="public-index-refuses",
    severity=Severity.ERROR,
    meaning="An index that everyone may read answers 401 or 403.",
    why="PyPI and the indexes of PyTorch and NVIDIA want no credentials. A refusal comes from a "
    "proxy, from a mirror under the same name, from a credential of another server (a default "
    "entry of netrc goes to every host), or stands for a package that is not there.",
    fix="Look for the credential that is sent, and for the proxy; do not look for a token.",
    example="A netrc file with a default entry: its password goes to the public index too.",
    references=("https://github.com/astral-sh/uv/pull/16323",),
    find=find,
    instead_of=("READ101", "READ102", "READ103"),
)
