"""CRED124: the user name in the URL keeps uv from the account of the index's variables."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import ASKED, Case, is_complete
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import KEYRINGS
from indexdoctor.diagnose.rules.refusals import Refusal, proof_lines, refusals, severity
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.diagnose.words import variables
from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.resolution import IndexRow


def find(case: Case) -> Iterator[Finding]:
    for refusal in refusals(case):
        seeded, name = refusal.row.seeded, refusal.row.index.name
        last = refusal.chain.last.request.credential
        if refusal.credential is not None or last is None or last.source is not Source.URL:
            continue
        twin = _twin(case, refusal, last)
        if twin is not None:
            yield _beside(case, refusal, twin, str(last.username))
        if seeded is None or not is_complete(seeded) or seeded.source is not Source.INDEX_ENV:
            continue
        if name is not None and last.username is not None and seeded.username != last.username:
            yield _finding(case, refusal, seeded, name, last.username)


def _twin(case: Case, refusal: Refusal, last: Credential) -> IndexRow | None:
    """Another definition of the same URL that has an account of its own, for another user."""
    mine = refusal.row.index
    return next(
        (
            row
            for row in case.rows(*ASKED)
            if row is not refusal.row
            and _place(row.index) == _place(mine)
            and row.seeded is not None
            and row.seeded.is_complete
            and last.username is not None
            and row.seeded.username != last.username
        ),
        None,
    )


def _place(index: Index) -> str:
    return str(index.url).rstrip("/")


def _beside(case: Case, refusal: Refusal, twin: IndexRow, asked: str) -> Finding:
    index, account = refusal.row.index, twin.seeded
    assert account is not None
    remedies = [Remedy("take the user name out of the URL", f"# {index.origin}\n{index.url}")]
    if index.name is not None and twin.index.kind is IndexKind.INDEX:
        remedies.append(
            Remedy(
                f"or give what stands at {twin.index.origin} the name of the index, so that it "
                "takes its place",
                f"{index.name}=<the URL at {twin.index.origin}>",
            )
        )
    return RULE.finding(
        index.label,
        f"{case.client} does not send the password of {account.origin}: {index.label} is the same "
        f"URL and asks for the user {asked}, and that password is {account.username or 'nobody'}'s",
        confidence=Confidence.CERTAIN,
        why="two definitions have one URL; requests are made for the user name in it, and only a "
        "password of the same user is taken",
        origins=(index.origin, account.origin),
        evidence=proof_lines(case, refusal),
        severity=severity(case, refusal),
        remedies=tuple(remedies),
    )


def _finding(case: Case, refusal: Refusal, seeded: Credential, name: str, asked: str) -> Finding:
    index = refusal.row.index
    user, password = variables(name)
    has = f"have the user {seeded.username}" if seeded.username else "have no user name"
    return RULE.finding(
        index.label,
        f"{case.client} does not send the password of {password}: the URL asks for the user "
        f"{asked}, and the variables {has}",
        confidence=Confidence.CERTAIN,
        why="the variables stand in place of all user information of the URL when credentials are "
        "stored, but requests are made for the user name in the URL, and only a password of the "
        "same user is taken",
        origins=(index.origin, seeded.origin),
        evidence=proof_lines(case, refusal),
        severity=severity(case, refusal),
        remedies=(
            Remedy(
                "take the user name out of the URL",
                f"# {index.origin}\n{index.url}",
            ),
            Remedy(
                "or give the variables the same user name, if the password is this user's",
                f"export {user}={word(asked)}",
            ),
        ),
    )


RULE = Rule(
    code="CRED124",
    name="user-name-beside-variables",
    severity=Severity.ERROR,
    meaning="The index URL holds a user name, and the variables of the index give a password for "
    "another user name or for none.",
    why="UV_INDEX_<NAME>_* replaces the user information of the URL as a whole: a password alone "
    "is stored without a user. A request for a URL with a user name takes only what is stored for "
    "that user. The same in all releases from 0.6.0 to 0.13.8.",
    fix="Leave the user name out of the URL, or set UV_INDEX_<NAME>_USERNAME to the same.",
    example="https://oauth2accesstoken@host/simple for people with a keyring, and a CI job that "
    "sets UV_INDEX_<NAME>_USERNAME=_json_key_base64 and the password.",
    references=("https://github.com/astral-sh/uv/issues/8728",),
    find=find,
    instead_of=("READ103",),
    instead_of_doubtful=KEYRINGS,
)
