"""PUB205: the upload borrows the credentials of a read index."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.words import credential_name, sends
from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.versions.publish import CHECK_SEEDED

_READ = (Source.INDEX_ENV,)


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None or publish.credential is not None:
        return
    lines: tuple[Evidence, ...] = ()
    credential: Credential | None = None
    if case.replayed is not None:
        for chain in case.upload_chains:
            credential = chain.credential
            lines = sends(chain.exchanges, case.client, publish.url.value.url)
            break
    else:
        credential = None if case.lender is None else case.lender.seeded
    if credential is None or credential.source not in _READ:
        return
    yield RULE.finding(
        case.publish_label,
        f"{case.client} uploads with the credentials for reading: {credential_name(credential)}",
        confidence=Confidence.CERTAIN,
        why="UV_INDEX_* are no publish variables; they reach the upload because the check URL is "
        "on the same host, and only while no publish credentials are set",
        origins=(credential.origin, publish.url.origin),
        evidence=lines,
        remedies=(
            Remedy(
                "say what publishing shall use",
                "export UV_PUBLISH_USERNAME='<user>' UV_PUBLISH_PASSWORD='<password>'",
            ),
        ),
    )


RULE = Rule(
    code="PUB205",
    name="upload-with-read-credentials",
    severity=Severity.NOTE,
    meaning="uv publish has no credentials of its own and sends those of a read index on the same "
    "host.",
    why="uv keeps the credentials of the check URL's index for its host, and the upload looks "
    "there before netrc.",
    fix="Nothing, if the account may upload. Otherwise set UV_PUBLISH_USERNAME and "
    "UV_PUBLISH_PASSWORD.",
    example="UV_INDEX_MY_ARTIFACTORY_USERNAME and _PASSWORD, then uv publish --index "
    "my_artifactory.",
    references=("https://github.com/astral-sh/uv/issues/10193",),
    changes=(CHECK_SEEDED,),
    find=find,
)
