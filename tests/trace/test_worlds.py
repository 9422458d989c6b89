"""The log of every release tells the requests that the server saw."""

from __future__ import annotations

import pytest
from tests.conformance.releases import COMPARED
from tests.trace.__main__ import examine

SEED = 1


@pytest.mark.parametrize("version", COMPARED)
def test_the_log_tells_what_the_server_saw(version: str) -> None:
    agreements = examine(version, SEED, range(12))
    assert [text for agreement in agreements for text in agreement.differing] == []
    assert sum(agreement.requests for agreement in agreements) > len(agreements)
