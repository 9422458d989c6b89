"""The committed pages are those the code makes today."""

from __future__ import annotations

import pytest
from tests.project import limits_page
from tests.project.generate import PAGES, ROOT, commands
from tests.project.markdown import cell, escaped
from typer.core import TyperGroup
from typer.main import get_command

from indexdoctor.cli.app import application
from indexdoctor.diagnose.rules.registry import all_rules


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_fresh(name: str) -> None:
    committed = (ROOT / name).read_text(encoding="utf-8")
    assert committed == PAGES[name](), "run: python -m tests.project.generate"


def test_every_rule_has_a_page_and_every_page_its_rule() -> None:
    pages = {path.stem for path in (ROOT / "docs/rules").iterdir()}
    assert pages == {rule.code for rule in all_rules()}


def test_the_reference_names_every_command_and_option() -> None:
    text = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
    root = get_command(application())
    assert isinstance(root, TyperGroup)
    for name in commands():
        _, _, rest = text.partition(f"### indexdoctor {name}\n")
        section = rest.partition("\n##")[0]
        for parameter in root.commands[name].params:
            for option in parameter.opts:
                assert not option.startswith("--") or option in section


def test_markdown_shows_text_as_it_is_written() -> None:
    assert escaped("UV_INDEX_<NAME>_* and `a_*b`") == r"UV\_INDEX\_&lt;NAME&gt;\_\* and `a_*b`"
    assert escaped("one ` alone") == r"one \` alone"
    assert cell("a|b") == r"a\|b"


def test_every_limit_is_on_its_page() -> None:
    listed = {(module, name) for module, name, *_ in limits_page.LIMITS}
    assert limits_page.named() - listed == set()
