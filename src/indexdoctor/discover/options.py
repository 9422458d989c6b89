"""The options of the modelled uv commands: which take a value, their short forms and aliases.

Taken from `uv help <command>` and crates/uv-cli/src/lib.rs (0.12.5), and compared with uv 0.13.8
by tests. An option that is both (`--no-binary`) is listed under the commands where it takes one.
"""

from __future__ import annotations

from indexdoctor.model.config import CommandKind

_K = CommandKind
_PIP = frozenset({_K.PIP_COMPILE, _K.PIP_INSTALL, _K.PIP_SYNC})

WITH_VALUE = frozenset(
    [
        "allow-insecure-host",
        "annotation-style",
        "bounds",
        "branch",
        "build-constraints",
        "cache-dir",
        "cert",
        "check-url",
        "color",
        "config-file",
        "config-setting",
        "config-settings-package",
        "constraints",
        "custom-compile-command",
        "default-index",
        "depth",
        "directory",
        "env-file",
        "exclude-newer",
        "exclude-newer-package",
        "excludes",
        "extra",
        "extra-index-url",
        "find-links",
        "fork-strategy",
        "format",
        "group",
        "index",
        "index-strategy",
        "index-url",
        "keyring-provider",
        "link-mode",
        "marker",
        "no-binary-package",
        "no-build-isolation-package",
        "no-build-package",
        "no-editable-package",
        "no-emit-package",
        "no-extra",
        "no-group",
        "no-install-package",
        "no-sources-package",
        "only-binary",
        "only-group",
        "optional",
        "output-file",
        "output-format",
        "overrides",
        "package",
        "password",
        "prefix",
        "prerelease",
        "prerelease-package",
        "project",
        "prune",
        "publish-url",
        "python",
        "python-platform",
        "python-version",
        "refresh-package",
        "reinstall-package",
        "requirements",
        "resolution",
        "rev",
        "script",
        "tag",
        "target",
        "token",
        "torch-backend",
        "trusted-publishing",
        "upgrade-group",
        "upgrade-package",
        "username",
        "with",
        "with-editable",
        "with-requirements",
        "preview-features",
        "python-preference",
        "cache-key",
        "hash-algorithm",
    ]
)
_ONLY_PIP_VALUE = {"no-binary": _PIP, "editable": frozenset({_K.PIP_INSTALL})}
_NO_VALUE_FOR = {"script": frozenset({_K.RUN})}

FLAGS = frozenset(
    [
        "active",
        "all-extras",
        "all-groups",
        "all-packages",
        "allow-empty-requirements",
        "allow-python-downloads",
        "break-system-packages",
        "build",
        "build-isolation",
        "cache",
        "check",
        "check-exists",
        "compile-bytecode",
        "config",
        "deps",
        "dev",
        "direct",
        "dry-run",
        "editable",
        "emit-build-options",
        "emit-find-links",
        "emit-index-annotation",
        "emit-index-url",
        "emit-marker-expression",
        "exact",
        "frozen",
        "generate-hashes",
        "gui-script",
        "hashes",
        "header",
        "help",
        "inexact",
        "installer-metadata",
        "invert",
        "isolated",
        "lfs",
        "locked",
        "managed-python",
        "module",
        "native-tls",
        "no-active",
        "no-all-extras",
        "no-allow-empty-requirements",
        "no-annotate",
        "no-attestations",
        "no-binary",
        "no-break-system-packages",
        "no-build",
        "no-build-isolation",
        "no-cache",
        "no-color",
        "no-compile-bytecode",
        "no-config",
        "no-dedupe",
        "no-default-groups",
        "no-deps",
        "no-dev",
        "no-editable",
        "no-emit-index-url",
        "no-emit-local",
        "no-emit-project",
        "no-emit-workspace",
        "no-env-file",
        "no-exact",
        "no-hashes",
        "no-header",
        "no-index",
        "no-inexact",
        "no-install-local",
        "no-install-project",
        "no-install-workspace",
        "no-installer-metadata",
        "no-locked",
        "no-managed-python",
        "no-native-tls",
        "no-offline",
        "no-preview",
        "no-progress",
        "no-project",
        "no-python-downloads",
        "no-refresh",
        "no-reinstall",
        "no-require-build-hashes",
        "no-require-hashes",
        "no-sources",
        "no-strip-extras",
        "no-strip-markers",
        "no-sync",
        "no-system",
        "no-system-certs",
        "no-universal",
        "no-upgrade",
        "no-verify-hashes",
        "no-workspace",
        "offline",
        "only-dev",
        "only-emit-project",
        "only-install-project",
        "only-install-workspace",
        "outdated",
        "pre",
        "preview",
        "progress",
        "quiet",
        "raw",
        "refresh",
        "reinstall",
        "require-build-hashes",
        "require-hashes",
        "show-settings",
        "show-sizes",
        "show-with",
        "skip-existing",
        "sources",
        "strict",
        "strip-extras",
        "strip-markers",
        "system",
        "system-certs",
        "universal",
        "upgrade",
        "user",
        "verbose",
        "verify-hashes",
        "version",
        "workspace",
    ]
)

