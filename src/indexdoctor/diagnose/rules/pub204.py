"""PUB204: uv publish has nothing to send."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.clients.uv.auth import MISSING
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import sources_without
from indexdoctor.diagnose.rules.uploads import audience, nothing_to_send
from indexdoctor.diagnose.words import evidence
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.versions.auth import STORE
from indexdoctor.versions.publish import AUDIENCE_ASKED_ANYWHERE, CHECK_SEEDED


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    confidence = nothing_to_send(case)
    if publish is None or confidence is None:
        return
    asked = audience(case)
    lines = () if asked is None else (evidence(asked, "trusted publishing"),)
    yield RULE.finding(
        case.publish_label,
        f'{case.client} has no credentials for the upload: "{MISSING}" for '
        f"{publish.url.value.url}; nothing is sent",
        confidence=confidence,
        why="uv publish never uploads without credentials; in a terminal it asks for them",
        origins=(publish.url.origin,),
        evidence=(*sources_without(publish.asked), *lines),
        remedies=(
            Remedy(
                "give publishing an account",
                "export UV_PUBLISH_USERNAME='<user>' UV_PUBLISH_PASSWORD='<password>'",
            ),
            Remedy("or a token", "export UV_PUBLISH_TOKEN='<token>'"),
        ),
        decide="" if confidence is Confidence.CERTAIN else "indexdoctor check asks every source",
    )


RULE = Rule(
    code="PUB204",
    name="upload-without-credentials",
    severity=Severity.ERROR,
    meaning="uv publish finds no credentials for the publish URL and stops before it sends.",
    why="Looked at, in this order: --token, --username and --password with their UV_PUBLISH_* "
    "variables, the publish URL, trusted publishing, the keyring command, then what a read of that "
    "host would use. ~/.pypirc is not among them.",
    fix="Set UV_PUBLISH_USERNAME and UV_PUBLISH_PASSWORD, or UV_PUBLISH_TOKEN.",
    example="UV_INDEX_MY_ARTIFACTORY_USERNAME and _PASSWORD are set for another host than the "
    "publish URL's.",
    references=(
        "https://github.com/astral-sh/uv/issues/10193",
        "https://github.com/astral-sh/uv/issues/9845",
    ),
    changes=(CHECK_SEEDED, STORE, AUDIENCE_ASKED_ANYWHERE),
    find=find,
)
