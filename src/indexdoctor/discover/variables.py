"""uv's environment variables: what each stands for, how it is read, and since which release.

Asked of every release by giving each variable values it can and cannot have
(tests/discover/test_history.py does so again at the releases named here).
"""

from __future__ import annotations

from indexdoctor.discover.since import Since
from indexdoctor.versions.settings import NO_SYSTEM_CONFIG

# Variables that uv's parser reads in the place of an option of the command (crates/uv-cli).
OPTIONS = {
    "UV_BUILD_CONSTRAINT": "build-constraints",
    "UV_CACHE_DIR": "cache-dir",
    "UV_CONFIG_FILE": "config-file",
    "UV_CONSTRAINT": "constraints",
    "UV_DEFAULT_INDEX": "default-index",
    "UV_ENV_FILE": "env-file",
    "UV_EXCLUDE": "excludes",
    "UV_EXCLUDE_NEWER": "exclude-newer",
    "UV_EXTRA_INDEX_URL": "extra-index-url",
    "UV_FIND_LINKS": "find-links",
    "UV_FORK_STRATEGY": "fork-strategy",
    "UV_INDEX": "index",
    "UV_INDEX_STRATEGY": "index-strategy",
    "UV_INDEX_URL": "index-url",
    "UV_INSECURE_HOST": "allow-insecure-host",
    "UV_KEYRING_PROVIDER": "keyring-provider",
    "UV_LINK_MODE": "link-mode",
    "UV_OVERRIDE": "overrides",
    "UV_PRERELEASE": "prerelease",
    "UV_PREVIEW_FEATURES": "preview-features",
    "UV_PROJECT": "project",
    "UV_PYTHON": "python",
    "UV_RESOLUTION": "resolution",
    "UV_TORCH_BACKEND": "torch-backend",
    "UV_WORKING_DIR": "directory",
}
PUBLISH = {
    "UV_PUBLISH_CHECK_URL": "check-url",
    "UV_PUBLISH_INDEX": "index",
    "UV_PUBLISH_PASSWORD": "password",
    "UV_PUBLISH_TOKEN": "token",
    "UV_PUBLISH_URL": "publish-url",
    "UV_PUBLISH_USERNAME": "username",
}
# Switches read by uv's parser: only the commands that have the option look at them.
SWITCHES = {
    "UV_BREAK_SYSTEM_PACKAGES": "break-system-packages",
    "UV_COMPILE_BYTECODE": "compile-bytecode",
    "UV_NO_BINARY": "no-binary",
    "UV_NO_BUILD": "no-build",
    "UV_NO_BUILD_ISOLATION": "no-build-isolation",
    "UV_NO_CACHE": "no-cache",
    "UV_NO_CONFIG": "no-config",
    "UV_NO_DEFAULT_GROUPS": "no-default-groups",
    "UV_NO_PROJECT": "no-project",
    "UV_NO_SOURCES": "no-sources",
    "UV_NO_VERIFY_HASHES": "no-verify-hashes",
    "UV_REQUIRE_HASHES": "require-hashes",
    "UV_SYSTEM_PYTHON": "system",
}
# Switches that every command reads (crates/uv-settings): a bad value stops all of them. Before
# SWITCHES_READ_ALWAYS they are like the others.
GLOBAL_SWITCHES = {
    "UV_DEV": "dev",
    "UV_FROZEN": "frozen",
    "UV_ISOLATED": "isolated",
    "UV_LOCKED": "locked",
    "UV_MANAGED_PYTHON": "managed-python",
    "UV_NATIVE_TLS": "native-tls",
    "UV_NO_DEV": "no-dev",
    "UV_NO_EDITABLE": "no-editable",
    "UV_NO_ENV_FILE": "no-env-file",
    "UV_NO_INSTALLER_METADATA": "no-installer-metadata",
    "UV_NO_INSTALL_LOCAL": "no-install-local",
    "UV_NO_INSTALL_PROJECT": "no-install-project",
    "UV_NO_INSTALL_WORKSPACE": "no-install-workspace",
    "UV_NO_MANAGED_PYTHON": "no-managed-python",
    "UV_NO_PROGRESS": "no-progress",
    "UV_NO_SYNC": "no-sync",
    "UV_OFFLINE": "offline",
    "UV_PREVIEW": "preview",
    "UV_SYSTEM_CERTS": "system-certs",
}
# Of these only a bad value matters here. The first three of the others are of commands that are
# not modelled, and were read by those alone at first.
CHECKED_SWITCHES = (
    *("UV_SHOW_RESOLUTION", "UV_VENV_SEED", "UV_VENV_CLEAR"),
    *("UV_NO_SYSTEM_CONFIG", "UV_LOG_CONTEXT", "UV_GIT_LFS", "UV_MALWARE_CHECK"),
    *("UV_PYTHON_NO_REGISTRY", "UV_PYTHON_INSTALL_REGISTRY", "UV_PYTHON_INSTALL_BIN"),
    *("UV_SKIP_WHEEL_FILENAME_CHECK", "UV_HIDE_BUILD_OUTPUT", "UV_INIT_BARE"),
    *("UV_VENV_RELOCATABLE", "UV_ONLY_INSTALL_LOCAL", "UV_ONLY_INSTALL_PROJECT"),
    "UV_ONLY_INSTALL_WORKSPACE",
)
NAME_LISTS = {
    "UV_NO_BINARY_PACKAGE": "no-binary-package",
    "UV_NO_BUILD_PACKAGE": "no-build-package",
    "UV_NO_GROUP": "no-group",
    "UV_NO_SOURCES_PACKAGE": "no-sources-package",
}
SECONDS = (
    *("UV_HTTP_TIMEOUT", "UV_REQUEST_TIMEOUT", "HTTP_TIMEOUT"),
    *("UV_UPLOAD_HTTP_TIMEOUT", "UV_HTTP_CONNECT_TIMEOUT"),
)
COUNTS = (
    *("UV_HTTP_RETRIES", "UV_RUN_RLIMIT_NOFILE", "UV_CONCURRENT_DOWNLOADS"),
    *("UV_CONCURRENT_BUILDS", "UV_CONCURRENT_INSTALLS", "UV_CONCURRENT_CACHE_READS"),
)
LARGEST = {
    "UV_HTTP_RETRIES": 2**32 - 1,
    "UV_RUN_RLIMIT_NOFILE": 2**32 - 1,
}  # seconds and the others are 64 bits wide
# Variables with which uv maps the empty text to "not set".
EMPTY_IS_UNSET = frozenset(
    {
        *("allow-insecure-host", "build-constraints", "constraints", "default-index", "excludes"),
        *("extra-index-url", "find-links", "index", "index-url", "overrides", "python"),
    }
)
# `uv pip` has the options, but does not read these variables.
NOT_OF_PIP = frozenset(
    {"UV_NO_BINARY", "UV_NO_BUILD", "UV_NO_BINARY_PACKAGE", "UV_NO_BUILD_PACKAGE"}
)
# The release that first reads a variable, or first stops at a bad value of it, when that is later
# than the option's and than all that are known.
SINCE: Since = {
    "UV_NO_BUILD": "0.6.5",
    "UV_NO_BUILD_PACKAGE": "0.6.5",
    "UV_PROJECT": "0.6.11",
    "UV_NO_EDITABLE": "0.6.15",
    "UV_HTTP_RETRIES": "0.7.21",
    "UV_PYTHON_INSTALL_REGISTRY": "0.8.0",
    "UV_PYTHON_INSTALL_BIN": "0.8.0",
    "UV_DEV": "0.8.7",
    "UV_NO_DEV": "0.8.7",
    "UV_ISOLATED": "0.8.14",
    "UV_LOG_CONTEXT": "0.8.23",
    "UV_SKIP_WHEEL_FILENAME_CHECK": "0.8.23",
    **dict.fromkeys(SECONDS, "0.9.1"),
    "UV_WORKING_DIRECTORY": "0.9.1",
    "UV_EXCLUDE": "0.9.8",
    "UV_NO_GROUP": "0.9.8",
    "UV_NO_SOURCES": "0.9.8",
    "UV_NO_DEFAULT_GROUPS": "0.9.9",
    "UV_PUBLISH_NO_ATTESTATIONS": "0.9.12",
    "UV_WORKING_DIR": "0.9.14",
    "UV_HIDE_BUILD_OUTPUT": "0.9.15",
    "UV_GIT_LFS": "0.9.18",
    "UV_SHOW_RESOLUTION": "0.9.23",
    "UV_VENV_SEED": "0.9.23",
    "UV_VENV_CLEAR": "0.9.23",
    "UV_NO_SOURCES_PACKAGE": "0.9.26",
    "UV_HTTP_CONNECT_TIMEOUT": "0.10.0",
    "UV_INIT_BARE": "0.10.8",
    "UV_VENV_RELOCATABLE": "0.10.9",
    "UV_SYSTEM_CERTS": "0.11.0",
    "UV_NO_PROJECT": "0.11.8",
    "UV_PYTHON_NO_REGISTRY": "0.11.8",
    "UV_NO_SYSTEM_CONFIG": NO_SYSTEM_CONFIG,
    "UV_MALWARE_CHECK": "0.11.16",
    "UV_NO_INSTALL_LOCAL": "0.11.20",
    "UV_NO_INSTALL_PROJECT": "0.11.20",
    "UV_NO_INSTALL_WORKSPACE": "0.11.20",
    "UV_ONLY_INSTALL_LOCAL": "0.11.20",
    "UV_ONLY_INSTALL_PROJECT": "0.11.20",
    "UV_ONLY_INSTALL_WORKSPACE": "0.11.20",
    "UV_CONCURRENT_CACHE_READS": "0.11.30",
    "UV_RUN_RLIMIT_NOFILE": "0.12.2",
}
# Before these releases a switch takes the words `true` and `false` only.
ANY_WORD_SINCE: Since = {
    "UV_MANAGED_PYTHON": "0.6.9",
    "UV_NO_MANAGED_PYTHON": "0.6.9",
    "UV_NO_DEFAULT_GROUPS": "0.10.5",
}
# Before these releases an empty value is refused.
EMPTY_SINCE: Since = {
    "UV_ENV_FILE": "0.8.18",
    "UV_CONCURRENT_DOWNLOADS": "0.9.3",
    "UV_CONCURRENT_BUILDS": "0.9.3",
    "UV_CONCURRENT_INSTALLS": "0.9.3",
    "UV_HTTP_RETRIES": "0.9.5",
}
