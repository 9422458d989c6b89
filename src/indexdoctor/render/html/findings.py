"""The findings: cause, place, what to do, and behind a fold what was seen and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.report import Report
from indexdoctor.render.html.elements import Child, Element, tag
from indexdoctor.render.html.parts import (
    command,
    folded,
    link,
    origin,
    rows,
    section,
    spaced,
)


def section_of(report: Report, verbose: bool) -> Element | None:
    """All findings; what was seen for an error is unfolded, all of it when `verbose`."""
    known = {exchange.id for exchange in report.exchanges}
    cards = [_card(item, number, known, verbose) for number, item in enumerate(report.findings, 1)]
    return section("findings", "Findings" if len(cards) > 1 else "Finding", cards)


def _card(item: Finding, number: int, known: set[int], verbose: bool) -> Element:
    return tag(
        "article",
        heading(item),
        [tag("p", origin(place), class_="place") for place in item.origins],
        rows(_reasons(item)),
        remedies(item.remedies),
        _evidence(item, known, verbose),
        _page(item.code, verbose),
        id=f"finding-{number}",
        class_=f"card {item.severity.value}",
    )


def heading(item: Finding) -> Element:
    """Severity, code and cause."""
    doubt = "" if item.confidence is Confidence.CERTAIN else f" ({item.confidence.value})"
    return tag(
        "h3",
        tag("span", f"{item.severity.value} {item.code}", class_="badge"),
        f"{doubt} {item.cause}",
    )


def _reasons(item: Finding) -> Iterator[tuple[Child, Child]]:
    if item.subject:
        yield "about", item.subject
    if item.why:
        yield "why", item.why
    if item.decide:
        yield "to decide", item.decide


def remedies(items: Iterable[Remedy]) -> list[Element]:
    """The ways out, each with what to type."""
    return [
        tag(
            "div",
            tag("p", tag("strong", "Fix (safe)" if item.safe else "Fix"), f" {item.summary}"),
            command(item.command) if item.command else None,
            class_="fix" if item.safe else "fix unsafe",
        )
        for item in items
    ]


def _evidence(item: Finding, known: set[int], verbose: bool) -> Element | None:
    found = rows(
        (
            proof.label,
            [
                spaced(proof.text),
                tag("a", f"request {proof.exchange}", href=f"#request-{proof.exchange}")
                if proof.exchange in known
                else None,
            ],
        )
        for proof in item.evidence
    )
    if found is None:
        return None
    opened = verbose or item.severity is Severity.ERROR
    return folded("What was seen", found, open_=opened)


def _page(code: str, verbose: bool) -> Element | None:
    """The page of the rule; None for a code of another version of indexdoctor."""
    from indexdoctor.diagnose.rules.registry import rule

    page = rule(code)
    if page is None:
        return None
    parts: list[Child] = []
    for title, text in (
        ("What it means", page.meaning),
        ("Why", page.why),
        ("How to fix", page.fix),
    ):
        parts += [tag("h4", title), [tag("p", line) for line in text.strip().splitlines() if line]]
    if page.changes:
        changed = rows((f"uv {c.since}", f"{c.now}; before, it {c.before}") for c in page.changes)
        parts += [tag("h4", "Since when"), changed]
    if page.references:
        links = [tag("li", link(address, address)) for address in page.references]
        parts += [tag("h4", "Seen in"), tag("ul", links, class_="plain")]
    about = f"About {page.code} {page.name}"
    return folded(about, tag("div", parts, class_="prose"), open_=verbose)
