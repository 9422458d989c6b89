"""CRED126: the account that a tool was installed with, out of its receipt."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.refusals import proof_lines, refusals, severity
from indexdoctor.model.config import ConfigFile, ConfigScope
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    receipt = next((c for c in case.discovered.config if c.scope is ConfigScope.RECEIPT), None)
    if receipt is None:
        return
    shown = case.discovered.surroundings.shown(receipt.path)
    for refusal in refusals(case):
        credential = refusal.credential
        if credential is None or credential.origin.name != shown:
            continue
        label = refusal.row.index.label
        yield RULE.finding(
            label,
            f"{case.client} sends the account out of the tool's receipt ({credential.origin}), and "
            f"{label} answers {refusal.chain.status}",
            confidence=Confidence.CERTAIN,
            why="up to 0.8.2 uv wrote the indexes a tool was installed with into its receipt, with "
            "their user names and passwords; uv tool upgrade takes them from there, before all "
            "other definitions",
            origins=(credential.origin,),
            evidence=proof_lines(case, refusal),
            severity=severity(case, refusal),
            remedies=(
                Remedy(
                    "install the tool anew: the receipt is written with the indexes of now",
                    f"uv tool install --force {_tool(case, receipt)}",
                ),
            ),
        )


def _tool(case: Case, receipt: ConfigFile) -> str:
    return receipt.path.parent.name


RULE = Rule(
    code="CRED126",
    name="account-of-a-receipt",
    severity=Severity.ERROR,
    meaning="uv tool upgrade sends the user name and password that the tool's receipt holds, and "
    "they are refused.",
    why="uv-receipt.toml keeps the indexes of the installation. Up to 0.8.2 user information was "
    "part of them: a short-lived token is there for ever, and comes before variables and files.",
    fix="Install the tool anew with --force.",
    example="A tool was installed with a token of twelve hours in UV_INDEX_URL; uv tool upgrade is "
    "refused the next day, whatever UV_INDEX_URL holds then.",
    references=("https://github.com/astral-sh/uv/issues/8523",),
    find=find,
    instead_of=("READ101", "READ102"),
)
