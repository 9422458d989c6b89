"""The text of a report.json as the public shape."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NoReturn

from indexdoctor.render.saved.errors import SavedError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from indexdoctor.render.schema import Document

LARGEST = 16 * 1024 * 1024  # bytes; that of a thousand requests has about one and a half million
MOST = 250_000  # values; that of a thousand requests has about fifty thousand


def parse(text: str) -> Document:
    """The document in `text`. Raises SavedError.

    Members that are not known are passed over: within a version of the shape, later releases may
    add some.
    """
    from pydantic import ValidationError

    from indexdoctor.render.schema import VERSION, Document

    data = _json(text)
    if not isinstance(data, dict) or data.get("format") != "indexdoctor-report":
        raise SavedError("it is no report of indexdoctor (check --format json makes one)")
    version = data.get("version")
    if version != VERSION or isinstance(version, bool):
        known = f"this indexdoctor reads version {VERSION}"
        raise SavedError(f"its shape is of another version; {known}", "version")
    try:
        return Document.model_validate(data)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
    for item in wrong:
        if item["type"] == "extra_forbidden":
            _remove(data, item["loc"])
    try:
        return Document.model_validate(data)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
    raise SavedError(_said(wrong[0]), path_of(wrong[0]["loc"]))


def _json(text: str) -> Any:
    def no_number(name: str) -> NoReturn:
        raise ValueError(name)

    def number(digits: str) -> float:
        value = float(digits)
        if math.isinf(value):
            raise ValueError(digits)
        return value

    if sum(map(text.count, ",[{")) > MOST:  # each value takes far more memory than text
        raise SavedError(f"it holds more than {MOST:,} values")
    try:
        return json.loads(text, parse_constant=no_number, parse_float=number)
    except json.JSONDecodeError as error:
        raise SavedError(f"it is no JSON ({error.msg}, line {error.lineno})") from None
    except ValueError:
        raise SavedError("it is no JSON (a number that is none, or too large)") from None
    except RecursionError:
        raise SavedError("it is nested too deeply") from None


def _remove(data: Any, place: tuple[int | str, ...]) -> None:
    for step in place[:-1]:
        data = data[step]
    del data[place[-1]]


def _said(item: ErrorDetails) -> str:
    if item["type"] == "missing":
        return "it is missing"
    message = item["msg"]
    return message[0].lower() + message[1:]


def path_of(place: tuple[int | str, ...]) -> str:
    """A place as it is written: `findings[0].origins[1].line`."""
    path = ""
    for step in place:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path
