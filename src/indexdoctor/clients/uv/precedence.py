"""Which of several places wins for one setting: command line, variable, `[pip]`, files, default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from indexdoctor.model.discovered import Discovered
from indexdoctor.model.origin import Origin, Setting, Shadowed, Stated
from indexdoctor.versions.settings import OFFLINE_TURNED_OFF


def given(found: Discovered, option: str) -> tuple[Stated[str], ...]:
    """The values of an option: as typed, else from its variable (clap: one hides the other)."""
    return found.command.options.all(option) or found.environment.all(option)


def stated(found: Discovered, option: str, key: str | None = None) -> Iterator[Stated[Any]]:
    """Every place that states a single value, the strongest first."""
    yield from reversed(found.command.options.all(option))
    for variable in reversed(found.environment.all(option)):
        # A switch that a variable leaves off is as good as not given: a file can turn it on.
        if variable.value != "false" or _turns_off(found, option):
            yield variable
    key = key or option
    if found.command.kind.is_pip:
        yield from (file.pip[key] for file in found.config if key in file.pip)
    yield from (file.values[key] for file in found.config if key in file.values)


def _turns_off(found: Discovered, option: str) -> bool:
    return option == "offline" and OFFLINE_TURNED_OFF in found.surroundings.uv


def single(found: Discovered, option: str, default: Any, key: str | None = None) -> Setting[Any]:
    """The value in effect for a single-valued setting, with what it shadows."""
    return strongest(list(stated(found, option, key)), default)


def strongest(places: Sequence[Stated[Any]], default: Any) -> Setting[Any]:
    """The first of these places, which shadows the others; without any, uv's default."""
    if not places:
        return Setting(default, Origin.default("uv"))
    first, *rest = places
    shadowed = tuple(
        Shadowed(place.value, place.origin, f"{first.origin} comes first") for place in rest
    )
    return Setting(first.value, first.origin, shadowed)


def switched_on(found: Discovered, option: str, key: str | None = None) -> Setting[bool]:
    """A yes-or-no setting; options hold `true`/`false` as text, files hold booleans."""
    setting = single(found, option, False, key)
    return Setting(setting.value in (True, "true"), setting.origin, setting.shadowed)
