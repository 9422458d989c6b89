"""Everything that was sent, in order, and what the keyring was asked."""

from __future__ import annotations

from indexdoctor.diagnose.cells import cell_of
from indexdoctor.model.report import Report
from indexdoctor.render.html.elements import Child, Element, tag
from indexdoctor.render.html.parts import badge, folded, section
from indexdoctor.render.repeats import Repeat, repeats
from indexdoctor.render.words import keyring_text


def section_of(report: Report, verbose: bool) -> Element | None:
    """The list of all requests, and the questions to a keyring."""
    return section("requests", "What was sent", [_requests(report, verbose), _keyring(report)])


def _requests(report: Report, verbose: bool) -> Element | None:
    if not report.exchanges:
        return None
    items = [_item(row) for row in repeats(report.exchanges)]
    number = len(report.exchanges)
    title = "1 request in words" if number == 1 else f"All {number} requests in words"
    return folded(title, tag("ol", items, class_="requests"), class_="card", open_=verbose)


def _item(row: Repeat) -> Element:
    first = row.items[0]
    secret = f" {first.secret}" if first.secret else ""
    took = "" if row.milliseconds is None else f" {row.milliseconds:.0f} ms"
    by = "asked by indexdoctor alone" if first.further else ""
    why = ", ".join(text for text in (row.why, by) if text)
    # Later ones of several that are alike can be linked to as well.
    others = [tag("span", id=f"request-{item.id}") for item in row.items[1:]]
    return tag(
        "li",
        tag("span", row.ids, class_="number"),
        tag(
            "div",
            tag("div", tag("code", row.request)),
            tag("div", f"{row.sent}{secret}"),
            tag("div", why, class_="soft small") if why else None,
        ),
        tag(
            "div",
            badge(row.result, cell_of(first).state),
            tag("span", took, class_="soft small"),
            class_="result",
        ),
        others,
        id=f"request-{first.id}",
    )


def _keyring(report: Report) -> Element | None:
    if not report.keyring:
        return None
    lines: list[Child] = [tag("li", keyring_text(item)) for item in report.keyring]
    title = tag("h3", "Keyring")
    return tag("div", title, tag("ul", lines, class_="plain small"), class_="card")
