"""The attachment for a support ticket: one zip with the report in every useful form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from indexdoctor.model.report import Report
from indexdoctor.render.registry import FORMATS, renderer
from indexdoctor.render.sanitise import cleaned
from indexdoctor.render.view import View

VIEW = View(verbose=True)
LOG = "trace.log"

# The name of each member, the format it is in, and what it is for.
_MEMBERS = (
    ("report.md", "markdown", "to paste into a ticket"),
    ("report.html", "html", "to read in a browser; it loads nothing from anywhere"),
    ("report.json", "json", "for programs, and for `indexdoctor show`"),
    ("exchanges.har", "har", "the requests with their answers, for HAR viewers"),
)
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # what a zip can hold


def members(report: Report, log: Sequence[str] | None = None) -> Iterator[tuple[str, str]]:
    """The names and texts of the members, README.txt first. `report` and `log` are masked."""
    found = [member for member in _MEMBERS if member[1] in FORMATS]
    inside = [(name, what) for name, _, what in found]
    if log is not None:
        inside.append((LOG, "the log that was given, one line of it a line"))
    yield "README.txt", _readme(report, inside)
    for name, format, _ in found:
        yield name, renderer(format)(report, VIEW)
    if log is not None:
        yield LOG, "".join(f"{line}\n" for line in cleaned(tuple(log)))


def _readme(report: Report, inside: Sequence[tuple[str, str]]) -> str:
    report = cleaned(report)
    verdict = report.verdict if report.comparison is None else report.comparison.verdict
    rows = report.environment
    room = max((len(label) for label, _ in rows), default=0)
    names = max(len(name) for name, _ in (("README.txt", ""), *inside))
    lines = [
        verdict,
        "",
        *(f"{label:<{room}}  {text}" for label, text in rows),
        "",
        "What is inside:",
        *(f"  {name:<{names}}  {what}" for name, what in inside),
        "",
        "Passwords and tokens that indexdoctor read are in none of these files; equal ones",
        "have equal labels (secret #1). `indexdoctor show` reads this zip again.",
    ]
    return "".join(f"{line}\n" for line in lines)


def archive(
    members: Sequence[tuple[str, str]], check: Callable[[str], None], when: datetime | None
) -> bytes:
    """The zip: members in this order, dated `when`, the same bytes for the same texts.

    `check` sees every name and text first, and raises for one that may not leave.
    """
    import io
    import zipfile

    date = max(_EARLIEST, when or _EARLIEST).astimezone(UTC)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, text in members:
            check(name)
            check(text)
            info = zipfile.ZipInfo(name, date.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # Unix, so that the mode counts, whatever system this is
            info.external_attr = 0o600 << 16
            file.writestr(info, text.encode("utf-8", "backslashreplace"))
    return target.getvalue()
