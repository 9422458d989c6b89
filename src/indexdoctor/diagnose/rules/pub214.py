"""PUB214: trusted publishing from a reusable workflow."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.credentials import trusted
from indexdoctor.credentials.trusted import Platform
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_at
from indexdoctor.diagnose.rules.workflows import caller, publishing_jobs
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    environ = case.discovered.surroundings.environ
    if publish is None or publish.credential is not None or case.keyring_on:
        return
    found = server_at(case, publish.url.value.url)
    if found is None or found.provider.key not in ("pypi", "testpypi"):
        return
    here = trusted.environment(environ)
    started = caller(case)
    job = next(publishing_jobs(case), None)
    if here.platform is not Platform.GITHUB or here.missing or not started or job is None:
        return
    workflow, step = job
    if workflow.reusable is None or workflow.name == started:
        return
    assert step.publishes is not None
    name = found.provider.title
    repository = environ.get("GITHUB_REPOSITORY", "<owner>/<repository>")
    yield RULE.finding(
        case.publish_label,
        f"uv publish runs in the reusable workflow {workflow.name}, called by {started}: {name} "
        "knows no publisher of this kind (invalid-publisher)",
        confidence=Confidence.LIKELY,
        why="the identity token names both workflows, and the server compares them with the one "
        "file name of the publisher; reusable workflows are not supported",
        origins=(step.publishes, workflow.reusable),
        evidence=(
            Evidence("GITHUB_WORKFLOW_REF", f"this run was started by {started}"),
            Evidence("runs uv publish", str(step.publishes)),
            Evidence("is called", str(workflow.reusable)),
        ),
        remedies=(
            Remedy(
                f"publish in a job of {started} itself, and let the reusable workflow build only; "
                f"the publisher on {name} is then {repository}, workflow {started}"
                + (f", environment {step.environment}" if step.environment else ", no environment"),
                "permissions:\n  id-token: write",
            ),
            Remedy("or upload with an API token", "export UV_PUBLISH_TOKEN='<token>'"),
        ),
        decide="the token request itself, which indexdoctor does not make: it would make a token",
    )


RULE = Rule(
    code="PUB214",
    name="publishing-from-a-reusable-workflow",
    severity=Severity.ERROR,
    meaning="Trusted publishing runs in a workflow that another one calls.",
    why="A trusted publisher is a repository, the file name of a workflow and an environment. PyPI "
    "does not support publishing from within a reusable workflow: the token does not match, and "
    'the answer is "valid token, but no corresponding publisher". The same answer comes when the '
    "file was renamed, or the job's environment is another one than the publisher's.",
    fix="Publish from a job of the workflow that is started, and build in the reusable one.",
    example="release.yml calls publish.yml with `uses:`, and publish.yml runs uv publish.",
    references=(
        "https://github.com/pypa/gh-action-pypi-publish/issues/166",
        "https://docs.pypi.org/trusted-publishers/troubleshooting/",
    ),
    find=find,
)
