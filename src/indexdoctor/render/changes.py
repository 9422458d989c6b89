"""The changes of uv's behaviour, release by release, in the formats of reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from indexdoctor.render import blocks
from indexdoctor.render.line import Line, flow, to_text
from indexdoctor.render.view import View
from indexdoctor.versions import NEWEST, OLDEST
from indexdoctor.versions.history import Step

if TYPE_CHECKING:
    from indexdoctor.render import schema_versions

_NOTHING = "no change is known here"
KNOWN = f"looked at: uv {OLDEST} to {NEWEST}"


def table(steps: Sequence[Step], view: View) -> str:
    """Blocks, one for each release."""
    lines: list[Line] = []
    for version, members in groupby(steps, key=lambda step: step.version):
        lines += [[(f"uv {version}", "bold")]]
        for step in members:
            lines += _entry(step, view)
        lines.append([])
    if not steps:
        lines.append([(_NOTHING, "")])
    return to_text([*lines, [(KNOWN, "dim")]], view)


def _entry(step: Step, view: View) -> list[Line]:
    change = step.change
    what = f"ends; began with uv {change.since}" if step.ends else ""
    if not step.ends and change.until is not None:
        what = f"until uv {change.until}"
    parts: list[Line] = [[(change.name, "bold")], *([[(what, "dim")]] if what else [])]
    rows = [("now", change.now), ("before", change.before), ("source", change.source)]
    if step.ends:
        rows[:2] = [("no longer", change.now)]
    below = view if view.width is None else replace(view, width=view.width - 2)
    return [
        *flow([("  ", "")], parts, view, gap=2, indent=4, joined=True),
        *([("  ", ""), *line] for line in blocks.labelled(rows, below)),
    ]


def plain(steps: Sequence[Step], view: View) -> str:
    """Lines of `release: name: what: text`."""
    lines: list[str] = []
    for step in steps:
        change = step.change
        start = f"uv {step.version}: {change.name}"
        if step.ends:
            lines.append(f"{start}: ends: no longer {change.now}")
            continue
        lines += [f"{start}: now: {change.now}", f"{start}: before: {change.before}"]
        if change.until is not None:
            lines.append(f"{start}: until: uv {change.until}")
        lines.append(f"{start}: source: {change.source}")
    return "".join(f"{line}\n" for line in [*(lines or [_NOTHING]), KNOWN])


def json(steps: Sequence[Step], view: View) -> str:
    """The document, validated against the public shape."""
    from json import dumps

    members = document(steps).model_dump(mode="json")
    return dumps(members, indent=2, ensure_ascii=not view.unicode) + "\n"


def document(steps: Sequence[Step]) -> schema_versions.Versions:
    """The changes in their public shape, each once."""
    from indexdoctor.render import schema_versions

    return schema_versions.Versions(
        format="indexdoctor-versions",
        version=1,
        oldest=OLDEST,
        newest=NEWEST,
        changes=[
            schema_versions.Change(
                name=change.name,
                since=change.since,
                until=change.until,
                before=change.before,
                now=change.now,
                source=change.source,
            )
            for change in dict.fromkeys(step.change for step in steps)
        ],
    )


FORMATS: dict[str, Callable[[Sequence[Step], View], str]] = {
    "table": table,
    "plain": plain,
    "json": json,
}
