"""A comparison of versions: what differs, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.model.comparison import Comparison, Difference, Found, Reason, Side
from indexdoctor.model.report import State
from indexdoctor.render.comparison import reason_head, side_texts, title, uv_names
from indexdoctor.render.html.elements import Child, Element, tag
from indexdoctor.render.html.findings import heading, remedies
from indexdoctor.render.html.parts import linked, rows, section, spaced


def state(comparison: Comparison) -> State:
    """A difference is something to look at; one that breaks is a problem."""
    if comparison.breaks:
        return State.PROBLEM
    return State.UNKNOWN if comparison.differences else State.OK


def sections(comparison: Comparison) -> Iterator[Element | None]:
    """What differs, why, and what to do."""
    differences = [_difference(item) for item in comparison.differences]
    yield section("differences", "What differs", differences)
    yield section("reasons", "Why", [_reason(item, comparison) for item in comparison.reasons])
    yield section("findings", "What to do", [_found(item) for item in comparison.found])


def _difference(item: Difference) -> Element:
    why = f"({', '.join(item.reasons)})" if item.reasons else ""
    return tag(
        "article",
        tag("h3", spaced(title(item)), tag("span", why, class_="soft small")),
        rows((_versions(side), _lines(item, side)) for side in item.sides),
        class_="card",
    )


def _versions(side: Side) -> Child:
    name = uv_names(side.versions)
    if not any(line.bad for line in side.lines):
        return name
    return tag("span", f"✗ {name}", class_="badge problem")


def _lines(item: Difference, side: Side) -> Element:
    texts = side_texts(item, side)
    return tag("ul", [tag("li", spaced(text)) for text in texts], class_="plain")


def _reason(item: Reason, comparison: Comparison) -> Element:
    others = [version for version in comparison.versions[1:] if version in item.versions]
    facts: list[tuple[Child, Child]] = [("now", item.now), ("before", item.before)]
    if len(comparison.versions) > 2:
        facts.append(("makes the difference for", uv_names(others)))
    facts.append(("source", linked(item.source)))
    return tag("article", tag("h3", spaced(reason_head(item))), rows(facts), class_="card")


def _found(item: Found) -> Element:
    finding = item.finding
    return tag(
        "article",
        heading(finding),
        tag("p", f"for {uv_names(item.versions)}", class_="place"),
        remedies(finding.remedies),
        class_=f"card {finding.severity.value}",
    )
