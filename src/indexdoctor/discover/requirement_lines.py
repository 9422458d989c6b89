"""The statements of a requirements file, found as uv's scanner finds them.

Rules of crates/uv-requirements-txt/src/lib.rs (0.12.5): an option's value runs to the end of the
line or to any `#`; a backslash continues a line before `--hash` only (elsewhere it becomes a part
of the requirement, which uv then refuses); a requirement ends at the end of the line, at a `#`
after white space, or at `--hash`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from indexdoctor.model.secret import Secret
from indexdoctor.records import record

_GAP = re.compile(r"[ \t]*(?:\\(?:\r\n|\n|\r)[ \t]*)*")
_LINE_END = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")
_PLAIN = re.compile(r"[^\\#\r\n]*(?=\r?\n|\Z)")
_WORD = re.compile(r"[^ \t\\\r\n]+")
_TO_LINE_END_OR_HASH = re.compile(r"[^\r\n#]*")
_TO_LINE_END = re.compile(r"[^\r\n]*")
_TO_SPACE = re.compile(r"[^ \t\r\n\v\f]*")
_SECRET_NAME = re.compile(r"PASSW|SECRET|TOKEN|APIKEY|API_KEY|CREDENTIAL|(?:^|_)PAT(?:_|$)")
_VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)\}")
_OPTIONS = (
    ("-r", "requirement"),
    ("--requirement", "requirement"),
    ("-c", "constraint"),
    ("--constraint", "constraint"),
    ("-e", "editable"),
    ("--editable", "editable"),
    ("-i", "index-url"),
    ("--index-url", "index-url"),
    ("--extra-index-url", "extra-index-url"),
    ("--no-index", "no-index"),
    ("--require-hashes", "require-hashes"),
    ("--find-links", "find-links"),
    ("-f", "find-links"),
    ("--no-binary", "no-binary"),
    ("--only-binary", "only-binary"),
)
_BARE = frozenset({"no-index", "require-hashes"})
_PASSED_OVER = ("--prefer-binary", "--pre", "--trusted-host", "--use-feature")


# An algorithm uv does not know makes a hash that fits nothing.
_HASH = re.compile(r"--hash[=\s\\]+([^\s:]*):?([^\s]*)")
Hashes = tuple[tuple[str, str], ...]


class LineError(Exception):
    """A place uv's parser refuses; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@record
class Statement:
    """One statement: `what` is an option's long name, `requirement-text`, or `passed-over`.

    `hashes` are what `--hash` gives behind the requirement: pairs of algorithm and digest. `behind`
    is the comment in the line of an option, which begins with any `#`.
    """

    what: str
    text: str
    line: int
    typed: str = ""
    hashes: Hashes = ()
    behind: str = ""


def statements(text: str) -> Iterator[Statement]:
    """The statements of a file in order. Raises LineError at the first place uv refuses."""
    at, line = 0, 1
    size = len(text)
    while True:
        start = at
        at = _skip_blank(text, at)
        line += text.count("\n", start, at)
        if at >= size:
            return
        statement, end = _statement(text, at, line)
        yield statement
        line += text.count("\n", at, end)
        at = end


