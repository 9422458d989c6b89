"""The whole file: the verdict first and last, and everything in between."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.model.report import Note, Report, State
from indexdoctor.render.html import comparison, elements, findings, indexes, requests, settings
from indexdoctor.render.html.elements import Child, Element, tag
from indexdoctor.render.html.parts import TONES, linked, origin, rows, section, sign
from indexdoctor.render.html.style import CSS
from indexdoctor.render.view import View
from indexdoctor.render.words import ignored_text

# Nothing may be loaded, run, framed or sent; this very stylesheet is all that is allowed.
POLICY = (
    f"default-src 'none'; style-src {elements.digest(CSS)}; base-uri 'none'; form-action 'none'"
)


def render(report: Report, view: View) -> str:
    """The report as one file of HTML.

    Everything is in it; what is of no use at first sight is folded, unless the view is verbose.
    """
    verdict, state = report.verdict, report.state
    if report.comparison is not None:
        verdict, state = report.comparison.verdict, comparison.state(report.comparison)
    body = list(_comparison(report) if report.comparison else _check(report, view))
    kept = [item for item in body if item is not None]
    root = tag(
        "html",
        _head(verdict),
        tag(
            "body",
            tag("header", _top(report, verdict, state), _contents(kept)),
            tag("main", kept),
            tag("footer", _end(report), tag("p", sign(state), verdict, class_=_tone(state))),
        ),
        lang="en",
    )
    text = elements.document(root)
    return text if view.unicode else text.encode("ascii", "xmlcharrefreplace").decode()


def _head(verdict: str) -> Element:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{verdict} - indexdoctor"),
        elements.stylesheet(CSS),
    )


def _top(report: Report, verdict: str, state: State) -> Iterator[Element]:
    client = report.client
    found = f" ({client.found})" if client.found else ""
    facts: list[Child] = [f"{client.name} {client.version}{found}"]
    if client.command:
        facts += [" · ", tag("code", client.command)]
    facts.append(f" · indexdoctor {report.tool_version}")
    what = "what uv would do" if report.mode == "explain" else "what uv does, and why"
    yield tag("p", f"indexdoctor: {what}", class_="brand")
    yield tag("h1", sign(state), tag("span", verdict), class_=_tone(state))
    yield tag("p", facts, class_="facts")


def _tone(state: State) -> str:
    return f"verdict {TONES[state]}"


def _contents(sections: list[Element]) -> Element:
    """Links to the sections."""
    links = []
    for item in sections:
        heading = item.children[0]
        assert isinstance(heading, Element)
        links.append(tag("li", tag("a", heading.children, href=f"#{dict(item.attributes)['id']}")))
    return tag("nav", tag("ul", links), aria_label="Sections")


def _check(report: Report, view: View) -> Iterator[Element | None]:
    detailed = report.mode == "explain" or view.verbose
    yield section("problems", "What cannot be read as meant", list(_problems(report)))
    yield indexes.section_of(report, detailed)
    yield findings.section_of(report, view.verbose)
    yield requests.section_of(report, view.verbose)
    yield settings.section_of(report)
    yield _notes(report)


def _comparison(report: Report) -> Iterator[Element | None]:
    if report.comparison is not None:
        yield from comparison.sections(report.comparison)
    yield _notes(report)


def _problems(report: Report) -> Iterator[Element]:
    for item in report.problems:
        word, tone = ("error", "error") if item.fatal else ("warning", "warning")
        yield tag(
            "article",
            tag("h3", tag("span", word, class_="badge"), " ", item.message),
            tag("p", origin(item.origin), class_="place"),
            rows([("hint", item.hint)]) if item.hint else None,
            class_=f"card {tone}",
        )


def _notes(report: Report) -> Element | None:
    ignored = [tag("p", ignored_text(report.ignored))] if report.ignored else []
    return section("notes", "Notes", [*ignored, note_list(report.notes)])


def note_list(notes: tuple[Note, ...]) -> Element | None:
    """What the reader should know, each with its kind."""
    if not notes:
        return None
    return tag(
        "ul",
        [
            tag("li", tag("span", word, class_=f"badge {tone}"), " ", note.text)
            for note in notes
            for word, tone in [("incomplete", "unknown") if note.incomplete else ("note", "note")]
        ],
        class_="plain",
    )


def _end(report: Report) -> Iterator[Element]:
    """What comes last: the story of a packaged scenario, and where all this was seen."""
    for facts in (report.footer, report.environment):
        if facts:
            yield tag(
                "div", rows((label, linked(text)) for label, text in facts), class_="end card"
            )
