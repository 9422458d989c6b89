"""SEC102: a secret in a file that git tracks."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import word
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin


def find(case: Case) -> Iterator[Finding]:
    files: dict[str, list[Origin]] = {}
    for origin in case.discovered.hygiene.committed:
        files.setdefault(origin.name, []).append(origin)
    for name, origins in files.items():
        stands = "a password stands in" if origins[0].line is not None else "passwords stand in"
        yield RULE.finding(
            name,
            f"{stands} {origins[0]}, a file that git tracks: everyone with the repository has it",
            confidence=Confidence.CERTAIN,
            origins=tuple(origins),
            remedies=(
                Remedy(
                    "make a new secret, and withdraw the old one: it stays in the history; keep "
                    "the new one in UV_INDEX_<NAME>_PASSWORD, netrc, or a keyring"
                    if origins[0].line is not None
                    else "take the file out of the repository, and make new secrets",
                    None if origins[0].line is not None else f"git rm --cached {word(name)}",
                ),
            ),
        )


RULE = Rule(
    code="SEC102",
    name="secret-in-repository",
    severity=Severity.WARNING,
    meaning="A URL with a password, a netrc file or a credential store is tracked by git.",
    why="What is committed is copied with every clone and fork, and stays in the history when it "
    "is deleted later. Only the index of git is read, so the file may be staged and not committed "
    "yet. The secret itself is not shown.",
    fix="Withdraw the secret at the server, and give the new one by a variable, netrc or keyring. "
    "A user name alone may stay in the URL.",
    example='url = "https://ci:<token>@host/simple" in pyproject.toml.',
    references=("https://docs.astral.sh/uv/concepts/indexes/#providing-credentials-directly",),
    find=find,
)
