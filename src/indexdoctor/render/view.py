"""How a document is to look, and what every renderer offers."""

from __future__ import annotations

from typing import Protocol

from indexdoctor.model.report import Report, State
from indexdoctor.records import record


@record
class View:
    """What the reader's side can show.

    `width` is in columns; None sets no limit (a pipe or a file), and nothing is wrapped. `color`
    allows escapes. `unicode` False keeps to ASCII for everything the renderer itself adds.
    `verbose` shows the details of healthy indexes, the requests and the keyring questions too.
    """

    width: int | None = None
    color: bool = False
    unicode: bool = True
    verbose: bool = False


class Render(Protocol):
    """A format: the whole document for a report, with a line break at its end."""

    def __call__(self, report: Report, view: View) -> str: ...


MARKS = {
    State.OK: ("✓", "ok"),
    State.PROBLEM: ("✗", "!!"),
    State.UNKNOWN: ("?", "??"),
    State.NOT_TRIED: ("-", "--"),
    State.NOT_SENT: ("○", ".."),
}
STYLES = {
    State.OK: "green",
    State.PROBLEM: "red",
    State.UNKNOWN: "yellow",
    State.NOT_TRIED: "dim",
    State.NOT_SENT: "dim",
}


def mark(state: State, view: View) -> str:
    """The sign of a state, one column wide (two in ASCII)."""
    return MARKS[state][0 if view.unicode else 1]


def is_brief(report: Report, view: View) -> bool:
    """Whether the verdict and a line for each index say all: a check that found nothing to say."""
    return (
        report.mode == "check"
        and report.state is State.OK
        and not view.verbose
        and not (report.findings or report.problems or report.ignored or report.footer)
        and report.comparison is None
        and all(note.minor for note in report.notes)
        and all(subject.state in (State.OK, State.NOT_TRIED) for subject in report.subjects)
    )
