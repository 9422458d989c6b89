"""No file, command or variable of a user makes indexdoctor late, large or harmful."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.hostile.judge import MEMORY_FOR_FILES, run_scene, wrong
from tests.hostile.scenes import SCENES


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("command", ["check", "explain"])
def test_hostile_scenes_do_no_harm(name: str, command: str, tmp_path: Path) -> None:
    assert wrong(run_scene(name, command, tmp_path), MEMORY_FOR_FILES) == []
