"""PUB213: trusted publishing has no identity token here."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.credentials import trusted
from indexdoctor.credentials.trusted import Platform, TrustedEnvironment
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_at
from indexdoctor.diagnose.rules.uploads import AUDIENCES, audience, nothing_to_send
from indexdoctor.diagnose.rules.workflows import publishing_jobs
from indexdoctor.diagnose.words import evidence, listed
from indexdoctor.model.command import CommandKind
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.versions.publish import AUDIENCE_ASKED_ANYWHERE


def find(case: Case) -> Iterator[Finding]:
    here = trusted.environment(case.discovered.surroundings.environ, _audience(case))
    confidence = _confidence(case)
    if not here.missing or confidence is None:
        return
    asked = audience(case)
    if asked is not None and asked.response.status != 200:
        return  # the server takes no trusted publishing: PUB204 says what is missing
    lines = () if asked is None else (evidence(asked, "trusted publishing"),)
    origins, remedies = _remedies(case, here)
    subject = case.publish_label or "uv publish"
    yield RULE.finding(
        subject,
        f"{case.client} has no credentials for the upload, and no identity token to get one: "
        f"{listed(list(here.missing))} {'is' if len(here.missing) == 1 else 'are'} not set in this "
        f"job of {here.platform}",
        confidence=confidence,
        why=_WHY[here.platform],
        origins=origins,
        evidence=(*(Evidence(name, "not set") for name in here.missing), *lines),
        remedies=(
            *remedies,
            Remedy("or give the upload a token", "export UV_PUBLISH_TOKEN='<token>'"),
        ),
        decide="" if confidence is Confidence.CERTAIN else "indexdoctor check in this job",
    )


_WHY = {
    Platform.GITHUB: "GitHub gives a job what it needs for identity tokens only with the "
    "permission `id-token: write`; a called workflow gets no more than its caller has, and a run "
    "for a pull request from a fork gets none",
    Platform.GITLAB: "GitLab gives a job an identity token only where `id_tokens:` names it",
}


def _confidence(case: Case) -> Confidence | None:
    publish = case.publish
    if publish is None:
        # With `always` uv ends before it has a target; the problem is found after its question.
        is_upload = case.discovered.command.kind is CommandKind.PUBLISH
        late = any(problem.late for problem in case.resolution.problems)
        return Confidence.CERTAIN if is_upload and late else None
    never = publish.trusted is not None and publish.trusted.value == "never"
    if publish.credential is not None or case.keyring_on or never:
        return None
    return nothing_to_send(case)


def _audience(case: Case) -> str | None:
    """What the index wants to be named in the token, where it is known."""
    publish = case.publish
    found = None if publish is None else server_at(case, publish.url.value.url)
    return None if found is None else AUDIENCES.get(found.provider.key)


def _remedies(
    case: Case, here: TrustedEnvironment
) -> tuple[tuple[Origin, ...], tuple[Remedy, ...]]:
    """The places in the files of the job, and what to write there."""
    if here.platform is not Platform.GITHUB:
        wanted = _audience(case) or "<audience>"
        patch = f"  id_tokens:\n    {here.missing[0]}:\n      aud: {wanted}"
        remedy = Remedy("let the job have an identity token", f"# .gitlab-ci.yml\n{patch}")
        return (Origin.env("GITLAB_CI"),), (remedy,)
    patch = "permissions:\n  id-token: write\n  contents: read"
    for workflow, job in publishing_jobs(case):
        allowed = workflow.allowed(job)
        if allowed is None:
            remedy = Remedy(f"give the job {job.name} the permission", f"# {job.origin}\n{patch}")
            return (job.origin,), (remedy,)
        if not allowed.id_token:
            remedy = Remedy(
                f"add it to the permissions of the job {job.name}",
                f"# {allowed.origin}\n  id-token: write",
            )
            return (allowed.origin, job.origin), (remedy,)
        remedy = Remedy(
            f"{allowed.origin} asks for it already: give it to the job that calls this workflow as "
            "well, and publish from no pull request of a fork",
            f"# the calling workflow\n{patch}",
        )
        return (allowed.origin,), (remedy,)
    return (Origin.env("GITHUB_ACTIONS"),), (
        Remedy("give the job the permission", f"# .github/workflows/<workflow>.yml\n{patch}"),
    )


RULE = Rule(
    code="PUB213",
    name="no-identity-token",
    severity=Severity.ERROR,
    meaning="uv publish is to get its token by trusted publishing, and the job has no identity "
    "token.",
    why="Trusted publishing trades an identity token of the CI system for an upload token. GitHub "
    "gives one to jobs with `id-token: write` alone: ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN are "
    "set there. GitLab gives one as <AUDIENCE>_ID_TOKEN to jobs with `id_tokens:`.",
    fix="Give the job `permissions: id-token: write`, and the workflow that calls it too.",
    example="A release job with `permissions: contents: read` runs uv publish: "
    '"is the `id-token: write` permission missing?"',
    references=(
        "https://github.com/astral-sh/uv/pull/8633",
        "https://docs.pypi.org/trusted-publishers/using-a-publisher/",
    ),
    changes=(AUDIENCE_ASKED_ANYWHERE,),
    find=find,
    instead_of=("PUB204",),
)
