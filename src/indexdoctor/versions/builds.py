"""What changed in how uv builds source distributions and projects."""

from __future__ import annotations

from indexdoctor.versions.change import Change

_PULL = "https://github.com/astral-sh/uv/pull"

WHEEL_HASHED = Change(
    "wheel-hashed",
    since="0.11.19",
    before="downloads a wheel that a build has used again to install it from a lock",
    now="keeps the hash of each wheel it downloads, so that one a build has used can be installed",
    source=f"{_PULL}/19662",
)
DIRECT_BUILD = Change(
    "direct-build",
    since="0.7.19",
    before="asks an index for `uv_build`, as for every build requirement",
    now="builds a project of `uv_build` by itself, asking no index, when the requirement has an "
    "upper bound and takes this version",
    source="https://github.com/astral-sh/uv/releases/tag/0.7.19",
)
DIRECT_BUILD_COMPATIBLE = Change(
    "direct-build-compatible",
    since="0.10.8",
    before="asks an index for `uv_build` when the requirement has no upper bound or leaves this "
    "version out",
    now="builds a project of `uv_build` by itself also when the requirement has no upper bound, or "
    "takes the last release of an earlier minor version",
    source=f"{_PULL}/17902",
)
OWN_METADATA_REFUSED = Change(
    "own-metadata-refused",
    since="0.11.14",
    until="0.12.20",
    before="builds the metadata of a project with a dynamic version in spite of `--no-build`",
    now="refuses to build the metadata of a project with a dynamic version under `--no-build`",
    source="measured: `uv lock --no-build` of such a project, release by release",
)
OWN_BUILT_ANYHOW = Change(
    "own-built-anyhow",
    since="0.12.6",
    before="refuses to build or install a project of one's own under `--no-build`, and downloads "
    "nothing",
    now="builds a project of one's own in spite of `--no-build`",
    source="measured: `uv sync --no-build` and `uv build --no-build`, release by release",
)
SOURCES_RETRIED = Change(
    "sources-retried",
    since="0.8.1",
    before="ends at once when a source distribution is no archive, a login page in its place",
    now="asks again, three times unless UV_HTTP_RETRIES says otherwise, when a source distribution "
    "is no archive",
    source="measured: a page in place of a .tar.gz, release by release",
)
SOURCES_OF_SDISTS = Change(
    "sources-of-sdists",
    since="0.9.26",
    before="passes over `[tool.uv.sources]` in a source distribution that comes from an index",
    now="follows `[tool.uv.sources]` of a source distribution for what its build requires: asks an "
    "index that it declares itself, with the `UV_INDEX_*` credentials for the name it gives that, "
    "and ends with an error at one that neither it nor the command line declares",
    source=f"{_PULL}/14910",
)
