"""CRED150: a credential is sent percent-encoded that is right when decoded, or the other way."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.controls import taken, variant, variant_lines
from indexdoctor.diagnose.providers.base import Purpose
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.suspects import Suspect, suspects
from indexdoctor.diagnose.words import credential_name, quoted
from indexdoctor.model.control import Control, ControlKind
from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    for suspect in suspects(case):
        other = variant(case, suspect.credential, ControlKind.FORM)
        if other is None or other.credential is None:
            continue
        if taken(case, other) is not None:
            yield _finding(case, suspect, other, other.credential)


def _finding(case: Case, suspect: Suspect, other: Control, right: Credential) -> Finding:
    sent = suspect.credential
    place = sent.origin
    decoded = _is_decoded(sent, right)
    remedies: tuple[Remedy, ...]
    if decoded:
        cause = f"{suspect.subject} answers {suspect.status} to {credential_name(sent)}, which is "
        cause += "sent percent-encoded; decoded it is accepted"
        why = "percent-encoding belongs into URLs: elsewhere the text is sent as it stands"
        if sent.source is Source.URL and suspect.purpose is Purpose.PUBLISH:
            why = "the user information of a publish URL is sent as it stands, without decoding"
            remedies = (
                Remedy(
                    "take user name and password out of the publish URL, and give them apart, not "
                    "encoded",
                    f"export UV_PUBLISH_USERNAME={quoted(right.username or '')} "
                    "UV_PUBLISH_PASSWORD='<the password>'",
                ),
            )
        elif sent.source is Source.URL:
            why = "they were encoded twice: the client decodes the text of the URL once"
            remedies = (Remedy(f"encode user name and password once at {place}"),)
        else:
            remedies = (Remedy(f"write the plain user name and password, not encoded, at {place}"),)
    else:
        cause = f"{suspect.subject} answers {suspect.status} to {credential_name(sent)}, which is "
        cause += "percent-decoded before it is sent; as it is written it is accepted"
        why = (
            "in a URL %XX stands for a character; a percent sign of the password itself has to be "
        )
        why += "written as %25"
        remedies = (
            Remedy(f"write every % of the user name and password as %25 at {place}"),
            Remedy("or give them apart from the URL, as they are"),
        )
    return RULE.finding(
        suspect.subject,
        cause,
        confidence=Confidence.CERTAIN,
        why=why,
        origins=suspect.origins,
        evidence=(*suspect.evidence, *variant_lines(case, other, suspect.url)),
        remedies=remedies,
        severity=suspect.severity,
    )


def _is_decoded(sent: Credential, right: Credential) -> bool:
    """Whether the right one is what the sent one is when decoded."""
    mine = None if sent.secret is None else sent.secret.percent_decoded()
    return (unquote(sent.username or ""), mine) == (right.username or "", right.secret)


RULE = Rule(
    code="CRED150",
    name="credential-in-wrong-encoding",
    severity=Severity.ERROR,
    meaning="The user name or password is refused as it is sent, and accepted once its percent "
    "sequences are decoded, or when they are left as they are written.",
    why="The user information of an index URL is percent-decoded before it is sent; variables, "
    "netrc, keyring and options are sent as they stand, and so is the user information of a "
    "publish URL. What is encoded for one place is wrong in another.",
    fix="Encode @ : / # % once in an index URL, and nowhere else.",
    example="UV_INDEX_CORP_PASSWORD holds p%40ss, copied from a URL; the password is p@ss.",
    references=(
        "https://github.com/astral-sh/uv/issues/2822",
        "https://github.com/pypa/pip/issues/3236",
    ),
    find=find,
    instead_of=("READ101", "READ102", "READ107", "PUB203", "CRED108", "CRED122"),
)
