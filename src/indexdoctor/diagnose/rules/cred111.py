"""CRED111: a job token of GitLab for another project than the job's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.suspects import provider_of, suspects
from indexdoctor.diagnose.tokens import Kind, facts
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.url import Url

_USER = "gitlab-ci-token"


def find(case: Case) -> Iterator[Finding]:
    own = case.discovered.surroundings.environ.get("CI_PROJECT_ID", "")
    for suspect in suspects(case):
        credential = suspect.credential
        provider = provider_of(case, suspect)
        if provider is None or provider.key != "gitlab" or credential.secret is None:
            continue
        if credential.username != _USER or suspect.status is None:
            continue
        if facts(credential.secret).kind not in (Kind.GITLAB_JOB, Kind.UNKNOWN):
            continue
        project = _project(suspect.url)
        if project is None or not own or project == own:
            continue
        yield RULE.finding(
            suspect.subject,
            f"the job token of project {own} is used for project {project}{suspect.outcome}",
            confidence=Confidence.LIKELY,
            why="a job token reaches another project only when that project lists the job's own; "
            "GitLab hides a project that it may not see behind 404",
            origins=(*suspect.origins, Origin.env("CI_PROJECT_ID")),
            evidence=suspect.evidence,
            remedies=(
                Remedy(
                    f"let project {project} allow jobs of project {own} (Settings, CI/CD, Job "
                    "token permissions)"
                ),
                Remedy(f"or use a deploy token of project {project}"),
            ),
            decide="the same with a deploy token or personal access token",
            severity=suspect.severity,
        )


def _project(url: Url) -> str | None:
    """The number of the project in the URL of its packages; None for names and groups."""
    match = re.search(r"/api/v4/projects/([0-9]+)/packages/pypi(?:/|$)", url.path)
    return None if match is None else match[1]


RULE = Rule(
    code="CRED111",
    name="job-token-of-another-project",
    severity=Severity.ERROR,
    meaning="A job token of GitLab is refused by another project than the one whose job it is.",
    why="CI_JOB_TOKEN speaks for the project of the job. Another project must list that project "
    "among those whose job tokens it takes; the job's user needs the rights as well.",
    fix="Add the job's project to the list of the other project, or use a deploy token of it.",
    example="A job of project 12 uploads to …/projects/34/packages/pypi with CI_JOB_TOKEN: 404.",
    references=("https://github.com/astral-sh/uv/issues/13815",),
    find=find,
    instead_of=("READ101", "READ102", "READ107", "PUB203", "PUB207"),
)
