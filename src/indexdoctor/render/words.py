"""Values as words: settings, requests, keyring questions, and ASCII in place of signs."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence

from indexdoctor.diagnose.words import count
from indexdoctor.model.credential import Trouble
from indexdoctor.model.exchange import Exchange, KeyringExchange
from indexdoctor.model.selection import Ignored
from indexdoctor.render.redact import url_text

_ASCII = str.maketrans(
    {
        "→": "->",
        "←": "<-",
        "⇒": "=>",
        "…": "...",
        "–": "-",
        "—": "-",
        "×": "x",
        "·": "-",
        "•": "*",
        "≥": ">=",
        "≤": "<=",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "✓": "ok",
        "✗": "!!",
        "○": "..",
    }
)


def ascii_signs(text: str) -> str:
    """`text` with typographic signs in ASCII; letters of other scripts stay."""
    return text if text.isascii() else text.translate(_ASCII)


def value_text(value: object) -> str:
    """A setting's value as one would write it; `not set` for None, `(none)` for an empty list."""
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        value = tuple(f"{key}={value_text(item)}" for key, item in value.items())
    if isinstance(value, (tuple, list, set, frozenset)):
        return ", ".join(value_text(item) for item in value) or "(none)"
    return str(value)


def ignored_text(items: Sequence[Ignored]) -> str:
    """How many findings are ignored, and the codes of each, by what and why."""
    groups: dict[tuple[str, str], int] = {}
    for item in items:
        key = (item.finding.code, item.by)
        groups[key] = groups.get(key, 0) + 1
    each = (f"{code}{f' {n} times' if n > 1 else ''} ({by})" for (code, by), n in groups.items())
    return f"{count(len(items), 'finding')} ignored: {', '.join(each)}"


def request_text(exchange: Exchange) -> str:
    return f"{exchange.request.method} {url_text(exchange.request.url)}"


def keyring_text(exchange: KeyringExchange) -> str:
    """The question, and what came back, without the secret."""
    answer = exchange.answer
    if answer.trouble is Trouble.ABSENT:
        result = "nothing found"
    elif answer.failure is not None:
        result = f"failed: {answer.failure}"
    elif answer.secret is None:
        result = "nothing found"
    else:
        result = "found" + (f" for {answer.username}" if answer.username else "")
    besides = " (asked by indexdoctor alone)" if exchange.about else ""
    return f"{exchange.question.text}: {result}{besides}"
