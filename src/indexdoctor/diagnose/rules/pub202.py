"""PUB202: publishing has credentials, the check URL has none (from the files alone)."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, is_complete
from indexdoctor.diagnose.providers.base import Purpose
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.releases import upgrade
from indexdoctor.diagnose.rules.servers import fitting_user
from indexdoctor.diagnose.rules.shared import (
    check_sources,
    host_remedies,
    publish_credentials,
    sources_without,
    word,
)
from indexdoctor.diagnose.words import credential_name, variables
from indexdoctor.model.credential import Source
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.versions.auth import STORE
from indexdoctor.versions.publish import CHECK_SEEDED

_SHARED = (Source.NETRC, Source.STORE, Source.NATIVE, Source.KEYRING)


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    own = publish_credentials(case)
    if publish is None or publish.check is None or not own:
        return
    if case.replayed is not None and case.check_chains:
        return  # what was answered is known: PUB201 speaks, or all is well
    row = case.check_row
    seeded = CHECK_SEEDED in case.uv
    asked = tuple(a for a in publish.asked if a.source in _SHARED)
    if row is not None:
        asked = check_sources(case, row)
    if any(a.state == "found" and is_complete(a.credential) for a in asked):
        return
    if row is not None and is_complete(row.seeded) and seeded:
        return
    remedies = list(upgrade(case.uv, CHECK_SEEDED))
    if not seeded:
        remedies += host_remedies(case, publish.check.value.url)
    elif row is not None and row.index.name is not None:
        user, password = variables(row.index.name)
        name = fitting_user(case, row.index.url, own[0].username, Purpose.READ)
        remedies.append(
            Remedy(
                "give the check an account that can read",
                f"export {user}={word(name)} {password}='<password>'",
            )
        )
    yield RULE.finding(
        case.publish_label,
        f"{case.client} has credentials for the upload and none for the check URL "
        f"{publish.check.value.url}",
        confidence=Confidence.LIKELY,
        why="publish options and UV_PUBLISH_* are not used for the check; where the check URL is "
        "protected, uv uploads without checking",
        origins=(publish.check.origin, own[0].origin),
        evidence=(
            Evidence("the upload has", credential_name(own[0])),
            *sources_without(asked),
        ),
        remedies=tuple(remedies),
        decide="indexdoctor check sends the request",
    )


RULE = Rule(
    code="PUB202",
    name="check-without-credentials",
    severity=Severity.WARNING,
    meaning="Publishing has credentials, but no source has any for the check URL.",
    why="uv sends publish credentials to the upload only. The check is a read request with its own "
    "look-up; when it is refused, the check is skipped.",
    fix="Give the check URL's index credentials: UV_INDEX_<NAME>_USERNAME and _PASSWORD, netrc or "
    "uv auth login.",
    example="UV_PUBLISH_TOKEN is set, and publish-url and url of the index are both protected.",
    references=("https://github.com/astral-sh/uv/issues/16073",),
    changes=(CHECK_SEEDED, STORE),
    find=find,
)
