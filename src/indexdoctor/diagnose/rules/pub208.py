"""PUB208: the index lists the file with other contents, or without a hash to compare."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.pub219 import is_unreadable
from indexdoctor.diagnose.words import sends
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.replayed import Ending


def find(case: Case) -> Iterator[Finding]:
    conclusion = next(
        (c for c in case.conclusions if c.role is Role.CHECK and c.ending is Ending.FAILED), None
    )
    chain = case.check_chains[-1] if case.check_chains else None
    if conclusion is None or chain is None or chain.status != 200 or is_unreadable(case):
        return
    publish = case.publish
    yield RULE.finding(
        case.publish_label,
        f"{case.client} uploads nothing: {conclusion.text}",
        confidence=Confidence.CERTAIN,
        why="the check was read, so its credentials are right; a released file cannot be replaced",
        origins=() if publish is None or publish.check is None else (publish.check.origin,),
        evidence=sends(chain.exchanges, case.client),
        remedies=(Remedy("release the changed contents under a new version"),),
    )


RULE = Rule(
    code="PUB208",
    name="file-differs",
    severity=Severity.ERROR,
    meaning="The check URL lists a file of this name, and it is not the one to upload.",
    why="With a check URL, uv compares the hash of the local file with the one the index lists, "
    "and ends with an error when they differ. This is no matter of authentication.",
    fix="Give the new contents a new version, or upload the file that was released.",
    example="A wheel that was built again, with other time stamps, under the same version.",
    references=("https://docs.astral.sh/uv/guides/package/#publishing-your-package",),
    find=find,
)
