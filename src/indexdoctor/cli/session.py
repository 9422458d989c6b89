"""What the commands of one process share: where to write, the user's command, the surroundings."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from indexdoctor.model.surroundings import Surroundings

if TYPE_CHECKING:
    from indexdoctor.model.finding import Severity
    from indexdoctor.model.report import Report
    from indexdoctor.render.output import ColorChoice, Output

USAGE, INTERNAL, INTERRUPTED = 2, 70, 130  # exit codes that no report decides

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
    """One process. `words` is everything after `--`, untouched."""

    output: Output
    words: tuple[str, ...] = ()
    debug: bool = False
    surroundings: Surroundings = field(default_factory=here)

    def finish(
        self,
        report: Report,
        *,
        format: str,
        color: ColorChoice,
        verbose: bool,
        fail_on: Severity,
    ) -> int:
        """Render the report as this process's document; the exit code."""
        from indexdoctor.render.redact import masked
        from indexdoctor.render.registry import renderer
        from indexdoctor.run import exit_code

        view = self.output.view(color, verbose=verbose)
        self.output.document(renderer(format)(masked(report, self.output.gate), view))
        return exit_code(report, fail_on)
