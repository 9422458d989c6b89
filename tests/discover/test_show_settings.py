"""Every place settings come from, against what the real uv says it settled on."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.discover.oracle import Place
from tests.discover.settings_setups import SETUPS
from tests.discover.settled import REFUSED, of_indexdoctor, of_uv

from indexdoctor.versions import NEWEST


@pytest.mark.parametrize("name", SETUPS)
def test_settled_as_uv(name: str, tmp_path: Path) -> None:
    _agree(name, tmp_path, NEWEST)


# What these releases show of `publish` are its words, before any file is read.
EARLIER = [name for name, (command, *_) in SETUPS.items() if not command.startswith("publish")]


@pytest.mark.parametrize("version", ["0.6.17", "0.8.22", "0.10.12"])
@pytest.mark.parametrize("name", EARLIER)
def test_settled_as_an_earlier_uv(name: str, version: str, tmp_path: Path) -> None:
    _agree(name, tmp_path, version)


def _agree(name: str, folder: Path, version: str) -> None:
    command, files, variables = SETUPS[name]
    environ = {name: text.replace("ROOT", str(folder)) for name, text in variables.items()}
    place = Place(folder)
    place.write({"work/r.in": "", **files})
    words = command.split()
    real = of_uv(place, words, environ, None if version == NEWEST else version)
    ours = of_indexdoctor(place, words, environ, version)
    if real != REFUSED and ours != REFUSED:
        assert ours.keys() == real.keys()
        for key, value in real.items():
            assert ours[key] == value, key
    assert ours == real
