"""What there is around the files: the directory, the environment, the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from indexdoctor.records import record
from indexdoctor.versions import Uv, newest

if TYPE_CHECKING:
    from datetime import datetime


@record
class Surroundings:
    """Everything outside the files that decides what a client does.

    `environ` is a snapshot of the environment. `platform` is `linux`, `macos` or `windows`. `uv` is
    the version the command runs, and how it behaves. `account_home` is the home directory that the
    system holds for the account; it counts where no variable names one. `etc` is where other
    clients look for the settings of the whole system. `now` is when the command runs, with a time
    zone; without it nothing is said about the age of a token.
    Readers take this value instead of looking at the process, so that each can be tested alone.
    """

    cwd: Path
    environ: Mapping[str, str]
    platform: str = "linux"
    uv: Uv = field(default_factory=newest)
    account_home: Path | None = None
    etc: Path = Path("/etc")
    now: datetime | None = None

    @property
    def home(self) -> Path | None:
        """The home directory as uv finds it ($HOME, %USERPROFILE%); None when there is none."""
        name = "USERPROFILE" if self.platform == "windows" else "HOME"
        value = self.environ.get(name)
        return Path(value) if value else None

    def shown(self, path: Path) -> str:
        """`path` as shown to the user: relative to the working directory, else `~/…`."""
        try:
            return str(path.relative_to(self.cwd))
        except ValueError:
            pass
        if self.home is not None:
            try:
                return f"~/{path.relative_to(self.home).as_posix()}"
            except ValueError:
                pass
        return str(path)
