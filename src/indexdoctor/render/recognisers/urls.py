"""Secrets in URLs: user information, paths, queries, fragments."""

from __future__ import annotations

import re

from indexdoctor.render.recognisers.base import Recogniser, is_public, is_random

URL = r"(?i:[a-z][a-z0-9+.-]*://)[^\s\"'<>]+"
_NO_FRAGMENT = r"(?i:[a-z][a-z0-9+.-]*://)[^\s\"'<>#]+"
_PLAIN_PARAMETERS = {"api-version", "audience", "format", "project", "version"}
_HASHES = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b"}
_SEGMENT = r"[^/\s?#\"'<>]"
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,9}(?:\.metadata|\.asc)?$")
# A word of few letters drawn at random (`is_random`) may also be a name; a token is longer.
_USER, _PART = 16, 20


def is_token_user(name: str) -> bool:
    """Whether a user name is a token: random, or a long number in hexadecimal digits."""
    return is_random(name, _USER) or re.fullmatch(r"[0-9a-f]{32,}", name) is not None


def _user(match: re.Match[str]) -> bool:
    return is_token_user(match["secret"])


def _has_digit(match: re.Match[str]) -> bool:
    text = match["secret"]
    return any(map(str.isdecimal, text)) or len(text) >= _USER


def _key(match: re.Match[str]) -> bool:
    """A secret part of a path is no word; it may be a hash."""
    text = match["secret"]
    return is_random(text, 12) or re.fullmatch(r"[0-9a-f]{32,}", text) is not None


def _part(match: re.Match[str]) -> bool:
    """Any part of a path: no file, hash, commit, UUID or other number of a thing."""
    text = match["secret"]
    if _FILE.search(text) or re.fullmatch(r"[0-9a-fA-F-]+", text):
        return False
    return is_random(text, _PART)


def _query(match: re.Match[str]) -> bool:
    name = match["name"].lower()
    return name not in _PLAIN_PARAMETERS and not (name in _HASHES and is_public(match["secret"]))


def _signs(match: re.Match[str]) -> bool:
    """Of a query, what is a secret wherever else it stands."""
    return len(match["secret"]) >= 16 and _query(match)


# S3 and CloudFront, Azure's shared access signatures, Google's storage, GitLab, sign-ons.
_SECRET_PARAMETERS = (
    r"(?i:(?:x-(?:amz|goog)-(?:signature|credential|security-token))|sig|signature|policy"
    r"|key-pair-id|awsaccesskeyid|googleaccessid|(?:[a-z_-]*[_-])?(?:token|secret|password|key)"
    r"|password|passwd|apikey|auth|code|session|sessionid|jwt)"
)

URLS = (
    Recogniser(
        "passwords in URLs",
        # Where it is not encoded as it must be, it may hold what ends a host: `/`, `?`, `#`.
        r"(?<=://)[^\s/?#@:\"'<>]*:(?P<secret>[^\s/?#\"'<>]+(?=@)|(?![0-9]{1,5}[/?#])[^\s\"'<>@]+(?=@))",
        ("://",),
        certain=False,  # a placeholder often: `${PASSWORD}`, `x`
    ),
    Recogniser(
        "user names in URLs that are random",
        r"(?<=://)(?P<secret>[^\s/?#@:\"'<>]+)(?=(?::[^\s/?#@\"'<>]*)?@)",
        ("://",),
        holds=_user,
    ),
    # Anaconda; packagecloud; Cloudsmith, whose customers have host names of their own; Gemfury.
    Recogniser(
        "`/t/TOKEN/` in paths (Anaconda)",
        rf"(?<=/t/)(?P<secret>{_SEGMENT}{{6,}})(?=/)",
        ("/t/",),
        holds=_has_digit,
    ),
    Recogniser(
        "`/priv/TOKEN/` in paths (packagecloud)",
        rf"(?<=/priv/)(?P<secret>{_SEGMENT}{{8,}})(?=/)",
        ("/priv/",),
    ),
    Recogniser(
        "tokens in paths of Cloudsmith",
        rf"(?<=dl\.cloudsmith\.io/)(?!public/|basic/)(?P<secret>{_SEGMENT}+)"
        rf"(?=/{_SEGMENT}+/{_SEGMENT}+)",
        ("dl.cloudsmith.io/",),
    ),
    Recogniser(
        "tokens in paths like Cloudsmith's, on other hosts",
        rf"/(?P<secret>{_SEGMENT}{{12,}})(?=/{_SEGMENT}+/{_SEGMENT}+/python/)",
        ("/python/",),
        within=URL,
        holds=_key,
    ),
    Recogniser(
        "tokens in paths of Gemfury",
        rf"(?<=\.fury\.io/)(?P<secret>{_SEGMENT}{{12,}})(?=/{_SEGMENT})",
        (".fury.io/",),
        holds=_key,
    ),
    Recogniser(
        "other parts of paths that are random",
        rf"(?<=/)(?P<secret>{_SEGMENT}{{20,}})",
        ("://",),
        within=URL,
        holds=_part,
    ),
    Recogniser(
        "signatures and tokens in queries: S3, Azure, Google, CloudFront, GitLab",
        rf"(?<=[?&;#])(?P<name>{_SECRET_PARAMETERS})=(?P<secret>[^\s&;#\"'<>)]+)",
        ("://",),
        within=URL,
        holds=_signs,
    ),
    Recogniser(
        "all other values in queries but a few harmless ones",
        r"(?<=[?&;])(?P<name>[^\s=&;#?]+)=(?P<secret>[^\s&;#\"'<>)]+)",
        ("://",),
        within=_NO_FRAGMENT,
        holds=_query,
        certain=False,
    ),
    Recogniser(
        "tokens in fragments",
        r"(?<=[#&])(?i:access_token|id_token|refresh_token|token|code)=(?P<secret>[^\s&;#\"'<>)]+)",
        ("://",),
        within=URL,
        certain=False,
    ),
)
