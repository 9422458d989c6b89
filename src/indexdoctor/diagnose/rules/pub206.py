"""PUB206: publish variables are set, and a read index is refused for want of credentials."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.refusals import refusals
from indexdoctor.diagnose.rules.shared import index_variables
from indexdoctor.diagnose.words import sends
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin

_VARIABLES = ("UV_PUBLISH_TOKEN", "UV_PUBLISH_USERNAME", "UV_PUBLISH_PASSWORD")


def find(case: Case) -> Iterator[Finding]:
    environ = case.discovered.surroundings.environ
    given = [name for name in _VARIABLES if environ.get(name)]
    if not given:
        return
    for refusal in refusals(case):
        row = refusal.row
        if refusal.credential is not None or row.policy.value is Policy.NEVER:
            continue
        if refusal.answered is not None:
            continue
        remedy = index_variables(row.index, environ.get("UV_PUBLISH_USERNAME") or "<user>")
        yield RULE.finding(
            row.index.label,
            f"{case.client} does not use {' and '.join(given)} to read {row.index.label}",
            confidence=Confidence.CERTAIN,
            why="UV_PUBLISH_* are for the upload of uv publish alone",
            origins=(*(Origin.env(name) for name in given), row.index.origin),
            evidence=sends(refusal.chain.exchanges, case.client, row.index.url),
            remedies=() if remedy is None else (remedy,),
        )


RULE = Rule(
    code="PUB206",
    name="publish-variables-for-reading",
    severity=Severity.WARNING,
    meaning="UV_PUBLISH_* variables are set, and an index that needs credentials for reading gets "
    "none.",
    why="uv uses UV_PUBLISH_USERNAME, UV_PUBLISH_PASSWORD and UV_PUBLISH_TOKEN for uploads only.",
    fix="Set UV_INDEX_<NAME>_USERNAME and UV_INDEX_<NAME>_PASSWORD too.",
    example="A CI job sets UV_PUBLISH_USERNAME and _PASSWORD and runs uv sync against the same "
    "repository.",
    references=("https://github.com/astral-sh/uv/issues/10193",),
    find=find,
)
