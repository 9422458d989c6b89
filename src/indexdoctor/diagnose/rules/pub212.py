"""PUB212: in a terminal uv asks for a user name though a credential is stored."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, is_complete
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.diagnose.words import credential_name
from indexdoctor.discover.since import Since, came, release_of
from indexdoctor.model.credential import Source
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity

_STORED = "what is stored comes before the question"
# Measured with a terminal, a stored login and 0.13.1 and 0.13.2.
_SINCE: Since = {_STORED: "0.13.2"}
_SOURCES = (Source.NETRC, Source.STORE, Source.NATIVE)


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None or publish.credential is not None or came(_STORED, _SINCE, case.uv):
        return
    if case.replayed is not None and not case.upload_chains:
        return  # there is nothing to upload, or a token of trusted publishing
    stored = next(
        (
            asked.credential
            for asked in publish.asked
            if asked.source in _SOURCES and is_complete(asked.credential)
        ),
        None,
    )
    if stored is None:
        return
    user = stored.username or ""
    yield RULE.finding(
        case.publish_label,
        f"in a terminal {case.client} asks for a user name and password though "
        f"{credential_name(stored)} is there for the publish URL",
        confidence=Confidence.LIKELY,
        why="without any user name uv asks for one before it looks into netrc and what uv auth "
        "login stored; only where there is no terminal does it look there at once",
        origins=(stored.origin, publish.url.origin),
        remedies=(
            Remedy("name the user, so that uv looks for the password", _command(case, user)),
            Remedy(f"or take uv {release_of(_STORED, _SINCE)} or later: it looks there first"),
        ),
        decide="whether uv runs in a terminal",
        severity=Severity.NOTE if case.discovered.surroundings.environ.get("CI") else None,
    )


def _command(case: Case, user: str) -> str:
    index = None if case.publish is None else case.publish.index
    target = "" if index is None else f" --index {index}"
    return f"uv publish{target} --username {word(user)}"


RULE = Rule(
    code="PUB212",
    name="asked-before-what-is-stored",
    severity=Severity.WARNING,
    meaning="A credential for the publish URL is stored, and uv asks for a user name and password "
    "all the same.",
    why="Up to 0.13.1 uv publish asks for both in a terminal when no option, variable or URL gives "
    "either, before it looks into netrc and the store of uv auth login. With a user name it looks "
    "for the password there.",
    fix="Give the user name of the stored entry: __token__ for a token.",
    example="uv auth login --token for the upload URL, then uv publish: Enter username.",
    references=(
        "https://github.com/astral-sh/uv/issues/18003",
        "https://github.com/astral-sh/uv/issues/17608",
    ),
    find=find,
)
