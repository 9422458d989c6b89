"""The wheels of NVIDIA: public, and the host itself is the simple index."""

from __future__ import annotations

from indexdoctor.diagnose.providers.base import Meaning, Provider, Purpose, Users
from indexdoctor.model.url import Url


def _no_uploads(url: Url) -> str:
    return "the index of NVIDIA is for reading alone"


_MISSING = "the package is not there: check its name"

PROVIDER = Provider(
    key="nvidia",
    title="the index of NVIDIA",
    hosts=(r"pypi\.nvidia\.com",),
    users=Users("none: reading is public"),
    meanings=(
        Meaning(403, Purpose.READ, None, _MISSING, verified=False),
        Meaning(404, Purpose.READ, None, _MISSING, verified=False),
    ),
    no_uploads=_no_uploads,
    is_public=True,
    obtain="no token is needed",
    sources=(
        "https://github.com/astral-sh/uv/blob/main/crates/uv-distribution-types/src/index.rs",
    ),
)
