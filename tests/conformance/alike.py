"""One scene in which the real uv and the model must do the same."""

from __future__ import annotations

from pathlib import Path

from tests.conformance.compare import difference, same, same_but_for_order
from tests.conformance.direct import run_direct
from tests.conformance.real import Run, real_uv, run_uv

from indexdoctor.lab.scene import Scene
from indexdoctor.lab.stage import stage
from indexdoctor.versions import known
from indexdoctor.versions.search import STALE_AT_ONCE

_REPEATS = 3


def run_alike(scene: Scene, binary: Path, *, in_order: bool = True) -> Run:
    """What the uv of `binary` does in a scene; AssertionError where the model does not.

    Not `in_order`: several builds are under way at once, and which asks first is left to chance.

    A release that keeps an answer until the second is over is run again where that second may have
    ended in the middle.
    """
    with real_uv(binary) as uv, stage(scene) as staged:
        by_clock = STALE_AT_ONCE not in known(uv.version)
        for _ in range(_REPEATS if by_clock else 1):
            real, model = run_uv(staged, uv), run_direct(staged, uv.version)
            if (same if in_order else same_but_for_order)(real, model):
                return real
        told = f"{difference(real, model, staged.server.bases)}\n{real.stderr}\n{model.stderr}"
        raise AssertionError(told)
