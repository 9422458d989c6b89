"""Secrets beside a name that says so: headers, assignments, options, lines of a netrc file."""

from __future__ import annotations

import re

from indexdoctor.render.recognisers.base import Recogniser

_TOKEN_HEADERS = (
    *("x-jfrog-art-api", "private-token", "job-token", "deploy-token", "x-gitlab-token"),
    *("x-api-key", "api-key", "apikey", "x-auth-token", "x-access-token", "x-amz-security-token"),
    *("x-nuget-apikey", "x-vault-token", "x-csrf-token", "x-xsrf-token", "x-goog-api-key"),
    *("ocp-apim-subscription-key", "cf-access-client-secret", "cf-access-token"),
)
_COOKIES = ("set-cookie2", "set-cookie", "cookie")
HEADERS = frozenset({"authorization", "proxy-authorization", *_TOKEN_HEADERS, *_COOKIES})
_SECRET_NAMES = re.compile(r"token|secret|session|signature|passw|api-?key|csrf|credential|cookie")

_NAMED = (
    r"(?i:[a-z0-9_.-]*(?:passw(?:or)?d|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
    r"|credential|signature|session[_-]?id))"
)
_BEGINS = r"(?![<$%*\[({~/.-])"  # what begins so stands for a value, or names a file


def is_secret_header(name: str) -> bool:
    """Whether a header's value is a secret, by its name in lower case."""
    return name in HEADERS or _SECRET_NAMES.search(name) is not None


def _is_value(match: re.Match[str]) -> bool:
    """No word: a digit, and a letter or sign."""
    text = match["secret"]
    return any(map(str.isdecimal, text)) and not text.isdecimal() and len(text) >= 6


def _is_token(match: re.Match[str]) -> bool:
    """A capital, a digit or a sign: `Bearer authentication` is none."""
    return re.search(r"[A-Z0-9]", match["secret"]) is not None


TEXTS = (
    Recogniser(
        "`Authorization` and `Proxy-Authorization` with parameters (Digest, Negotiate, NTLM, AWS)",
        r"(?i:authorization[\"']?\s*[:=]\s*[\"']?(?:digest|negotiate|ntlm|aws4-hmac-sha256)\s+)"
        r"(?P<secret>[^\r\n]+)",
        ("authorization",),
        certain=False,
    ),
    Recogniser(
        "`Authorization` and `Proxy-Authorization`",
        r"(?i:authorization[\"']?\s*[:=]\s*[\"']?(?:(?:basic|bearer|token|apikey|pat)\s+)?)"
        r"(?!(?i:digest|negotiate|ntlm|aws4-hmac-sha256)\b)(?P<secret>[^\s\"',;]{4,})",
        ("authorization",),
        holds=_is_token,
    ),
    Recogniser(
        "`Basic …` and `Bearer …` anywhere",
        r"\b(?i:basic|bearer) (?P<secret>[A-Za-z0-9+/_.~=-]{12,})",
        ("basic ", "bearer "),
        holds=_is_token,
    ),
    Recogniser(
        "headers of tokens: `X-JFrog-Art-Api`, `PRIVATE-TOKEN`, `JOB-TOKEN`, `X-Api-Key` and more",
        rf"(?i:\b(?:{'|'.join(_TOKEN_HEADERS)})[\"']?\s*:\s*[\"']?){_BEGINS}"
        r"(?P<secret>[^\s\"',;]{4,})",
        _TOKEN_HEADERS,
        holds=_is_token,
    ),
    Recogniser(
        "`Cookie` and `Set-Cookie`",
        rf"(?i:\b(?:{'|'.join(_COOKIES)})[\"']?\s*:\s*[\"']?)(?P<secret>[^\s=;\"']+=[^\r\n\"']+)",
        ("cookie",),
        certain=False,
    ),
    Recogniser(
        'members of JSON named like a secret (`"access_token"`)',
        rf"[\"']{_NAMED}[\"']\s*:\s*([\"']){_BEGINS}(?P<secret>[^\"'\r\n]{{4,}}?)\1",
        (":",),
        holds=_is_value,
    ),
    Recogniser(
        "assignments to a name like a secret (`UV_INDEX_CORP_PASSWORD=`)",
        rf"\b{_NAMED}=[\"']?{_BEGINS}(?P<secret>[^\s\"'&,;<>(){{}}\[\]]{{4,}})",
        ("=",),
        holds=_is_value,
    ),
    Recogniser(
        "`--password` and `--token`",
        rf"--(?:password|token)[ =][\"']?{_BEGINS}(?P<secret>[^\s\"'<>]+)",
        ("--password", "--token"),
        holds=_is_value,
        certain=False,
    ),
    Recogniser(
        "lines of a netrc file",
        rf"\blogin\s+\S+\s+password\s+{_BEGINS}(?P<secret>\S+)",
        ("login",),
        holds=_is_value,
        certain=False,
    ),
)
