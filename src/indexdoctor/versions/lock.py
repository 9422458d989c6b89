"""What changed in what uv does with a lock file: `uv.lock` or `pylock.toml`."""

from __future__ import annotations

from indexdoctor.versions.change import Change

_PULL = "https://github.com/astral-sh/uv/pull"

PYLOCK = Change(
    "pylock",
    since="0.6.15",
    before="reads a pylock.toml as a requirements file, and fails at its first line",
    now="installs from a pylock.toml: fetches the files it names and asks no index",
    source=f"{_PULL}/12992",
)
PYLOCK_UNFIT_LEFT_OUT = Change(
    "pylock-unfit-left-out",
    since="0.7.0",
    before="refuses a pylock.toml with a package that no file fits here, even where its marker "
    "leaves it out",
    now="looks for a file of those packages of a pylock.toml alone whose markers hold",
    source=f"{_PULL}/13132",
)
PYLOCK_DEPENDENCIES = Change(
    "pylock-dependencies",
    since="0.7.4",
    before="refuses a pylock.toml whose packages have `dependencies`",
    now="passes over the `dependencies` of packages in a pylock.toml",
    source=f"{_PULL}/13384",
)
PYLOCK_NOT_ADDED = Change(
    "pylock-not-added",
    since="0.7.4",
    before="adds nothing with `uv add -r pylock.toml`, and locks",
    now="refuses `uv add -r pylock.toml`",
    source=f"{_PULL}/13421",
)
PYLOCK_EXTRAS = Change(
    "pylock-extras",
    since="0.8.1",
    before="refuses a pylock.toml with markers about extras or dependency groups, and --extra or "
    "--group beside it",
    now="installs the extras and dependency groups of a pylock.toml that are asked for",
    source=f"{_PULL}/14755",
)
PYLOCK_PYTHON = Change(
    "pylock-python",
    since="0.8.1",
    before="passes over `requires-python` of a pylock.toml",
    now="refuses a pylock.toml whose `requires-python` leaves this Python out",
    source=f"{_PULL}/14787",
)
PYLOCK_PACKAGE_PYTHON = Change(
    "pylock-package-python",
    since="0.11.22",
    before="passes over `requires-python` of a package in a pylock.toml",
    now="refuses a pylock.toml with a package to install whose `requires-python` leaves this "
    "Python out",
    source=f"{_PULL}/19868",
)
PYLOCK_VERSION = Change(
    "pylock-version",
    since="0.11.22",
    before="reads a pylock.toml of any `lock-version`",
    now="refuses a pylock.toml whose `lock-version` is not 1 or 1.something",
    source=f"{_PULL}/19869",
)
PYLOCK_ONE_EACH = Change(
    "pylock-one-each",
    since="0.11.29",
    before="fetches both of two entries of a pylock.toml for one package",
    now="refuses a pylock.toml with two entries for one package whose markers both hold",
    source=f"{_PULL}/20391",
)
PYLOCK_PATH_FIRST = Change(
    "pylock-path-first",
    since="0.11.29",
    before="fetches the `url` of a file in a pylock.toml that also has a `path`",
    now="takes the `path` of a file in a pylock.toml, and does not fetch its `url`",
    source=f"{_PULL}/20393",
)
PYLOCK_NAMES = Change(
    "pylock-names",
    since="0.12.0",
    before="takes any pylock.….toml, such as pylock.a.b.toml",
    now="takes pylock.toml and pylock.NAME.toml, with no dot in the name",
    source=f"{_PULL}/20440",
)
PYLOCK_HASHES = Change(
    "pylock-hashes",
    since="0.12.16",
    before="reads the hashes of a pylock.toml when it compares a file with them",
    now="refuses a pylock.toml with a hash that has the wrong length",
    source="measured: the releases around it, with the same file",
)
PYLOCK_FILES_MATCH = Change(
    "pylock-files-match",
    since="0.12.17",
    before="fetches a wheel of a pylock.toml whatever name and version it has",
    now="refuses a pylock.toml with a wheel of another name or version than its package",
    source="measured: the releases around it, with the same file",
)
SYNCS_WHEN_NEEDED = Change(
    "syncs-when-needed",
    since="0.11.29",
    before="reads the find-links pages to install from a lock, whether or not there is anything to",
    now="reads nothing to install from a lock when there is nothing to install",
    source=f"{_PULL}/20364",
)
LOCK_UPLOAD_TIMES = Change(
    "lock-upload-times",
    since="0.7.0",
    before="passes over `upload-time` in uv.lock",
    now="refuses a uv.lock with an `upload-time` that is none",
    source="measured: the releases around it, with the same file",
)
LOCK_SLASHES_ALIKE = Change(
    "lock-slashes-alike",
    since="0.7.16",
    until="0.7.20",
    before="resolves again when a registry of uv.lock and an index differ by a final slash",
    now="takes a registry of uv.lock and an index that differ by a final slash for the same",
    source=f"{_PULL}/14245",
)
LOCK_KEPT_FOR_PRERELEASES = Change(
    "lock-kept-for-prereleases",
    since="0.7.20",
    before="forgets the versions of uv.lock when the `prerelease` mode has changed",
    now="tries the versions of uv.lock first when the `prerelease` mode has changed",
    source=f"{_PULL}/14498",
)
LOCK_ZSTD = Change(
    "lock-zstd",
    since="0.8.15",
    until="0.12.7",
    before="fetches the wheel that uv.lock names",
    now="fetches a wheel with `zstd` in uv.lock from its URL with .tar.zst at the end",
    source=f"{_PULL}/15645",
)
LOCK_KEPT_FOR_DATES = Change(
    "lock-kept-for-dates",
    since="0.10.0",
    before="forgets the versions of uv.lock when `exclude-newer` has changed",
    now="tries the versions of uv.lock first when `exclude-newer` has changed",
    source=f"{_PULL}/17721",
)
LOCK_VERSIONS_NEEDED = Change(
    "lock-versions-needed",
    since="0.11.27",
    before="takes a package of a registry without `version` in uv.lock",
    now="refuses a uv.lock with a package of a registry that has no `version`",
    source="measured: the releases around it, with the same file",
)
LOCK_HASHES = Change(
    "lock-hashes",
    since="0.12.16",
    before="reads the hashes of uv.lock when it compares a file with them",
    now="refuses a uv.lock with a hash that has the wrong length",
    source="measured: the releases around it, with the same file",
)
LOCK_EXCLUDES = Change(
    "lock-excludes",
    since="0.9.8",
    before="passes over `excludes` in uv.lock",
    now="resolves again when `excludes` of uv.lock are not those of `exclude-dependencies`",
    source=f"{_PULL}/16528",
)
LOCK_KEPT_FOR_OTHERS = Change(
    "lock-kept-for-others",
    since="0.12.19",
    before="resolves again when a constraint, override or exclusion is added",
    now="resolves again for an added constraint, override or exclusion only when uv.lock has the "
    "package",
    source="measured: the releases around it, with the same files",
)
LOCK_KEPT_FOR_BARE = Change(
    "lock-kept-for-bare",
    since="0.12.20",
    before="resolves again when a constraint that is a name without a range is added or goes",
    now="passes over constraints that are names without a range when it compares uv.lock",
    source="measured: the releases around it, with the same files",
)
LOCK_HASHES_PREFERRED = Change(
    "lock-hashes-preferred",
    since="0.12.22",
    before="resolves with the versions of an outdated uv.lock, whichever hashes it has: of two "
    "equal files it takes the one of a find-links page",
    now="takes of two equal files the one with a hash that an outdated uv.lock has",
    source="measured: the releases around it, with the same files",
)
URL_READ_WHEN_LOCKED = Change(
    "url-read-when-locked",
    since="0.12.11",
    before="fetches the whole file of a direct URL to see whether uv.lock fits, under --locked too",
    now="reads the metadata of a direct URL to see whether uv.lock fits, under --locked",
    source="measured: the releases around it, with the same files",
)
URL_READ_WHEN_FITTING = Change(
    "url-read-when-fitting",
    since="0.12.22",
    before="fetches the whole file of a direct URL to see whether uv.lock fits",
    now="reads the metadata of a direct URL to see whether uv.lock fits",
    source="measured: the releases around it, with the same files",
)
