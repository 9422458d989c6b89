"""A comparison of versions from its public shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexdoctor.model import comparison as model
from indexdoctor.render.saved.errors import each
from indexdoctor.render.saved.findings import finding, note

if TYPE_CHECKING:
    from indexdoctor.render import schema_versions as versions


def comparison(item: versions.Comparison) -> model.Comparison:
    return model.Comparison(
        tuple(item.versions),
        item.verdict,
        tuple(_difference(entry) for entry in item.differences),
        tuple(_reason(entry) for entry in item.reasons),
        each("findings", item.findings, _found),
        tuple(note(entry) for entry in item.notes),
        item.breaks,
    )


def _difference(item: versions.Difference) -> model.Difference:
    return model.Difference(
        model.Place(model.Aspect(item.aspect), item.subject, item.part),
        tuple(_side(side) for side in item.sides),
        tuple(item.reasons),
        item.alike,
        item.command,
    )


def _side(item: versions.Side) -> model.Side:
    lines = (model.Line(line.text, line.credential, line.answer, line.bad) for line in item.lines)
    return model.Side(tuple(item.versions), tuple(lines))


def _reason(item: versions.Reason) -> model.Reason:
    return model.Reason(
        item.name,
        item.since,
        item.before,
        item.now,
        item.source,
        item.until,
        tuple(item.versions),
        tuple(item.together),
    )


def _found(item: versions.VersionFinding) -> model.Found:
    return model.Found(tuple(item.versions), finding(item.finding))
