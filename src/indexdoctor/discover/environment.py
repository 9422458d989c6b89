"""uv's environment variables, in the shape of the options they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexdoctor.model.config import CommandKind, Options
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.secret import Secret

# Variable, option, how its text is split (crates/uv-static/src/env_vars.rs, uv-cli/src/lib.rs).
_WORDS, _COMMAS, _SPACES, _ONE, _FLAG = "words", "commas", "spaces", "one", "flag"
_COMMON = {
    "UV_CONFIG_FILE": ("config-file", _ONE),
    "UV_NO_CONFIG": ("no-config", _FLAG),
    "UV_INSECURE_HOST": ("allow-insecure-host", _SPACES),
    "UV_PREVIEW_FEATURES": ("preview-features", _COMMAS),
    "UV_PREVIEW": ("preview", _FLAG),
    "UV_WORKING_DIR": ("directory", _ONE),
    "UV_WORKING_DIRECTORY": ("directory", _ONE),
    "UV_PROJECT": ("project", _ONE),
    "UV_KEYRING_PROVIDER": ("keyring-provider", _ONE),
    "UV_NATIVE_TLS": ("native-tls", _FLAG),
    "UV_SYSTEM_CERTS": ("system-certs", _FLAG),
    "UV_OFFLINE": ("offline", _FLAG),
}
_RESOLVING = {
    "UV_DEFAULT_INDEX": ("default-index", _ONE),
    "UV_INDEX": ("index", _WORDS),
    "UV_INDEX_URL": ("index-url", _ONE),
    "UV_EXTRA_INDEX_URL": ("extra-index-url", _SPACES),
    "UV_FIND_LINKS": ("find-links", _COMMAS),
    "UV_INDEX_STRATEGY": ("index-strategy", _ONE),
    "UV_CONSTRAINT": ("constraints", _SPACES),
    "UV_OVERRIDE": ("overrides", _SPACES),
    "UV_PYTHON": ("python", _ONE),
    "UV_FROZEN": ("frozen", _FLAG),
    "UV_LOCKED": ("locked", _FLAG),
    "UV_NO_SYNC": ("no-sync", _FLAG),
    "UV_NO_DEV": ("no-dev", _FLAG),
    "UV_NO_PROJECT": ("no-project", _FLAG),
}
_PUBLISHING = {
    "UV_PUBLISH_INDEX": ("index", _ONE),
    "UV_PUBLISH_URL": ("publish-url", _ONE),
    "UV_PUBLISH_CHECK_URL": ("check-url", _ONE),
    "UV_PUBLISH_USERNAME": ("username", _ONE),
    "UV_PUBLISH_PASSWORD": ("password", _ONE),
    "UV_PUBLISH_TOKEN": ("token", _ONE),
}
_SECRET = frozenset({"password", "token"})
# Index lists map the empty string to nothing, and a user name or password may be empty on purpose.
_EMPTY_COUNTS = frozenset({"username", "password", "token"})
_YES = frozenset({"y", "yes", "t", "true", "on", "1"})
_NO = frozenset({"n", "no", "f", "false", "off", "0"})


def read_environment(
    environ: Mapping[str, str], kind: CommandKind | None = None
) -> tuple[Options, tuple[Problem, ...]]:
    """The variables that stand for options of the command `kind` (None: of any command).

    UV_INDEX is the index list of all commands but `uv publish`, whose `--index` is
    UV_PUBLISH_INDEX.
    """
    table = dict(_COMMON)
    if kind is CommandKind.PUBLISH:
        table |= _PUBLISHING
    else:
        table |= _RESOLVING
    values: dict[str, tuple[Stated[Any], ...]] = {}
    problems: list[Problem] = []
    for variable, (option, form) in table.items():
        text = environ.get(variable)
        if text is None or (not text and option not in _EMPTY_COUNTS):
            continue
        origin = Origin.env(variable)
        if form == _FLAG:
            flag = _flag(text, origin, problems)
            if flag is not None:
                values[option] = (Stated(flag, origin),)
            continue
        parts: list[Any] = _split(text, form)
        if option in _SECRET:
            parts = [Secret(part) for part in parts]
        values[option] = tuple(Stated(part, origin) for part in parts)
    return Options(values), tuple(problems)


def _split(text: str, form: str) -> list[Any]:
    if form == _WORDS:
        return text.split()
    if form == _SPACES:
        return [part for part in text.split(" ") if part]
    if form == _COMMAS:
        return [part for part in text.split(",") if part]
    return [text]


def _flag(text: str, origin: Origin, problems: list[Problem]) -> str | None:
    """clap's BoolishValueParser: `true` or `false`; None with a problem for anything else."""
    lowered = text.lower()
    if lowered in _YES:
        return "true"
    if lowered in _NO:
        return "false"
    problems.append(
        Problem(
            f"{origin} is neither yes nor no",
            origin,
            hint="uv takes true, false, yes, no, on, off, 1 and 0",
        )
    )
    return None
