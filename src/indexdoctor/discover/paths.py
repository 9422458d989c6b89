"""Where uv looks for user and system configuration (crates/uv-dirs/src/lib.rs)."""

from __future__ import annotations

from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from indexdoctor.model.config import Surroundings
from indexdoctor.versions.settings import NO_SYSTEM_CONFIG


def _pure(surroundings: Surroundings, text: str) -> PurePath:
    return PureWindowsPath(text) if surroundings.platform == "windows" else PurePosixPath(text)


def user_config(surroundings: Surroundings) -> PurePath | None:
    """The user's `uv.toml`: `$XDG_CONFIG_HOME/uv` or `~/.config/uv`, `%APPDATA%\\uv` on Windows."""
    environ = surroundings.environ
    if surroundings.platform == "windows":
        base = environ.get("APPDATA")
        return _pure(surroundings, base) / "uv" / "uv.toml" if base else None
    base = environ.get("XDG_CONFIG_HOME", "")
    if base.startswith("/"):
        return _pure(surroundings, base) / "uv" / "uv.toml"
    if surroundings.home is None:
        return None
    return _pure(surroundings, str(surroundings.home)) / ".config" / "uv" / "uv.toml"


def system_configs(surroundings: Surroundings) -> tuple[PurePath, ...]:
    """The candidates for the system's `uv.toml`; the first that exists is read."""
    environ = surroundings.environ
    off = environ.get("UV_NO_SYSTEM_CONFIG", "") if NO_SYSTEM_CONFIG in surroundings.uv else ""
    if off.lower() in ("1", "true", "yes", "on", "y", "t"):
        return ()
    if surroundings.platform == "windows":
        drive = environ.get("SYSTEMDRIVE")
        if not drive:
            return ()
        return (_pure(surroundings, f"{drive}\\") / "ProgramData" / "uv" / "uv.toml",)
    directories: list[str] = []
    for directory in environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":"):
        if not directory:
            break
        directories.append(directory)
    found = [_pure(surroundings, directory) / "uv" / "uv.toml" for directory in directories]
    return (*found, _pure(surroundings, "/etc") / "uv" / "uv.toml")


def real(path: PurePath) -> Path:
    """The path on this machine."""
    return Path(str(path))
