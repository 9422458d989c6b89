"""Where uv looks for its files on Linux, macOS and Windows.

Nothing is looked up here: the answers follow from the surroundings alone, so that the rules of
each system can be asked on any other. A path that is not absolute counts from the working
directory. The rules are those of uv 0.12.5: crates/uv-dirs/src/lib.rs (in crates/uv-settings before
0.6.6), crates/uv-state/src/lib.rs, crates/uv-auth/src/store.rs and crates/uv-netrc/src/lib.rs, and
of the libraries it takes them from: etcetera 0.8 to 0.11 (src/base_strategy), shellexpand, and
std::process of Rust. macOS has the places of Linux, but for data that are there already.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from indexdoctor.discover.unicode import unicode_value
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions.settings import (
    EMPTY_DIRECTORIES_SKIPPED,
    EMPTY_HOME,
    NO_SYSTEM_CONFIG,
)

_YES = ("1", "true", "yes", "on", "y", "t")


def real(path: PurePath, surroundings: Surroundings) -> Path:
    """The path on this machine."""
    return surroundings.cwd / path.as_posix()


def home_directory(surroundings: Surroundings) -> PurePath | None:
    """The directory below which uv has its own files: HOME, or USERPROFILE on Windows.

    Without the variable it is what the system holds for the account; None where it holds nothing.
    """
    windows = _is_windows(surroundings)
    stated = surroundings.environ.get("USERPROFILE" if windows else "HOME")
    if stated:
        return _pure(surroundings, stated)
    if stated == "" and not windows and EMPTY_HOME not in surroundings.uv:
        return _pure(surroundings, "")
    account = surroundings.account_home
    return None if account is None else _pure(surroundings, str(account))


def user_config(surroundings: Surroundings) -> PurePath | None:
    """The user's `uv.toml`: below XDG_CONFIG_HOME or `~/.config`, on Windows below APPDATA.

    A relative XDG_CONFIG_HOME is passed over. Without a home there is no such file, whatever the
    other variables say (seen with uv 0.13.8 and an account that has no entry).
    """
    base = _roaming(surroundings) if _is_windows(surroundings) else _xdg(surroundings, "CONFIG")
    return None if base is None else base / "uv" / "uv.toml"


def system_configs(surroundings: Surroundings) -> tuple[PurePath, ...]:
    """The candidates for the system's `uv.toml`; the first that is a file is read.

    `/etc/uv` comes after those of XDG_CONFIG_DIRS, of which an empty one once was the last.
    Windows has `ProgramData` on SYSTEMDRIVE alone: the variable PROGRAMDATA is not looked at.
    """
    environ = surroundings.environ
    off = environ.get("UV_NO_SYSTEM_CONFIG", "") if NO_SYSTEM_CONFIG in surroundings.uv else ""
    if off.lower() in _YES:
        return ()
    if _is_windows(surroundings):
        drive = unicode_value(environ, "SYSTEMDRIVE")
        if drive is None:
            return ()
        return (_pure(surroundings, f"{drive}\\") / "ProgramData" / "uv" / "uv.toml",)
    directories: list[str] = []
    for directory in (unicode_value(environ, "XDG_CONFIG_DIRS") or "/etc/xdg").split(":"):
        if directory:
            directories.append(directory)
        elif EMPTY_DIRECTORIES_SKIPPED not in surroundings.uv:
            break
    return tuple(_pure(surroundings, each) / "uv" / "uv.toml" for each in (*directories, "/etc"))


def settings_directories(
    surroundings: Surroundings,
) -> tuple[tuple[PurePath, ...], tuple[PurePath, ...]]:
    """Where programs other than uv keep the settings of the user, and those of the system.

    (The library platformdirs, which pip, Poetry and PDM ask. On macOS pip looks into `~/.config`
    too.)
    """
    home, platform = home_directory(surroundings), surroundings.platform
    if platform == "windows":
        roaming = _roaming(surroundings)
        data = surroundings.environ.get("PROGRAMDATA")
        return (
            () if roaming is None else (roaming,),
            () if not data else (_pure(surroundings, data),),
        )
    xdg = _xdg(surroundings, "CONFIG")
    users = () if xdg is None else (xdg,)
    if platform == "macos":
        support = PurePosixPath("Library") / "Application Support"
        own = () if home is None else (home / support,)
        return (*own, *users), (PurePosixPath("/") / support,)
    stated = surroundings.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    return users, tuple(_pure(surroundings, part) for part in stated.split(":") if part)


def data_directories(surroundings: Surroundings) -> tuple[PurePath, ...]:
    """uv's data directory: the first of these that exists, else the last.

    On macOS and Windows the first is where earlier versions of uv had it.
    """
    if _is_windows(surroundings):
        base = _roaming(surroundings)
        return (_pure(surroundings, ".uv"),) if base is None else (base / "uv/data", base / "uv")
    preferred, home = _xdg(surroundings, "DATA"), home_directory(surroundings)
    if preferred is None or home is None:
        return (_pure(surroundings, ".uv"),)
    if surroundings.platform == "macos":
        return home / "Library" / "Application Support" / "uv", preferred / "uv"
    return (preferred / "uv",)


def credential_stores(surroundings: Surroundings) -> tuple[PurePath, ...]:
    """uv's `credentials.toml`: that of the first data directory which exists, else the last.

    UV_CREDENTIALS_DIR names its directory, also a relative one; `~` in it is no home.
    """
    stated = surroundings.environ.get("UV_CREDENTIALS_DIR")
    if stated:
        return (_pure(surroundings, stated) / "credentials.toml",)
    folders = data_directories(surroundings)
    return tuple(folder / "credentials" / "credentials.toml" for folder in folders)


def tool_directories(surroundings: Surroundings) -> tuple[PurePath, ...]:
    """Where `uv tool install` puts tools: UV_TOOL_DIR, else in the data directory."""
    stated = surroundings.environ.get("UV_TOOL_DIR")
    if stated:
        return (_pure(surroundings, stated),)
    return tuple(folder / "tools" for folder in data_directories(surroundings))


def netrc_files(surroundings: Surroundings) -> tuple[PurePath, ...]:
    """The candidates for the netrc file; the first that exists is read.

    NETRC, then `.netrc` at home, on Windows also `_netrc` there. Home is here what the variable
    says, and nothing else: an empty HOME is the working directory. An empty NETRC is nothing.
    """
    environ, windows = surroundings.environ, _is_windows(surroundings)
    found: list[PurePath] = []
    stated = unicode_value(environ, "NETRC")
    if stated:
        found.append(expand_tilde(stated, surroundings))
    home = unicode_value(environ, "USERPROFILE" if windows else "HOME")
    if home is not None:
        base = _pure(surroundings, home)
        found += [base / name for name in (".netrc", "_netrc")[: 1 + windows]]
    return tuple(found)


def expand_tilde(text: str, surroundings: Surroundings) -> PurePath:
    """`~` and `~/…` only: `~user` stays as it is. An empty HOME is as good as none here."""
    separators = "/\\" if _is_windows(surroundings) else "/"
    if not text.startswith("~") or (len(text) > 1 and text[1] not in separators):
        return _pure(surroundings, text)
    home = surroundings.home or surroundings.account_home
    return _pure(surroundings, text if home is None else f"{home}{text[1:]}")


def keyring_commands(
    surroundings: Surroundings, uv_directory: PurePath | None = None
) -> Iterator[PurePath]:
    """The candidates for the `keyring` command; uv starts the first that can be started.

    On Unix an empty element of PATH is the working directory. On Windows the directory of
    `uv.exe` (`uv_directory`, where it is known) and the system's come first, and only `keyring.exe`
    counts: Rust looks neither at PATHEXT, so at no `keyring.cmd`, nor into the working directory
    (library/std/src/sys/process/windows.rs, `search_paths`).
    """
    environ = surroundings.environ
    if not _is_windows(surroundings):
        # What the C library takes when PATH is unset: glibc's confstr, _PATH_DEFPATH of macOS.
        usual = "/usr/bin:/bin" if surroundings.platform == "macos" else "/bin:/usr/bin"
        for element in environ.get("PATH", usual).split(":"):
            yield _pure(surroundings, element) / "keyring"
        return
    if uv_directory is not None:
        yield uv_directory / "keyring.exe"
    root = environ.get("SYSTEMROOT")
    if root:
        yield _pure(surroundings, root) / "System32" / "keyring.exe"
        yield _pure(surroundings, root) / "keyring.exe"
    for element in windows_path(environ.get("PATH", "")):
        yield _pure(surroundings, element) / "keyring.exe"


def windows_path(text: str) -> Iterator[str]:
    """The elements of a PATH of Windows: a `;` between double quotes does not part them."""
    quoted, element = False, ""
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            if element:
                yield element
            element = ""
        else:
            element += character
    if element:
        yield element


def _is_windows(surroundings: Surroundings) -> bool:
    return surroundings.platform == "windows"


def _pure(surroundings: Surroundings, text: str) -> PurePath:
    return PureWindowsPath(text) if _is_windows(surroundings) else PurePosixPath(text)


def _roaming(surroundings: Surroundings) -> PurePath | None:
    stated, home = surroundings.environ.get("APPDATA"), home_directory(surroundings)
    if stated:
        return _pure(surroundings, stated)
    return None if home is None else home / "AppData" / "Roaming"


_DEFAULTS = {"CONFIG": ".config", "DATA": ".local/share"}


def _xdg(surroundings: Surroundings, name: str) -> PurePath | None:
    """A base directory: XDG_…_HOME if it is absolute, else below home; None without a home."""
    home = home_directory(surroundings)
    if home is None:
        return None
    stated = surroundings.environ.get(f"XDG_{name}_HOME", "")
    if stated.startswith("/"):
        return _pure(surroundings, stated)
    return home / _DEFAULTS[name]
