"""What uv takes in `uv.toml` and `[tool.uv]`: each field and the form of its value.

Asked of uv 0.13.8 field by field; tests/discover/test_config_mistakes.py does so again. `SINCE` and
its like say with which release a field came, asked of every release
(tests/discover/test_history.py).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

from indexdoctor.discover.since import Since, came
from indexdoctor.versions import Uv
from indexdoctor.versions.search import IGNORE_ERROR_CODES
from indexdoctor.versions.settings import (
    AUTHENTICATE_FIELD,
    FLAT_FORMAT,
    PROJECT_FIELDS_REFUSED,
    PROXY_FIELDS,
)


class Form(enum.Enum):
    """The form of a value, as the end of "must be …"."""

    BOOL = "true or false"
    TEXT = "a string"
    TEXTS = "an array of strings"
    ARRAY = "an array"
    TABLE = "a table"
    COUNT = "a whole number above 0"
    FEATURES = "true, false or an array of strings"
    MOMENT = "a date or a time span"
    URL = "a URL"
    PLACE = "a URL or path"
    PROXY = "a proxy URL"
    HOSTS = "an array of hosts"
    VERSIONS = "a version specifier"
    REQUIREMENTS = "an array of requirements"
    GROUPS = '"all" or an array of groups'


Fields = dict[str, Form | tuple[str, ...]]

POLICIES = ("auto", "always", "never")
FORMATS = ("simple", "flat")
_STRATEGIES = ("first-index", "unsafe-any-match", "unsafe-first-match", "unsafe-best-match")
_PRERELEASE = ("disallow", "allow", "if-necessary", "explicit", "if-necessary-or-explicit")


def _fields(form: Form | tuple[str, ...], names: str) -> Fields:
    return dict.fromkeys(names.split(), form)


# Fields of the top level and of the `[pip]` table alike. Index lists are read apart.
_BOTH: Fields = {
    "index-strategy": _STRATEGIES,
    "keyring-provider": ("disabled", "subprocess"),
    "resolution": ("highest", "lowest", "lowest-direct"),
    "prerelease": _PRERELEASE,
    "fork-strategy": ("fewest", "requires-python"),
    "link-mode": ("clone", "reflink", "copy", "hardlink", "symlink"),
    "exclude-newer": Form.MOMENT,
    "torch-backend": Form.TEXT,
    "dependency-metadata": Form.ARRAY,
    **_fields(Form.BOOL, "no-index no-build no-build-isolation require-build-hashes no-sources"),
    **_fields(Form.BOOL, "compile-bytecode upgrade reinstall"),
    **_fields(Form.TEXTS, "no-build-isolation-package no-sources-package"),
    **_fields(Form.TEXTS, "upgrade-package reinstall-package"),
    **_fields(Form.TABLE, "config-settings config-settings-package exclude-newer-package"),
    **_fields(Form.TABLE, "extra-build-dependencies extra-build-variables"),
}

# Index definitions, and the older lists they replace.
INDEX_LISTS = frozenset({"index", "index-url", "extra-index-url", "find-links"})
PIP_INDEX_LISTS = INDEX_LISTS - {"index"}

PIP: Fields = {
    **_BOTH,
    "annotation-style": ("line", "split"),
    **_fields(Form.BOOL, "system break-system-packages strict all-extras no-deps universal"),
    **_fields(Form.BOOL, "allow-empty-requirements no-strip-extras no-strip-markers no-annotate"),
    **_fields(Form.BOOL, "no-header generate-hashes emit-index-url emit-find-links"),
    **_fields(Form.BOOL, "emit-build-options emit-marker-expression emit-index-annotation"),
    **_fields(Form.BOOL, "require-hashes verify-hashes"),
    **_fields(Form.TEXTS, "no-binary only-binary extra no-extra no-emit-package"),
    **_fields(Form.ARRAY, "group"),
    **_fields(Form.TEXT, "python target prefix output-file custom-compile-command"),
    **_fields(Form.TEXT, "python-version python-platform"),
}

TOP: Fields = {
    **_BOTH,
    "trusted-publishing": ("automatic", "always", "never"),
    "python-preference": ("only-managed", "managed", "system", "only-system"),
    "python-downloads": ("auto", "automatic", "manual", "never"),
    "add-bounds": ("lower", "major", "minor", "exact"),
    "required-version": Form.VERSIONS,
    "preview-features": Form.FEATURES,
    "allow-insecure-host": Form.HOSTS,
    "no-proxy": Form.TEXTS,
    "publish-url": Form.URL,
    "check-url": Form.PLACE,
    "cache-keys": Form.ARRAY,
    **_fields(Form.PROXY, "http-proxy https-proxy"),
    **_fields(Form.BOOL, "offline native-tls system-certs no-cache preview no-binary"),
    **_fields(Form.COUNT, "concurrent-downloads concurrent-builds concurrent-installs"),
    **_fields(Form.TEXT, "cache-dir python-install-mirror pypy-install-mirror"),
    **_fields(Form.TEXT, "graalpy-install-mirror pyodide-install-mirror"),
    **_fields(Form.TEXT, "python-downloads-json-url"),
    **_fields(Form.TEXTS, "no-build-package no-binary-package exclude-dependencies"),
    **_fields(Form.REQUIREMENTS, "constraint-dependencies override-dependencies"),
    **_fields(Form.REQUIREMENTS, "build-constraint-dependencies"),
    **_fields(Form.TABLE, "pip audit prerelease-package"),
}

# Fields of the project itself: a uv.toml must not have them.
PROJECT_ONLY: Fields = {
    "managed": Form.BOOL,
    "package": Form.BOOL,
    "default-groups": Form.GROUPS,
    "dev-dependencies": Form.REQUIREMENTS,
    "conflicts": Form.ARRAY,
    **_fields(Form.TABLE, "dependency-groups sources workspace"),
}
# Of these uv says the same, but their values do not matter here.
PROJECT_ONLY_UNREAD = frozenset(
    {"build-backend", "environments", "required-environments", "minimum-libc-version"}
)

# Fields that the `[tool.uv]` table of a script must not have.
NOT_IN_SCRIPTS = (
    (frozenset(PROJECT_ONLY) - {"sources"})
    | PROJECT_ONLY_UNREAD
    | frozenset(
        {
            *("add-bounds", "audit", "cache-keys", "check-url", "pip", "publish-url"),
            *("graalpy-install-mirror", "pyodide-install-mirror", "pypy-install-mirror"),
            *("python-downloads-json-url", "python-install-mirror", "trusted-publishing"),
        }
    )
)

# What `ConfigFile.values` and `ConfigFile.pip` keep.
KEPT = frozenset(
    {
        *("no-index", "index-strategy", "keyring-provider", "prerelease", "offline"),
        *("native-tls", "system-certs", "allow-insecure-host", "http-proxy", "https-proxy"),
        *("no-proxy", "preview", "preview-features", "publish-url", "check-url"),
        *("trusted-publishing", "no-cache", "no-deps", "universal"),
        *("package", "managed", "resolution", "fork-strategy", "exclude-newer", "conflicts"),
        *(
            "upgrade",
            "upgrade-package",
            "constraint-dependencies",
            "override-dependencies",
            "exclude-dependencies",
        ),
        *("build-constraint-dependencies", "extra-build-dependencies", "no-build", "no-binary"),
        *("no-build-package", "no-binary-package", "only-binary", "no-build-isolation"),
        *("no-build-isolation-package", "no-sources", "no-sources-package", "required-version"),
        "require-hashes",
    }
)

# An unknown field of an `[[index]]` table is passed over without a word.
INDEX_FIELDS: Fields = {
    "name": Form.TEXT,
    "explicit": Form.BOOL,
    "default": Form.BOOL,
    "format": FORMATS,
    "publish-url": Form.URL,
    "authenticate": POLICIES,
    "cache-control": Form.TABLE,
    "hash-algorithm": ("md5", "sha256", "sha384", "sha512", "blake2b"),
    "exclude-newer-package": Form.TABLE,
}

# The release with which a field came, when that is not older than all that are known.
SINCE: Since = {
    "required-environments": "0.6.1",
    "build-constraint-dependencies": "0.6.2",
    "python-downloads-json-url": "0.7.3",
    "add-bounds": "0.7.9",
    "dependency-groups": "0.7.14",
    "config-settings-package": "0.8.1",
    "exclude-newer-package": "0.8.4",
    "extra-build-dependencies": "0.8.4",
    "extra-build-variables": "0.8.6",
    "exclude-dependencies": "0.9.8",
    "torch-backend": "0.9.18",
    **dict.fromkeys(("http-proxy", "https-proxy", "no-proxy"), PROXY_FIELDS),
    "no-sources-package": "0.9.26",
    "system-certs": "0.11.0",
    "audit": "0.11.3",
    "preview-features": "0.11.22",
    "prerelease-package": "0.12.1",
    "minimum-libc-version": "0.12.17",
    "graalpy-install-mirror": "0.12.24",
    "pyodide-install-mirror": "0.12.24",
    "require-build-hashes": "0.13.0",
}
PIP_SINCE: Since = {
    "group": "0.6.7",
    "torch-backend": "0.6.9",
    "config-settings-package": "0.8.1",
    "exclude-newer-package": "0.8.4",
    "extra-build-dependencies": "0.8.4",
    "extra-build-variables": "0.8.6",
    "no-sources-package": "0.9.26",
    "require-build-hashes": "0.13.0",
}
INDEX_SINCE: Since = {
    "authenticate": AUTHENTICATE_FIELD,
    "format": FLAT_FORMAT,
    "ignore-error-codes": IGNORE_ERROR_CODES,
    "cache-control": "0.7.22",
    "exclude-newer": "0.11.5",
    "hash-algorithm": "0.11.31",
    "exclude-newer-package": "0.13.8",
}
# Values that came later than their field.
CHOICE_SINCE: Mapping[str, Since] = {"link-mode": {"reflink": "0.9.28"}}
# Fields of the project that a uv.toml could hold without effect before this release.
REFUSED_SINCE: Since = {
    **dict.fromkeys(("conflicts", "dependency-groups", "build-backend"), PROJECT_FIELDS_REFUSED),
    "environments": "0.8.4",
    "required-environments": "0.8.4",
}


def taken(fields: Fields, since: Since, uv: Uv) -> Fields:
    """Those of the fields a version knows, with the values it takes."""
    return {
        name: _choices(name, form, uv) if isinstance(form, tuple) else form
        for name, form in fields.items()
        if came(name, since, uv)
    }


def _choices(name: str, choices: tuple[str, ...], uv: Uv) -> tuple[str, ...]:
    later = CHOICE_SINCE.get(name, {})
    return tuple(choice for choice in choices if came(choice, later, uv))
