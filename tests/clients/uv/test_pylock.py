"""What is fetched of a `pylock.toml`, and which files are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexdoctor.clients.uv import resolve
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.discover.pylock_file import is_pylock
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.index import Policy
from indexdoctor.model.resolution import LockUse
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions import known

HASH = "0" * 64
HEAD = 'lock-version = "1.0"\ncreated-by = "test"\n'
CORP = '[[index]]\nname = "corp"\nurl = "https://h.test/corp/simple"\nauthenticate = "always"\n'


def file(url: str) -> str:
    return f'{{ url = "{url}", hashes = {{ sha256 = "{HASH}" }} }}'


def package(name: str, *lines: str, wheels: tuple[str, ...] = ()) -> str:
    urls = wheels or (f"https://h.test/corp/f/{name}-1.0-py3-none-any.whl",)
    listed = ", ".join(map(file, urls))
    head = f'[[packages]]\nname = "{name}"\nversion = "1.0"\n'
    return "\n".join((head, *lines, f"wheels = [{listed}]\n"))


def found(
    folder: Path,
    text: str,
    *options: str,
    uv: str = "0.13.8",
    name: str = "pylock.toml",
    command: str = "sync",
) -> Discovered:
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "uv.toml").write_text(CORP, encoding="utf-8")
    surroundings = Surroundings(folder, {}, uv=known(uv))
    named = ("-r", name) if command in ("install", "compile") else (name,)
    words = ("uv", "pip", command, *(named if command != "compile" else (name,)), *options)
    parsed = parse_command(words, surroundings)
    assert not parsed.problems
    return discover(surroundings, parsed)


def fetched(discovered: Discovered) -> list[str]:
    resolution = resolve(discovered)
    assert not discovered.problems
    assert not resolution.problems
    return [str(w.fetch.address.url) for w in resolution.wanted if w.fetch is not None]


def refusals(discovered: Discovered) -> list[tuple[str, bool]]:
    """What uv refuses, and whether only after the find-links pages."""
    problems = (*discovered.problems, *resolve(discovered).problems)
    return [(problem.message, problem.late) for problem in problems if problem.fatal]


def test_a_file_comes_under_the_index_that_covers_its_url(tmp_path: Path) -> None:
    other = package("other", wheels=("https://files.test/other-1.0-py3-none-any.whl",))
    resolution = resolve(found(tmp_path, HEAD + package("pkg") + other))
    assert resolution.lock is not None
    assert resolution.lock.use is LockUse.FROZEN
    first, second = (wanted.fetch for wanted in resolution.wanted)
    assert first is not None
    assert second is not None
    assert (first.index, str(first.root)) == ("corp", "https://h.test/corp")
    assert (first.policy.value, str(first.policy.origin)) == (Policy.ALWAYS, "uv.toml:4")
    assert str(first.origin) == "pylock.toml:7"
    assert (second.index, second.root, second.policy.value) == (None, None, Policy.AUTO)


@pytest.mark.parametrize(
    ("wheels", "chosen"),
    [
        (("a-1.0-cp20-cp20-any.whl", "a-1.0-py3-none-any.whl"), "a-1.0-py3-none-any.whl"),
        (("a-1.0-py3-none-any.whl", "a-1.0-2-py3-none-any.whl"), "a-1.0-2-py3-none-any.whl"),
        (("a-1.0-py2.py3-none-any.whl", "a-1.0-py3-none-any.whl"), "a-1.0-py2.py3-none-any.whl"),
    ],
)
def test_the_wheel_that_fits_best(tmp_path: Path, wheels: tuple[str, ...], chosen: str) -> None:
    urls = tuple(f"https://h.test/corp/{name}" for name in wheels)
    assert fetched(found(tmp_path, HEAD + package("a", wheels=urls))) == [
        f"https://h.test/corp/{chosen}"
    ]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ((), ["doc", "pkg"]),
        (("--extra", "x"), ["doc", "pkg", "xtra"]),
        (("--all-extras",), ["doc", "pkg", "xtra"]),
        (("--extra", "nowhere"), ["doc", "pkg"]),
        (("--group", "Dev"), ["dev", "doc", "pkg"]),
        (("--python-version", "3.8"), ["doc", "old", "pkg"]),
    ],
)
def test_markers_hold_for_what_is_asked(
    tmp_path: Path, options: tuple[str, ...], names: list[str]
) -> None:
    text = HEAD + 'extras = ["x"]\ndependency-groups = ["dev", "doc"]\ndefault-groups = ["doc"]\n'
    text += package("pkg")
    text += package("xtra", "marker = \"'x' in extras\"")
    text += package("dev", "marker = \"'dev' in dependency_groups\"")
    text += package("doc", "marker = \"'doc' in dependency_groups\"")
    text += package("old", "marker = \"python_version < '3.9'\"")
    discovered = found(tmp_path, text, *options, command="install")
    assert sorted(wanted.name for wanted in resolve(discovered).wanted) == names


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('created-by = "test"\n', "", "`created-by` is missing"),
        ('name = "pkg"', 'name = "-"', "it has a `name` that is none"),
        ("https://h.test/corp/f/pkg", "pkg", "`packages[0].wheels[0].url` is no URL"),
        (f'"{HASH}"', '"00"', "it has a sha256 that is none"),
        ('version = "1.0"\n\nwheels', 'version = "x"\nwheels', "it has a `version` that is none"),
        ("{ sha256", "3 #", "is not valid TOML"),
        ('lock-version = "1.0"', 'lock-version = "2.0"', "it has `lock-version` 2.0"),
        ("wheels = [", "wheels = 1 #", "`packages[0].wheels` is no list of tables"),
        ("pkg-1.0", "pkg-2.0", "`pkg` has the wheel pkg-2.0-py3-none-any.whl of another version"),
        ("py3-none-any", "cp20-none-any", "`pkg` has no file that fits here"),
        ("\nwheels", '\nmarker = "no == 1"\nwheels', "it has a `marker` that is none"),
        ("\nwheels", '\nrequires-python = "<3"\nwheels', "`pkg` requires Python <3"),
        ("\nwheels", '\ndirectory = { path = "." }\nwheels', "has both files and a `directory`"),
    ],
)
def test_a_mistake_is_found_after_the_find_links_pages(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    text = HEAD + package("pkg")
    assert old in text
    ((message, late),) = refusals(found(tmp_path, text.replace(old, new, 1)))
    assert told in message
    assert late


@pytest.mark.parametrize(
    ("command", "options", "told"),
    [
        ("install", ("other",), "no other requirements"),
        ("install", ("-c", "limits.txt"), "no constraints"),
        ("install", ("--override", "limits.txt"), "no overrides"),
        ("install", ("-r", "pylock.more.toml"), "one pylock.toml at a time"),
        ("install", ("--group", "pylock.toml:dev"), "named without a file"),
        ("compile", (), "`uv pip compile` takes no pylock.toml"),
    ],
)
def test_nothing_stands_beside_it(
    tmp_path: Path, command: str, options: tuple[str, ...], told: str
) -> None:
    (tmp_path / "limits.txt").write_text("pkg<3\n", encoding="utf-8")
    (tmp_path / "pylock.more.toml").write_text(HEAD, encoding="utf-8")
    ((message, late),) = refusals(found(tmp_path, HEAD + package("pkg"), *options, command=command))
    assert told in message
    assert not late


def test_a_missing_file_is_found_at_once(tmp_path: Path) -> None:
    surroundings = Surroundings(tmp_path, {})
    command = parse_command(("uv", "pip", "sync", "pylock.toml"), surroundings)
    ((message, late),) = refusals(discover(surroundings, command))
    assert message == "the file pylock.toml does not exist"
    assert not late


@pytest.mark.parametrize(
    ("name", "uv", "taken"),
    [
        ("pylock.toml", "0.13.8", True),
        ("pylock.dev.toml", "0.13.8", True),
        ("pylock.a.b.toml", "0.13.8", False),
        ("pylock..toml", "0.13.8", False),
        ("pylock.a.b.toml", "0.11.33", True),
        ("Pylock.toml", "0.13.8", False),
        ("mypylock.toml", "0.13.8", False),
    ],
)
def test_its_names(name: str, uv: str, taken: bool) -> None:
    assert is_pylock(name, known(uv)) is taken
