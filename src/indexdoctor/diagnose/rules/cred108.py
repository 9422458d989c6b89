"""CRED108: a user name or secret that was spoilt on its way."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.controls import other_form_tried
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.suspects import Suspect, provider_of, suspects
from indexdoctor.diagnose.spoilt import Fault, faults_of
from indexdoctor.diagnose.tokens import facts
from indexdoctor.diagnose.words import credential_name
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity

_ADVICE = {
    Fault.EMPTY: "set it: a variable that is not passed to a job is often set and empty",
    Fault.NEWLINE: "store the secret without a line break (printf '%s' instead of echo)",
    Fault.INNER_NEWLINE: "store the secret on one line",
    Fault.SPACE_BEFORE: "take the white space away",
    Fault.SPACE_AFTER: "take the white space away",
    Fault.QUOTES: "write the value without the quotes: here they are part of it",
    Fault.JSON: "take the token out of the JSON document (jq -r, or --query … --output text)",
    Fault.MASKED: "put the secret itself there: this was copied from a log or a masked display, or "
    "written so by a program (uv export of 0.7.9, receipts of uv 0.7.9 to 0.8.2)",
    Fault.PLACEHOLDER: "put the secret itself in place of the placeholder",
    Fault.VARIABLE: "let the shell or the CI system expand the variable; uv's files and variables "
    "are taken as they stand",
    Fault.COMMAND: "write the command where a shell runs it; uv's files and variables are taken as "
    "they stand",
    Fault.ENCODED: "give the secret alone, as it was before the encoding",
    Fault.PERCENT: "write it as it is in a variable, in netrc, in the keyring or in a publish URL; "
    "in the URL of an index encode it once",
    Fault.SCHEME: "leave the word Basic or Bearer out; the client writes the header",
}
# A user name may hold anything; these are no names of anyone.
_OF_NAMES = (
    Fault.NEWLINE,
    Fault.QUOTES,
    Fault.MASKED,
    Fault.PLACEHOLDER,
    Fault.VARIABLE,
    Fault.PERCENT,
)


def find(case: Case) -> Iterator[Finding]:
    for suspect in suspects(case):
        credential = suspect.credential
        if credential.secret is None:
            continue
        token = facts(credential.secret)
        provider = provider_of(case, suspect)
        if provider is not None and provider.is_token_the_user and credential.secret.is_empty():
            continue
        tried = {Fault.PERCENT} if other_form_tried(case, credential) else set()
        written = [f for f in token.faults if f not in tried]
        named = [f for f in faults_of(credential.username or "") if f in _OF_NAMES]
        named = [f for f in named if f not in tried]
        if written:
            yield _finding(suspect, "secret", tuple(written))
        elif named:
            yield _finding(suspect, "user name", tuple(named))


def _finding(suspect: Suspect, what: str, faults: tuple[Fault, ...]) -> Finding:
    credential = suspect.credential
    advice = dict.fromkeys(_ADVICE[fault] for fault in faults)
    return RULE.finding(
        suspect.subject,
        f"the {what} of {credential_name(credential)} is not as it was meant: {faults[-1].value}",
        confidence=Confidence.LIKELY,
        why="the client sends a user name and a secret exactly as they are written down",
        origins=suspect.origins,
        evidence=(
            *suspect.evidence,
            *(Evidence(what, fault.value) for fault in faults),
        ),
        remedies=(
            *(Remedy(f"{text}, at {credential.origin}") for text in advice),
            *suspect.remedies,
        ),
        decide="the same once more with the value written by hand",
        severity=suspect.severity,
    )


RULE = Rule(
    code="CRED108",
    name="secret-spoilt",
    severity=Severity.ERROR,
    meaning="The secret is empty, or it or the user name has a line break, quotes, JSON, a mask, "
    "percent-encoding or the name of a variable where the plain value belongs.",
    why="A secret passes through shells, files and CI settings before the client sends it, and "
    "each can add to it, lose it, or leave a variable unexpanded. The server sees another "
    "password.",
    fix="Store the plain value. Look at its length and ends, not at the value itself.",
    example="A file written with echo ends with a line break, and so does the variable read from "
    "it.",
    references=(
        "https://github.com/astral-sh/uv/issues/13895",
        "https://github.com/astral-sh/uv/issues/13791",
        "https://github.com/microsoft/azure-pipelines-tasks/issues/10967",
    ),
    find=find,
    instead_of=("READ101", "READ102", "READ107", "PUB203"),
)
