"""What uv 0.13 accepts in `uv.toml` and `[tool.uv]`: the options that bear on authentication."""

from __future__ import annotations

BOOL, TEXT, TEXTS, URL, PLACE = "a boolean", "a string", "an array", "a URL", "a URL or path"

KEYRING = ("disabled", "subprocess")
STRATEGIES = ("first-index", "unsafe-first-match", "unsafe-best-match")
TRUSTED = ("automatic", "always", "never")
POLICIES = ("auto", "always", "never")
FORMATS = ("simple", "flat")

# Option: its type, or the values it may have.
RESOLVING: dict[str, str | tuple[str, ...]] = {
    "no-index": BOOL,
    "index-strategy": STRATEGIES,
    "keyring-provider": KEYRING,
    "prerelease": TEXT,
}
TOP: dict[str, str | tuple[str, ...]] = {
    **RESOLVING,
    "offline": BOOL,
    "native-tls": BOOL,
    "system-certs": BOOL,
    "allow-insecure-host": TEXTS,
    "http-proxy": TEXT,
    "https-proxy": TEXT,
    "no-proxy": TEXTS,
    "preview": BOOL,
    "preview-features": TEXTS,
    "publish-url": URL,
    "check-url": PLACE,
    "trusted-publishing": TRUSTED,
    "required-version": TEXT,
    "no-cache": BOOL,
    "cache-dir": TEXT,
    "package": BOOL,
    "managed": BOOL,
}

INDEX_FIELDS = frozenset(
    [
        "name",
        "url",
        "explicit",
        "default",
        "format",
        "publish-url",
        "authenticate",
        "ignore-error-codes",
        "cache-control",
        "hash-algorithm",
        "exclude-newer",
    ]
)

# Every other field uv.toml may have; an unknown one is an error there (uv 0.8.0).
KNOWN = frozenset(
    [
        "required-version",
        "system-certs",
        "native-tls",
        "offline",
        "no-cache",
        "cache-dir",
        "preview",
        "preview-features",
        "python-preference",
        "python-downloads",
        "concurrent-downloads",
        "concurrent-builds",
        "concurrent-installs",
        "index",
        "index-url",
        "extra-index-url",
        "no-index",
        "find-links",
        "index-strategy",
        "keyring-provider",
        "allow-insecure-host",
        "resolution",
        "prerelease",
        "prerelease-package",
        "fork-strategy",
        "dependency-metadata",
        "config-settings",
        "config-settings-package",
        "no-build-isolation",
        "no-build-isolation-package",
        "extra-build-dependencies",
        "extra-build-variables",
        "exclude-newer",
        "exclude-newer-package",
        "link-mode",
        "compile-bytecode",
        "no-sources",
        "no-sources-package",
        "upgrade",
        "upgrade-package",
        "upgrade-group",
        "reinstall",
        "reinstall-package",
        "no-build",
        "no-build-package",
        "no-binary",
        "no-binary-package",
        "torch-backend",
        "python-install-mirror",
        "pypy-install-mirror",
        "python-downloads-json-url",
        "publish-url",
        "trusted-publishing",
        "check-url",
        "add-bounds",
        "pip",
        "cache-keys",
        "override-dependencies",
        "exclude-dependencies",
        "constraint-dependencies",
        "build-constraint-dependencies",
        "environments",
        "required-environments",
        "conflicts",
        "workspace",
        "sources",
        "managed",
        "package",
        "default-groups",
        "dependency-groups",
        "dev-dependencies",
        "build-backend",
        "http-proxy",
        "https-proxy",
        "no-proxy",
        "audit",
        "malware-check",
    ]
)
# Fields that only a pyproject.toml may have.
PROJECT_ONLY = frozenset(
    [
        "workspace",
        "sources",
        "managed",
        "package",
        "default-groups",
        "dependency-groups",
        "dev-dependencies",
        "conflicts",
    ]
)
