"""The settings that say what is built, from what, and with which requirements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from indexdoctor.clients.uv.precedence import given, stated
from indexdoctor.discover.requirements import normalise_name, parse_requirement
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.origin import Origin
from indexdoctor.model.requirement import Requirement
from indexdoctor.records import record

_ALL, _NONE = ":all:", ":none:"


@record
class Packages:
    """All packages, or those of these names."""

    all: bool = False
    names: frozenset[str] = frozenset()

    def __contains__(self, name: str | None) -> bool:
        return self.all or name in self.names


@record
class BuildOptions:
    """`no_build`: never built; `no_binary`: no wheel is taken; `shared`: built without isolation.

    `constraints` bound build requirements, `extra` adds some by the name of the package built.
    """

    no_build: Packages = Packages()
    no_binary: Packages = Packages()
    shared: Packages = Packages()
    constraints: tuple[Requirement, ...] = ()
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def build_options(found: Discovered) -> BuildOptions:
    """The settings in effect for a command."""
    pip = found.command.kind.is_pip
    return BuildOptions(
        no_build=_packages(found, "no-build", "only-binary" if pip else "no-build-package"),
        no_binary=_packages(found, "no-binary", "no-binary" if pip else "no-binary-package"),
        shared=_packages(found, "no-build-isolation", "no-build-isolation-package"),
        constraints=tuple(_constraints(found)),
        extra=_extra(found),
    )


def _packages(found: Discovered, switch: str, listing: str) -> Packages:
    """A switch for all packages, beside a list of names (for `uv pip` also `:all:`, `:none:`)."""
    on = _is_on(found, switch)
    names: list[str] = []
    for value in given(found, listing):
        if value.value not in ("true", "false"):
            names.append(value.value)
    for file in found.config:
        tables = [file.values]
        if found.command.kind.is_pip:
            tables.insert(0, file.pip)
        for table in tables:
            for key in dict.fromkeys((listing, f"{switch}-package")):
                held = table.get(key)
                if held is not None and isinstance(held.value, tuple):
                    names += held.value
    if on or _ALL in names:
        return Packages(all=True)
    return Packages(names=frozenset(normalise_name(n) for n in names if n != _NONE))


def _is_on(found: Discovered, switch: str) -> bool:
    # `--no-build` is kept as the other side of `--build`.
    typed = found.command.options.last(switch.removeprefix("no-"))
    if typed is not None and typed.value in ("true", "false"):
        return typed.value == "false"
    first = next(
        (s.value for s in stated(found, switch) if s.value in (True, False, "true", "false")), False
    )
    return first in (True, "true")


def _constraints(found: Discovered) -> Iterator[Requirement]:
    yield from found.requirements.build_constraints
    # Project commands take those of the workspace root alone, whatever a uv.toml has.
    tables = [file.values for file in found.config]
    if found.command.kind.is_project and found.workspace is not None:
        tables = [found.workspace.root.settings]
    for table in tables:
        held = table.get("build-constraint-dependencies")
        yield from _read(held.value if held is not None else (), found)


def _extra(found: Discovered) -> dict[str, tuple[str, ...]]:
    tables = [
        table["extra-build-dependencies"].value
        for file in found.config
        for table in ((file.pip, file.values) if found.command.kind.is_pip else (file.values,))
        if "extra-build-dependencies" in table
    ]
    extra: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for name, entries in table.items():
            texts = [e if isinstance(e, str) else str(e.get("requirement", "")) for e in entries]
            extra.setdefault(normalise_name(name), tuple(texts))
    return extra


def _read(texts: Iterable[str], found: Discovered) -> Iterator[Requirement]:
    for text in texts:
        read = parse_requirement(text, Origin.default("build"), found.surroundings)
        if isinstance(read, Requirement):
            yield read
