"""The same promises for the reader that GitHub made (cmark-gfm), with raw HTML let through."""

from __future__ import annotations

import re

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.render import samples
from tests.render.test_markdown import foreign

from indexdoctor.model.report import Report
from indexdoctor.render.markdown import render
from indexdoctor.render.markdown_text import code, table, text
from indexdoctor.render.sanitise import clean
from indexdoctor.render.view import View

_OWN = "p|h3|h4|ul|li|table|thead|tbody|tr|th|td|code|pre|strong|del"
_OTHER = re.compile(rf"<(?!/?(?:{_OWN})>)")
_REFERENCE = re.compile(r"[@#]\w")


def html(markup: str) -> str:
    shown = github_flavored_markdown_to_html(markup, Options.CMARK_OPT_UNSAFE)
    assert isinstance(shown, str)
    return shown


def outside_code(shown: str) -> str:
    return re.sub(r"<code>.*?</code>|<pre>.*?</pre>", "", shown, flags=re.DOTALL)


@pytest.mark.parametrize("sample", ["check", "explain", "compared"])
@given(st.lists(foreign, min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_a_report_has_no_element_but_its_own(sample: str, texts: list[str]) -> None:
    report: Report = getattr(samples, sample)()
    shown = html(render(samples.spoilt(report, texts), View(verbose=True)))
    assert not _OTHER.search(shown), shown
    assert not _REFERENCE.search(outside_code(shown)), shown


@given(st.lists(st.tuples(foreign, foreign), min_size=1, max_size=4))
@settings(max_examples=300)
def test_a_table_has_its_columns_whatever_is_in_it(rows: list[tuple[str, str]]) -> None:
    made = [(text(clean(a)) or "x", code(clean(b)) or "y") for a, b in rows]
    shown = html(table(("one", "two"), made))
    assert shown.count("<td>") == 2 * len(rows)
    assert not _OTHER.search(shown)
    assert not _REFERENCE.search(outside_code(shown))


@pytest.mark.parametrize(
    "bad", ["<b>x</b>", "www.evil.example", "![a](b.png)", "[a](b)", "*a*", "a\n\n***"]
)
def test_the_reader_would_find_markup(bad: str) -> None:
    assert _OTHER.search(html(bad))


def test_the_reader_would_find_a_mention() -> None:
    assert _REFERENCE.search(outside_code(html("hello @octocat")))
    assert not _REFERENCE.search(outside_code(html("hello `@octocat`")))
