"""CRED125: what uv needs stands in a file of variables that nothing loads."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import KEYRINGS, needs
from indexdoctor.diagnose.rules.missing import missing
from indexdoctor.diagnose.rules.uploads import nothing_to_send
from indexdoctor.diagnose.words import listed, quoted, variables
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.versions.settings import RUN_ENV_FILE_PASSED, TOOL_ENV_FILE_PASSED

_INDEXES = ("UV_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL")
_UPLOADS = ("UV_PUBLISH_USERNAME", "UV_PUBLISH_PASSWORD", "UV_PUBLISH_TOKEN")


def find(case: Case) -> Iterator[Finding]:
    if not case.discovered.unloaded:
        return
    for need in needs(case):
        name = None if need.row is None else need.row.index.name
        meant = _meant(case, variables(name) if name is not None else _INDEXES)
        if need.row is not None and meant:
            cause = f"{case.client} finds no credentials for {need.label}"
            severity = need.severity
            yield _finding(case, need.label, cause, meant, need.evidence, severity=severity)
    lost = missing(case)
    meant = _meant(case, _INDEXES)
    if lost is not None and meant:
        cause = f"{case.client} finds no {lost.package}"
        yield _finding(case, lost.subject, cause, meant, lost.lines, sure=False)
    meant = _meant(case, _UPLOADS)
    if meant and nothing_to_send(case) is Confidence.CERTAIN:
        cause = f"{case.client} has no credentials for the upload"
        yield _finding(case, case.publish_label, cause, meant, ())


def _meant(case: Case, names: tuple[str, ...]) -> tuple[Origin, ...]:
    return tuple(origin for origin in case.discovered.unloaded if origin.key in names)


def _finding(
    case: Case,
    subject: str,
    cause: str,
    meant: tuple[Origin, ...],
    lines: tuple[Evidence, ...],
    *,
    sure: bool = True,
    severity: Severity | None = None,
) -> Finding:
    file = meant[0].name
    names = listed([str(origin.key) for origin in meant])
    stands = "stands" if len(meant) == 1 else "stand"
    path = file if file.startswith(("/", "~/")) else f"./{file}"
    return RULE.finding(
        subject,
        f"{cause}: {names} {stands} in {file}, which uv does not read for itself",
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
        why="uv takes variables from its environment alone; `uv run --env-file` and UV_ENV_FILE "
        "hand a file on to the program that is run",
        origins=meant,
        evidence=lines,
        severity=severity,
        remedies=(
            Remedy(
                "load the file into the shell that runs uv",
                f"set -a; . {quoted(path) if not path.startswith('~/') else path}; set +a",
            ),
            Remedy("or have the variables set by your shell, direnv or the CI job"),
        ),
        decide="" if sure else "the same command once the file is loaded",
    )


RULE = Rule(
    code="CRED125",
    name="variables-in-unread-file",
    severity=Severity.ERROR,
    meaning="The variables that uv needs for an index or an upload stand in a .env file, and not "
    "in uv's environment.",
    why="uv reads no .env file for itself. `uv run --env-file .env` and UV_ENV_FILE give the "
    "variables to the program that is run; before "
    f"{RUN_ENV_FILE_PASSED.since} (uvx: {TOOL_ENV_FILE_PASSED.since}) uv took credentials from "
    "there too. uv sync, uv lock and uv pip never did.",
    fix="Load the file into the shell first, or set the variables in the CI job.",
    example="UV_INDEX_INTERNAL_PASSWORD=... in .env beside pyproject.toml, and uv sync gets 401.",
    references=(
        "https://github.com/astral-sh/uv/issues/8862",
        "https://github.com/astral-sh/uv/issues/7743",
    ),
    changes=(TOOL_ENV_FILE_PASSED, RUN_ENV_FILE_PASSED),
    find=find,
    instead_of=("READ103", "READ107", "POL102", "POL103", "PUB204", *KEYRINGS),
)
