"""Which job of GitHub Actions the command runs in."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.model.workflow import Job, Workflow


def caller(case: Case) -> str:
    """The file name of the workflow that was started; empty outside of GitHub Actions.

    GITHUB_WORKFLOW_REF is `owner/repository/.github/workflows/file.yml@ref`, that of the caller
    when one workflow calls another.
    """
    place, _, _ = case.discovered.surroundings.environ.get("GITHUB_WORKFLOW_REF", "").partition("@")
    return place.rsplit("/", 1)[-1]


def publishing_jobs(case: Case) -> Iterator[tuple[Workflow, Job]]:
    """The jobs that run `uv publish`: that of this run first, as far as it can be told."""
    name = case.discovered.surroundings.environ.get("GITHUB_JOB")
    started = caller(case)
    found = [
        (workflow, job)
        for workflow in case.discovered.workflows
        for job in workflow.jobs
        if job.publishes is not None
    ]
    found.sort(key=lambda one: (one[1].name != name, one[0].name != started))
    yield from found
