"""What a script's block says (PEP 723), and which files count beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clients.uv.commands import find, write
from tests.conformance.releases import release
from tests.discover.oracle import Place, run_uv
from tests.discover.probe_options import Parser

from indexdoctor.clients.uv.gathering import gather
from indexdoctor.clients.uv.settings import resolve
from indexdoctor.discover import schema
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import assumed_commands, discover
from indexdoctor.discover.since import came
from indexdoctor.model.command import CommandKind
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.versions import known

SCRIPT = """\
#!/usr/bin/env -S uv run
# /// script
# dependencies = [
#   "foo<3",
#   "bar",
# ]
#
# [tool.uv]
# keyring-provider = "subprocess"
#
# [[tool.uv.index]]
# name = "corp"
# url = "http://corp.example/simple"
#
# [tool.uv.sources]
# bar = { index = "corp" }
# ///
import foo
"""
FILES = {
    "tool.py": SCRIPT,
    "uv.toml": 'index-url = "http://project.example/simple"\n',
    ".config/uv/uv.toml": 'extra-index-url = ["http://user.example/simple"]\n',
    "pyproject.toml": '[project]\nname = "p"\nversion = "1"\ndependencies = ["other"]\n',
}
WORK_ON_SCRIPT = [
    *("run tool.py", "run -s tool.py", "lock --script tool.py", "sync --script tool.py"),
    *("tree --script tool.py", "export --script tool.py"),
]


@pytest.mark.parametrize("words", WORK_ON_SCRIPT)
def test_a_script_is_a_project_of_one_file(words: str, tmp_path: Path) -> None:
    found = find(tmp_path, f"uv {words}", FILES)
    assert found.problems == ()
    assert found.is_script
    resolution = resolve(found)
    assert [wanted.name for wanted in resolution.wanted] in (["foo", "bar"], ["bar", "foo"])
    (pinned,) = (wanted for wanted in resolution.wanted if wanted.name == "bar")
    assert [row.index.name for row in pinned.indexes] == ["corp"]
    origin = resolution.settings["keyring-provider"].origin
    assert (str(origin), origin.key) == ("tool.py:9", "tool.uv.keyring-provider")


def test_its_settings_come_before_those_of_all_files(tmp_path: Path) -> None:
    found = find(tmp_path, "uv run tool.py", FILES)
    indexes = gather(found).indexes
    assert [(str(index.origin), index.origin.key) for index in indexes] == [
        ("tool.py:13", "tool.uv.index[0].url"),
        (".config/uv/uv.toml:1", "extra-index-url[0]"),
        ("uv.toml:1", "index-url"),
    ]
    assert found.project is not None
    assert [requirement.origin.line for requirement in found.project.requirements] == [4, 5]


def test_no_config_leaves_the_block(tmp_path: Path) -> None:
    found = find(tmp_path, "uv run --no-config tool.py", FILES)
    assert [index.name for index in gather(found).indexes] == ["corp"]


def test_a_file_without_a_block_runs_in_the_project(tmp_path: Path) -> None:
    found = find(tmp_path, "uv run tool.py", FILES | {"tool.py": "import foo\n"})
    assert not found.is_script
    assert [wanted.name for wanted in resolve(found).wanted] == ["other"]


@pytest.mark.parametrize("words", ["pip compile tool.py", "pip install -r tool.py"])
def test_as_a_source_it_has_no_pins_and_no_index_tables(words: str, tmp_path: Path) -> None:
    lines = '# [tool.uv]\n# no-index = true\n# find-links = ["http://links.example/"]'
    files = FILES | {"tool.py": SCRIPT.replace("# [tool.uv]", lines)}
    found = find(tmp_path, f"uv {words}", files)
    resolution = resolve(found)
    assert [(wanted.name, wanted.pinned) for wanted in resolution.wanted] == [
        ("foo", None),
        ("bar", None),
    ]
    assert [str(index.url) for index in gather(found).flat] == ["http://links.example/"]
    assert gather(found).no_index
    assert resolution.settings["keyring-provider"].value == "disabled"
    (table,) = (o for o in found.requirements.index_options if o.ignored is not None)
    assert table.index.name == "corp"


def test_named_without_a_command_it_is_run(tmp_path: Path) -> None:
    write(tmp_path, FILES | {"plain.py": "import foo\n"})
    surroundings = Surroundings(tmp_path, {"HOME": str(tmp_path)})
    (command,) = assumed_commands(surroundings, (tmp_path / "tool.py",))
    assert command.kind is CommandKind.RUN
    assert discover(surroundings, command).is_script
    (command,) = assumed_commands(surroundings, (tmp_path / "plain.py",))
    (problem,) = discover(surroundings, command).problems
    assert "no `# /// script` block" in problem.message


BLOCKS = {
    "dependencies = []": False,
    "dependencies = []\n[tool.other]\nx = 1": False,
    "[tool.uv]\nunknown = 1": True,
    '[tool.uv]\nindex-url = "http://["': True,
    "[tool.uv]\npip = {}": True,
    "[tool.uv]\nmanaged = true": True,
    '[tool.uv]\nkeyring-provider = "perhaps"': True,
    'dependencies = ["foo bar"]': True,
    "dependencies = [": True,
    '[[tool.uv.index]]\nname = "a"': True,
}


@pytest.mark.parametrize(("block", "refused"), BLOCKS.items())
def test_a_mistake_in_a_block_stops_uv(block: str, refused: bool, tmp_path: Path) -> None:
    rows = "\n".join(f"# {line}".rstrip() for line in block.splitlines())
    _compare(tmp_path, f"# /// script\n{rows}\n# ///\n", refused=refused)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("# /// script\n# dependencies = []\nimport foo\n", True),
        ("# /// script\n# dependencies = []\n# ///\n#\n# x\nimport foo\n", False),
        ("# /// script\n# dependencies = []\n#///\n# ///\n", True),
        ("# /// script\r\n# dependencies = []\r\n# ///\r\n", False),
        ("x = 1\n# /// script\n# dependencies = []\n# ///\n", False),
        ("import foo\n", True),
    ],
)
def test_where_a_block_begins_and_ends(text: str, refused: bool, tmp_path: Path) -> None:
    _compare(tmp_path, text, refused=refused)


def _compare(tmp_path: Path, text: str, *, refused: bool) -> None:
    place = Place(tmp_path)
    place.write({"work/tool.py": text})
    words = ["export", "--offline", "--no-index", "--script", "tool.py"]
    surroundings = place.surroundings({})
    command = parse_command(["uv", *words], surroundings)
    found = discover(surroundings, command)
    answer = run_uv(place, words, {})
    assert any(problem.fatal for problem in found.problems) is refused, found.problems
    assert (answer.code == 2) is refused, answer.err


@pytest.mark.parametrize("version", ["0.6.17", "0.9.30", "0.13.8"])
def test_the_fields_a_block_may_have(version: str) -> None:
    uv = known(version)
    parser = Parser(str(release(version)))
    fields = {*schema.TOP, *schema.INDEX_LISTS, *schema.PROJECT_ONLY, *schema.PROJECT_ONLY_UNREAD}
    for field in sorted(fields):
        # No field takes a date but `exclude-newer`, so that nothing else is done.
        block = f"# /// script\n# [tool.uv]\n# {field} = 2000-01-01T00:00:00Z\n# ///\n"
        (Path(parser.home) / "tool.py").write_text(block)
        told = parser.error("lock", "--script", "tool.py", "--offline")
        taken = field not in schema.NOT_IN_SCRIPTS and came(field, schema.SINCE, uv)
        assert ("unknown field" not in told) is taken, (field, told)
