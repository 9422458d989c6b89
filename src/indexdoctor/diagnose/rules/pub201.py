"""PUB201: the check URL refuses what uv sends, and the upload goes on unchecked."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain, under
from indexdoctor.diagnose.providers.base import Purpose
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.releases import sources_beside_variables, upgrade
from indexdoctor.diagnose.rules.servers import fitting_user
from indexdoctor.diagnose.rules.shared import (
    check_sources,
    credentials_remedies,
    host_remedies,
    publish_credentials,
    sources_without,
    word,
)
from indexdoctor.diagnose.rules.uploads import nothing_to_send
from indexdoctor.diagnose.words import evidence, sends, title, variables
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Index
from indexdoctor.model.resolution import IndexRow, Publish
from indexdoctor.versions.auth import STORE
from indexdoctor.versions.publish import CHECK_SEEDED


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None or publish.check is None:
        return
    proof = _proof(case)
    for chain in case.check_chains:
        if chain.refused or (chain.status == 404 and proof is not None):
            yield _finding(case, publish, chain, proof)
            return


def _proof(case: Case) -> Exchange | None:
    """An exchange, a control or a later check, in which a publish credential read the check URL."""
    publish = case.publish
    if case.replayed is None or publish is None or publish.check is None:
        return None
    keys = {credential.key for credential in publish_credentials(case)}
    for exchange in case.replayed.exchanges:
        request = exchange.request
        if (
            request.role in (Role.CHECK, Role.PAGE, Role.CONTROL)
            and request.credential is not None
            and request.credential.key in keys
            and exchange.response.status == 200
            and under(request.url, publish.check.value.url)
        ):
            return exchange
    return None


def _finding(case: Case, publish: Publish, chain: Chain, proof: Exchange | None) -> Finding:
    assert publish.check is not None
    row = case.check_row
    home = publish.check.value.url
    lines = list(sends(chain.exchanges, case.client, home))
    if proof is not None:
        lines.append(evidence(proof, "proof", home))
    sent = bool(chain.sent)
    if not sent and row is not None:
        lines.extend(_sources(case, row))
    what = "refuses what uv sends to it" if sent else "refuses a request without credentials"
    if chain.status == 404:
        what = "hides the package from what uv sends to it"
    index = None if row is None else row.index
    later = any(c is not chain and c.status == 200 for c in case.check_chains)
    files = "the first file without checking" if later else "without checking"
    starts = f"uv will upload {files}"
    if nothing_to_send(case):
        starts = "the check would be left out"
    return RULE.finding(
        case.publish_label,
        f"{starts}: the check URL {what} ({chain.status})",
        confidence=Confidence.CERTAIN,
        severity=Severity.WARNING if nothing_to_send(case) else None,
        why=_why(case, index),
        origins=tuple(
            dict.fromkeys(
                ([index.origin] if index is not None else [])
                + [publish.check.origin, publish.url.origin]
            )
        ),
        evidence=tuple(lines),
        remedies=_remedies(case, index, proof, sent),
    )


def _sources(case: Case, row: IndexRow) -> Iterator[Evidence]:
    """What gave the check no credential; before CHECK_SEEDED those of the index itself did not."""
    if CHECK_SEEDED in case.uv:
        yield from sources_without(row.asked)
        return
    own = [a for a in row.asked if a not in check_sources(case, row) and a.state == "found"]
    for asked in own:
        yield Evidence(title(asked), f"{case.client} does not use it for the check")
    rest = check_sources(case, row)
    yield from sources_without(tuple(a for a in rest if not own or a.state != "unasked"))


def _why(case: Case, index: Index | None) -> str:
    reads = sources_beside_variables(case.uv)
    if index is not None and index.name is not None and CHECK_SEEDED in case.uv:
        reads = f"{variables(index.name)[0].removesuffix('USERNAME')}*, {reads}"
    return (
        "publish options and UV_PUBLISH_* are used for the upload only; the check reads "
        f'{reads}. A refused check counts as "nothing there yet"'
    )


def _remedies(
    case: Case, index: Index | None, proof: Exchange | None, sent: bool
) -> tuple[Remedy, ...]:
    if CHECK_SEEDED not in case.uv:
        assert case.publish is not None
        assert case.publish.check is not None
        url = case.publish.check.value.url
        return (*upgrade(case.uv, CHECK_SEEDED), *host_remedies(case, url))
    own = publish_credentials(case)
    credential: Credential | None = proof.request.credential if proof is not None else None
    if credential is None and own:
        credential = own[0]
    if index is None or index.name is None:
        if index is not None:
            return credentials_remedies(case, index)
        return (
            Remedy(
                "name the index, so that the check URL has variables of its own",
                '[[tool.uv.index]]\nname = "internal"\nurl = "<check URL>"\n'
                'publish-url = "<publish URL>"\nexplicit = true',
            ),
        )
    user, password = variables(index.name)
    given = None if credential is None else credential.username
    # What just read the check URL is right, whatever is usual there.
    usual = fitting_user(case, index.url, given, Purpose.READ)
    name = usual if proof is None else given or "<user>"
    if proof is not None:
        said = "<the same password>"
        summary = "let the check use the publishing account, which can read"
    else:
        said = "<password>"
        summary = "give the check an account that can read"
        if sent:
            summary = "correct the account the check uses, or set these variables"
    return (Remedy(summary, f"export {user}={word(name)} {password}='{said}'"),)


RULE = Rule(
    code="PUB201",
    name="check-refused",
    severity=Severity.ERROR,
    meaning="The check URL refuses what uv sends to it. uv then skips the check and uploads: files "
    "that are already there are uploaded again, or overwritten where the index allows it.",
    why="The check is a read request. It takes its credentials as any read does "
    "(UV_INDEX_<NAME>_*, the index URL, netrc, uv auth login, keyring), never from --username, "
    '--password, --token or UV_PUBLISH_*. A 401, 403 or 404 counts as "package not found", '
    "with a warning only.",
    fix="Give the check credentials that can read: UV_INDEX_<NAME>_USERNAME and _PASSWORD for a "
    "named index.",
    example="uv publish --index artifactory -u ci -p … in CI, where no netrc file is: the check "
    "gets 403, the upload succeeds and overwrites the released file.",
    references=(
        "https://github.com/astral-sh/uv/issues/16073",
        "https://github.com/astral-sh/uv/pull/16323",
    ),
    changes=(CHECK_SEEDED, STORE),
    find=find,
)
