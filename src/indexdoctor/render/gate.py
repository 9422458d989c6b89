"""The redaction gate: nothing leaves that holds a known secret.

Every text the program writes passes `Gate.check` first, whatever wrote it: documents, messages,
progress, tracebacks. The gate knows every secret that was read in the run and looks for it as it
is, percent-encoded, base64 (alone, after a user name, or anywhere inside a longer text),
base64url, hexadecimal, JSON-escaped and HTML-escaped, in any mixture of the escapes, through
colour, line breaks and the zeros of UTF-16. It has no switch, and any error inside it counts as a
hit.

Two kinds of secret cannot be looked for everywhere: those shorter than four characters, and plain
words the program writes itself (`password`, `simple`). They are looked for where a credential
stands: `:secret@`, `password=secret`, and base64 that decodes to `user:secret`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from indexdoctor.model.secret import Secret
from indexdoctor.render import forms
from indexdoctor.render.sanitise import clean


class LeakError(Exception):
    """The text holds a known secret. Neither the message nor the cause holds it."""

    def __init__(self) -> None:
        super().__init__("the output would hold a secret, so nothing was written")


@dataclass(frozen=True, slots=True, repr=False)
class _Needle:
    """What is looked for: a secret's raw text and its other forms, or its context only.

    `assigned` is for those that are not looked for `anywhere`.
    """

    raw: str
    forms: frozenset[str]
    anywhere: bool
    assigned: str


def _needle(secret: Secret) -> _Needle:
    raw = secret.reveal()
    anywhere = len(raw) >= forms.SHORTEST and not forms.is_own_word(raw)
    others: set[str] = set()
    if anywhere:
        texts = {raw, *forms.utf16_remains(raw)}
        others = forms.encoded(raw) | texts | set(map(clean, texts))
    assigned = rf"(?i:password|token|secret)[\"']?=[\"']?{re.escape(raw)}(?![A-Za-z0-9])"
    return _Needle(raw, frozenset(others), anywhere, assigned)


class Gate:
    """Looks for the secrets of one run. `known` may grow while the gate is in use."""

    def __init__(self, known: Collection[Secret]) -> None:
        self._known = known
        self._learned: set[Secret] = set()
        self._needles: dict[Secret, _Needle] = {}

    def learn(self, secrets: Iterable[Secret]) -> None:
        """Look for these too: they were recognised, not configured."""
        self._learned.update(secrets)

    def known(self) -> list[Secret]:
        """All that is looked for: not the empty secret, and no mask that was copied for one."""
        both = {*tuple(self._known), *self._learned}
        return [secret for secret in both if secret.reveal().strip("*")]

    def check(self, text: str) -> None:
        """Raise LeakError if `text` holds a known secret, or if that cannot be decided."""
        try:
            leaks = bool(self.hits(text))
        except Exception:
            raise LeakError from None
        if leaks:
            raise LeakError

    def hits(self, text: str) -> list[Secret]:
        """The known secrets that `text` holds."""
        needles = list(self._refreshed())
        if not needles:
            return []
        views = forms.views(text)
        lines = [forms.joined(view) for view in views if "\n" in view]
        decoded: list[str] | None = None
        found: list[Secret] = []
        for secret, needle in needles:
            if needle.anywhere:
                across = lines if len(needle.raw) >= forms.JOINED_FROM else []
                if _holds(needle, views) or _holds(needle, across):
                    found.append(secret)
                continue
            if decoded is None:
                decoded = [word for view in views for word in forms.base64_texts(view)]
            if _stands_as_credential(needle, views, decoded):
                found.append(secret)
        return found

    def _refreshed(self) -> Iterable[tuple[Secret, _Needle]]:
        for secret in self.known():
            if secret not in self._needles:
                self._needles[secret] = _needle(secret)
            yield secret, self._needles[secret]


def _holds(needle: _Needle, views: list[str]) -> bool:
    return any(form in view for view in views for form in needle.forms)


def _stands_as_credential(needle: _Needle, views: list[str], decoded: list[str]) -> bool:
    return (
        any(f":{needle.raw}@" in view for view in views)
        or any(re.search(needle.assigned, view) for view in views)
        or any(word.endswith(f":{needle.raw}") for word in decoded)
    )
