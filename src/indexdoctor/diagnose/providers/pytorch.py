"""The wheels of PyTorch: public static pages, where 403 stands for "not there"."""

from __future__ import annotations

from indexdoctor.diagnose.providers.base import Meaning, Provider, Purpose, Users
from indexdoctor.model.url import Url


def _no_uploads(url: Url) -> str:
    return "the index of PyTorch is for reading alone"


PROVIDER = Provider(
    key="pytorch",
    title="the index of PyTorch",
    hosts=(r"download\.pytorch\.org", r"download-r2\.pytorch\.org"),
    users=Users("none: reading is public"),
    meanings=(
        Meaning(
            403, Purpose.READ, None, "the package is not there: check its name and the variant"
        ),
        Meaning(404, Purpose.READ, None, "the package is not there"),
    ),
    no_uploads=_no_uploads,
    is_public=True,
    obtain="no token is needed",
    sources=(
        "https://github.com/astral-sh/uv/blob/main/crates/uv-distribution-types/src/"
        "status_code_strategy.rs",
    ),
)
