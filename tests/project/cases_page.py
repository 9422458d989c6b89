"""The page of public reports: what each was, and the codes that name it in the tests."""

from __future__ import annotations

from tests.cases.catalogue import CASES
from tests.cases.frame import Case, Unnamed
from tests.project.markdown import cell


def page() -> str:
    """The whole page, in Markdown."""
    named = [case for case in CASES if isinstance(case, Case)]
    unnamed = [case for case in CASES if isinstance(case, Unnamed)]
    lines = [
        "# Public reports, and what names them",
        "",
        f"{len(CASES)} failures that people reported in public. {len(named)} are played in the",
        "tests: a scene with the same cause has to give the findings below, and a scene that",
        "looks alike, without the cause, must not. This page is made from those tests.",
        "",
        "| report | what went wrong | command | named by |",
        "|---|---|---|---|",
    ]
    for case in named:
        codes = ", ".join(f"[{code}](rules/{code}.md)" for code in case.codes)
        command = f"`{' '.join(case.scene.command[:3])}`, uv {case.uv}"
        lines.append(f"| {_threads(case)} | {cell(case.title)} | {command} | {codes} |")
    lines.append("")
    if unnamed:
        lines += ["## Not to be named", ""]
        lines += ["Neither files nor environment nor requests show these causes.", ""]
        lines += ["| report | what went wrong | why |", "|---|---|---|"]
        for other in unnamed:
            lines.append(f"| {_threads(other)} | {cell(other.title)} | {cell(other.reason)} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _threads(case: Case | Unnamed) -> str:
    links = ", ".join(f"<{thread}>" for thread in case.threads)
    return f"{case.key} {links}"
