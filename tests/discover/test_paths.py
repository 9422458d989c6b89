"""The places of uv's files on each system; on Linux the real uv is asked too."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
from tests.conformance.releases import release

from indexdoctor.discover import paths
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions import known

ACCOUNT = Path("/account")


def on(platform: str, account: Path | None = ACCOUNT, /, **environ: str) -> Surroundings:
    return Surroundings(Path("/here"), environ, platform, account_home=account)


def posix(*texts: str) -> list[PurePath]:
    return [PurePosixPath(text) for text in texts]


def windows(*texts: str) -> list[PurePath]:
    return [PureWindowsPath(text) for text in texts]


UNIX = ("linux", "macos")


@pytest.mark.parametrize("platform", UNIX)
@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"HOME": "/h/ann"}, "/h/ann/.config/uv/uv.toml"),
        ({"HOME": "/h/ann", "XDG_CONFIG_HOME": "/x"}, "/x/uv/uv.toml"),
        ({"HOME": "/h/ann", "XDG_CONFIG_HOME": "x"}, "/h/ann/.config/uv/uv.toml"),
        ({"HOME": "/h/ann", "XDG_CONFIG_HOME": ""}, "/h/ann/.config/uv/uv.toml"),
        ({"HOME": "/h/ann", "APPDATA": "/x"}, "/h/ann/.config/uv/uv.toml"),
        ({"HOME": "ann"}, "ann/.config/uv/uv.toml"),
        ({"HOME": ""}, "/account/.config/uv/uv.toml"),
        ({}, "/account/.config/uv/uv.toml"),
        ({"XDG_CONFIG_HOME": "/x"}, "/x/uv/uv.toml"),
    ],
)
def test_the_users_file_on_unix(platform: str, environ: dict[str, str], expected: str) -> None:
    assert paths.user_config(on(platform, **environ)) == PurePosixPath(expected)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"APPDATA": r"C:\U\ann\AppData\Roaming"}, r"C:\U\ann\AppData\Roaming"),
        ({"APPDATA": r"D:\r", "USERPROFILE": r"C:\U\ann"}, r"D:\r"),
        ({"USERPROFILE": r"C:\U\ann"}, r"C:\U\ann\AppData\Roaming"),
        ({"APPDATA": "", "USERPROFILE": r"C:\U\ann"}, r"C:\U\ann\AppData\Roaming"),
        ({"XDG_CONFIG_HOME": r"C:\x", "APPDATA": r"D:\r"}, r"D:\r"),
        ({"HOME": r"C:\x", "USERPROFILE": r"C:\u"}, r"C:\u\AppData\Roaming"),
    ],
)
def test_the_users_file_on_windows(environ: dict[str, str], expected: str) -> None:
    found = paths.user_config(on("windows", **environ))
    assert found == PureWindowsPath(expected) / "uv" / "uv.toml"


@pytest.mark.parametrize("platform", UNIX)
def test_without_a_home_there_is_no_users_file(platform: str) -> None:
    nowhere = on(platform, None, XDG_CONFIG_HOME="/x", XDG_DATA_HOME="/x")
    assert paths.home_directory(nowhere) is None
    assert paths.user_config(nowhere) is None
    assert list(paths.credential_stores(nowhere)) == posix(".uv/credentials/credentials.toml")
    assert paths.netrc_files(nowhere) == ()


def test_an_empty_home_was_the_working_directory() -> None:
    before = replace(on("linux", HOME=""), uv=known("0.8.18"))
    assert paths.user_config(before) == PurePosixPath(".config/uv/uv.toml")
    assert paths.user_config(replace(before, uv=known("0.8.19"))) == PurePosixPath(
        "/account/.config/uv/uv.toml"
    )


@pytest.mark.parametrize("platform", UNIX)
@pytest.mark.parametrize(
    ("directories", "expected"),
    [
        (None, ["/etc/xdg/uv/uv.toml", "/etc/uv/uv.toml"]),
        ("", ["/etc/xdg/uv/uv.toml", "/etc/uv/uv.toml"]),
        ("\udcff", ["/etc/xdg/uv/uv.toml", "/etc/uv/uv.toml"]),
        ("/a:/b", ["/a/uv/uv.toml", "/b/uv/uv.toml", "/etc/uv/uv.toml"]),
        ("/a::/b", ["/a/uv/uv.toml", "/b/uv/uv.toml", "/etc/uv/uv.toml"]),
        ("a", ["a/uv/uv.toml", "/etc/uv/uv.toml"]),
    ],
)
def test_the_systems_file_on_unix(
    platform: str, directories: str | None, expected: list[str]
) -> None:
    environ = {} if directories is None else {"XDG_CONFIG_DIRS": directories}
    assert list(paths.system_configs(on(platform, **environ))) == posix(*expected)


@pytest.mark.parametrize("directories", ["/a::/b", "/a:"])
def test_an_empty_directory_ended_the_list(directories: str) -> None:
    before = replace(on("linux", XDG_CONFIG_DIRS=directories), uv=known("0.12.19"))
    assert list(paths.system_configs(before)) == posix("/a/uv/uv.toml", "/etc/uv/uv.toml")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"SYSTEMDRIVE": "C:"}, [r"C:\ProgramData\uv\uv.toml"]),
        ({"SYSTEMDRIVE": "D:", "PROGRAMDATA": r"C:\P"}, [r"D:\ProgramData\uv\uv.toml"]),
        ({"PROGRAMDATA": r"C:\ProgramData"}, []),
        ({"SYSTEMDRIVE": "C:", "XDG_CONFIG_DIRS": r"C:\x"}, [r"C:\ProgramData\uv\uv.toml"]),
    ],
)
def test_the_systems_file_on_windows(environ: dict[str, str], expected: list[str]) -> None:
    assert list(paths.system_configs(on("windows", **environ))) == windows(*expected)


@pytest.mark.parametrize("platform", [*UNIX, "windows"])
def test_the_systems_file_can_be_switched_off(platform: str) -> None:
    here = on(platform, SYSTEMDRIVE="C:", UV_NO_SYSTEM_CONFIG="1")
    assert paths.system_configs(here) == ()
    assert paths.system_configs(replace(here, uv=known("0.11.15"))) != ()


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {}, ["/account/.local/share/uv"]),
        ("linux", {"XDG_DATA_HOME": "/x"}, ["/x/uv"]),
        ("linux", {"XDG_DATA_HOME": "x"}, ["/account/.local/share/uv"]),
        (
            "macos",
            {"XDG_DATA_HOME": "/x"},
            ["/account/Library/Application Support/uv", "/x/uv"],
        ),
        (
            "macos",
            {"HOME": "/U/ann"},
            ["/U/ann/Library/Application Support/uv", "/U/ann/.local/share/uv"],
        ),
    ],
)
def test_the_credential_store_on_unix(
    platform: str, environ: dict[str, str], expected: list[str]
) -> None:
    found = list(paths.credential_stores(on(platform, **environ)))
    assert found == posix(*(f"{each}/credentials/credentials.toml" for each in expected))


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"APPDATA": r"C:\r"}, [r"C:\r\uv\data", r"C:\r\uv"]),
        ({"USERPROFILE": r"C:\u"}, [r"C:\u\AppData\Roaming\uv\data", r"C:\u\AppData\Roaming\uv"]),
    ],
)
def test_the_credential_store_on_windows(environ: dict[str, str], expected: list[str]) -> None:
    found = list(paths.credential_stores(on("windows", **environ)))
    assert found == windows(*(rf"{each}\credentials\credentials.toml" for each in expected))


def test_the_credential_store_that_is_named() -> None:
    named = {"UV_CREDENTIALS_DIR": "~/own"}
    assert list(paths.credential_stores(on("linux", **named))) == posix("~/own/credentials.toml")
    named = {"UV_CREDENTIALS_DIR": r"D:\own"}
    assert list(paths.credential_stores(on("windows", **named))) == windows(
        r"D:\own\credentials.toml"
    )


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {"HOME": "/h"}, posix("/h/.local/share/uv/tools")),
        ("linux", {"HOME": "/h", "UV_TOOL_DIR": ""}, posix("/h/.local/share/uv/tools")),
        ("linux", {"HOME": "/h", "XDG_DATA_HOME": "/d"}, posix("/d/uv/tools")),
        ("linux", {"HOME": "/h", "UV_TOOL_DIR": "own"}, posix("own")),
        (
            "macos",
            {"HOME": "/h"},
            posix("/h/Library/Application Support/uv/tools", "/h/.local/share/uv/tools"),
        ),
        ("windows", {"APPDATA": r"C:\r"}, windows(r"C:\r\uv\data\tools", r"C:\r\uv\tools")),
        ("windows", {"APPDATA": r"C:\r", "UV_TOOL_DIR": r"D:\t"}, windows(r"D:\t")),
    ],
)
def test_where_tools_are(platform: str, environ: dict[str, str], expected: list[PurePath]) -> None:
    assert list(paths.tool_directories(on(platform, **environ))) == expected


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {"HOME": "/h"}, posix("/h/.netrc")),
        ("macos", {"HOME": "/h", "NETRC": "/n"}, posix("/n", "/h/.netrc")),
        ("linux", {"HOME": "/h", "NETRC": "~/n"}, posix("/h/n", "/h/.netrc")),
        ("linux", {"HOME": "/h", "NETRC": "~ann/n"}, posix("~ann/n", "/h/.netrc")),
        ("linux", {"HOME": "/h", "NETRC": r"~\n"}, posix(r"~\n", "/h/.netrc")),
        ("linux", {"HOME": "/h", "NETRC": ""}, posix("/h/.netrc")),
        ("linux", {"HOME": "", "NETRC": "~/n"}, posix("/account/n", ".netrc")),
        ("linux", {"NETRC": "~"}, posix("/account")),
        ("linux", {}, []),
        ("windows", {"USERPROFILE": r"C:\u"}, windows(r"C:\u\.netrc", r"C:\u\_netrc")),
        (
            "windows",
            {"USERPROFILE": r"C:\u", "HOME": r"C:\h", "NETRC": r"~\n"},
            windows(r"C:\u\n", r"C:\u\.netrc", r"C:\u\_netrc"),
        ),
        ("windows", {"HOME": r"C:\h"}, []),
    ],
)
def test_netrc(platform: str, environ: dict[str, str], expected: list[PurePath]) -> None:
    assert list(paths.netrc_files(on(platform, **environ))) == expected


@pytest.mark.parametrize(
    ("platform", "path", "expected"),
    [
        ("linux", "/a:b", ["/a/keyring", "b/keyring"]),
        ("linux", ":/a", ["keyring", "/a/keyring"]),
        ("linux", None, ["/bin/keyring", "/usr/bin/keyring"]),
        ("macos", None, ["/usr/bin/keyring", "/bin/keyring"]),
    ],
)
def test_the_keyring_command_on_unix(platform: str, path: str | None, expected: list[str]) -> None:
    environ = {} if path is None else {"PATH": path}
    assert list(paths.keyring_commands(on(platform, **environ))) == posix(*expected)


def test_the_keyring_command_on_windows() -> None:
    environ = {"SYSTEMROOT": r"C:\Windows", "PATHEXT": ".CMD;.EXE", "PATH": r';C:\a;"C:\b;c";D:\d'}
    here = on("windows", **environ)
    found = list(paths.keyring_commands(here, PureWindowsPath(r"E:\venv\Scripts")))
    directories = [r"E:\venv\Scripts", r"C:\Windows\System32", r"C:\Windows"]
    directories += [r"C:\a", r"C:\b;c", r"D:\d"]
    assert found == windows(*(rf"{directory}\keyring.exe" for directory in directories))
    assert list(paths.windows_path('"C:\\a;b')) == ["C:\\a;b"]


VERSIONS = ("0.6.17", "0.8.22", "0.13.8")
# What is not stated is `home` and nothing else; `HERE` stands for the directory of the test.
ENVIRONS: list[dict[str, str]] = [
    {},
    {"XDG_CONFIG_HOME": "HERE/x"},
    {"XDG_CONFIG_HOME": "x"},
    {"XDG_CONFIG_HOME": ""},
    {"HOME": "relative"},
]


def _refusal(folder: Path, version: str, environ: dict[str, str]) -> str:
    done = subprocess.run(
        [release(version), "pip", "compile", "--offline", "r.in"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "UV_CACHE_DIR": str(folder / "cache"), **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stderr


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("environ", ENVIRONS)
def test_the_real_uv_reads_the_users_file_there(
    environ: dict[str, str], version: str, tmp_path: Path
) -> None:
    environ = {"HOME": "HERE/home", "XDG_CONFIG_DIRS": "HERE/etc", **environ}
    environ = {name: text.replace("HERE", str(tmp_path)) for name, text in environ.items()}
    here = Surroundings(tmp_path, environ, uv=known(version))
    found = paths.user_config(here)
    assert found is not None
    path = paths.real(found, here)
    path.parent.mkdir(parents=True)
    assert "unknown field" not in _refusal(tmp_path, version, environ)
    path.write_text("nonsense = 1\n", encoding="utf-8")
    assert "unknown field `nonsense`" in _refusal(tmp_path, version, environ)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("directories", ["HERE/a", "HERE/a:HERE/b", "a:b", "HERE/a::HERE/b", ":a"])
def test_the_real_uv_reads_the_systems_file_there(
    directories: str, version: str, tmp_path: Path
) -> None:
    """Of the directories of the test; what lies outside of it is not touched."""
    directories = directories.replace("HERE", str(tmp_path))
    environ = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_DIRS": directories}
    here = Surroundings(tmp_path, environ, uv=known(version))
    found = [paths.real(path, here) for path in paths.system_configs(here)][:-1]
    for name in ("a", "b"):
        path = tmp_path / name / "uv" / "uv.toml"
        path.parent.mkdir(parents=True)
        path.write_text("nonsense = 1\n", encoding="utf-8")
        told = _refusal(tmp_path, version, environ)
        assert ("unknown field `nonsense`" in told) is (path in found)
        path.unlink()
