"""The committed pages are those the code makes today."""

from __future__ import annotations

import pytest
from tests.project.generate import PAGES, ROOT


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_fresh(name: str) -> None:
    committed = (ROOT / name).read_text(encoding="utf-8")
    assert committed == PAGES[name](), "run: python -m tests.project.generate"
