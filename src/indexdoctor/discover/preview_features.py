"""The names that `--preview-features` and its variable take, while uv refused all others.

Asked of uv's source at each release (crates/uv-preview/src/lib.rs).
"""

from __future__ import annotations

from indexdoctor.discover.since import Since, came
from indexdoctor.versions import Uv
from indexdoctor.versions.settings import PREVIEW_NAMES_CHECKED

# Those that were there when uv began to refuse unknown ones.
_FIRST = frozenset(
    {
        *("add-bounds", "adjust-ulimit", "auth-helper", "cache-size", "detect-module-conflicts"),
        *("direct-publish", "extra-build-dependencies", "format", "gcs-endpoint", "json-output"),
        *("init-project-flag", "metadata-json", "native-auth", "package-conflicts", "pylock"),
        *("python-install-default", "python-upgrade", "s3-endpoint", "sbom-export"),
        *("target-workspace-discovery", "workspace-dir", "workspace-list", "workspace-metadata"),
    }
)
SINCE: Since = {
    "special-conda-env-names": "0.9.29",
    "relocatable-envs-default": "0.9.30",
    "publish-require-normalized": "0.10.5",
    "audit": "0.10.8",
    "project-directory-must-exist": "0.10.10",
    "index-exclude-newer": "0.11.5",
    "azure-endpoint": "0.11.15",
    "toml-backwards-compatibility": "0.11.15",
    "malware-check": "0.11.16",
    "venv-safe-clear": "0.11.17",
    "check": "0.11.18",
    "audit-command": "0.11.19",
    "check-command": "0.11.19",
    "format-command": "0.11.19",
}


def is_refused(name: str, uv: Uv) -> bool:
    """Whether uv refuses the name of a preview feature."""
    if PREVIEW_NAMES_CHECKED not in uv or name in _FIRST:
        return False
    return name not in SINCE or not came(name, SINCE, uv)
