"""The renderers, the redaction before them and the gate behind them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st
from tests.fuzz import texts
from tests.render import samples

from indexdoctor.model.report import Report
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Url
from indexdoctor.render.gate import Gate
from indexdoctor.render.redact import masked
from indexdoctor.render.registry import FORMATS, renderer
from indexdoctor.render.sanitise import map_text
from indexdoctor.render.view import View

Drawn = tuple[int, list[str], int, bool]
REPORTS: tuple[Callable[[], Report], ...] = (
    samples.check,
    samples.explain,
    samples.compared,
    samples.compared_equal,
)
DRAWN: st.SearchStrategy[Drawn] = st.tuples(
    st.integers(0, len(REPORTS) - 1),
    st.lists(texts.FOREIGN, min_size=1, max_size=8),
    st.sampled_from((20, 41, 80, 0)),
    st.booleans(),
)
SECRET = Secret("Wint3r-canary/99")
# Controls but the line break, and what changes the direction of text or is not seen.
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_JSON = ("json", "har", "sarif")


def foreign(report: Report, found: list[str]) -> Report:
    """The report with the texts found in place of, and behind, its own. URLs stay URLs."""
    number = 0
    kept: set[int] = {id(report.mode)}

    def part(item: Any) -> Any:
        if isinstance(item, Url):
            kept.update(map(id, (item.scheme, item.host, item.path, item.query, item.fragment)))
        return item

    def change(text: str) -> str:
        nonlocal number
        if id(text) in kept or text in ("check", "explain"):
            return text
        number += 1
        drawn = found[number % len(found)]
        return drawn if number % 3 else f"{text} {drawn}"

    return map_text(report, change, part)


def render(name: str) -> Callable[[Drawn], None]:
    """Draw a report, and render it in the format."""

    def run(drawn: Drawn) -> None:
        sample, found, width, unicode = drawn
        gate = Gate({SECRET})
        report = masked(foreign(REPORTS[sample](), [*found, SECRET.reveal()]), gate)
        view = View(width=width or None, unicode=unicode, verbose=bool(width % 2))
        text = renderer(name)(report, view)
        text.encode("utf-8", "backslashreplace")
        assert text.endswith("\n")
        assert not CONTROLS.search(text), CONTROLS.findall(text)[:3]
        gate.check(text)
        if name in _JSON:
            json.loads(text)

    return run


def targets() -> Iterator[tuple[str, st.SearchStrategy[Drawn], Callable[[Drawn], None]]]:
    """Each format."""
    for name in FORMATS:
        yield f"format {name}", DRAWN, render(name)
