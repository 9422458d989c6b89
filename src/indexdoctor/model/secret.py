"""Values that must never be shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn
from urllib.parse import unquote

_watches: list[set[Secret]] = []


@contextmanager
def watch() -> Iterator[set[Secret]]:
    """Collect every secret made while the block runs, in any thread or task.

    The redaction gate takes its list from here: no reader can forget to report a secret, and an
    error half-way through a run is checked against all that had been read by then.
    """
    seen: set[Secret] = set()
    _watches.append(seen)
    try:
        yield seen
    finally:
        _watches[:] = [other for other in _watches if other is not seen]


class Secret:
    """A password or token without a readable form.

    `str`, `repr`, `format`, pickling and JSON all refuse or mask. `reveal()` is called in
    three places only: where the Authorization header is made, in the redaction gate, and where the
    shape of a token is read (`diagnose.tokens`), which tells facts and no part of it.
    Equal secrets are equal and hash alike, so that a report can label them without showing them.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        for seen in _watches:
            seen.add(self)

    def reveal(self) -> str:
        """The secret itself."""
        return self._value

    def is_empty(self) -> bool:
        """Whether the secret is the empty string (a set but empty variable, for example)."""
        return not self._value

    def without_end(self, characters: str) -> Secret:
        """The secret without any of these characters at its end."""
        return Secret(self._value.rstrip(characters))

    def percent_decoded(self) -> Secret:
        """The secret with its percent sequences decoded; the same where that is no UTF-8."""
        try:
            return Secret(unquote(self._value, errors="strict"))
        except UnicodeDecodeError:
            return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac  # loads OpenSSL, which a run without any secret can do without

        mine, theirs = (secret._value.encode("utf-8", "surrogatepass") for secret in (self, other))
        return hmac.compare_digest(mine, theirs)

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
