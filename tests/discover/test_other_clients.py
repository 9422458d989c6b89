"""The settings of pip, twine, Poetry and PDM: what is read, with the place of each value."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexdoctor.discover.other_clients import pip_files, read_others
from indexdoctor.model.others import OtherIndex
from indexdoctor.model.secret import Secret
from indexdoctor.model.surroundings import Surroundings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    (tmp_path / "project").mkdir()
    return tmp_path / "home"


def _around(home: Path, **environ: str) -> Surroundings:
    variables = {"HOME": str(home), "XDG_CONFIG_DIRS": str(home.parent / "etc"), **environ}
    return Surroundings(home.parent / "project", variables)


def _read(home: Path, **environ: str) -> tuple[OtherIndex, ...]:
    around = _around(home, **environ)
    return read_others(around, around.cwd).indexes


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _told(entry: OtherIndex) -> tuple[str, str, str, str | None, bool]:
    address = "" if entry.address is None else str(entry.address.url)
    return entry.client, str(entry.origin), address, entry.username, entry.secret is not None


def test_nothing_is_there(home: Path) -> None:
    assert _read(home) == ()


def test_a_pip_conf_has_lists_over_several_lines_and_either_spelling(home: Path) -> None:
    _write(
        home / ".config/pip/pip.conf",
        "# written by a tool\n[global]\nindex_url = https://me:p%40ss@a.example/simple\n"
        "extra-index-url =\n    https://b.example/simple\n    https://c.example/simple\n"
        "[install]\ntrusted-host: a.example\n",
    )
    around = _around(home)
    others = read_others(around, around.cwd)
    assert [_told(entry) for entry in others.indexes] == [
        ("pip", "~/.config/pip/pip.conf:3", "https://a.example/simple", "me", True),
        ("pip", "~/.config/pip/pip.conf:5", "https://b.example/simple", None, False),
        ("pip", "~/.config/pip/pip.conf:6", "https://c.example/simple", None, False),
    ]
    assert [entry.is_default for entry in others.indexes] == [True, False, False]
    assert others.indexes[0].secret == Secret("p@ss")
    assert [(s.name, s.value, str(s.origin)) for s in others.settings] == [
        ("trusted-host", "a.example", "~/.config/pip/pip.conf:8")
    ]


def test_pip_takes_its_files_from_the_environment_the_site_the_user_and_the_system(
    home: Path,
) -> None:
    around = _around(home, PIP_CONFIG_FILE="~/own.ini", VIRTUAL_ENV="/venv")
    assert [str(path) for path in pip_files(around)] == [
        f"{home}/own.ini",
        "/venv/pip.conf",
        f"{home}/.config/pip/pip.conf",
        f"{home}/.pip/pip.conf",
        f"{home.parent}/etc/pip/pip.conf",
        "/etc/pip.conf",
    ]
    windows = Surroundings(
        home,
        {"USERPROFILE": "C:\\me", "APPDATA": "C:\\me\\app", "PROGRAMDATA": "C:\\data"},
        platform="windows",
    )
    assert [str(path) for path in pip_files(windows)] == [
        "C:\\me\\app\\pip\\pip.ini",
        "C:\\me\\pip\\pip.ini",
        "C:\\data\\pip\\pip.ini",
    ]


def test_the_null_device_switches_pips_files_off(home: Path) -> None:
    _write(home / ".pip/pip.conf", "[global]\nindex-url = https://a.example/simple\n")
    assert len(_read(home)) == 1
    assert _read(home, PIP_CONFIG_FILE="/dev/null") == ()


def test_variables_of_pip_and_twine(home: Path) -> None:
    found = _read(
        home,
        PIP_EXTRA_INDEX_URL="https://a.example/simple  https://b.example/simple",
        TWINE_REPOSITORY_URL="https://up.example/legacy/",
        TWINE_USERNAME="me",
        TWINE_PASSWORD="pa55word",
        PIP_INDEX_URL="no url",
    )
    assert [_told(entry) for entry in found] == [
        ("pip", "PIP_EXTRA_INDEX_URL", "https://a.example/simple", None, False),
        ("pip", "PIP_EXTRA_INDEX_URL", "https://b.example/simple", None, False),
        ("twine", "TWINE_REPOSITORY_URL", "https://up.example/legacy/", "me", True),
    ]
    assert str(found[2].account) == "TWINE_PASSWORD"


def test_a_pypirc_has_targets_with_and_without_a_url(home: Path) -> None:
    _write(
        home / ".pypirc",
        "[distutils]\nindex-servers =\n    pypi\n    corp\n\n[pypi]\nusername = __token__\n"
        "password = pypi-abc\n\n[corp]\nrepository = https://me:x@up.example/legacy/\n",
    )
    found = _read(home)
    assert [_told(entry) for entry in found] == [
        ("twine", "~/.pypirc:7", "", "__token__", True),
        ("twine", "~/.pypirc:11", "https://up.example/legacy/", "me", True),
    ]
    assert [entry.name for entry in found] == ["pypi", "corp"]
    assert [str(entry.account) for entry in found] == ["~/.pypirc:8", "~/.pypirc:11"]


def test_poetry_has_sources_targets_accounts_and_variables(home: Path) -> None:
    _write(
        home.parent / "project/pyproject.toml",
        '[[tool.poetry.source]]\nname = "corp"\nurl = "https://a.example/simple"\n'
        'priority = "supplemental"\n',
    )
    _write(
        home / ".config/pypoetry/config.toml",
        '[repositories.corp]\nurl = "https://up.example/legacy/"\n',
    )
    _write(
        home / ".config/pypoetry/auth.toml",
        '[http-basic.corp]\nusername = "me"\npassword = "pa55word"\n[pypi-token]\npypi = "tok"\n',
    )
    found = _read(home, POETRY_HTTP_BASIC_CORP_PASSWORD="other", POETRY_PYPI_TOKEN_CORP="t")
    assert sorted(_told(entry) for entry in found) == [
        ("Poetry", "POETRY_HTTP_BASIC_CORP_PASSWORD", "", None, True),
        ("Poetry", "POETRY_PYPI_TOKEN_CORP", "", "__token__", True),
        ("Poetry", "pyproject.toml:3", "https://a.example/simple", None, False),
        ("Poetry", "~/.config/pypoetry/auth.toml:3", "", "me", True),
        ("Poetry", "~/.config/pypoetry/auth.toml:5", "", "__token__", True),
        ("Poetry", "~/.config/pypoetry/config.toml:2", "https://up.example/legacy/", None, False),
    ]


def test_pdm_has_sources_in_three_files(home: Path) -> None:
    _write(
        home.parent / "project/pyproject.toml",
        '[[tool.pdm.source]]\nname = "pypi"\nurl = "https://${USER}@a.example/simple"\n',
    )
    _write(home.parent / "project/pdm.toml", '[pypi]\nurl = "https://b.example/simple"\n')
    _write(
        home / ".config/pdm/config.toml",
        '[pypi.corp]\nurl = "https://c.example/simple"\nusername = "me"\npassword = "pa55word"\n'
        '[repository.up]\nurl = "https://up.example/legacy/"\n',
    )
    found = _read(home)
    assert [_told(entry) for entry in found] == [
        ("PDM", "pdm.toml:2", "https://b.example/simple", None, False),
        ("PDM", "pyproject.toml:3", "https://a.example/simple", "${USER}", False),
        ("PDM", "~/.config/pdm/config.toml:2", "https://c.example/simple", "me", True),
        ("PDM", "~/.config/pdm/config.toml:6", "https://up.example/legacy/", None, False),
    ]
    assert [entry.is_upload for entry in found] == [False, False, False, True]


def test_what_cannot_be_read_is_nothing(home: Path) -> None:
    _write(home / ".pypirc", "[corp\nusername me\n= x\n  indented\n")
    _write(home / ".config/pypoetry/auth.toml", "not toml at all [")
    (home / ".config/pip").mkdir(parents=True)
    (home / ".config/pip/pip.conf").write_bytes(b"\xff\xfe\x00[global]")
    assert _read(home) == ()


def test_no_password_is_shown(home: Path) -> None:
    _write(home / ".pip/pip.conf", "[global]\nindex-url = https://me:pa55word@a.example/simple\n")
    assert "pa55word" not in repr(_read(home))
