"""NET108: uv was told to send nothing."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.read190 import subject_of
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.replayed import Ending


def find(case: Case) -> Iterator[Finding]:
    offline = case.resolution.network.offline
    if offline is None or not offline.value:
        return
    ended = next((c for c in case.conclusions if c.ending is Ending.FAILED), None)
    if ended is None or any(exchange.response.status for exchange in case.effective):
        return
    unset = f"unset {offline.origin.name}" if offline.origin.kind is OriginKind.ENV else None
    yield RULE.finding(
        subject_of(case, ended),
        f"{case.client} sends nothing for {ended.subject}: {offline.origin} says offline",
        confidence=Confidence.CERTAIN,
        why="offline, uv takes what its cache holds and asks no index: no credential counts",
        origins=(offline.origin,),
        remedies=(Remedy(f"take {offline.origin} away", unset),),
    )


RULE = Rule(
    code="NET108",
    name="offline",
    severity=Severity.ERROR,
    meaning="uv is told to be offline, and what it needs is not in its cache.",
    why="--offline, UV_OFFLINE and offline = true switch all requests off. What comes out looks as "
    "if the index had nothing.",
    fix="Take the setting away where the index is to be asked.",
    example="UV_OFFLINE=1 stays in the environment of an image: uv sync finds no package.",
    references=("https://docs.astral.sh/uv/reference/cli/#uv-sync--offline",),
    find=find,
)
