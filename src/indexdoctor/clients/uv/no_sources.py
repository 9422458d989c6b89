"""The packages whose `[tool.uv.sources]` is passed over (uv-configuration/src/sources.rs)."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.clients.uv.precedence import given, stated
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.requirement import Requirement


def ignores_sources(found: Discovered, package: str | None) -> bool:
    """Whether the pins of a package do not count; `no-sources = false` lets those of all count."""
    whole = next((place.value for place in stated(found, "no-sources")), None)
    if whole is not None:
        return whole in (True, "true")
    names = [value.value for value in given(found, "no-sources-package")]
    for file in found.config:
        for table in (file.pip, file.values) if found.command.kind.is_pip else (file.values,):
            held = table.get("no-sources-package")
            names += held.value if held is not None else ()
    return package in {normalise_name(name) for name in names}


def without_ignored(found: Discovered, requirement: Requirement) -> Requirement:
    """The requirement without the pins that do not count."""
    if not ignores_sources(found, requirement.name):
        return requirement
    return replace(requirement, index=None, pins=())
