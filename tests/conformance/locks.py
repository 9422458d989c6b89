"""Existing `uv.lock` files."""

from __future__ import annotations

import hashlib

from tests.conformance.draw import Draw
from tests.conformance.sources import base

from indexdoctor.lab.pages import file_of
from indexdoctor.lab.site import LabIndex, Package
from indexdoctor.lab.wheels import wheel_name


def _locked(draw: Draw, index: LabIndex, package: Package) -> list[str]:
    version = "1.0" if draw.chance(80) else draw.one(package.versions)
    name = wheel_name(package.name, version)
    digest = hashlib.sha256(file_of(package, name) or b"").hexdigest()
    url = f"{base(index.file_origin)}{index.file_path}/{name}"
    return [
        "",
        "[[package]]",
        f'name = "{package.name}"',
        f'version = "{version}"',
        f'source = {{ registry = "{base(index.origin)}{index.path}" }}',
        "wheels = [",
        f'    {{ url = "{url}", hash = "sha256:{digest}" }},',
        "]",
    ]


def _required(names: list[str], specifiers: dict[str, str]) -> list[str]:
    lines = []
    for name in names:
        extra = f', specifier = "{specifiers[name]}"' if specifiers[name] else ""
        lines.append(f'    {{ name = "{name}"{extra} }},')
    return lines


def lock_text(
    draw: Draw,
    indexes: tuple[LabIndex, ...],
    specifiers: dict[str, str],
    *,
    script: bool = False,
) -> str | None:
    """The lock of a project (or script) with these direct requirements, as uv 0.13 writes it.

    One in five is out of date (a requirement is not in it). None when no index holds a package.
    """
    lines = ["version = 1", "revision = 3", 'requires-python = ">=3.11"']
    names = sorted(specifiers)
    if draw.chance(20):
        names = names[1:]
    if script and names:
        lines += ["", "[manifest]", "requirements = [", *_required(names, specifiers), "]"]
    for name in names:
        holding = [index for index in indexes if index.package(name) is not None]
        if not holding:
            return None
        index = draw.one(holding)
        package = index.package(name)
        if package is not None:
            lines += _locked(draw, index, package)
    if script:
        return "\n".join(lines) + "\n"
    lines += ["", "[[package]]", 'name = "proj"', 'version = "0.1.0"']
    lines += ['source = { virtual = "." }']
    if names:
        lines += ["dependencies = [", *(f'    {{ name = "{name}" }},' for name in names), "]"]
        lines += ["", "[package.metadata]", "requires-dist = ["]
        lines += [*_required(names, specifiers), "]"]
    return "\n".join(lines) + "\n"
