"""Variables whose values must be Unicode for uv."""

from __future__ import annotations

from collections.abc import Mapping


def unicode_value(environ: Mapping[str, str], name: str) -> str | None:
    """A variable's value; None when unset, or not Unicode, which uv takes as unset.

    Python keeps undecodable bytes of the environment as lone surrogates.
    """
    value = environ.get(name)
    if value is None:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value
