"""PUB225: the identity token of a GitLab job is meant for another index."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.credentials import trusted
from indexdoctor.credentials.trusted import Platform
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.encoded import json_object
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_at
from indexdoctor.diagnose.rules.uploads import AUDIENCES
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None or publish.credential is not None or case.keyring_on:
        return
    found = server_at(case, publish.url.value.url)
    wanted = None if found is None else AUDIENCES.get(found.provider.key)
    environ = case.discovered.surroundings.environ
    here = trusted.environment(environ, wanted)
    if found is None or wanted is None or here.platform is not Platform.GITLAB or here.missing:
        return
    variable = trusted.gitlab_variable(wanted)
    named = _audiences(environ[variable])
    if named is None or wanted in named:
        return
    yield RULE.finding(
        case.publish_label,
        f"the identity token in {variable} is for another audience than {wanted}: "
        f"{found.provider.title} gives no upload token for it",
        confidence=Confidence.LIKELY,
        why="the token names whom it is for, and the index takes only those for itself; uv knows "
        "it by the variable's name alone",
        origins=(Origin.env(variable), publish.url.origin),
        evidence=(Evidence(variable, f"a token whose audience is not {wanted}"),),
        remedies=(
            Remedy(
                "let the job have a token for this index",
                f"# .gitlab-ci.yml\n  id_tokens:\n    {variable}:\n      aud: {wanted}",
            ),
        ),
        decide="the token request itself, which indexdoctor does not make: it would make a token",
    )


def _audiences(token: str) -> frozenset[str] | None:
    """Whom a JSON Web Token is for (RFC 7519: one name or a list); None when it does not say."""
    parts = token.strip().split(".")
    claims = json_object(parts[1]) if len(parts) == 3 else None
    if claims is None:
        return None
    match claims.get("aud"):
        case str(name):
            return frozenset({name})
        case list(names):
            return frozenset(str(name) for name in names)
    return None


RULE = Rule(
    code="PUB225",
    name="identity-token-for-another-audience",
    severity=Severity.ERROR,
    meaning="The identity token of the GitLab job is made for another audience than the index "
    "that is published to.",
    why="PyPI takes tokens for the audience pypi, TestPyPI those for testpypi. In GitLab the job "
    "chooses both, the variable's name and the audience, under `id_tokens:`; uv looks for the "
    "variable <AUDIENCE>_ID_TOKEN and sends what is in it.",
    fix="Set `aud` to the audience that the variable is named after.",
    example="PYPI_ID_TOKEN with `aud: testpypi`, copied from a job that publishes to TestPyPI.",
    references=("https://docs.pypi.org/trusted-publishers/using-a-publisher/",),
    find=find,
)
