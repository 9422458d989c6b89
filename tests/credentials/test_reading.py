"""Bounded reading of files and variables."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexdoctor.credentials.reading import RUST_WHITE_SPACE, Unreadable, exists, read_bytes
from indexdoctor.discover.unicode import unicode_value


def test_a_file_up_to_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"12345")
    assert read_bytes(path, 5) == b"12345"
    assert read_bytes(path, 4) == Unreadable("is larger than 4 bytes")


def test_what_is_no_file_gives_a_reason(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, 5) == Unreadable("is a directory")
    assert read_bytes(tmp_path / "a\0b", 5) == Unreadable("cannot be opened: invalid path")
    missing = read_bytes(tmp_path / "missing", 5)
    assert isinstance(missing, Unreadable)
    assert missing.reason.startswith("cannot be opened: ")
    assert not exists(tmp_path / "a\0b")


@pytest.mark.skipif(os.name != "posix", reason="devices of Unix")
def test_a_device_without_end_is_not_read() -> None:
    assert read_bytes(Path("/dev/zero"), 5) == Unreadable("is not a regular file")


@pytest.mark.parametrize(
    ("environ", "value"),
    [({}, None), ({"A": ""}, ""), ({"A": "ü"}, "ü"), ({"A": "\udcfc"}, None)],
)
def test_variables(environ: dict[str, str], value: str | None) -> None:
    assert unicode_value(environ, "A") == value


def test_white_space_differs_from_pythons_by_four_characters() -> None:
    pythons = {chr(code) for code in range(0x110000) if chr(code).isspace()}
    assert pythons - set(RUST_WHITE_SPACE) == set("\x1c\x1d\x1e\x1f")
    assert set(RUST_WHITE_SPACE) <= pythons
