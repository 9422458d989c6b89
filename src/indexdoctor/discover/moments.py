"""What `exclude-newer` takes: a date, a time, or a time span before now."""

from __future__ import annotations

import re
from datetime import date

from indexdoctor.versions import Uv
from indexdoctor.versions.settings import EXCLUDE_NEWER_SPANS

_STAMP = re.compile(
    r"(?P<date>\d{4}-?\d\d-?\d\d)"
    r"(?:[Tt ]\d\d(?::?\d\d){1,2}(?:[.,]\d+)?(?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?)?"
)
_SPAN = re.compile(
    r"[+-]?[Pp](?=.)(?:\d+[YyMmWwDd])*(?:[Tt](?:\d+(?:[.,]\d+)?[HhMmSs])+)?"
    r"|[+-]?\s*(?:\d+(?:[.,]\d+)?\s*[A-Za-z]+,?\s*)+"
)


def is_moment(text: str, uv: Uv, *, in_file: bool = False) -> bool:
    """Whether a version takes a text; in files it once took a time with its zone alone."""
    match = _STAMP.fullmatch(text.strip())
    if match is None:
        return EXCLUDE_NEWER_SPANS in uv and _SPAN.fullmatch(text.strip()) is not None
    try:
        date.fromisoformat(match["date"])
    except ValueError:
        return False
    return not in_file or EXCLUDE_NEWER_SPANS in uv or match["zone"] is not None
