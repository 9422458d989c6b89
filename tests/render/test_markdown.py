"""Whatever a foreign text says, it is shown and is no markup, for real readers of Markdown."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.render import samples

from indexdoctor.model.finding import Remedy
from indexdoctor.model.report import Report
from indexdoctor.render.markdown import render
from indexdoctor.render.markdown_text import block, cell, code, table, text
from indexdoctor.render.sanitise import clean
from indexdoctor.render.view import View

READER = MarkdownIt("gfm-like")  # tables, strikethrough, and links made of bare URLs
# What code hosts make of text that is no code: mentions, issues, merge requests, milestones,
# snippets, labels, epics, commits, issue keys, emoji, formulas.
REFERENCES = re.compile(
    r"@\w|[#!%$&~]\w|\b[0-9a-fA-F]{7,40}\b|\b[A-Za-z]+-\d|:\w+:|\bwww\.|://|\$\$|<|\\"
)
HOSTILE = [
    "<script>alert(1)</script>",
    "<!-- x",
    "![x](https://evil.example/p.png)",
    "[x](javascript:alert(1))",
    "[x]: https://evil.example",
    "<https://evil.example>",
    "www.evil.example",
    "https://evil.example/a_b_c",
    "a@evil.example",
    "@octocat",
    "@org/team",
    "#123",
    "GH-123",
    "owner/repo#1",
    "!7",
    ":tada:",
    "$x$",
    "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
    "`",
    "``` a",
    "~~~",
    "a`b``c```d",
    "\\`x`",
    "&lt;b&gt; &#64;octocat &commat;x",
    "a|b\\|c \\\\| @x",
    "| - | - |",
    "* a",
    "- a",
    "1. a",
    "# a",
    "> a",
    "===",
    "---",
    "***a*** __b__ ~~c~~",
    "    four",
    "\ttab",
    "[^1]",
    "[ ] task",
    "/close",
    "**",
    "x** y",
]
foreign = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet="ab1 `|\\*_~#@!<>[]()&:-.$/\"'\n", max_size=40),
    st.text(max_size=30),
    st.lists(st.sampled_from(HOSTILE), max_size=3).map(" ".join),
)


def inline(markup: str) -> Iterator[Token]:
    for token in READER.parse(markup):
        yield token
        yield from token.children or []


def shown(markup: str) -> str:
    """What is read, code and text alike."""
    kinds = ("text", "code_inline", "fence", "text_special")
    return "".join(token.content for token in inline(markup) if token.type in kinds)


def prose(markup: str) -> str:
    """What is text and not code; all else stands as a space."""
    return "".join(token.content if token.type == "text" else " " for token in inline(markup))


def assert_harmless(markup: str, own: frozenset[str] = frozenset()) -> None:
    kinds = {token.type for token in inline(markup)}
    plain = {"paragraph_open", "paragraph_close", "inline", "text", "code_inline"}
    assert kinds <= plain | own, markup
    assert not REFERENCES.search(prose(markup)), markup


@given(foreign)
@settings(max_examples=400)
def test_prose_is_shown_as_it_is_and_is_no_markup(said: str) -> None:
    said = clean(said)
    markup = text(said)
    assert_harmless(markup)
    pairs = said.count("`") % 2 == 0
    expected = re.sub(r"\s", "", said.replace("`", "") if pairs else said)
    assert re.sub(r"\s", "", shown(markup).replace("`", "") if pairs else shown(markup)) == expected


@given(foreign)
@settings(max_examples=400)
def test_code_is_shown_as_it_is(said: str) -> None:
    said = " ".join(clean(said).split())
    assert_harmless(code(said))
    assert shown(code(said)) == said


@given(st.lists(st.tuples(foreign, foreign), min_size=1, max_size=4))
def test_a_table_has_its_columns_whatever_is_in_it(rows: list[tuple[str, str]]) -> None:
    made = [(text(clean(a)) or "x", code(clean(b)) or "y") for a, b in rows]
    kinds = [token.type for token in READER.parse(table(("one", "two"), made))]
    assert kinds.count("td_open") == 2 * len(rows)
    parts = {"table", "thead", "tbody", "tr", "th", "td"}
    ends = frozenset(f"{part}_{end}" for part in parts for end in ("open", "close"))
    assert_harmless(table(("one", "two"), made), ends)


def test_a_pipe_behind_a_backslash_stays_in_its_cell_for_every_reader() -> None:
    assert cell(code("a\\|b")) == "`a\\ \\|b`"
    assert cell(code("a|b")) == "`a\\|b`"


@given(st.lists(foreign, min_size=1, max_size=4).map("\n".join))
def test_a_command_stays_in_its_block(command: str) -> None:
    command = clean(command, keep_lines=True)
    fence, *rest = READER.parse(block(command))
    assert (fence.type, fence.content.rstrip("\n"), rest) == ("fence", command.rstrip("\n"), [])


OWN_KINDS = {token.type for token in inline(render(samples.check(), View(verbose=True)))}


@given(st.lists(foreign, min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
@pytest.mark.parametrize("sample", ["check", "explain", "compared"])
def test_a_report_full_of_foreign_text_has_no_markup_but_its_own(
    sample: str, texts: list[str]
) -> None:
    report: Report = getattr(samples, sample)()
    markup = render(samples.spoilt(report, texts), View(verbose=True))
    kinds = [token.type for token in inline(markup)]
    assert not set(kinds) & {"html_block", "html_inline", "link_open", "image", "softbreak", "hr"}
    assert not set(kinds) & {"blockquote_open", "em_open", "code_block", "ordered_list_open"}
    assert not REFERENCES.search(prose(markup)), markup


def test_the_tests_reader_would_find_markup() -> None:
    bad = "![a](b.png) <b>x</b> https://evil.example *x*\n\n> q"
    kinds = {token.type for token in inline(bad)}
    assert {"image", "html_inline", "link_open", "em_open", "blockquote_open"} <= kinds
    for bad in ("@octocat", "#1", "GH-1", "deadbee1", "x :tada: y"):
        assert REFERENCES.search(prose(bad)), bad


def test_the_verdict_is_the_first_and_the_last_line() -> None:
    lines = render(samples.check(), View()).splitlines()
    assert lines[0] == lines[-1] == f"**✗ {samples.check().verdict}**"


def test_a_command_of_many_lines_keeps_them() -> None:
    command = "cat <<'```'\n```\n![x](y)\n"
    finding = dataclasses.replace(samples.finding(), remedies=(Remedy("type", command),))
    markup = render(dataclasses.replace(samples.check(), findings=(finding,)), View())
    fences = [token.content for token in READER.parse(markup) if token.type == "fence"]
    assert fences == [command]


@pytest.mark.parametrize(
    ("said", "markup"),
    [
        ("0.13.8 (--uv-version)", "0.13.8 (`--uv-version`)"),
        ("a/b (--uv-version)", "`a/b (--uv-version)`"),
        ("(see ~/.netrc:3).", "(see `~/.netrc:3`)."),
        ("1. first", "`1`. first"),
        ("unknown option `a`: b", "unknown option `a`: b"),
        ("GET https://h/  netrc", "GET `https://h/` netrc"),
        ("asks https://h/: ~/.netrc:3 wins", "asks `https://h/`: `~/.netrc:3` wins"),
        ("- x - y", "`-` x - y"),
        ("`", "`` ` ``"),
    ],
)
def test_only_what_is_no_plain_word_is_code(said: str, markup: str) -> None:
    assert text(said) == markup


@pytest.mark.parametrize("part", ["@ ", "`", "`a", "`@`", "(", ": ", "@"])
def test_a_long_text_stays_of_its_length(part: str) -> None:
    long = part * 50_000
    assert len(text(long)) <= 8 * len(long)


def test_what_lost_is_struck_through() -> None:
    kinds = [token.type for token in inline(render(samples.check(), View()))]
    assert kinds.count("s_open") == 1
    assert "overridden" in render(samples.check(), View())
