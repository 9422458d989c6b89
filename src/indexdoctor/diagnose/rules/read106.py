"""READ106: a page for people came where a page of an index was expected."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain, is_complete
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_at, server_lines
from indexdoctor.diagnose.rules.shared import (
    always_remedies,
    is_file,
    is_package_page,
    media_type,
    read_chains,
)
from indexdoctor.diagnose.words import sends
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import IndexRow
from indexdoctor.versions.auth import PIP_POLICIES, POLICIES_OF_ALL
from indexdoctor.versions.settings import AUTHENTICATE_FIELD

_FORM = re.compile(rb"""<input[^>]+type\s*=\s*["']?password""", re.IGNORECASE)
_LOGIN_PATH = re.compile(r"/(login|sign[_-]?in|sso|saml2?|oauth2?|authorize|auth/realms)(/|$)")


_NOT_SENT = (
    "a proxy or single sign-on in front of the index answers requests without a browser session; "
    "uv sees no refusal and looks for no credentials"
)
_NOT_TAKEN = (
    "the credential that was sent did not count there, and in place of a refusal came the page for "
    "people to sign in; to uv that is no refusal"
)


def find(case: Case) -> Iterator[Finding]:
    reported: set[str] = set()
    for row, chain in read_chains(case):
        label = row.index.label
        if label in reported or not (is_package_page(chain) or is_file(chain)):
            continue
        if not 200 <= chain.status < 300 or not _is_login(case, row, chain):
            continue
        reported.add(label)
        form = _FORM.search(chain.last.response.body) is not None
        yield RULE.finding(
            label,
            f"{label} sends {case.client} a login page (status {chain.status}) instead of "
            + ("a list of files" if is_package_page(chain) else "a file"),
            confidence=Confidence.CERTAIN if form else Confidence.LIKELY,
            why=_NOT_TAKEN if is_complete(chain.credential) else _NOT_SENT,
            origins=(row.index.origin,),
            evidence=(
                *sends(chain.exchanges, case.client, row.index.url),
                Evidence("content", "a form with a password field" if form else media_type(chain)),
                *server_lines(case, chain, row.index.url),
            ),
            remedies=(
                *_remedies(case, row, chain),
                Remedy("or use the index URL meant for tools (ask the index's owner)"),
            ),
            decide="" if form else "open the last URL in a browser",
        )


def _remedies(case: Case, row: IndexRow, chain: Chain) -> tuple[Remedy, ...]:
    sent = chain.credential
    if sent is None or not sent.is_complete:
        return always_remedies(case, row.index, _username(case, row))
    found = server_at(case, row.index.url)
    renew = () if found is None else (Remedy(found.provider.obtain),)
    return (Remedy(f"put a token that is still valid at {sent.origin}"), *renew)


def _username(case: Case, row: IndexRow) -> str | None:
    return next((c.username for c in case.held(row) if c.username), None)


def _is_login(case: Case, row: IndexRow, chain: Chain) -> bool:
    if "html" not in media_type(chain):
        return False
    if _FORM.search(chain.last.response.body):
        return True
    if chain.status == 203 and server_lines(case, chain, row.index.url)[1:]:
        return True  # there a server has a page to sign in for it
    path = chain.last.request.url.path.lower()
    return chain.last.request.hop > 0 and _LOGIN_PATH.search(path) is not None


RULE = Rule(
    code="READ106",
    name="login-page",
    severity=Severity.ERROR,
    meaning="The index answers with a login page instead of a simple page.",
    why="Single sign-on in front of an index redirects to a login page (302, 203 or 200 with "
    "HTML). To uv that is an index page without files, or an unsupported content type.",
    fix='Set authenticate = "always" so that a token goes with the first request, or use the URL '
    "the server offers to tools.",
    example="302 to https://sso.example/login, then 200 text/html.",
    references=("https://github.com/astral-sh/uv/issues/7359",),
    changes=(AUTHENTICATE_FIELD, PIP_POLICIES, POLICIES_OF_ALL),
    find=find,
    instead_of=("READ108",),
)
