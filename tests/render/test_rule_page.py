from __future__ import annotations

import pytest

from indexdoctor.diagnose.rules.registry import all_rules
from indexdoctor.render.rule_page import catalogue, is_code, known_codes, page
from indexdoctor.render.view import View


@pytest.mark.parametrize("code", [rule.code for rule in all_rules()])
def test_every_rule_has_a_page_that_fits(code: str) -> None:
    assert is_code(code)
    text = page(code.lower(), View(width=60))
    assert text is not None
    assert text.startswith(code)
    assert all(len(line) <= 60 or " " not in line.strip() for line in text.splitlines())


def test_there_is_no_page_for_an_unknown_code() -> None:
    assert is_code("PUB999")
    assert page("PUB999", View()) is None


@pytest.mark.parametrize("text", ["requirements.txt", "PUB", "201", "PUB2011", "./PUB201"])
def test_files_are_no_codes(text: str) -> None:
    assert not is_code(text)


@pytest.mark.parametrize("width", [None, 60, 100])
def test_the_catalogue_lists_every_code_once(width: int | None) -> None:
    lines = catalogue(View(width=width)).splitlines()
    listed = [
        line.split()[0] for line in lines if line.startswith("  ") and is_code(line.split()[0])
    ]
    assert sorted(listed) == sorted(rule.code for rule in all_rules())
    assert sorted(code for code, _ in known_codes()) == sorted(listed)
    assert all(width is None or len(line) <= width for line in lines)
