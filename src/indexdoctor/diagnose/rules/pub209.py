"""PUB209: a file to upload cannot be read as a distribution."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.replayed import Ending
from indexdoctor.versions.publish import ATTESTATIONS


def find(case: Case) -> Iterator[Finding]:
    for conclusion in case.conclusions:
        if not conclusion.is_local or conclusion.ending is not Ending.FAILED:
            continue
        yield RULE.finding(
            case.publish_label,
            f"{case.client} does not upload {conclusion.subject}: {conclusion.text}",
            confidence=Confidence.CERTAIN,
            why="uv reads the metadata of a file before it sends anything of it; the credentials "
            "are not at fault",
            remedies=(Remedy("build the file again", "uv build"),),
        )


RULE = Rule(
    code="PUB209",
    name="unreadable-distribution",
    severity=Severity.ERROR,
    meaning="A file that uv publish is to upload is no wheel or source distribution it can read.",
    why="uv sends the metadata from inside the file along with it: METADATA of a wheel, PKG-INFO "
    "of a source distribution, which must be a .tar.gz. Attestations beside it must be JSON. Where "
    "something is missing, uv ends with an error. This is no matter of authentication.",
    fix="Build the file again, and name only built files in the command.",
    example="dist/pkg-1.0.zip, which an old build backend wrote.",
    references=("https://docs.astral.sh/uv/guides/package/#publishing-your-package",),
    changes=(ATTESTATIONS,),
    find=find,
)
