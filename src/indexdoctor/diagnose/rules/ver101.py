"""VER101: a later release of the client would not fail, with the same files and answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules import turnings
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.words import listed
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.versions import NEWEST


def find(case: Case) -> Iterator[Finding]:
    repaired = None if case.replayed is None else case.replayed.repaired
    if case.replayed is None or repaired is None or not turnings.failed(case):
        return
    version, broken = repaired.version, case.replayed.broken
    reasons = repaired.reasons
    then = "; ".join(turnings.does(reason, version) for reason in reasons)
    cause = f"{case.client} fails here, and uv {version} does not"
    if then:
        cause += f": it {then}"
    here = [turnings.does(reason, case.resolution.version) for reason in reasons]
    since = f" (since {broken.version})" if broken is not None else ""
    lines = [Evidence(case.client, text + since) for text in here]
    sent = list(turnings.sent(case, repaired))
    lines += [
        replace(line, label=f"uv {version} sends" if number == 0 else "then")
        for number, line in enumerate(sent)
    ]
    yield RULE.finding(
        turnings.subject(case),
        cause,
        confidence=Confidence.CERTAIN,
        why=f"with the same files and the same answers {case.client} fails for "
        f"{listed([c.subject for c in turnings.failed(case)])}, and every release from {version} "
        f"to {NEWEST} that is known here ends without an error",
        origins=turnings.origins(case),
        evidence=(*lines, *turnings.sources(repaired)),
        remedies=(
            Remedy(
                f"take uv {version} or later (or update it in the way it was installed)",
                "uv self update",
            ),
        ),
    )


RULE = Rule(
    code="VER101",
    name="repaired-in-later-release",
    severity=Severity.ERROR,
    meaning="The client fails here, and a later release of it would not: its model was given the "
    "same files and the same answers, and ends without an error.",
    why="How uv finds credentials, follows redirects and reads refusals has changed in many "
    "releases. Some of the failures people report are mistakes of the release at hand, which no "
    "credential and no setting can repair.",
    fix="Take the release that is named, or a later one.",
    example="uv 0.7.15 drops the user name and password in the address of a redirect, and gets "
    "401; uv 0.7.16 sends them.",
    references=(
        "https://github.com/astral-sh/uv/issues/11097",
        "https://github.com/astral-sh/uv/issues/14989",
    ),
    find=find,
)
