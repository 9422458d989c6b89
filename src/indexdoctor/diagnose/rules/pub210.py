"""PUB210: a file is passed over for its name."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.replayed import Ending
from indexdoctor.versions.publish import NORMALISED_ONLY


def find(case: Case) -> Iterator[Finding]:
    for conclusion in case.conclusions:
        if not conclusion.is_local or conclusion.ending is not Ending.PASSED_OVER:
            continue
        yield RULE.finding(
            case.publish_label,
            f"{case.client} does not upload {conclusion.subject}: {conclusion.text}",
            confidence=Confidence.CERTAIN,
            why="uv goes on without it, and its exit code does not tell",
            remedies=(Remedy("build the file again with a backend that writes normal names"),),
        )


RULE = Rule(
    code="PUB210",
    name="file-name-not-normal",
    severity=Severity.WARNING,
    meaning="A file to upload is named otherwise than the standards say, and uv leaves it out.",
    why="In a normal file name the package is written in small letters with underscores, and the "
    "version as short as it can be: `my_pkg-1.0`, not `My-Pkg-1.0` or `my_pkg-1.00`. Newer "
    "releases of uv upload no other file. This is no matter of authentication.",
    fix="Build the file again with an up-to-date backend.",
    example="dist/pkg-2025.09.4.tar.gz, whose version is 2025.9.4 in the normal form.",
    references=("https://github.com/astral-sh/uv/pull/20225",),
    changes=(NORMALISED_ONLY,),
    find=find,
)
