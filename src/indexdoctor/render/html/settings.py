"""The configuration in effect, what it overrides, and the files a lock names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexdoctor.model.origin import Setting, Shadowed
from indexdoctor.model.report import File, Report
from indexdoctor.render.html.elements import Child, Element, tag
from indexdoctor.render.html.parts import folded, rows, said, section
from indexdoctor.render.words import value_text


def section_of(report: Report) -> Element | None:
    """Each setting with its place, and struck through what it overrides; then the files."""
    return section("settings", "Configuration", [_table(report), _files(report.files)])


def _table(report: Report) -> Element | None:
    if not report.settings:
        return None
    head = tag("tr", [tag("th", text, scope="col") for text in ("setting", "value", "from")])
    lines = [line for name, setting in report.settings for line in _setting(name, setting)]
    caption = tag("caption", said("The settings in effect, and what each overrides"))
    return tag("div", tag("table", caption, tag("thead", head), tag("tbody", lines)), class_="card")


def _setting(name: str, setting: Setting[object]) -> Iterator[Element]:
    yield tag(
        "tr",
        tag("th", tag("code", name), scope="row"),
        tag("td", value_text(setting.value)),
        tag("td", tag("code", str(setting.origin))),
    )
    for lost in setting.shadowed:
        yield _lost(name, lost)


def _lost(name: str, lost: Shadowed[object]) -> Element:
    return tag(
        "tr",
        tag("th", said(f"{name}, "), "overridden", scope="row", class_="small"),
        tag("td", said("not in effect: "), tag("s", value_text(lost.value))),
        tag("td", tag("code", str(lost.origin)), tag("span", lost.reason, class_="holder")),
        class_="lost",
    )


def _files(files: Iterable[File]) -> Element | None:
    items = [_file(item) for item in files]
    if not items:
        return None
    title = "Files fetched from URLs in a lock"
    return folded(title, tag("ul", items, class_="plain small"), class_="card")


def _file(item: File) -> Element:
    below: Child = f"below {item.root} of {item.index}" if item.index else "below no index"
    facts = rows(
        [
            ("named in", tag("code", str(item.origin))),
            ("belongs", below),
            ("policy", [item.policy.value.value, " ", tag("code", str(item.policy.origin))]),
        ]
    )
    return tag("li", tag("strong", item.package), " ", tag("code", item.url), facts)
