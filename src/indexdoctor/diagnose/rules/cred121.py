"""CRED121: a character in a URL's password that ends the password."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.url import Address, Url


def find(case: Case) -> Iterator[Finding]:
    for problem in (*case.discovered.command.problems, *case.discovered.problems):
        if problem.reserved is not None:
            refused = Evidence("uv says", problem.message.rpartition(": ")[2])
            yield _finding(case, problem.origin, problem.reserved, str(problem.origin), refused)
    for label, address, origin in _taken(case):
        reserved = _reserved(address)
        if reserved is not None:
            host = Evidence("host as uv has it", address.url.realm)
            yield _finding(case, origin, reserved, label, host, Confidence.LIKELY)


def _taken(case: Case) -> Iterator[tuple[str, Address, Origin]]:
    """The URLs that uv takes as they stand."""
    for row in case.rows():
        yield row.index.label, row.index.address, row.index.origin
    if case.publish is not None:
        yield case.publish_label, case.publish.url.value, case.publish.url.origin


def _reserved(address: Address) -> str | None:
    """The character behind which a URL goes on with what looks like the rest of a password."""
    url = address.url
    if address.userinfo is not None or "." in url.host or url.is_local or url.port is None:
        return None
    for character, part in _parts(url):
        if "@" in part:
            return character
    return None


def _parts(url: Url) -> Iterator[tuple[str, str]]:
    yield "/", url.segments[0] if url.segments else ""
    yield "?", url.query or ""
    yield "#", url.fragment or ""


def _finding(
    case: Case,
    origin: Origin,
    reserved: str,
    subject: str,
    evidence: Evidence,
    confidence: Confidence = Confidence.CERTAIN,
) -> Finding:
    encoded = quote(reserved, safe="")
    return RULE.finding(
        subject,
        f"the user name or password in the URL at {origin} holds a {reserved} as it is: "
        f"{case.client} takes the URL's host to end there",
        confidence=confidence,
        why="in a URL / ? and # end the part with user name, password and host; inside a password "
        "they have to be percent-encoded",
        origins=(origin,),
        evidence=(evidence,),
        remedies=(
            Remedy(
                f"write {encoded} for {reserved} in the password; this encodes a whole one",
                "python3 -c 'import getpass, urllib.parse as u; "
                'print(u.quote(getpass.getpass(), safe=""))\'',
            ),
            Remedy(
                "or leave user name and password out of the URL; variables take them as they are",
                "export UV_INDEX_INTERNAL_USERNAME='<user>' UV_INDEX_INTERNAL_PASSWORD='<password>'"
                '   # for an index with name = "internal"',
            ),
        ),
        decide="" if confidence is Confidence.CERTAIN else "whether this host is meant",
    )


RULE = Rule(
    code="CRED121",
    name="password-ends-the-host",
    severity=Severity.ERROR,
    meaning="A URL carries a user name and password of which a /, ? or # is not percent-encoded.",
    why="The first of these characters ends the host part of a URL, whatever comes before it. uv "
    'says "invalid port number" or "ambiguous user/pass authority", or takes the user name for the '
    "host. An @ in a password is no mistake of that kind: the last @ counts.",
    fix="Percent-encode the password, or give it by variables, which need no encoding.",
    example="https://user:pa#ss@host/simple: the host is user, its port pa.",
    references=("https://github.com/astral-sh/uv/issues/11187",),
    find=find,
)
