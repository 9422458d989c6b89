"""One scene in which the real uv and the model must do the same."""

from __future__ import annotations

from pathlib import Path

from tests.conformance.compare import difference, same
from tests.conformance.direct import run_direct
from tests.conformance.real import Run, real_uv, run_uv

from indexdoctor.lab.scene import Scene
from indexdoctor.lab.stage import stage


def run_alike(scene: Scene, binary: Path) -> Run:
    """What the uv of `binary` does in a scene; AssertionError where the model does not."""
    with real_uv(binary) as uv, stage(scene) as staged:
        real, model = run_uv(staged, uv), run_direct(staged, uv.version)
        told = f"{difference(real, model, staged.server.bases)}\n{real.stderr}\n{model.stderr}"
        assert same(real, model), told
    return real
