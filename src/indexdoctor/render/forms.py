"""The forms a secret can take in a text, and the ways a text can be read to find one."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import unquote, unquote_plus

SHORTEST = 4  # characters; anything shorter would be found in every text
JOINED_FROM = 8  # characters from which a secret is also looked for across line breaks

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_JSON_ESCAPE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\[\"\\/bfnrt]")
_JSON_SINGLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_HTML_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));?")
# UTF-16 read as if it were UTF-8, as it is or in escapes.
_ZERO = re.compile(r"\0|\\+(?:x00|u0000|0(?![0-9]))|%00|&#x?0+;")
_LAYERS = 3  # encodings, one around the other
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{4,}")


def to_bytes(secret: str) -> bytes:
    """The bytes of a secret; undecodable bytes of a variable come back as they were."""
    try:
        return secret.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return secret.encode("utf-8", "surrogatepass")


def base64_cores(data: bytes) -> set[str]:
    """The characters that stand for `data` inside any longer base64 text.

    One form for each of the three ways `data` can lie in a group of three bytes, without the
    characters that also depend on its neighbours; in the standard and the URL-safe alphabet.
    """
    cores: set[str] = set()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + data).decode("ascii")
        core = encoded[math.ceil(shift * 8 / 6) : (shift + len(data)) * 8 // 6]
        if len(core) >= SHORTEST:
            cores.update((core, core.replace("+", "-").replace("/", "_")))
    return cores


def encoded(secret: str) -> set[str]:
    """What stands for a secret in base64 and in hexadecimal digits, of its UTF-8 and UTF-16."""
    found: set[str] = set()
    for data in (to_bytes(secret), secret.encode("utf-16-le", "surrogatepass")):
        found |= base64_cores(data) | {data.hex(), data.hex().upper()}
    return found


def utf16_remains(secret: str) -> set[str]:
    """What is left of a secret's UTF-16 that is read as UTF-8 once its zeros are taken out."""
    found = (secret.encode(name, "surrogatepass") for name in ("utf-16-le", "utf-16-be"))
    return {data.replace(b"\0", b"").decode("utf-8", "surrogateescape") for data in found}


def base64_texts(text: str) -> list[str]:
    """What the base64-looking words of `text` decode to, at each of the four possible starts."""
    found: list[str] = []
    for word in _BASE64.findall(text):
        plain = word.replace("-", "+").replace("_", "/")
        for start in range(min(4, len(plain))):
            part = plain[start:]
            part = part[:-1] if len(part) % 4 == 1 else part
            try:
                data = base64.b64decode(part + "=" * (-len(part) % 4), validate=True)
            except (binascii.Error, ValueError):
                continue
            found.append(data.decode("utf-8", "surrogateescape"))
    return found


def _unescape(match: re.Match[str]) -> str:
    text = match[0]
    if text.startswith("\\u"):
        units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in text[2:].split("\\u"))
        return units.decode("utf-16-be", "surrogatepass")
    return _JSON_SINGLE.get(text[1], text[1])


def json_unescaped(text: str) -> str:
    """`text` with the escapes of JSON strings undone."""
    return _JSON_ESCAPE.sub(_unescape, text)


def _html_character(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code) if code < 0x110000 else match[0]


def html_unescaped(text: str) -> str:
    """`text` with HTML's references undone, those to control characters too."""
    import html

    return html.unescape(_HTML_NUMBER.sub(_html_character, text))


def _percent_decoded(text: str) -> str:
    return unquote(text, errors="surrogateescape")


def _form_decoded(text: str) -> str:
    return unquote_plus(text, errors="surrogateescape")


_UNDO: tuple[tuple[Callable[[str], str], tuple[str, ...]], ...] = (
    (lambda text: _ANSI.sub("", text), ("\x1b",)),
    (lambda text: _ZERO.sub("", text), ("\0", "\\x00", "\\u0000", "\\0", "%00", "&#")),
    (json_unescaped, ("\\",)),
    (html_unescaped, ("&",)),
    (_percent_decoded, ("%",)),
    (_form_decoded, ("+",)),
)


def views(text: str) -> list[str]:
    """`text` as written, and as it reads with colour, JSON, HTML and percent encoding undone.

    Decoding the text instead of encoding the secret finds every mixture: upper and lower case
    hexadecimal digits, every character encoded or only some, one encoding around another. The later
    views hold only the lines that read differently.
    """
    found = {text: None}
    last = list(found)
    for _ in range(_LAYERS):
        new: list[str] = []
        for undo, signs in _UNDO:
            for known in (*last, *new):
                if not any(sign in known for sign in signs):
                    continue
                lines = [line for line in known.split("\n") if any(sign in line for sign in signs)]
                written = "\n".join(lines)
                undone = undo(written)
                if undone != written and undone not in found:
                    found[undone] = None
                    new.append(undone)
        last = new
    return list(found)


def joined(text: str) -> str:
    """`text` with line breaks and the space around them taken out."""
    return "".join(line.strip() for line in text.split("\n"))


@cache
def _own_text() -> str:
    package = Path(__file__).parents[1]
    parts: list[str] = []
    for path in sorted(package.rglob("*.py")):
        if "lab" not in path.relative_to(package).parts:
            parts.append(path.read_text(encoding="utf-8", errors="replace"))
    return "\n".join(parts).lower()


def is_own_word(secret: str) -> bool:
    """Whether the program itself writes this word, so that seeing it proves nothing.

    Somebody's password may be `password` or `simple`. Hiding such a word in the fixed text of a
    report would show it. Only plain letters count; the packaged scenarios do not.
    """
    if not (secret.isascii() and secret.isalpha()):
        return False
    try:
        return secret.lower() in _own_text()
    except OSError:
        return False
