"""Every document that can be made of a report, as it would leave, with the gate only watching."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

from indexdoctor.model.report import Report
from indexdoctor.model.secret import Secret
from indexdoctor.render import ticket
from indexdoctor.render.anonymise.report import anonymised
from indexdoctor.render.gate import Gate
from indexdoctor.render.redact import masked
from indexdoctor.render.registry import FORMATS, renderer
from indexdoctor.render.view import View

VIEWS = {
    "pipe": View(verbose=True),
    "terminal": View(width=72, color=True, unicode=True),
    "narrow": View(width=40, unicode=False, verbose=True),
}
LOG = (
    "DEBUG Found credentials for {0}",
    "TRACE GET https://alice:{0}@pypi.example/simple/?token={0}",
    "  authorization: Basic {0}",
)


class Watching(Gate):
    """A gate that stops nothing, and remembers whether it would have."""

    tripped = 0

    def check(self, text: str) -> None:
        self.tripped += bool(self.hits(text))


def documents(
    report: Report, gate: Watching, echoes: tuple[str, ...] = ()
) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of what leaves for `report`, masked; `echoes` stand in a log beside it."""
    report = masked(report, gate)
    log = tuple(line.format(echo) for echo in echoes or ("nothing",) for line in LOG)
    log = masked(log, gate)
    yield from _rendered(report, log, gate, "")
    hidden, hidden_log, names = anonymised(report, log)
    for name, content in _rendered(hidden, hidden_log or (), gate, "anonymised: "):
        names.check_after(gate.check)(content.decode())
        yield name, content


def _rendered(
    report: Report, log: tuple[str, ...], gate: Watching, prefix: str
) -> Iterator[tuple[str, bytes]]:
    for name in FORMATS:
        # Only these two look at the width and the colours.
        for view in VIEWS if name in ("table", "plain") and not prefix else ("pipe",):
            text = renderer(name)(report, VIEWS[view])
            gate.check(text)
            yield f"{prefix}{name} ({view})", text.encode("utf-8", "backslashreplace")
    members = list(ticket.members(report, log))
    archive = ticket.archive(members, gate.check, datetime(2026, 1, 1, tzinfo=UTC))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for member in opened.namelist():
            yield f"{prefix}ticket: {member}", member.encode() + b"\n" + opened.read(member)


def watching(known: set[Secret]) -> Watching:
    """A gate that knows these secrets."""
    return Watching(known)
