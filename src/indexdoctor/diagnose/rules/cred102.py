"""CRED102: the keyring command is switched on and gives nothing."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.sources import Unusable, severity, unusable
from indexdoctor.model.credential import Source
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.versions.auth import INDEX_GOVERNS, KEYRING_CREDS_MODE, KEYRING_SCHEME


def find(case: Case) -> Iterator[Finding]:
    for problem in unusable(case, Source.KEYRING):
        yield _finding(case, problem, f"the keyring command is of no use: {problem.asked.reason}")
    answered = {
        exchange.answer.failure: exchange
        for exchange in (() if case.replayed is None else case.replayed.keyring)
        if exchange.answer.failure is not None
    }
    for failure, exchange in answered.items():
        asked = "keyring " + " ".join(exchange.question.argv)
        yield RULE.finding(
            exchange.question.service,
            f"{case.client} gets no credentials from the keyring command: {failure}",
            confidence=Confidence.CERTAIN,
            why="uv runs the first keyring command on PATH, without a terminal",
            origins=_setting(case),
            evidence=(Evidence("asked", asked),),
            remedies=(Remedy("run the same question by hand and see what it says", asked),),
        )
    for problem in unusable(case, Source.KEYRING, state="unasked"):
        if problem.needed and "user" in problem.asked.reason:
            yield _finding(
                case, problem, f"{case.client} does not ask the keyring: {problem.asked.reason}"
            )


def _setting(case: Case) -> tuple[Origin, ...]:
    provider = case.resolution.settings.get("keyring-provider")
    return () if provider is None else (provider.origin,)


def _finding(case: Case, problem: Unusable, cause: str) -> Finding:
    label = problem.labels[0]
    row = case.row(label)
    remedies = [Remedy("make a keyring command available on uv's PATH", "uv tool install keyring")]
    if row is not None and "user" in problem.asked.reason:
        remedies = [
            Remedy(
                "put the user name into the index URL",
                f"# {row.index.origin}\n{row.index.url.scheme}://<user>@{row.index.url.netloc}"
                f"{row.index.url.path}",
            )
        ]
    return RULE.finding(
        label,
        cause,
        confidence=Confidence.CERTAIN,
        why="uv asks for a password only when it knows the user name"
        + (", or when the policy is always" if KEYRING_CREDS_MODE in case.uv else ""),
        origins=_setting(case),
        evidence=(Evidence("concerns", ", ".join(problem.labels)),),
        remedies=tuple(remedies),
        severity=severity(problem),
    )


RULE = Rule(
    code="CRED102",
    name="keyring-unusable",
    severity=Severity.WARNING,
    meaning="keyring-provider = subprocess is set, and the keyring command gives no credential.",
    why="uv runs `keyring get <index URL> <user>`, then the same with the host. The command must "
    "be on the PATH of uv itself (not only in the project's environment), and without a user name "
    'it is asked only under authenticate = "always".',
    fix="Install keyring where uv finds it, put the user name into the index URL, and store the "
    "password under the index URL or the host.",
    example="keyring is installed in .venv/bin, which is not on PATH.",
    references=(
        "https://github.com/astral-sh/uv/issues/3542",
        "https://github.com/astral-sh/uv/issues/12280",
        "https://github.com/astral-sh/uv/issues/11842",
    ),
    changes=(KEYRING_CREDS_MODE, INDEX_GOVERNS, KEYRING_SCHEME),
    find=find,
)
