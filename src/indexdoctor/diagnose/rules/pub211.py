"""PUB211: the credentials of an index are set, and the upload does not use them."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.releases import upgrade
from indexdoctor.diagnose.rules.shared import sources_without
from indexdoctor.diagnose.rules.uploads import nothing_to_send
from indexdoctor.diagnose.words import title, variables
from indexdoctor.model.credential import Asked, Source
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import IndexRow
from indexdoctor.versions.publish import CHECK_SEEDED


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    confidence = nothing_to_send(case)
    if publish is None or confidence is None:
        return
    held = next(_held(case), None)
    if held is None:
        return
    row, asked = held
    assert row.index.name is not None
    user, password = variables(row.index.name)
    lent = publish.check is not None and row.index.url.realm == publish.url.value.url.realm
    yield RULE.finding(
        case.publish_label,
        f"{case.client} does not upload with {title(asked)}: these variables are for reading "
        f"{row.index.name}",
        confidence=confidence,
        why="an upload takes --username and --password, --token, UV_PUBLISH_* or what stands in "
        "the publish URL; the variables of an index are for the check URL",
        origins=(*(() if asked.origin is None else (asked.origin,)), publish.url.origin),
        evidence=(
            Evidence(title(asked), "set, for reading only"),
            *sources_without(publish.asked),
        ),
        remedies=(
            Remedy(
                "give the upload the same account, if it may upload",
                f'export UV_PUBLISH_USERNAME="${user}" UV_PUBLISH_PASSWORD="${password}"',
            ),
            *(upgrade(case.uv, CHECK_SEEDED) if lent else ()),
        ),
        decide="" if confidence is Confidence.CERTAIN else "indexdoctor check asks every source",
    )


def _held(case: Case) -> Iterator[tuple[IndexRow, Asked]]:
    """The indexes with variables that bear on the upload: its own first, then those of its host."""
    publish = case.publish
    assert publish is not None
    rows = [
        row
        for row in case.rows()
        if row.index.name is not None
        and (
            row.index.label == publish.index
            or row.index.url.host == publish.url.value.url.host
            or row is case.check_row
        )
    ]
    rows.sort(key=lambda row: row.index.label != publish.index)
    for row in rows:
        for asked in row.asked:
            credential = asked.credential
            if asked.source is Source.INDEX_ENV and credential and credential.is_complete:
                yield row, asked


RULE = Rule(
    code="PUB211",
    name="index-variables-for-an-upload",
    severity=Severity.ERROR,
    meaning="UV_INDEX_<NAME>_USERNAME and _PASSWORD are set for an index, and uv publish uploads "
    "to it without credentials.",
    why="They are for reading: uv publish asks the check URL with them. It uploads with --username "
    "and --password, --token, UV_PUBLISH_*, the publish URL's own user name and password, trusted "
    "publishing or the keyring.",
    fix="Set UV_PUBLISH_USERNAME and UV_PUBLISH_PASSWORD as well.",
    example="uv publish --index gitlab with UV_INDEX_GITLAB_USERNAME and _PASSWORD: uv asks for a "
    'user name, or in CI ends with "Missing credentials".',
    references=(
        "https://github.com/astral-sh/uv/issues/9845",
        "https://github.com/astral-sh/uv/issues/10193",
    ),
    changes=(CHECK_SEEDED,),
    find=find,
    instead_of=("PUB204",),
)
