"""Which keyring commands are found, and what lies beside them."""

from __future__ import annotations

from pathlib import Path

from indexdoctor.credentials.keyring_places import find_commands
from indexdoctor.lab.keyring import FakeKeyring, environment, set_up, write
from indexdoctor.model.surroundings import Surroundings


def here(folder: Path, path: str, **environ: str) -> Surroundings:
    project = folder / "project"
    project.mkdir(exist_ok=True)
    home = {"HOME": str(folder / "home"), "PATH": path}
    return Surroundings(project, {**home, **environ})


def test_those_on_path_come_in_its_order(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(FakeKeyring(), tmp_path / name, tmp_path / "log")
    found = find_commands(here(tmp_path, f"{tmp_path}/b:{tmp_path}/a:{tmp_path}/none"))
    assert [c.shown for c in found.on_path] == [f"{tmp_path}/b/keyring", f"{tmp_path}/a/keyring"]
    assert found.run == found.on_path[0]
    assert found.run is not None
    assert found.run.environment is None
    assert found.run.distributions is None
    assert not (tmp_path / "log").exists()  # none of them was run


def test_an_environment_is_known_with_what_is_installed_in_it(tmp_path: Path) -> None:
    set_up(FakeKeyring(beside=("artifacts-keyring",)), tmp_path, tmp_path / "log")
    found = find_commands(here(tmp_path, f"{tmp_path}/bin"))
    assert found.run is not None
    assert found.run.shown == f"{tmp_path}/bin/keyring"
    assert found.run.environment == f"{tmp_path}/tools/keyring"
    assert found.run.distributions == frozenset({"keyring", "artifacts-keyring"})
    assert not found.run.of_project


def test_those_off_path_are_found_in_the_usual_places(tmp_path: Path) -> None:
    write(FakeKeyring(), tmp_path / "project/.venv/bin", tmp_path / "log")
    environment(tmp_path / "project/.venv", "keyring")
    write(FakeKeyring(), tmp_path / "home/.local/bin", tmp_path / "log")
    write(FakeKeyring(), tmp_path / "env/bin", tmp_path / "log")
    where = here(tmp_path, "/none", VIRTUAL_ENV=str(tmp_path / "env"))
    found = find_commands(where)
    assert found.run is None
    assert [c.shown for c in found.elsewhere] == [
        f"{tmp_path}/env/bin/keyring",
        ".venv/bin/keyring",
        "~/.local/bin/keyring",
    ]
    assert [c.of_project for c in found.elsewhere] == [False, True, False]


def test_a_command_that_is_on_path_is_not_elsewhere_too(tmp_path: Path) -> None:
    write(FakeKeyring(), tmp_path / "project/.venv/bin", tmp_path / "log")
    found = find_commands(here(tmp_path, f"{tmp_path}/project/.venv/bin"))
    assert [c.shown for c in found.on_path] == [".venv/bin/keyring"]
    assert found.elsewhere == ()


def test_a_file_that_is_no_program_is_no_command(tmp_path: Path) -> None:
    folder = tmp_path / "home/.local/bin"
    folder.mkdir(parents=True)
    (folder / "keyring").write_text("words")
    assert find_commands(here(tmp_path, "/none")).elsewhere == ()
