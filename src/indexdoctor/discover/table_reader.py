"""The values of a TOML table, checked as uv checks them, each with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexdoctor.discover.documents import Document, KeyPath
from indexdoctor.discover.index_values import parse_location, parse_url
from indexdoctor.discover.moments import is_moment
from indexdoctor.discover.option_values import host_refusal
from indexdoctor.discover.schema import Fields, Form
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.url import Address, UrlError, parse_address, reserved_in
from indexdoctor.versions import Uv
from indexdoctor.versions.settings import EXCLUDE_NEWER_FALSE

_PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")


@dataclass(slots=True)
class TableReader:
    """Reads one file's settings below `prefix` and gathers what uv would not take.

    `fatal` is what the problems are: uv stops at a wrong value of a uv.toml, and passes over all
    the settings of a pyproject.toml that has one.
    """

    document: Document
    prefix: KeyPath
    fatal: bool
    problems: list[Problem] = field(default_factory=list)

    @property
    def base(self) -> Path:
        """What a relative path in the file is taken against."""
        return self.document.path.parent

    def refuse(
        self, path: KeyPath, message: str, hint: str | None = None, reserved: str | None = None
    ) -> None:
        """Note a value uv does not take."""
        origin = self.origin(*path)
        self.problems.append(
            Problem(message, origin, fatal=self.fatal, hint=hint, reserved=reserved)
        )

    def origin(self, *path: str | int) -> Origin:
        """Where a key below the prefix stands."""
        return self.document.origin((*self.prefix, *path))

    def values(
        self, table: Mapping[str, Any], fields: Fields, under: KeyPath = ()
    ) -> dict[str, Stated[Any]]:
        """The values of those fields the table has; a wrong one is noted and left out."""
        found: dict[str, Stated[Any]] = {}
        for key, form in fields.items():
            if key in table:
                value = self.value(table[key], form, (*under, key))
                if value is not None:
                    found[key] = Stated(value, self.origin(*under, key))
        return found

    def value(self, value: Any, form: Form | tuple[str, ...], path: KeyPath) -> Any:
        """One value: an array of texts as tuple, a URL as Address; None when it is wrong."""
        if isinstance(form, tuple):
            if isinstance(value, str) and value in form:
                return value
            self.refuse(path, f"`{path[-1]}` must be one of {', '.join(form)}")
            return None
        if form in (Form.URL, Form.PLACE) and isinstance(value, str):
            return self.address(value, path, place=form is Form.PLACE)
        wrong = [] if _fits(value, form) else [f"`{path[-1]}` must be {form.value}"]
        if not wrong:
            wrong = list(_content(value, form, self.document.uv))
        for message in wrong[:1]:
            self.refuse(path, message)
            return None
        return tuple(value) if isinstance(value, list) else value

    def address(self, text: str, path: KeyPath, *, place: bool) -> Address | None:
        """A URL, or with `place` also a path against the file's directory."""
        try:
            uv = self.document.uv
            return parse_location(text, self.base, uv) if place else parse_url(text, uv)
        except UrlError as error:
            message = f"`{path[-1]}` is no URL: {error}"
            self.refuse(path, message, reserved=reserved_in(text))
            return None


def _fits(value: Any, form: Form) -> bool:
    """Whether a value has the right type."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    match form:
        case Form.BOOL:
            return isinstance(value, bool)
        case Form.TEXT | Form.PROXY | Form.VERSIONS:
            return isinstance(value, str)
        case Form.TEXTS | Form.HOSTS | Form.REQUIREMENTS:
            return _are_texts(value)
        case Form.ARRAY:
            return isinstance(value, list)
        case Form.TABLE:
            return isinstance(value, dict)
        case Form.COUNT:
            return whole and 0 < value < 2**64
        case Form.FEATURES:
            return isinstance(value, bool) or _are_texts(value)
        case Form.MOMENT:
            return isinstance(value, str | dict) or value is False
        case Form.GROUPS:
            return value == "all" or _are_texts(value)
    return False


def _content(value: Any, form: Form, uv: Uv) -> Iterator[str]:
    """What is wrong inside a value of the right type."""
    if form is Form.MOMENT:
        if isinstance(value, str):
            if not is_moment(value, uv, in_file=True):
                yield "this is no date, time or time span"
        elif EXCLUDE_NEWER_FALSE not in uv or (value and value.keys() != {"timestamp"}):
            yield "this is no date, time or time span"
    elif form is Form.HOSTS:
        reasons = (host_refusal(text) for text in value)
        yield from (f"in an entry, {reason}" for reason in reasons if reason is not None)
    elif form is Form.PROXY:
        try:
            address = parse_address(value if "://" in value else f"http://{value}")
        except UrlError as error:
            yield f"the proxy is no URL: {error}"
        else:
            if address.url.scheme not in _PROXY_SCHEMES:
                yield f"a proxy URL starts with {', '.join(_PROXY_SCHEMES)}"
    elif form is Form.VERSIONS:
        from packaging.specifiers import InvalidSpecifier, SpecifierSet

        try:
            SpecifierSet(value)
        except InvalidSpecifier:
            yield "this is no version specifier"
    elif form is Form.REQUIREMENTS:
        from packaging.requirements import InvalidRequirement, Requirement

        for text in value:
            try:
                Requirement(text)
            except InvalidRequirement:
                yield "an entry is no requirement uv can read"


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
