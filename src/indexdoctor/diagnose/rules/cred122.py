"""CRED122: a publish URL whose user information is percent-encoded."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.controls import other_form_tried
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.diagnose.spoilt import Fault, faults_of
from indexdoctor.diagnose.tokens import facts
from indexdoctor.diagnose.words import sends
from indexdoctor.model.credential import Source
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    credential = None if publish is None else publish.credential
    if publish is None or credential is None or credential.source is not Source.URL:
        return
    origin, faults = publish.url.origin, set(faults_of(credential.username or ""))
    if credential.secret is not None:
        faults |= set(facts(credential.secret).faults)
    if Fault.PERCENT not in faults or other_form_tried(case, credential):
        return
    chain = next((chain for chain in case.upload_chains if chain.refused), None)
    if case.replayed is not None and chain is None:
        return
    url = publish.url.value.url
    yield RULE.finding(
        case.publish_label,
        f"{case.client} does not decode the user name and password of the publish URL at {origin}: "
        f"they are sent with their % signs"
        + ("" if chain is None else f", and {url.realm} answers {chain.status}"),
        confidence=Confidence.LIKELY,
        why="uv decodes the user information of an index URL, not that of a publish URL",
        origins=(origin,),
        evidence=() if chain is None else sends(chain.exchanges, case.client, url),
        severity=None if chain is not None else Severity.WARNING,
        remedies=(
            Remedy(
                "leave them out of the URL and give them by variables, as they are",
                f"export UV_PUBLISH_URL={word(str(url))} UV_PUBLISH_USERNAME='<user>' "
                "UV_PUBLISH_PASSWORD='<password>'   # not encoded",
            ),
        ),
        decide="the same upload with the variables",
    )


RULE = Rule(
    code="CRED122",
    name="publish-url-encoded",
    severity=Severity.ERROR,
    meaning="The user name or password in a publish URL is percent-encoded, and uv sends it so.",
    why="uv takes the user information of a publish URL as it is written (seen in every release up "
    "to 0.13.8). An index URL is decoded: the same text is right there and wrong here.",
    fix="Use UV_PUBLISH_USERNAME and UV_PUBLISH_PASSWORD, which are taken as they are.",
    example="https://me%40corp:p%2Fw@host/legacy/ is sent as the user me%40corp.",
    references=("https://docs.astral.sh/uv/guides/package/",),
    find=find,
    instead_of=("PUB203", "CRED108"),
)