def expand(text: str, environ: Mapping[str, str], cwd: str) -> str:
    """Replace `${NAME}`: upper-case names only, unset ones stay, PROJECT_ROOT is the directory.

    A `Secret` is made of a value whose name says that it is one, wherever it comes to stand.
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name in environ:
            if _SECRET_NAME.search(name):
                Secret(environ[name])
            return environ[name]
        return cwd if name == "PROJECT_ROOT" else match[0]

    return _VARIABLE.sub(value, text) if "${" in text else text


def unquote(text: str) -> str:
    """Take shell quotes away, as uv does before it expands variables; unbalanced ones stay."""
    if "'" not in text and '"' not in text and "\\" not in text:
        return text
    out: list[str] = []
    quote = ""
    position = 0
    while position < len(text):
        character = text[position]
        if quote:
            if character == quote:
                quote = ""
            elif (
                character == "\\"
                and quote == '"'
                and text[position + 1 : position + 2] in '$`"\\\n'
            ):
                position += 1
                out.append(text[position : position + 1])
            else:
                out.append(character)
        elif character in "'\"":
            quote = character
        elif character == "\\":
            position += 1
            if position >= len(text):
                return text
            out.append(text[position])
        else:
            out.append(character)
        position += 1
    return text if quote else "".join(out)


def _skip_blank(text: str, at: int) -> int:
    """Skip white space, continuations, empty lines and comments."""
    while True:
        at = _end(_GAP, text, at)
        if at < len(text) and text[at] in "#\r\n":
            end = _LINE_END.match(text, at)
            if end is not None and end.end() > at:
                at = end.end()
                continue
        return at


def _statement(text: str, at: int, line: int) -> tuple[Statement, int]:
    first = text[at]
    if first.isascii() and (first.isalnum() or first in "./$"):
        body, end = _requirement(text, at, line)
        return Statement("requirement-text", body, line, hashes=_given_hashes(text, at, end)), end
    for typed, what in _OPTIONS:
        if text.startswith(typed, at):
            after = at + len(typed)
            if what in _BARE:
                return Statement(what, "", line, typed), after
            if what == "editable":
                start = _separator(text, after, line)
                body, end = _requirement(text, start, line)
                return Statement(what, body, line, typed, _given_hashes(text, start, end)), end
            value, end = _value(text, after, typed, line)
            behind = text[end : _end(_TO_LINE_END, text, end)]
            return Statement(what, value, line, typed, behind=behind), end
    for typed in _PASSED_OVER:
        if text.startswith(typed, at):
            end = _end(_TO_LINE_END_OR_HASH, text, at + len(typed))
            return Statement("passed-over", typed, line, typed), end
    raise LineError("this is neither an option uv knows nor the start of a requirement", line)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where `pattern` stops matching; `at` itself when it does not match there."""
    found = pattern.match(text, at)
    return at if found is None else found.end()


def _separator(text: str, at: int, line: int) -> int:
    if text.startswith("=", at):
        return at + 1
    if at < len(text) and text[at].isspace():
        while at < len(text) and text[at].isspace():
            at += 1
        return at
    raise LineError("an option and its value are separated by `=` or white space", line)


def _value(text: str, at: int, typed: str, line: int) -> tuple[str, int]:
    start = _separator(text, at, line)
    end = _end(_TO_LINE_END_OR_HASH, text, start)
    value = text[start:end].rstrip()
    if not value:
        raise LineError(f"{typed} must be followed by a value", line)
    return value, end


def _requirement(text: str, at: int, line: int) -> tuple[str, int]:
    """The text of a requirement, backslashes included, and where the next statement starts."""
    start = at
    plain = _PLAIN.match(text, at)
    if plain is not None and " --" not in plain[0] and "\t--" not in plain[0]:
        return plain[0].strip(), plain.end()
    while at < len(text):
        end = at
        if text[at] in "\r\n":
            return text[start:end].strip(), at
        after = _end(_GAP, text, at)
        if after > at:
            at = after
            if text.startswith("--", at):
                return text[start:end].strip(), _hashes(text, at, line)
            if text.startswith("#", at):
                return text[start:end].strip(), _end(_TO_LINE_END, text, at)
            continue
        # A word; or a single backslash that continues no line.
        at = max(_end(_WORD, text, at), at + 1)
    return text[start:].strip(), at


def _given_hashes(text: str, at: int, end: int) -> Hashes:
    """What `--hash` says behind a requirement that stands there."""
    return tuple((name, digest.lower()) for name, digest in _HASH.findall(text, at, end))


def _hashes(text: str, at: int, line: int) -> int:
    if not text.startswith("--hash", at):
        raise LineError("after a requirement uv takes --hash only", line)
    while text.startswith("--hash", at):
        at = _separator(text, at + len("--hash"), line)
        at = _end(_TO_SPACE, text, at)
        at = _end(_GAP, text, at)
    return at
