"""The HTML file: text never becomes markup, nothing is loaded, and nothing can run."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render import samples

from indexdoctor.render.html.elements import document, is_link, stylesheet, tag
from indexdoctor.render.registry import renderer
from indexdoctor.render.sanitise import clean, map_text
from indexdoctor.render.view import View

EVIL = "</style></title><script>alert(1)</script><svg onload=alert(1)>\"'><img src=x> \u202e\x1b"


class Reader(HTMLParser):
    """The elements and attributes as a parser finds them, and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


@given(st.text(), st.text())
def test_text_and_values_stay_what_they_are(text: str, value: str) -> None:
    reader = read(document(tag("p", text, title=value)))
    assert reader.elements == ["p"]
    assert reader.attributes == [("title", clean(value, keep_lines=True))]
    assert "".join(reader.text).strip("\n") == clean(text, keep_lines=True).strip("\n")


@pytest.mark.parametrize("name", ["script", "iframe", "style", "img", "link", "object"])
def test_what_runs_or_loads_cannot_be_built(name: str) -> None:
    with pytest.raises(ValueError, match="no element"):
        tag(name)


@pytest.mark.parametrize("name", ["onclick", "onload", "style", "src"])
def test_no_attribute_runs_or_loads_anything(name: str) -> None:
    with pytest.raises(ValueError, match="no attribute"):
        tag("p", **{name: "x"})


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//x.example", "https://a:b@x.example/", "x"],
)
def test_links_lead_to_pages_or_into_the_document(address: str) -> None:
    assert not is_link(address)
    with pytest.raises(ValueError, match="no link"):
        tag("a", "x", href=address)


def test_a_stylesheet_cannot_end_early() -> None:
    with pytest.raises(ValueError, match="stylesheet"):
        stylesheet("</style>")


@pytest.mark.parametrize("sample", [samples.check, samples.explain, samples.compared])
def test_foreign_text_adds_no_element(sample: object) -> None:
    assert callable(sample)
    report = sample()
    html = renderer("html")
    plain, evil = (
        read(html(item, View())) for item in (report, map_text(report, lambda text: text + EVIL))
    )
    assert set(evil.elements) <= set(plain.elements) | {"ol", "dl", "dt", "dd"}
    assert not {"script", "img", "iframe", "link"} & set(evil.elements)
    assert not [name for name, _ in evil.attributes if name.startswith("on") or name == "src"]


def test_the_policy_allows_this_stylesheet_and_nothing_else() -> None:
    text = renderer("html")(samples.check(), View())
    css = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert len(css) == 1
    allowed = base64.b64encode(hashlib.sha256(css[0].encode()).digest()).decode()
    policies = [value for name, value in read(text).attributes if name == "content"]
    assert policies[0] == (
        f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    )


def test_the_verdict_is_the_first_heading_and_the_last_line() -> None:
    report = samples.check()
    text = re.sub(r"<style>.*</style>", "", renderer("html")(report, View()), flags=re.DOTALL)
    words = " ".join("".join(read(text.partition("<body>")[2]).text).split())
    assert words.startswith("indexdoctor")
    assert words.index(report.verdict) < 100
    assert words.endswith(report.verdict)


def test_an_overridden_value_is_struck_through_and_said_to_be() -> None:
    text = renderer("html")(samples.check(), View())
    assert "not in effect: </span><s>subprocess</s>" in text
