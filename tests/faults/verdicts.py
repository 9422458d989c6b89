"""What is wrong with the report on a world; nothing where it is as it should be."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.catalogue import Faulty
from tests.faults.world import World

from indexdoctor import run
from indexdoctor.model.finding import Severity
from indexdoctor.model.report import Report, State
from indexdoctor.render.registry import renderer
from indexdoctor.render.view import View


def of_healthy(world: World, report: Report) -> str:
    """Why the report does not call a healthy world healthy."""
    found = [f for f in report.findings if f.severity is not Severity.NOTE]
    # "works" stands where an index did not have to be asked.
    well = report.state is State.OK and report.verdict.startswith(("healthy: ", "works: "))
    if well and not found and run.exit_code(report) == 0:
        return "".join(f"{world.label}: {text}" for text in too_long(report))
    codes = ", ".join(f"{f.code} {f.severity.value}" for f in report.findings)
    return f"{world.label} ({world.kind or 'no command'}): {report.verdict} [{codes}]"


def of_faulty(faulty: Faulty, report: Report) -> str:
    """Why the report does not name the fault."""
    if faulty.fault.is_found(report):
        return ""
    codes = ", ".join(f"{f.code} {f.severity.value}" for f in report.findings)
    world = faulty.world
    return f"{faulty.fault.name}, {world.label} ({world.kind}): {report.verdict} [{codes}]"


def too_long(report: Report) -> Iterator[str]:
    """Where more is printed than a line for each index between the verdicts."""
    for name in ("table", "plain"):
        for width in (60, 200, None):
            printed = renderer(name)(report, View(width=width)).splitlines()
            verdict = [line for line in (printed[0], printed[-1]) if report.verdict in line]
            wrapped = width is not None and len(report.verdict) + 2 > width
            if (len(verdict) < 2 or len(printed) > len(report.subjects) + 2) and not wrapped:
                yield f"{name} at {width}: {len(printed)} lines"
