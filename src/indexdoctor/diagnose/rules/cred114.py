"""CRED114: the keyring command has no plug-in for the server it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.providers.base import Provider
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.missed import Need, installed, is_for_another, needs, setting
from indexdoctor.diagnose.rules.servers import server_at
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.credential import Trouble
from indexdoctor.model.finding import Confidence, Evidence, Finding, Severity
from indexdoctor.model.keyrings import KeyringCommand


def find(case: Case) -> Iterator[Finding]:
    run = case.resolution.keyrings.run
    if not case.keyring_on or run is None:
        return
    for need in needs(case):
        if is_for_another(case, need):
            continue
        found = server_at(case, need.url)
        if found is None or not found.is_sure or not found.provider.plugin:
            continue
        nothing = need.found_nothing or any(
            item.answer.trouble is Trouble.BACKEND for item in need.asked
        )
        stored = any(item.answer.secret is not None for item in need.further)
        if nothing and not stored and not _has(run, found.provider.plugin):
            yield _finding(case, need, run, found.provider)


def _has(command: KeyringCommand, plugin: str) -> bool:
    name = normalise_name(plugin)
    return command.distributions is not None and name in command.distributions


def _finding(case: Case, need: Need, run: KeyringCommand, provider: Provider) -> Finding:
    plugin = provider.plugin
    sure = run.distributions is not None
    if sure:
        seen = f"{run.environment} has keyring without {plugin}"
    else:
        seen = f"{run.shown}: what is installed beside it is not known"
    return RULE.finding(
        need.label,
        f"{case.client} asks {run.shown} for {provider.title}, and it has no entry: "
        + (f"{plugin} is not installed beside it" if sure else f"perhaps it lacks {plugin}"),
        confidence=Confidence.LIKELY if sure else Confidence.POSSIBLE,
        why=f"the passwords of {provider.title} are made by a plug-in when they are asked for; "
        "keyring loads only what is installed in its own environment",
        origins=(*setting(case), need.origin),
        evidence=(*need.lines, Evidence("installed", seen)),
        remedies=(installed(case, server_at(case, need.url)),),
        decide=f"keyring --list-backends: whether it names {plugin}",
        severity=need.severity,
    )


RULE = Rule(
    code="CRED114",
    name="keyring-without-plugin",
    severity=Severity.ERROR,
    meaning="The keyring command is asked for a server whose passwords come from a plug-in, and "
    "the plug-in is not installed in the command's own environment.",
    why="artifacts-keyring (Azure Artifacts), keyrings.google-artifactregistry-auth and "
    "keyrings.codeartifact are plug-ins of keyring. uv runs the command, so the plug-in has to be "
    "where the command is, not in the project.",
    fix="Install both together: uv tool install keyring --with <the plug-in>.",
    example="uv tool install keyring, and artifacts-keyring among the project's dependencies.",
    references=(
        "https://docs.astral.sh/uv/guides/integration/azure/",
        "https://github.com/astral-sh/uv/issues/17144",
    ),
    find=find,
    instead_of=("READ103", "POL102", "POL103", "PUB203", "CRED102", "CRED113"),
)
