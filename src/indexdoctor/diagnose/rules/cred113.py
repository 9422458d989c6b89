"""CRED113: the keyring that is asked is not the one that was set up."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import Need, needs, setting
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.keyrings import KeyringCommand


def find(case: Case) -> Iterator[Finding]:
    if not case.keyring_on:
        return
    keyrings = case.resolution.keyrings
    run = keyrings.run
    for need in needs(case):
        if any(item.answer.secret is not None for item in need.further):
            continue  # the right one was asked, and for the wrong name
        if run is None and keyrings.elsewhere:
            yield _off_path(case, need, keyrings.elsewhere[0])
        elif run is not None and run.environment is not None and need.found_nothing:
            others = [c for c in keyrings.on_path[1:] if c.environment != run.environment]
            if others:
                yield _shadowed(case, need, run, others[0])


def _off_path(case: Case, need: Need, command: KeyringCommand) -> Finding:
    place = (
        f"{command.shown}, which belongs to the environment {command.environment}"
        if command.environment is not None
        else command.shown
    )
    folder = command.shown.rpartition("/")[0]
    return RULE.finding(
        need.label,
        f"{case.client} finds no `keyring` command on PATH; there is one at {place}",
        confidence=Confidence.LIKELY,
        why="uv runs the first keyring on its own PATH, and looks into no environment: neither "
        "that of the project nor the one it installs into",
        origins=(*setting(case), need.origin),
        evidence=(*need.evidence, Evidence("not on PATH", command.shown)),
        remedies=(
            Remedy(
                "install it where uv finds it, with the plug-in for this server if one is used",
                "uv tool install keyring",
            ),
            Remedy("or put its folder on PATH", f"export PATH={_folder(folder)}:$PATH"),
        ),
        decide="the same once the command is on PATH",
        severity=need.severity,
    )


def _folder(folder: str) -> str:
    """A folder as a word for the shell, in which a leading ~ stays what it is."""
    if folder.startswith("~/"):
        return f"~/{word(folder[2:])}"
    return word(folder) if folder.startswith("/") else f'"$PWD"/{word(folder)}'


def _shadowed(case: Case, need: Need, run: KeyringCommand, other: KeyringCommand) -> Finding:
    return RULE.finding(
        need.label,
        f"{case.client} asks {run.shown}, which has no entry; {other.shown} stands behind it on "
        "PATH and is not asked",
        confidence=Confidence.LIKELY,
        why="uv runs the first keyring on PATH; that of an activated environment has the plug-ins "
        "and backends of that environment alone",
        origins=(*setting(case), need.origin),
        evidence=(
            *need.lines,
            Evidence("first on PATH", f"{run.shown}, of the environment {run.environment}"),
            Evidence("behind it", other.shown),
        ),
        remedies=(
            Remedy(
                f"take keyring out of {run.environment}, so that the other one is found",
                f"uv pip uninstall --python {word(run.environment or '')} keyring",
                safe=False,
            ),
            Remedy(
                "or give it the same plug-ins and configuration",
            ),
        ),
        decide=f"ask the other one: {other.shown} " + need_question(need),
        severity=need.severity,
    )


def need_question(need: Need) -> str:
    """The arguments of the client's first question."""
    return " ".join(need.asked[0].question.argv) if need.asked else "--list-backends"


RULE = Rule(
    code="CRED113",
    name="keyring-of-another-environment",
    severity=Severity.ERROR,
    meaning="There are several keyring commands, or one that is not on PATH: the one that is asked "
    "is not the one that holds the password.",
    why="uv runs `keyring` as found on its own PATH. A keyring that was installed into the "
    "project's environment is not on PATH unless the environment is activated; and when it is, it "
    "stands before the one of the system, with other backends and plug-ins.",
    fix="Install keyring, with its plug-ins, once as a tool, and let no environment shadow it.",
    example="uv pip install keyring artifacts-keyring puts the command into .venv/bin; uv sync "
    "finds no keyring.",
    references=("https://github.com/astral-sh/uv/issues/3542",),
    find=find,
    instead_of=("READ103", "POL102", "POL103", "PUB203", "CRED102"),
)
