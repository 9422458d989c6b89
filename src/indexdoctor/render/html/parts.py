"""Small parts that every section is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexdoctor.model.origin import Origin
from indexdoctor.model.report import State
from indexdoctor.render.html.elements import Child, Element, is_link, tag
from indexdoctor.render.view import MARKS

TONES = {
    State.OK: "ok",
    State.PROBLEM: "problem",
    State.UNKNOWN: "unknown",
    State.NOT_TRIED: "idle",
    State.NOT_SENT: "idle",
}


def said(text: str) -> Element:
    """Words for those who hear the page: what others see in a colour, a sign or a line."""
    return tag("span", text, class_="said")


def sign(state: State) -> Element:
    """The sign of a state, and its name for those who hear it."""
    mark = tag("span", MARKS[state][0], aria_hidden="true")
    return tag("span", mark, said(f"{state.value}: "), class_=f"sign {TONES[state]}")


def badge(text: str, state: State) -> Element:
    """A result with the sign and colour of its state; the state is said where the text does not."""
    mark = tag("span", f"{MARKS[state][0]} ", aria_hidden="true")
    spoken = None if text == state.value else said(f"{state.value}: ")
    return tag("span", mark, spoken, text, class_=f"badge {TONES[state]}")


def origin(item: Origin) -> list[Child]:
    """Where a value is written down, and the key there."""
    key: list[Child] = [" ", tag("span", item.key, class_="code soft")] if item.key else []
    return [tag("code", str(item)), *key]


def rows(items: Iterable[tuple[Child, Child]]) -> Element | None:
    """Labels and texts beside one another; None for none."""
    found = list(items)
    if not found:
        return None
    pairs = [(tag("dt", label), tag("dd", text)) for label, text in found]
    return tag("dl", pairs, class_="rows")


def spaced(text: str) -> Element:
    """A line of evidence: its parts, which two spaces hold apart, side by side."""
    parts = [part for part in text.split("  ") if part]
    return tag("span", [(tag("span", part), " ") for part in parts], class_="parts")


def linked(text: str) -> Child:
    """The text, as a link when it is nothing but the address of a page."""
    if text.startswith("https://") and is_link(text):
        return link(text, text)
    return text


def link(address: str, text: str) -> Element:
    """A link out of the document; what it leads to does not learn where it came from."""
    return tag("a", text, href=address, rel="noreferrer")


def folded(
    title: Child, *content: Child, open_: bool = False, class_: str | None = None
) -> Element:
    """Content behind a title that unfolds it."""
    return tag("details", tag("summary", title), content, class_=class_, open=open_)


def section(anchor: str, title: str, content: Sequence[Child]) -> Element | None:
    """A section with its heading; None without content."""
    kept = [item for item in content if item is not None]
    if not kept:
        return None
    heading = tag("h2", title, id=f"{anchor}-title")
    return tag("section", heading, kept, id=anchor, aria_labelledby=f"{anchor}-title")


def command(text: str) -> Element:
    """Lines to type or to patch."""
    return tag("pre", tag("code", text))
