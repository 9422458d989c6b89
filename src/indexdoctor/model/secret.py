"""Values that must never be shown."""

from __future__ import annotations

import hmac
from typing import NoReturn


class Secret:
    """A password or token without a readable form.

    `str`, `repr`, `format`, pickling and JSON all refuse or mask. `reveal()` is called in two
    places only: where the Authorization header is made and in the redaction gate.
    Equal secrets are equal and hash alike, so that a report can label them without showing them.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself."""
        return self._value

    def is_empty(self) -> bool:
        """Whether the secret is the empty string (a set but empty variable, for example)."""
        return not self._value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(("Secret", self._value))

    def __repr__(self) -> str:
        return "Secret(****)"

    def __str__(self) -> str:
        return "****"

    def __format__(self, spec: str) -> str:
        return format("****", spec)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not written anywhere")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is not written anywhere")
