"""Tokens with a prefix or shape of their own, wherever they stand.

The prefixes are those that the makers document, and that show in what they hand out.
"""

from __future__ import annotations

import re

from indexdoctor.render.recognisers.base import Recogniser, is_random

# Not behind a letter or digit: `alphapypi-AgE` is no token.
_START = r"(?<![A-Za-z0-9])"


def _has_digit(match: re.Match[str]) -> bool:
    return any(character.isdecimal() for character in match["secret"])


def _is_random(match: re.Match[str]) -> bool:
    """`sk-` begins names too (`sk-learn-contrib-templates`)."""
    return is_random(match["secret"].split("-", 1)[1], 16)


def _prefixed(name: str, shape: str, *signs: str) -> Recogniser:
    return Recogniser(name, rf"{_START}(?P<secret>{shape})", signs)


TOKENS = (
    # A macaroon of the second version begins with AgE in base64 (pypi/warehouse).
    _prefixed(
        "API tokens of PyPI and servers like it (`pypi-`)",
        r"pypi-AgE[A-Za-z0-9_-]{8,}=*",
        "pypi-age",
    ),
    _prefixed(
        "tokens of GitHub (`ghp_`, `gho_`, `github_pat_` and others)",
        r"gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}",
        *(f"gh{kind}_" for kind in "pousr"),
        "github_pat_",
    ),
    _prefixed(
        "tokens of GitLab (`glpat-`, `glcbt-`, `gldt-` and others)",
        r"gl(?:pat|cbt|dt|rt|ptt|ft|imt|agent|soat|ffct|oas|rtr|wt)-[A-Za-z0-9_.=-]{12,}",
        *(f"gl{kind}-" for kind in ("pat", "cbt", "dt", "rt", "ptt", "ft", "imt", "agent")),
        *(f"gl{kind}-" for kind in ("soat", "ffct", "oas", "rtr", "wt")),
    ),
    # Long-term and short-term key ids (IAM user guide, unique identifiers).
    _prefixed(
        "key ids of AWS (`AKIA`, `ASIA`)",
        r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])",
        "akia",
        "asia",
        "abia",
        "acca",
    ),
    _prefixed(
        "tokens and keys of Google (`ya29.`, `AIza`, `GOCSPX-`)",
        r"ya29\.[A-Za-z0-9_.-]{16,}|AIza[A-Za-z0-9_-]{30,}|GOCSPX-[A-Za-z0-9_-]{16,}",
        *("ya29.", "aiza", "gocspx-"),
    ),
    # API keys, and reference tokens: base64 of `reftkn:`.
    _prefixed(
        "API keys and reference tokens of Artifactory (`AKC`, `cmVmdGtu`)",
        r"AKCp[A-Za-z0-9]{12,}|AKC[A-Za-z0-9]{40,}|cmVmdGtu[A-Za-z0-9+/_-]{8,}=*",
        *("akc", "cmvmdgtu"),
    ),
    # A JSON Web Token (RFC 7519), and any other JSON object in base64: `{"`, or `{` and a line.
    # CodeArtifact's have five parts.
    _prefixed(
        "JSON Web Tokens, tokens of CodeArtifact, other JSON in base64 (`eyJ`)",
        r"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}|(?:eyJ|ewog)[A-Za-z0-9+/_-]{20,}=*",
        *("eyj", "ewog"),
    ),
    # The personal access tokens of Azure DevOps: a mark at a fixed place, or (before 2025) 52
    # letters and digits of base32.
    _prefixed("tokens of Azure DevOps", r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}", "azdo"),
    Recogniser(
        "tokens of Azure DevOps before 2025",
        r"(?<![A-Za-z0-9_-])(?P<secret>[a-z2-7]{52})(?![A-Za-z0-9_-])",
        *(("2", "3", "4", "5", "6", "7"),),
        holds=_has_digit,
    ),
    Recogniser(
        "keys that begin with `sk-`",
        rf"{_START}(?P<secret>(?:sk|pk|rk)-[A-Za-z0-9_-]{{20,}})",
        ("sk-", "pk-", "rk-"),
        holds=_is_random,
    ),
    _prefixed(
        "keys that begin with `sk_live_`, `sk_test_`",
        r"[spr]k_(?:live|test)_[A-Za-z0-9]{16,}",
        "_live_",
        "_test_",
    ),
    _prefixed("tokens of npm (`npm_`)", r"npm_[A-Za-z0-9]{30,}", "npm_"),
    _prefixed("tokens of Slack (`xoxb-` and others)", r"xox[abeoprs]-[A-Za-z0-9-]{10,}", "xox"),
    Recogniser(
        "tokens of Hugging Face (`hf_`)",
        rf"{_START}(?P<secret>hf_[A-Za-z0-9]{{16,}})",
        ("hf_",),
        holds=_has_digit,
    ),
    _prefixed("tokens of Docker (`dckr_pat_`)", r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}", "dckr_"),
    _prefixed(
        "tokens of Atlassian (`ATBB`, `ATATT`)",
        r"AT(?:BB|ATT|CTT)[A-Za-z0-9_=-]{24,}",
        "atbb",
        "atatt",
        "atctt",
    ),
    _prefixed(
        "tokens of Databricks, Vault, Grafana, DigitalOcean, RubyGems, SendGrid",
        r"dapi[0-9a-f]{32}|hv[sbr]\.[A-Za-z0-9_-]{20,}|glsa_[A-Za-z0-9_]{30,}"
        r"|dop_v1_[0-9a-f]{40,}|rubygems_[0-9a-f]{40,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
        *("dapi", "hvs.", "hvb.", "hvr.", "glsa_", "dop_v1_", "rubygems_", "sg."),
    ),
)

# RFC 7468, and what is cut off before its end.
PRIVATE_KEY = Recogniser(
    "private keys (PEM)",
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?P<secret>(?s:.*?))"
    r"(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\Z)",
    ("private key",),
    certain=False,
)
