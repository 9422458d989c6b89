"""In what surroundings a report was made: what a support engineer asks for first."""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Mapping
from typing import TYPE_CHECKING

from indexdoctor.model.surroundings import Surroundings

if TYPE_CHECKING:
    from indexdoctor.model.report import Report

# Variables that tell of a container or a CI service, with the service's name.
_SIGNS = {
    "KUBERNETES_SERVICE_HOST": "Kubernetes",
    "GITHUB_ACTIONS": "GitHub Actions",
    "GITLAB_CI": "GitLab CI",
    "TF_BUILD": "Azure Pipelines",
    "JENKINS_URL": "Jenkins",
    "BUILDKITE": "Buildkite",
    "CIRCLECI": "CircleCI",
    "TRAVIS": "Travis CI",
    "TEAMCITY_VERSION": "TeamCity",
    "BITBUCKET_BUILD_NUMBER": "Bitbucket Pipelines",
    "CODEBUILD_BUILD_ID": "AWS CodeBuild",
}


def environment(report: Report, surroundings: Surroundings) -> tuple[tuple[str, str], ...]:
    """Label and text of each line: versions, the system, and when the run began."""
    import ssl
    from importlib.metadata import version

    client = report.client
    found = f" ({client.found})" if client.found else ""
    rows = [
        ("indexdoctor", report.tool_version),
        (client.name, f"{client.version}{found}"),
        ("Python", f"{platform.python_version()} ({platform.python_implementation()})"),
        ("system", _system(surroundings.environ)),
        ("TLS", ssl.OPENSSL_VERSION),
        ("httpx", version("httpx")),
    ]
    if report.started is not None:
        rows.append(("time", report.started.isoformat(" ", "seconds")))
    if client.command:
        rows.append(("command", client.command))
    return tuple(rows)


def _system(environ: Mapping[str, str]) -> str:
    name = f"{platform.system()} {platform.release()} {platform.machine()}"
    with contextlib.suppress(OSError, KeyError):  # not Linux, or without such a file
        name += f", {platform.freedesktop_os_release()['PRETTY_NAME']}"
    container = environ.get("container")  # set by systemd-nspawn, podman and LXC
    signs = [f"in a container ({container})"] if container else []
    signs += [f"in {service}" for name, service in _SIGNS.items() if environ.get(name)]
    if not signs and environ.get("CI"):
        signs.append("in CI")
    return ", ".join([name, *signs])
