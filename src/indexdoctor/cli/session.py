"""What the commands of one process share: where to write, the user's command, the surroundings."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexdoctor.model.surroundings import Surroundings

if TYPE_CHECKING:
    from indexdoctor.cli.outputs import Target
    from indexdoctor.model.finding import Severity
    from indexdoctor.model.report import Report
    from indexdoctor.render.output import ColorChoice, Output

# Exit codes that no report decides.
USAGE, INTERNAL, CANNOT_WRITE, INTERRUPTED = 2, 70, 73, 130

_PLATFORMS = {"darwin": "macos", "win32": "windows"}


def here() -> Surroundings:
    """The surroundings of this process."""
    from datetime import UTC, datetime

    return Surroundings(
        cwd=Path.cwd(),
        environ=dict(os.environ),
        platform=_PLATFORMS.get(sys.platform, "linux"),
        account_home=_account_home(),
        now=datetime.now(UTC),
    )


def _account_home() -> Path | None:
    """The home directory in the system's table of accounts; it is not asked for when HOME is set.

    On Windows it is in USERPROFILE: what the system itself says is not asked for.
    """
    if os.environ.get("HOME") or sys.platform == "win32":
        return None
    import pwd

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except (KeyError, OSError):
        return None


@dataclass(slots=True)
class Session:
    """One process. `words` is everything after `--`, untouched.

    `has_document` says that a report is whole: also that of a run which was interrupted.
    """

    output: Output
    words: tuple[str, ...] = ()
    debug: bool = False
    surroundings: Surroundings = field(default_factory=here)
    has_document: bool = False

    def finish(
        self,
        report: Report,
        *,
        format: str,
        color: ColorChoice,
        verbose: bool,
        fail_on: Severity,
        targets: Sequence[Target] = (),
        log: Sequence[str] | None = None,
        anonymise: bool = False,
    ) -> int:
        """Render the report of this run as `show` does; the exit code."""
        from indexdoctor.run import exit_code

        if verbose or targets or format not in ("table", "plain"):
            report = self._dated(report)
        code = exit_code(report, fail_on)
        report = replace(report, exit_code=code)
        self.show(
            report,
            format=format,
            color=color,
            verbose=verbose,
            targets=targets,
            log=log,
            anonymise=anonymise,
        )
        return code

    def show(
        self,
        report: Report,
        *,
        format: str,
        color: ColorChoice,
        verbose: bool,
        targets: Sequence[Target] = (),
        log: Sequence[str] | None = None,
        anonymise: bool = False,
    ) -> None:
        """Render the report as this process's document, and into files.

        Where there are files, the document is their names, unless standard output is among the
        targets. Raises LeakError, NameLeftError and OutputError.
        """
        from indexdoctor.render.log import redacted
        from indexdoctor.render.redact import masked
        from indexdoctor.render.registry import renderer

        gate = self.output.gate
        view = self.output.view(color, verbose=verbose)
        report = masked(report, gate)
        log = None if log is None else redacted(log, gate)
        check: Callable[[str], None] = gate.check
        if anonymise:
            from indexdoctor.render.anonymise.report import anonymised

            report, log, names = anonymised(report, log)
            check = names.check_after(gate.check)
        if not targets or any(target.path is None for target in targets):
            text = renderer(format)(report, view)
            check(text)
            self.output.document(text)
        if targets:
            from indexdoctor.cli import outputs

            written = outputs.write(targets, report, check, verbose=verbose, log=log)
            if all(target.path is not None for target in targets):
                self.output.document(outputs.summary(report, written, view))
        self.has_document = True

    def _dated(self, report: Report) -> Report:
        """The report with what is said of this process and the time."""
        from indexdoctor.cli.environment import environment

        now = self.surroundings.now
        report = replace(report, started=None if now is None else now.astimezone())
        return replace(report, environment=environment(report, self.surroundings))
