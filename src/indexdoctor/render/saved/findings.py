"""Findings, problems and notes from their public shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.problem import Problem
from indexdoctor.model.report import Note
from indexdoctor.model.selection import Ignored
from indexdoctor.render.saved.values import origin

if TYPE_CHECKING:
    from indexdoctor.render import schema_parts as parts


def finding(item: parts.Finding) -> Finding:
    return Finding(
        item.code,
        item.name,
        Severity(item.severity),
        Confidence(item.confidence),
        item.subject,
        item.cause,
        item.why,
        tuple(origin(place) for place in item.origins),
        tuple(Evidence(proof.label, proof.text, proof.exchange) for proof in item.evidence),
        tuple(Remedy(way.summary, way.command, way.safe) for way in item.remedies),
        item.decide,
    )


def ignored(item: parts.Ignored) -> Ignored:
    return Ignored(finding(item.finding), origin(item.origin), item.reason)


def problem(item: parts.Problem) -> Problem:
    return Problem(item.message, origin(item.origin), item.fatal, item.hint)


def note(item: parts.Note) -> Note:
    return Note(item.text, item.incomplete, item.minor)
