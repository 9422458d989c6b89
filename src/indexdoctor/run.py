"""One run from the files to the report: what a command of the CLI calls."""

from __future__ import annotations

import enum
import time
from collections.abc import Callable
from dataclasses import field, replace
from pathlib import Path

from indexdoctor.model.finding import Severity
from indexdoctor.model.report import Report, State
from indexdoctor.model.selection import Selection
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record

CONFIGURATION_NAMES = ("pyproject.toml", "uv.toml", "uv.lock")


class Replay(enum.StrEnum):
    """What is sent: the client's own requests, or also the probes that separate causes."""

    ALL = "all"
    EFFECTIVE = "effective"


@record
class RunOptions:
    """The inputs of one run.

    `words` is the user's own command as typed after `--` (empty: the command is assumed). `paths`
    are a project directory, requirements files or a pylock.toml. `packages` names what to ask for
    (empty: the direct requirements). `max_refusals` counts per account, `deadline` is in seconds.
    `observer` is told in one line what is being done. `uv_version` is the version the run is about;
    None asks the uv that the command would run. `compare` names versions to compare: with that one,
    or where `uv_version` is None and there are several, with one another. `selection` are the codes
    chosen and ignored on the command line; those of the project count beside them. `began` is when
    the deadline began to run, in seconds of the monotonic clock: it is one for all commands.
    """

    surroundings: Surroundings
    words: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()
    packages: tuple[str, ...] = ()
    replay: Replay = Replay.ALL
    publish_probe: bool = True
    max_refusals: int = 2
    deadline: float = 60.0
    began: float | None = None
    observer: Callable[[str], None] = lambda text: None
    uv_version: str | None = None
    compare: tuple[str, ...] = ()
    selection: Selection = field(default_factory=Selection)

    @property
    def spent(self) -> float:
        """How many seconds of the deadline are over."""
        return 0.0 if self.began is None else time.monotonic() - self.began

    def placed(self) -> tuple[Surroundings, tuple[Path, ...]]:
        """The surroundings to look from, and the requirements files named.

        A directory, or a `pyproject.toml`, `uv.toml` or `uv.lock`, names a project: it is looked
        at as if the command had been typed there. Relative paths are taken from the former
        working directory.
        """
        surroundings = self.surroundings
        files: list[Path] = []
        for path in self.paths:
            full = self.surroundings.cwd / path
            if full.is_dir():
                surroundings = replace(surroundings, cwd=full.resolve())
            elif full.name in CONFIGURATION_NAMES:
                surroundings = replace(surroundings, cwd=full.parent.resolve())
            else:
                files.append(full)
        return surroundings, tuple(files)


def check(options: RunOptions) -> Report:
    """Read, resolve, send and diagnose.

    Raises OwnSettingsError, before anything is sent, for a mistake in `[tool.indexdoctor]`.
    """
    return _run(options, "check")


def explain(options: RunOptions) -> Report:
    """Read and resolve, and say what each answer would lead to; nothing is sent.

    Raises OwnSettingsError for a mistake in `[tool.indexdoctor]`.
    """
    return _run(options, "explain")


def _run(options: RunOptions, mode: str) -> Report:
    options = replace(options, began=time.monotonic())
    from indexdoctor.discover.repository import repository

    surroundings, _ = options.placed()
    if options.compare:
        from indexdoctor import comparing

        report = comparing.run(options, mode)
    else:
        from indexdoctor import pipeline

        report = pipeline.alone(options, mode)
    return replace(report, repository=repository(surroundings))


_RANK = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}


def exit_code(report: Report, fail_on: Severity = Severity.ERROR) -> int:
    """What the process ends with.

    130 interrupted, 2 unreadable configuration, 1 a finding at or above `fail_on`, 3 nothing to
    check, 4 something could not be known, 0 otherwise; the first that applies. What is ignored does
    not count as a finding. Of a comparison it is that of the first version, or 1 where another
    version fails and the first does not.
    """
    if any(note.interrupted for note in report.notes):
        return 130
    if any(problem.fatal for problem in report.problems):
        return 2
    if not report.subjects:
        return 3
    if any(_RANK[finding.severity] >= _RANK[fail_on] for finding in report.findings):
        return 1
    if report.comparison is not None and report.comparison.breaks:
        return 1
    if report.mode == "check" and report.state is State.NOT_TRIED:
        return 3
    unknown = report.state is State.UNKNOWN or any(note.incomplete for note in report.notes)
    return 4 if unknown else 0
