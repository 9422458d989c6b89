"""What changed in which configuration uv reads and what it accepts.

Options, variables and fields have tables of their own with a release for each
(`indexdoctor.discover`); here stand those of them that decide about authentication.
"""

from __future__ import annotations

from indexdoctor.versions.change import Change

QUOTED_VALUES = Change(
    "quoted-values",
    since="0.6.3",
    before="takes the quotes around an option's value in a requirements file as a part of it",
    now="takes away the quotes around an option's value in a requirements file",
    source="https://github.com/astral-sh/uv/pull/11644",
)
UNIQUE_NAMES = Change(
    "unique-names",
    since="0.6.4",
    before="takes the first of two indexes with one name in a project's pyproject.toml",
    now="refuses two indexes with one name in a project's pyproject.toml",
    source="https://github.com/astral-sh/uv/pull/11824",
)
AUTHENTICATE_FIELD = Change(
    "authenticate-field",
    since="0.6.6",
    before="passes over `authenticate` of an index",
    now="reads `authenticate` of an index",
    source="https://github.com/astral-sh/uv/pull/11896",
)
FLAT_FORMAT = Change(
    "flat-format",
    since="0.6.11",
    before='passes over `format = "flat"` of an index and asks it for package pages',
    now='reads an index with `format = "flat"` as one page of files',
    source="https://github.com/astral-sh/uv/pull/12407",
)
SYSTEM_FILE_CHECKED = Change(
    "system-file-checked",
    since="0.6.14",
    before="passes over fields of a project in the system's uv.toml",
    now="refuses a system's uv.toml with `sources` or another field of a project",
    source="https://github.com/astral-sh/uv/pull/12757",
)
INDEX_VARIABLE_LINES = Change(
    "index-variable-lines",
    since="0.6.15",
    before="splits UV_INDEX at spaces only",
    now="splits UV_INDEX at any white space, line ends too",
    source="https://github.com/astral-sh/uv/pull/12820",
)
CONFIG_FILE_CHECKED = Change(
    "config-file-checked",
    since="0.7.22",
    before="passes over fields of a project in the file that --config-file names",
    now="refuses a file named with --config-file that has `sources` or another field of a project",
    source="https://github.com/astral-sh/uv/pull/14653",
)
REQUIRED_VERSION_FIRST = Change(
    "required-version-first",
    since="0.11.7",
    before="follows the first `required-version`, and none in a [tool.uv] table with a mistake",
    now="stops at a `required-version` that does not fit in any file it reads",
    source="https://github.com/astral-sh/uv/pull/18977",
)
RUN_ENV_FILE_PASSED = Change(
    "run-env-file-passed",
    since="0.11.17",
    before="takes the variables of `uv run --env-file` and UV_ENV_FILE for itself too: credentials "
    "of indexes, NETRC, certificates, proxies",
    now="hands the variables of `uv run --env-file` on to what it runs, and takes none for itself",
    source="https://github.com/astral-sh/uv/pull/19567",
)
TOOL_ENV_FILE_PASSED = Change(
    "tool-env-file-passed",
    since="0.11.14",
    before="takes the variables of `uvx --env-file` for itself too",
    now="hands the variables of `uvx --env-file` on to what it runs, and takes none for itself",
    source="https://github.com/astral-sh/uv/pull/19343",
)
INDEX_BY_NAME = Change(
    "index-by-name",
    since="0.12.5",
    before="takes `--index NAME` for a path",
    now="takes `--index NAME` and `--default-index NAME` for the configured index of that name, if "
    "there is no such path",
    source="https://github.com/astral-sh/uv/pull/17455",
)
EXCLUDE_NEWER_SPANS = Change(
    "exclude-newer-spans",
    since="0.9.17",
    before="takes for `exclude-newer` of a file a time with its zone alone",
    now="takes for `exclude-newer` also dates and time spans",
    source="https://github.com/astral-sh/uv/pull/16814",
)
EXCLUDE_NEWER_FALSE = Change(
    "exclude-newer-false",
    since="0.11.24",
    before="refuses `exclude-newer = false`",
    now="takes `exclude-newer = false`",
    source="https://github.com/astral-sh/uv/pull/19934",
)
TLS_VARIABLES_SAY_NO = Change(
    "tls-variables-say-no",
    since="0.12.24",
    before="passes over UV_SYSTEM_CERTS and UV_NATIVE_TLS that say no",
    now="follows UV_SYSTEM_CERTS and UV_NATIVE_TLS that say no, against a file",
    source="measured: the releases around it, with the same variable and file",
)
NESTED_EDITABLE_REFUSED = Change(
    "nested-editable-refused",
    since="0.13.0",
    before="passes over an editable requirement in a constraints file that a requirements file "
    "names",
    now="refuses an editable requirement in a constraints file that a requirements file names",
    source="measured: the releases around it, with the same files",
)
PREVIEW_NAMES_CHECKED = Change(
    "preview-names-checked",
    since="0.9.27",
    until="0.11.20",
    before="takes any name of a preview feature, since 0.11.20 with a warning",
    now="refuses the name of a preview feature it does not know",
    source="https://github.com/astral-sh/uv/pull/17670",
)
PROJECT_FIELDS_REFUSED = Change(
    "project-fields-refused",
    since="0.8.0",
    before="passes over `conflicts`, `dependency-groups` and `build-backend` in a uv.toml",
    now="refuses a uv.toml with `conflicts`, `dependency-groups` or `build-backend`",
    source="https://github.com/astral-sh/uv/pull/14322",
)
NESTED_FILES_ONCE = Change(
    "nested-files-once",
    since="0.8.16",
    before="dies when requirements files include one another in a circle",
    now="reads each included requirements file once",
    source="https://github.com/astral-sh/uv/pull/15657",
)
AMBIGUOUS_REFUSED = Change(
    "ambiguous-userinfo-refused",
    since="0.9.9",
    before="takes the text before the first / or # of a URL for its host, a password's too",
    now="refuses a URL in which an unescaped / or # cuts the user information",
    source="https://github.com/astral-sh/uv/pull/16622",
)
AMBIGUOUS_PATHS_TAKEN = Change(
    "ambiguous-paths-taken",
    since="0.9.10",
    before="looks for cut user information in file URLs too",
    now="takes any file URL",
    source="https://github.com/astral-sh/uv/pull/16759",
)
AMBIGUOUS_NESTED_TAKEN = Change(
    "ambiguous-nested-taken",
    since="0.9.19",
    before="refuses a URL with another URL and an @ in its path",
    now="takes a URL with another URL and an @ in its path",
    source="https://github.com/astral-sh/uv/pull/17234",
)
TOML_1_1 = Change(
    "toml-1.1",
    since="0.9.22",
    before="reads configuration as TOML 1.0",
    now="reads configuration as TOML 1.1: line breaks and a last comma in inline tables",
    source="measured: the releases around it, with the same file",
)
PROXY_FIELDS = Change(
    "proxy-fields",
    since="0.9.23",
    before="does not know `http-proxy`, `https-proxy` and `no-proxy` in configuration",
    now="takes proxies from `http-proxy`, `https-proxy` and `no-proxy` of configuration",
    source="https://github.com/astral-sh/uv/pull/16918",
)
EXPLICIT_NEEDS_NAME = Change(
    "explicit-needs-name",
    since="0.10.0",
    before="takes an index with `explicit = true` and no name",
    now="refuses an index with `explicit = true` and no name",
    source="https://github.com/astral-sh/uv/pull/17777",
)
NESTED_SPELLINGS_ONCE = Change(
    "nested-spellings-once",
    since="0.11.21",
    before="dies when a requirements file includes itself by a path with `..` in it",
    now="knows an included requirements file again, however its path is spelled",
    source="https://github.com/astral-sh/uv/pull/19777",
)
FIND_LINKS_FROM_FILE = Change(
    "find-links-from-file",
    since="0.12.1",
    before="takes a --find-links path of a requirements file against the working directory",
    now="takes a --find-links path of a requirements file against that file's directory",
    source="https://github.com/astral-sh/uv/pull/20832",
)
SWITCHES_READ_ALWAYS = Change(
    "switches-read-always",
    since="0.9.23",
    before="reads UV_FROZEN, UV_NO_DEV and others for the commands with such an option only",
    now="reads UV_FROZEN, UV_NO_DEV and others for every command: a bad value stops it",
    source="https://github.com/astral-sh/uv/pull/17321",
)
ONE_DEFAULT = Change(
    "one-default",
    since="0.10.0",
    before="takes the first of two default indexes in a project's pyproject.toml",
    now="refuses two indexes with `default = true` in a project's pyproject.toml",
    source="https://github.com/astral-sh/uv/pull/17011",
)
PROJECT_MUST_EXIST = Change(
    "project-must-exist",
    since="0.12.0",
    before="takes --project and UV_PROJECT with a directory that does not exist",
    now="refuses --project and UV_PROJECT with a directory that does not exist",
    source="measured: the releases around it, with the same command",
)
LOCK_VARIABLES_YIELD = Change(
    "lock-variables-yield",
    since="0.12.9",
    before="refuses UV_FROZEN beside --locked, and UV_LOCKED beside --frozen",
    now="passes over UV_FROZEN and UV_LOCKED beside --frozen or --locked",
    source="measured: the releases around it, with the same variable and option",
)
EMPTY_NAMES_REFUSED = Change(
    "empty-names-refused",
    since="0.11.15",
    before="takes an empty UV_NO_BINARY_PACKAGE, UV_NO_BUILD_PACKAGE or UV_NO_GROUP",
    now="refuses an empty UV_NO_BINARY_PACKAGE, UV_NO_BUILD_PACKAGE or UV_NO_GROUP",
    source="https://github.com/astral-sh/uv/pull/19503",
    until="0.11.16",
)
NAMES_READ_ALWAYS = Change(
    "names-read-always",
    since="0.11.16",
    before="reads UV_NO_GROUP and other lists of names for the commands with such an option only",
    now="reads UV_NO_GROUP and other lists of names for every command: a bad one stops it",
    source="https://github.com/astral-sh/uv/pull/19503",
)
NO_SYSTEM_CONFIG = Change(
    "no-system-config",
    since="0.11.16",
    before="does not know UV_NO_SYSTEM_CONFIG",
    now="leaves out the system's uv.toml with UV_NO_SYSTEM_CONFIG",
    source="https://github.com/astral-sh/uv/pull/19476",
)
CERT_DIR = Change(
    "cert-dir",
    since="0.9.10",
    before="reads SSL_CERT_DIR only beside an SSL_CERT_FILE that exists, or under --native-tls, as "
    "one directory, and in it only files with OpenSSL's hashed names",
    now="trusts the certificates in the directories of SSL_CERT_DIR",
    source="https://github.com/astral-sh/uv/pull/16473",
)
ROOTS_REQUIRED = Change(
    "roots-required",
    since="0.11.0",
    before="starts without a certificate where the system's are wanted and none are found",
    now="stops where the system's certificates are wanted and none are found, as with an empty "
    "SSL_CERT_FILE",
    source="https://github.com/astral-sh/uv/pull/18550",
)
EMPTY_DIR_UNSET = Change(
    "empty-cert-dir-unset",
    since="0.11.22",
    before="finds no certificates of the system while SSL_CERT_DIR is empty",
    now="takes an empty SSL_CERT_DIR as not set",
    source="measured: the releases around it, with the same variables",
)
EMPTY_ROOTS_REPLACED = Change(
    "empty-roots-replaced",
    since="0.11.0",
    before="trusts none when SSL_CERT_FILE names a file without a certificate",
    now="takes SSL_CERT_FILE and SSL_CERT_DIR as not set when they hold no certificate, until "
    "0.12.0",
    source="https://github.com/astral-sh/uv/pull/18550",
)
MISSING_ROOTS_STAND = Change(
    "missing-roots-stand",
    since="0.12.0",
    before="trusts its own roots when SSL_CERT_FILE or SSL_CERT_DIR names nothing that is there",
    now="trusts none but the certificates of SSL_CERT_FILE and SSL_CERT_DIR, there or not",
    source="https://github.com/astral-sh/uv/pull/20741",
)
EMPTY_HOME = Change(
    "empty-home",
    since="0.8.19",
    before="takes an empty HOME for the working directory",
    now="takes an empty HOME as not set: the system says where the account has its home",
    source="measured: the releases around it, with an empty HOME",
)
EMPTY_DIRECTORIES_SKIPPED = Change(
    "empty-directories-skipped",
    since="0.12.20",
    before="looks into the directories of XDG_CONFIG_DIRS up to the first empty element",
    now="passes over an empty element of XDG_CONFIG_DIRS",
    source="measured: the releases around it, with the same directories",
)
ADDED_URLS_WITHOUT_USER = Change(
    "added-urls-without-user",
    since="0.8.2",
    before="leaves the URL of an index table as it is when the index typed with `uv add` has the "
    "same",
    now="takes the user information out of the URL of an index table when the index typed with "
    "`uv add` has the same, and locks so",
    source="https://github.com/astral-sh/uv/pull/14831",
)
OFFLINE_TURNED_OFF = Change(
    "offline-turned-off",
    since="0.12.24",
    before="stays offline when a file has `offline = true`, whatever UV_OFFLINE says",
    now="goes online when UV_OFFLINE is false, over a file with `offline = true`",
    source="measured: the releases around it, with the same file and variable",
)
HASHES_REQUIRED_BY_FILES = Change(
    "hashes-required-by-files",
    since="0.12.0",
    before="passes over `--require-hashes` in a requirements file",
    now="requires a version and a hash of every requirement where a requirements file says "
    "`--require-hashes`",
    source="measured: the releases around it, with the same file",
)
ARBITRARY_EQUALITY_PINS = Change(
    "arbitrary-equality-pins",
    since="0.12.11",
    before="refuses `x===1.0` where hashes are required, as if it named no version",
    now="takes `x===1.0` for a version where hashes are required",
    source="measured: the releases around it, with the same file",
)
