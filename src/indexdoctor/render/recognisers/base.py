"""What a recogniser is, and how a random text is told from a name."""

from __future__ import annotations

import re
from collections.abc import Callable

from indexdoctor.records import record

MASK = "****"

_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_HEXADECIMAL = re.compile(r"[0-9a-f]+|[0-9A-F]+")
# RFC 9562, and the lengths of MD5, SHA-1 (a commit of git), SHA-224, SHA-256, SHA-384, SHA-512,
# and of BLAKE2b-256 as the public index writes it in the URLs of files (in parts of 2, 2 and 60).
_UUID = re.compile(r"(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_HASHES = {32, 40, 56, 60, 64, 96, 128}
_WORD = re.compile(r"[A-Za-z0-9]+")
_PARTS = re.compile(r"[-_.~+=:%@]+")
_KINDS = ("[A-Z]", "[a-z]", "[0-9]")


def _always(match: re.Match[str]) -> bool:
    return True


@record
class Recogniser:
    """One way in which a secret shows; `name` says it in a few words.

    The group `secret` of `pattern` is what is masked, if `holds` says so. One of `signs`, in lower
    case, is in every text the pattern matches. `within` limits it to the texts that this pattern
    matches. A `certain` one says that the value is a secret wherever else it stands.
    """

    name: str
    pattern: str
    signs: tuple[str, ...]
    within: str | None = None
    holds: Callable[[re.Match[str]], bool] = _always
    certain: bool = True

    def mask(self, text: str, found: list[str] | None = None) -> str:
        """`text` with the secrets masked; those that are certain are added to `found`."""

        def hide(match: re.Match[str]) -> str:
            value = match["secret"]
            if value == MASK or not self.holds(match):
                return match[0]
            if found is not None and self.certain:
                found.append(value)
            start, end = match.start("secret") - match.start(), match.end("secret") - match.start()
            return match[0][:start] + MASK + match[0][end:]

        # The module keeps what it has compiled: the patterns that a run needs, and no others.
        if self.within is None:
            return re.sub(self.pattern, hide, text)
        return re.sub(self.within, lambda part: re.sub(self.pattern, hide, part[0]), text)


def is_public(text: str) -> bool:
    """Whether it is a hash, a commit or a UUID: random, but no secret."""
    if _UUID.fullmatch(text):
        return True
    return len(text) in _HASHES and _HEXADECIMAL.fullmatch(text) is not None


def is_random(text: str, shortest: int) -> bool:
    """Whether a word of at least `shortest` characters is drawn at random.

    Words of people change seldom between capitals, small letters and digits: the pieces between two
    changes are long. In a random text of letters and digits they have two characters on average,
    and of 1,000 such texts of 20 characters two have pieces as long as words have.
    A text of several parts is taken as one where it has all three kinds.
    """
    if is_public(text):
        return False
    parts = _PARTS.split(text)
    whole = "".join(parts)
    if len(parts) > 1 and all(len(re.findall(kind, whole)) > 1 for kind in _KINDS):
        parts.append(whole)
    return any(_is_random(part, shortest) for part in parts)


def _is_random(part: str, shortest: int) -> bool:
    if len(part) < shortest or is_public(part) or not _WORD.fullmatch(part):
        return False
    return 2 * len(part) < 7 * len(_PIECE.findall(part))
