"""VER102: an earlier release of the client did not fail, with the same files and answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules import turnings
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    replayed = case.replayed
    if replayed is None or replayed.broken is None or not turnings.failed(case):
        return
    if replayed.repaired is not None:
        return  # VER101 says since when it fails, and what to do
    broken = replayed.broken
    now = "; ".join(turnings.does(reason, case.resolution.version) for reason in broken.reasons)
    sent = list(turnings.sent(case, broken))
    before = f"before {broken.version}"
    lines = [Evidence(before, reason.before) for reason in broken.reasons]
    lines += [
        replace(line, label="it sent" if number == 0 else "then")
        for number, line in enumerate(sent)
    ]
    yield RULE.finding(
        turnings.subject(case),
        f"this did not fail before uv {broken.version}, which {now}"
        if now
        else f"this did not fail before uv {broken.version}",
        confidence=Confidence.CERTAIN,
        why="with the same files and the same answers the releases before it end without an error: "
        "what is wrong may have been wrong for long",
        origins=turnings.origins(case),
        evidence=(*lines, *turnings.sources(broken)),
        remedies=(
            Remedy(
                "repair what the other findings name; going back to a release before uv "
                f"{broken.version} only puts it off",
                safe=False,
            ),
        ),
    )


RULE = Rule(
    code="VER102",
    name="failing-since-release",
    severity=Severity.NOTE,
    meaning="An earlier release of the client would not fail here: the model of it was given the "
    "same files and the same answers, and ends without an error.",
    why="A release can be stricter than those before it, mostly for a reason. Then a fault that "
    "was there all the time shows only after an upgrade.",
    fix="Repair what the other findings name. Going back puts it off, and gives up what the "
    "release made safer.",
    example="Since uv 0.7.0 an extra index that answers 401 ends the search; before, the next "
    "index was asked.",
    references=(
        "https://github.com/astral-sh/uv/issues/13216",
        "https://github.com/astral-sh/uv/pull/12805",
    ),
    find=find,
)
