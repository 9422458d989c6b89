"""Whether a preview feature of uv is on (crates/uv/src/settings.rs)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexdoctor.model.command import Options
from indexdoctor.model.origin import Origin, Stated

_YES = frozenset({"1", "on", "t", "true", "y", "yes"})


def is_enabled(
    feature: str, command: Options, environment: Options, configured: Mapping[str, Stated[Any]]
) -> Stated[bool]:
    """Whether `feature` is on, and what decided that.

    In uv's order: `--preview` or `--no-preview`; a true UV_PREVIEW; a true `preview` or
    `preview-features` in the configuration; `--preview-features`, else UV_PREVIEW_FEATURES; the
    list `preview-features` in the configuration. A false UV_PREVIEW decides nothing.
    `configured` holds the top-level values in effect.
    """
    switch = command.last("preview")
    if switch is not None:
        return Stated(_is_yes(switch.value), switch.origin)
    variable = environment.last("preview")
    if variable is not None and _is_yes(variable.value):
        return Stated(True, variable.origin)
    for name in ("preview", "preview-features"):
        value = configured.get(name)
        if value is not None and value.value is True:
            return Stated(True, value.origin)
    for options in (command, environment):
        named = options.all("preview-features")
        if named:
            for given in named:
                if feature in (word.strip() for word in given.value.split(",")):
                    return Stated(True, given.origin)
            return Stated(False, named[-1].origin)
    listed = configured.get("preview-features")
    if listed is not None and isinstance(listed.value, (list, tuple)):
        return Stated(feature in [str(name).strip() for name in listed.value], listed.origin)
    return Stated(False, Origin.default("preview features are off"))


def _is_yes(text: str) -> bool:
    return text.lower() in _YES
