"""Running a target so many times."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.fuzz.readers import READERS
from tests.fuzz.renderers import targets

PATIENCE = 5.0  # seconds of processor time for one example

TARGETS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], None]]] = {
    **READERS,
    **{name: (strategy, function) for name, strategy, function in targets()},
}


def run(name: str, examples: int, *, shrink: bool = True) -> None:
    """Raise what the target raises, with the example that does it."""
    strategy, function = TARGETS[name]
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def example(drawn: Any) -> None:
        began = time.process_time()
        function(drawn)
        assert time.process_time() - began < PATIENCE, "it took too long"

    example()