# `--no-x` stored as `x` = false, for the pairs that decide something here.
NEGATED = {
    "no-offline": "offline",
    "no-native-tls": "native-tls",
    "no-system-certs": "system-certs",
    "no-dev": "dev",
    "no-universal": "universal",
}

ALIASES = {
    "trusted-host": "allow-insecure-host",
    "preview-feature": "preview-features",
    "constraint": "constraints",
    "override": "overrides",
    "exclude": "excludes",
    "build-constraint": "build-constraints",
    "requirement": "requirements",
    "unsafe-package": "no-emit-package",
    "config-settings": "config-setting",
    "all": "all-packages",
}

_SHORT = {
    "c": "constraints",
    "b": "build-constraints",
    "i": "index-url",
    "f": "find-links",
    "U": "upgrade",
    "P": "upgrade-package",
    "C": "config-setting",
    "n": "no-cache",
    "p": "python",
    "q": "quiet",
    "v": "verbose",
    "h": "help",
    "V": "version",
    "e": "editable",
}
_SHORT_OF = {
    _K.PIP_COMPILE: {"o": "output-file"},
    _K.PIP_INSTALL: {"r": "requirements", "t": "target"},
    _K.PIP_SYNC: {"t": "target"},
    _K.ADD: {"r": "requirements", "m": "marker"},
    _K.RUN: {"m": "module", "w": "with", "s": "script"},
    _K.TREE: {"d": "depth"},
    _K.EXPORT: {"o": "output-file"},
    _K.PUBLISH: {"u": "username", "p": "password", "t": "token"},
}

# clap's value_delimiter: one word can hold several values.
DELIMITERS = {
    "index": " ",
    "extra-index-url": " ",
    "find-links": ",",
    "allow-insecure-host": " ",
    "preview-features": ",",
    "constraints": " ",
    "overrides": " ",
    "build-constraints": " ",
    "extra": ",",
    "with": ",",
    "with-requirements": ",",
}
SECRET = frozenset({"password", "token"})


def short(kind: CommandKind | None, letter: str) -> str | None:
    """The long name of a one-letter option of this command."""
    if kind is not None and letter in _SHORT_OF.get(kind, {}):
        return _SHORT_OF[kind][letter]
    return _SHORT.get(letter)


def takes_value(kind: CommandKind | None, name: str) -> bool | None:
    """Whether the option takes a value; None when uv has no such option."""
    if name in _ONLY_PIP_VALUE:
        return kind in _ONLY_PIP_VALUE[name]
    if name in _NO_VALUE_FOR and kind in _NO_VALUE_FOR[name]:
        return False
    if name in WITH_VALUE:
        return True
    return False if name in FLAGS else None


def split_values(kind: CommandKind | None, name: str, text: str) -> list[str]:
    """The values of one word, as clap splits them."""
    delimiter = DELIMITERS.get(name)
    if delimiter is None or (name == "index" and kind is _K.PUBLISH):
        return [text]
    if delimiter == " ":
        return text.split(" ") if name != "index" else text.split()
    return text.split(delimiter)
