"""GitLab's package registry."""

from __future__ import annotations

import re

from indexdoctor.diagnose.providers.base import (
    Meaning,
    Provider,
    Purpose,
    Token,
    Users,
    rewritten,
)
from indexdoctor.diagnose.tokens import Kind
from indexdoctor.model.url import Url

_PROJECT = r"(.*/api/v4/projects/[^/]+/packages/pypi)"


def _publish_url(url: Url) -> Url | None:
    return rewritten(url, rf"{_PROJECT}/simple/?", r"\1")


def _read_url(url: Url) -> Url | None:
    return rewritten(url, rf"{_PROJECT}/?", r"\1/simple")


def _no_uploads(url: Url) -> str:
    if re.search(r"/api/v4/groups/[^/]+/-/packages/pypi(/|$)", url.path):
        return "a group is for reading; uploads go to one of its projects"
    return ""


_HIDDEN = (
    "the package or project is not there, or this account may not see it; a job token must be "
    "allowed by that project"
)

PROVIDER = Provider(
    key="gitlab",
    title="GitLab",
    paths=(r"/api/v4/(projects/[^/]+|groups/[^/]+/-)/packages/pypi(/|$)",),
    realms=(r"GitLab Packages Registry",),
    users=Users(
        "the name of the token (any), gitlab+deploy-token-<number> for a deploy token, "
        "gitlab-ci-token for a job token",
        per_token={
            Kind.GITLAB_JOB: Users(
                "gitlab-ci-token with a job token",
                accepted=frozenset({"gitlab-ci-token"}),
                instead="gitlab-ci-token",
            ),
            Kind.GITLAB_DEPLOY: Users(
                "the deploy token's own user name, gitlab+deploy-token-<number> unless another was "
                "chosen",
                refused=frozenset({"", "__token__", "gitlab-ci-token"}),
            ),
        },
    ),
    tokens=(
        Token("personal, project or group access token (scope api)", "as chosen", "glpat-…"),
        Token("deploy token (scope read_package_registry)", "as chosen", "gldt-…"),
        Token("CI_JOB_TOKEN", "until the job ends", "glcbt-…"),
    ),
    meanings=(
        Meaning(401, Purpose.READ, False, "the project or group is not open to everyone"),
        Meaning(401, Purpose.READ, True, "the token is wrong or expired", verified=False),
        Meaning(
            403,
            Purpose.READ,
            True,
            "the account may see the project but not its packages (a guest, or a scope is missing)",
        ),
        Meaning(404, Purpose.READ, True, _HIDDEN),
        Meaning(
            404,
            Purpose.READ,
            False,
            "the package or project is not there, or it is hidden from everyone without a "
            "credential",
        ),
        Meaning(
            302,
            Purpose.READ,
            None,
            "the package is not there, or not to be seen by this account: the request is forwarded "
            "to PyPI",
        ),
        Meaning(401, Purpose.PUBLISH, None, "the token is missing, wrong or expired"),
        Meaning(
            403,
            Purpose.PUBLISH,
            True,
            "the account may not upload to this project, or the package is protected",
        ),
        Meaning(
            404,
            Purpose.PUBLISH,
            None,
            "uploads go to a project (…/projects/<id>/packages/pypi), and the account must see it",
        ),
        Meaning(405, Purpose.PUBLISH, None, "uploads go to …/projects/<id>/packages/pypi"),
        Meaning(400, Purpose.PUBLISH, True, "the token was taken; the form or file was not"),
    ),
    publish_url=_publish_url,
    read_url=_read_url,
    no_uploads=_no_uploads,
    obtain="make a deploy token with the scope read_package_registry or write_package_registry in "
    "the project's settings, or use CI_JOB_TOKEN in a job",
    sources=(
        "https://docs.gitlab.com/user/packages/pypi_repository/",
        "https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/api/pypi_packages.rb",
        "https://github.com/astral-sh/uv/issues/7359",
    ),
)
