"""A requirement whose index depends on markers (crates/uv-distribution/src/metadata/lowering.rs).

Of `foo = [{ index = "a", marker = "…" }, …]` uv makes a requirement for each marker, and one
without an index for what no marker covers. A resolution for every machine looks for all of them.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from indexdoctor.clients.uv.markers import holds
from indexdoctor.clients.uv.no_sources import ignores_sources
from indexdoctor.clients.uv.pins import added_pin, declared, is_added
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.problem import Problem
from indexdoctor.model.project import ProjectTable
from indexdoctor.model.requirement import Requirement, SourcePin
from indexdoctor.records import record

Environment = Mapping[str, str]


@record
class Part:
    """A requirement for some machines. `here`: this one is among them."""

    requirement: Requirement
    here: bool


def parts_of(found: Discovered, requirement: Requirement) -> list[Part]:
    """The parts of a requirement, those for later Pythons first; empty for one that is whole."""
    pins = _pins(found, requirement)
    if not pins or ignores_sources(found, requirement.name):
        return []
    here = next((pin for pin in pins if holds(pin.marker)), None)
    if not _is_for_all(found):
        return [Part(replace(requirement, index=here.index if here else None), here=True)]
    places = [place for place in _machines(found) if _is_in(requirement.marker, place)]
    covered: dict[str | None, list[Environment]] = {}
    for pin in pins:
        mine = [place for place in places if _is_in(pin.marker, place)]
        places = [place for place in places if place not in mine]
        covered.setdefault(pin.index, []).extend(mine)
    covered.setdefault(None, []).extend(places)
    name = None if here is None else here.index
    parts = [
        (_earliest(mine), Part(replace(requirement, index=index), here=index == name))
        for index, mine in covered.items()
        if mine
    ]
    if covered[None] and not any(_is_reached(pin, found) for pin in pins):
        # Nothing tells machines apart, and then uv takes any pin there is.
        return [Part(replace(requirement, index=pins[0].index), here=True)]
    parts.sort(key=lambda entry: entry[0], reverse=True)
    return [part for _, part in parts]


def unreached(found: Discovered, requirement: Requirement) -> SourcePin | None:
    """A pin that holds for no Python of the project, while another index has all of them.

    uv does not see that it cannot hold: it finds two indexes for the same machines.
    """
    pins = _pins(found, requirement)
    if not _is_for_all(found) or len(parts_of(found, requirement)) != 1:
        return None
    indexes = (declared(found, requirement, pin.index) for pin in pins)
    if len({index.url for index in indexes if index is not None}) < 2:
        return None
    return next((pin for pin in pins if not _is_reached(pin, found)), None)


def _is_reached(pin: SourcePin, found: Discovered) -> bool:
    return any(_is_in(pin.marker, place) for place in _machines(found))


def _is_for_all(found: Discovered) -> bool:
    """Whether the command resolves for every machine."""
    kind = found.command.kind
    return not kind.is_tool and (not kind.is_pip or found.command.options.flag("universal"))


def _pins(found: Discovered, requirement: Requirement) -> tuple[SourcePin, ...]:
    """The pins with markers; what `uv add` adds has those of the project, or one it is given."""
    if found.project is None or not is_added(found, requirement):
        return requirement.pins
    if added_pin(found) is not None:
        return ()
    pins = tuple(pin for pin in found.project.pins if pin.package == requirement.name)
    return pins if pins and pins[0].marker is not None else ()


def _machines(found: Discovered) -> Iterator[Environment]:
    """The environments the project is for."""
    from indexdoctor.clients.uv.requirement_keys import environments

    stated = [m.requires_python for m in _members(found) if m.requires_python]
    bounds = ",".join(stated) or f">={sys.version_info[0]}.{sys.version_info[1]}"
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        wanted = SpecifierSet(bounds)
    except InvalidSpecifier:
        wanted = SpecifierSet()
    for place in environments():
        if wanted.contains(place["python_full_version"], prereleases=True):
            yield place


def _members(found: Discovered) -> tuple[ProjectTable, ...]:
    return found.workspace.members if found.workspace is not None else ()


def _is_in(marker: str | None, place: Environment) -> bool:
    if marker is None:
        return True
    from packaging.markers import InvalidMarker, Marker

    try:
        return Marker(marker).evaluate({**place, "extra": ""})
    except InvalidMarker:
        return True


def _earliest(places: list[Environment]) -> tuple[int, ...]:
    """The first Python among environments."""
    return min(tuple(map(int, place["python_version"].split("."))) for place in places)


def overlapping(found: Discovered) -> Iterator[Problem]:
    """Pins of one package that hold for the same machine, which uv refuses."""
    for member in _members(found):
        own = [p for p in member.pins if p.origin.name == found.surroundings.shown(member.path)]
        for first, second in itertools.pairwise(own):
            alike = (first.package, first.extra, first.group)
            if alike != (second.package, second.extra, second.group):
                continue
            from indexdoctor.clients.uv.requirement_keys import environments

            if any(_is_in(first.marker, e) and _is_in(second.marker, e) for e in environments()):
                text = f"two indexes that `{first.package}` is pinned to hold for one machine"
                yield Problem(text, second.origin, hint="give both a `marker`, apart from another")
        yield from _nowhere(member, own)


def _nowhere(member: ProjectTable, pins: Iterable[SourcePin]) -> Iterator[Problem]:
    """Pins for an extra or group that does not exist."""
    extras, groups = (
        set(map(normalise_name, member.optional)),
        set(map(normalise_name, member.groups)),
    )
    for pin in pins:
        for what, name, known in (("extra", pin.extra, extras), ("group", pin.group, groups)):
            if name is not None and normalise_name(name) not in known:
                text = f"`{pin.package}` is pinned for the {what} `{name}`, which does not exist"
                yield Problem(text, pin.origin)
