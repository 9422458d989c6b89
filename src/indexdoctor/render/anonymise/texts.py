"""Names in texts: in URLs, paths and addresses, in the report's sentences, in lines of uv's log."""

from __future__ import annotations

import re
from urllib.parse import unquote

from indexdoctor.diagnose.words import TITLES
from indexdoctor.render.anonymise import public
from indexdoctor.render.anonymise.names import Kind, Names
from indexdoctor.render.anonymise.own import says

_URL = re.compile(
    r"[a-z][a-z0-9+.-]*://(?:(?P<user>[^\s/?#@\"'<>`]*)@)?"
    r"(?P<host>\[[^\]\s]*\]|[^\s/?#:@\"'<>`()\[\],;|]+)(?::[0-9]+)?(?P<path>/[^\s?#\"'<>`|]*)?",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?<![\w:/.<~%-])(?:~|\.\.?)?/[^\s\"'<>`|:,;()]+")
_WINDOWS = re.compile(r"\b[A-Za-z]:[\\/][^\s\"'<>`|:,;()]+")
_FILE = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*?)-(?=v?[0-9])[A-Za-z0-9._+!%-]*"
    r"\.(?:whl|tar\.gz|zip|tar\.bz2|egg)(?:\.metadata)?\Z"
)
_ADDRESS = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.])")
_DOTTED = re.compile(
    r"(?<![\w.@/%-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,18}(?![\w/-])", re.I
)
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_REALM = re.compile(r"realm=\"([^\"]+)\"", re.IGNORECASE)
# What ends like a domain and is none: files, keys of TOML and INI files, Python's own names.
_NO_DOMAIN = re.compile(
    r".*\.(?:toml|txt|in|lock|py|whl|gz|zip|cfg|conf|ini|json|ya?ml|md|html?|log|pem|crt|key|exe|so|rs|dll|"
    r"metadata|netrc|pypirc|sh|ps|url|name|index|sources|authenticate|username|password|explicit|"
    r"default|dependencies|system|tar|egg|env|local-[a-z]*)|(?:tool|project|os|sys|uv|pip|keyring)"
    r"\..*",
    re.IGNORECASE,
)
# A name in a sentence; what has no field of its own is a package, most often.
_TICKED = re.compile(
    r"(index )?`([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:[=<>!~\[@;][^`]*)?`"
)
# A user name in a sentence: what stands there and is none is told by the program's own sentences.
_FOLLOWING = "a|already|and|as|at|bearer|but|gives|has|have|in|is|not|of|on|or|to|was|with|without"
_SAID = re.compile(r"\b(?:user name|user|login is|login|is of|not of) ([^\s<>(),;:'\"`]+)")
_SOURCES = "|".join(map(re.escape, TITLES.values()))
_HOLDS = re.compile(rf"(?:{_SOURCES}) \([^()]*\) (?!(?:{_FOLLOWING})\b)([^\s(),;:]+)")
_GIVEN = re.compile(
    r"\buser ([^\s<>(),;:'\"`]+)(?= with(?:out)? a )"
    r"|(?:USERNAME=|--username[= ])['\"]?([^\s'\"<>]+)"
)
_ALIKE = re.compile(r"match equally well \((.*?)\)(?= in |:|$)")
# What uv says of a package, in the order of its resolver.
_LOGGED = re.compile(
    r"(?:compatible version of|dependency:|decision:|Selecting:|metadata for) `?"
    r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)"
)


def places(text: str, found: Names) -> None:
    """The hosts, users, paths and realms that can be told by their form."""
    for match in _URL.finditer(text):
        if text.startswith(public.PLACES, match.start()):
            continue
        user(unquote((match["user"] or "").partition(":")[0]), found)
        host(match["host"], found)
        path(match["path"] or "", found)
    rest = _URL.sub(" ", text) if "://" in text else text
    if "/" in rest or "\\" in rest:
        for pattern in (_PATH, _WINDOWS):
            for match in pattern.finditer(rest):
                path(match[0], found)
    if "@" in rest:
        for match in _MAIL.finditer(rest):
            user(match[0], found)
    if "." in rest:
        for pattern in (_ADDRESS, _DOTTED):
            for match in pattern.finditer(rest):
                if not is_file_or_key(match[0]) and not _FILE.fullmatch(match[0]):
                    host(match[0], found)
    for match in _REALM.finditer(text):
        if not public.is_realm(match[1]):
            found.add(Kind.REALM, match[1])


def sentences(text: str, found: Names) -> None:
    """The names in what a report says of accounts, packages and indexes."""
    for match in _SAID.finditer(text):
        if not says(match[0]):
            user(match[1].rstrip("."), found)
    for match in _HOLDS.finditer(text):
        user(match[1], found)
    for match in _GIVEN.finditer(text):
        user(match[1] or match[2], found)
    for match in _ALIKE.finditer(text):
        for name in match[1].split(", "):
            user(name if name != "(none)" else None, found)
    for match in _TICKED.finditer(text):
        if not (is_file_or_key(match[2]) or says(f"`{match[2]}`")):
            found.add(Kind.INDEX if match[1] else Kind.PACKAGE, match[2])


def log_line(text: str, found: Names) -> None:
    """The names in a line of a log of uv."""
    places(text, found)
    for match in _LOGGED.finditer(text):
        if match[1] != "root":  # what uv calls the project itself
            found.add(Kind.PACKAGE, match[1])


def user(name: str | None, found: Names) -> None:
    if name and name not in public.users():
        found.add(Kind.USER, name)


def host(name: str, found: Names) -> None:
    found.add(Kind.HOST, unquote(name))


def path(text: str, found: Names) -> None:
    """The parts of a path; of a distribution's file name, the package."""
    for segment in re.split(r"[/\\]", text):
        segment = segment.rstrip(".,:;)")
        decoded = unquote(segment)
        match = _FILE.fullmatch(decoded)
        if match is not None:
            found.add(Kind.PACKAGE, match["name"])
        elif not (public.is_path_word(decoded) or re.fullmatch(r"[A-Za-z]:|[*.]*", segment)):
            found.add(Kind.PATH, segment)


def is_file_or_key(text: str) -> bool:
    """Whether a text with dots is the name of a file, or a key, and no host."""
    return _NO_DOMAIN.fullmatch(text) is not None
