"""What the scenes about sources and uploads show is what the real uv does in them."""

from __future__ import annotations

import pytest
from tests.cases import keyring, netrc, other_clients, publishing, pypi
from tests.cases.frame import Case
from tests.conformance.alike import run_alike
from tests.conformance.releases import release

from indexdoctor.lab.scene import Scene
from indexdoctor.versions import OLDEST
from indexdoctor.versions.change import release as numbers

# Where the servers have names of the wide world, uv would look for them there.
SCENES = [
    (case.key, uv, scene)
    for case in (
        *keyring.CASES,
        *netrc.CASES,
        *publishing.CASES,
        *pypi.CASES,
        *other_clients.CASES,
    )
    if isinstance(case, Case) and not case.hosts
    for uv, scene in ((case.uv, case.scene), (case.near_uv or case.uv, case.near))
    if numbers(uv) >= numbers(OLDEST)
]


@pytest.mark.parametrize(
    ("uv", "scene"), [(uv, scene) for _, uv, scene in SCENES], ids=[key for key, _, _ in SCENES]
)
def test_the_real_uv_does_the_same(uv: str, scene: Scene) -> None:
    run_alike(scene, release(uv))
