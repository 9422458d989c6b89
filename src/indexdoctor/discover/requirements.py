"""One requirement, as written in a file, a list of dependencies or on a command line (PEP 508)."""

from __future__ import annotations

import re
from functools import lru_cache

from indexdoctor.discover.requirement_lines import expand
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import Address, UrlError, parse_address

NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_VERSION = r"\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?"
_LOCAL = r"(?:\+[a-z0-9]+(?:\.[a-z0-9]+)*)?"
_BOUND = (
    rf"(?:[=!]=\s*\d+(?:\.\d+)*\.\*|~=\s*\d+(?:\.\d+)+"
    rf"|(?:[=!]=\s*{_VERSION}{_LOCAL}|[<>]=?\s*{_VERSION})(?![\w.+*!]))"
)
# Most requirements look like this; the others are read by packaging, which takes ten times longer.
_SIMPLE = re.compile(
    rf"({NAME})\s*(?:\[\s*({NAME}(?:\s*,\s*{NAME})*)\s*\])?\s*({_BOUND}(?:\s*,\s*{_BOUND})*)?\s*(?:;|\Z)"
)
_NO_BOUND = re.compile(r"\(\s*\)")
_SEPARATORS = re.compile(r"[-_.]+")
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+://|file:")


def normalise_name(name: str) -> str:
    """The PEP 503 form of a package name."""
    return _SEPARATORS.sub("-", name).lower()


def parse_requirement(
    text: str, origin: Origin, surroundings: Surroundings, editable: bool = False
) -> Requirement | Problem:
    """One requirement as written in a file or on a command line.

    Variables count in its URL or path only.
    """
    simple = None if editable or text.rstrip().endswith(";") else _SIMPLE.match(text)
    if simple is not None and "${" not in text:
        rest = text[simple.end() :].strip()
        marker = _marker(rest) if rest else None
        if marker != "":
            return Requirement(
                normalise_name(simple[1]),
                text,
                origin,
                specifier=simple[3].replace(" ", "") if simple[3] else "",
                marker=marker,
                extras=_extras(simple[2]) if simple[2] else (),
            )
    if editable or _is_path(text):
        return Requirement(None, "(a local path)", origin, path=text, editable=editable)
    expanded = expand(text, surroundings.environ, str(surroundings.cwd))
    if URL.match(expanded):
        return _url_requirement(expanded, origin)
    if text.startswith("${") and _is_path(expanded):
        return Requirement(None, "(a local path)", origin, path=expanded)
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        parsed = Parsed(text)
    except (InvalidRequirement, RecursionError):
        return Problem("this is no requirement uv can read", origin, hint="see PEP 508")
    if parsed.url is None and _NO_BOUND.search(text.partition(";")[0]):
        # packaging takes empty parentheses, uv does not.
        return Problem("this is no requirement uv can read", origin, hint="see PEP 508")
    if parsed.url is None and text.rstrip().endswith(";"):
        # packaging takes an empty marker, uv 0.13.8 does not.
        return Problem("this is no requirement uv can read", origin, hint="the marker is empty")
    address: Address | None = None
    if parsed.url is not None:
        location = expand(parsed.url, surroundings.environ, str(surroundings.cwd))
        try:
            address = parse_address(location)
        except UrlError:
            return Requirement(normalise_name(parsed.name), parsed.name, origin, path=location)
    return Requirement(
        name=normalise_name(parsed.name),
        text=_shown(parsed, address),
        origin=origin,
        specifier=str(parsed.specifier),
        marker=str(parsed.marker) if parsed.marker is not None else None,
        extras=tuple(sorted(parsed.extras)),
        url=address,
    )


@lru_cache(maxsize=256)
def _marker(text: str) -> str:
    """A marker in packaging's words; empty when it is none."""
    from packaging.markers import InvalidMarker, Marker

    try:
        return str(Marker(text))
    except (InvalidMarker, RecursionError):
        return ""


@lru_cache(maxsize=256)
def _extras(text: str) -> tuple[str, ...]:
    return tuple(sorted(extra.strip() for extra in text.split(",")))


def _shown(parsed: object, address: Address | None) -> str:
    return str(getattr(parsed, "name", "")) + f" @ {address}" if address else str(parsed)


def _is_path(text: str) -> bool:
    return text.startswith((".", "/", "~")) or (
        "/" in text and "://" not in text and "@" not in text
    )


def _url_requirement(text: str, origin: Origin) -> Requirement | Problem:
    body = text.split(" ;")[0].strip()
    try:
        address = parse_address(body)
    except UrlError as error:
        return Problem(f"the URL of this requirement is not valid: {error}", origin)
    return Requirement(None, str(address), origin, url=address)
