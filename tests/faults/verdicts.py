"""What is wrong with the report on a world; nothing where it is as it should be."""

from __future__ import annotations

from tests.faults.catalogue import Faulty
from tests.faults.world import World

from indexdoctor import run
from indexdoctor.model.finding import Severity
from indexdoctor.model.report import Report, State


def of_healthy(world: World, report: Report) -> str:
    """Why the report does not call a healthy world healthy."""
    found = [f for f in report.findings if f.severity is not Severity.NOTE]
    # "works" stands where an index did not have to be asked.
    well = report.state is State.OK and report.verdict.startswith(("healthy: ", "works: "))
    if well and not found and run.exit_code(report) == 0:
        return ""
    codes = ", ".join(f"{f.code} {f.severity.value}" for f in report.findings)
    return f"{world.label} ({world.kind or 'no command'}): {report.verdict} [{codes}]"


def of_faulty(faulty: Faulty, report: Report) -> str:
    """Why the report does not name the fault."""
    if faulty.fault.is_found(report):
        return ""
    codes = ", ".join(f"{f.code} {f.severity.value}" for f in report.findings)
    world = faulty.world
    return f"{faulty.fault.name}, {world.label} ({world.kind}): {report.verdict} [{codes}]"
