"""HTML made of elements: text becomes markup nowhere, because nothing takes markup.

Every string given as a child or as an attribute's value is text: it is cleaned of controls and
escaped when the document is written. What could run or fetch something cannot be built: there are
no scripts, no event handlers, no inline styles, and links lead to http, https or the document
itself. The one stylesheet is a constant of the package.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import TypeAlias

from indexdoctor.records import record
from indexdoctor.render.sanitise import clean

Value: TypeAlias = str | int | bool | None
_HEAD = "html head meta title body"
_BLOCKS = (
    "main header footer nav section article div p h1 h2 h3 h4 ul ol li dl dt dd pre figure "
    "figcaption table caption thead tbody tr th td details summary"
)
_INLINE = "a code span strong small s abbr time"
_SVG = "svg g line path rect circle text tspan desc"
_VOID = frozenset({"meta"})
_OWN_LINE = frozenset(f"{_HEAD} {_BLOCKS} svg g".split())
_KNOWN = frozenset(f"{_HEAD} {_BLOCKS} {_INLINE} {_SVG}".split())
_ATTRIBUTE = re.compile(r"(?!on|style)[A-Za-z][A-Za-z-]*")
_LINK = re.compile(r"(?:https?://[^\s/?#@]+(?:[/?#][^\s]*)?|#[A-Za-z][\w-]*)", re.ASCII)


@record
class Element:
    """One element; made by `tag` or `stylesheet`."""

    name: str
    attributes: tuple[tuple[str, Value], ...]
    children: tuple[Element | str, ...]


Child: TypeAlias = "Element | str | Iterable[Child] | None"


def tag(name: str, /, *children: Child, **attributes: Value) -> Element:
    """An element. `class_` stands for `class`, and `aria_label` for `aria-label`.

    None leaves a child or an attribute out, True gives an attribute without a value. Raises
    ValueError for an element or attribute that is not known to be harmless, and for a link
    elsewhere than http, https or the document.
    """
    if name not in _KNOWN:
        raise ValueError(f"no element {name}")
    found: list[tuple[str, Value]] = []
    for key, value in attributes.items():
        attribute = key.rstrip("_").replace("_", "-")
        if not _ATTRIBUTE.fullmatch(attribute) or attribute == "src":
            raise ValueError(f"no attribute {attribute}")
        if attribute == "href" and not is_link(str(value)):
            raise ValueError("no link to there")
        found.append((attribute, value))
    return Element(name, tuple(found), tuple(_flat(children)))


def stylesheet(css: str) -> Element:
    """The stylesheet, a constant of the package. Raises ValueError if it could end early."""
    if "<" in css or not css.isascii():
        raise ValueError("a stylesheet is ASCII and holds no `<`")
    return Element("style", (), (css,))


def digest(css: str) -> str:
    """The source expression by which a Content-Security-Policy allows exactly this stylesheet."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()}'"


def is_link(text: str) -> bool:
    """Whether `text` may be linked to: http or https without user information, or `#name`."""
    return _LINK.fullmatch(text) is not None


def document(root: Element) -> str:
    """The whole file."""
    return f"<!doctype html>\n{''.join(_written(root))}"


def _flat(children: Iterable[Child]) -> Iterator[Element | str]:
    for child in children:
        if child is None:
            continue
        if isinstance(child, (Element, str)):
            yield child
        else:
            yield from _flat(child)


def _written(item: Element | str) -> Iterator[str]:
    if isinstance(item, str):
        yield _escaped(item)
        return
    end = "\n" if item.name in _OWN_LINE or item.name == "style" else ""
    yield f"<{item.name}"
    for name, value in item.attributes:
        if value is True:
            yield f" {name}"
        elif value is not None and value is not False:
            yield f' {name}="{_escaped(str(value))}"'
    yield ">"
    if item.name in _VOID:
        yield end
        return
    for child in item.children:
        if item.name == "style":
            yield str(child)
        else:
            yield from _written(child)
    yield f"</{item.name}>{end}"


def _escaped(text: str) -> str:
    """Text for content and attributes; a line of it never begins a line of the file."""
    return escape(clean(text, keep_lines=True)).replace("\n", "&#10;")
