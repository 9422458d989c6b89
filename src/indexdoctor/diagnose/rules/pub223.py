"""PUB223: a publish variable is set and empty."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.words import listed, sends
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin

_VARIABLES = ("UV_PUBLISH_TOKEN", "UV_PUBLISH_USERNAME", "UV_PUBLISH_PASSWORD")
_SECRETS = ("UV_PUBLISH_TOKEN", "UV_PUBLISH_PASSWORD")


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None or publish.credential is None:
        return
    given = publish.credential
    environ = case.discovered.surroundings.environ
    empty = [name for name in _VARIABLES if environ.get(name) == ""]
    secret = [name for name in empty if name in _SECRETS and given.origin == Origin.env(name)]
    if not secret or given.secret is None or not given.secret.is_empty():
        return
    chain = next((c for c in case.upload_chains if c.status in (401, 403, 404)), None)
    if case.replayed is not None and chain is None:
        return
    url = publish.url.value.url
    user = f"the user name {given.username} alone" if given.username else "no credential at all"
    yield RULE.finding(
        case.publish_label,
        f"{listed(empty)} {'is' if len(empty) == 1 else 'are'} set and empty: {case.client} sends "
        f"{user}",
        confidence=Confidence.LIKELY if chain is None else Confidence.CERTAIN,
        why="CI systems set a variable to nothing where the secret has another name, is protected "
        "(GitLab: only protected branches and tags get it), belongs to an environment the job does "
        "not name, or is kept from jobs of forks",
        origins=tuple(Origin.env(name) for name in empty),
        evidence=(
            *(() if chain is None else sends(chain.exchanges, case.client, url)),
            *(Evidence(name, "set, and empty") for name in empty),
        ),
        remedies=(
            Remedy(f"let the job have the secret behind {secret[0]}, and look at its name there"),
            Remedy(f"unset {secret[0]} where something else is to be used", f"unset {secret[0]}"),
        ),
        severity=None if chain is not None else Severity.WARNING,
    )


RULE = Rule(
    code="PUB223",
    name="publish-variable-empty",
    severity=Severity.ERROR,
    meaning="UV_PUBLISH_PASSWORD or UV_PUBLISH_TOKEN is set, and there is nothing in it.",
    why="To uv a variable that is set and empty is given: it looks for no other credential and "
    "sends the user name alone, or nothing. On a developer's machine the same command works with "
    "what is set there.",
    fix="Give the job the secret: check its name, protection, environment, and whether the job is "
    "of a fork.",
    example="UV_PUBLISH_TOKEN: ${{ secrets.PYPI_TOKEN }} in a job of a fork, where secrets are "
    "empty.",
    references=("https://github.com/astral-sh/uv/issues/11469",),
    find=find,
    instead_of=("PUB203", "PUB204", "CRED106", "CRED108"),
)
