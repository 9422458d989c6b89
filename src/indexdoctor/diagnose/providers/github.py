"""GitHub, which has no index of Python packages."""

from __future__ import annotations

import re

from indexdoctor.diagnose.providers.base import Provider, Token, Users
from indexdoctor.model.url import Url

_WHY = "GitHub has no Python index, so no token can help"


def _nothing(url: Url) -> str:
    if url.host != "github.com":
        return _WHY
    # A page of release files serves as a flat index, and raw files may hold a static one.
    repository = re.fullmatch(r"/[^/]+(/[^/]+)?(/simple)?/?", url.path)
    return _WHY if repository else ""


PROVIDER = Provider(
    key="github",
    title="GitHub",
    hosts=(r"(.+\.)?pkg\.github\.com", r"ghcr\.io", r"github\.com"),
    users=Users("none: there is no Python index"),
    tokens=(
        Token("personal access token", "as chosen", "ghp_…, github_pat_…"),
        Token("GITHUB_TOKEN of a job", "until the job ends", "ghs_…"),
    ),
    no_uploads=_nothing,
    no_index=_nothing,
    obtain="depend on the repository itself (name @ git+https://…), or serve an index elsewhere",
    sources=(
        "https://github.com/github/roadmap/issues/94",
        "https://docs.github.com/packages/learn-github-packages/introduction-to-github-packages",
    ),
)
