"""Workflows of GitHub Actions, as far as they decide on trusted publishing."""

from __future__ import annotations

from dataclasses import field

from indexdoctor.model.origin import Origin
from indexdoctor.records import record


@record
class Permissions:
    """A `permissions:` key: whether it gives `id-token: write`, and where it stands."""

    id_token: bool
    origin: Origin


@record
class Job:
    """One job: `publishes` is the step that runs `uv publish`; None where none does.

    `environment` is the name of the deployment environment the job gives.
    """

    name: str
    origin: Origin
    permissions: Permissions | None = None
    publishes: Origin | None = None
    environment: str | None = None


@record
class Workflow:
    """One workflow file. `reusable` is the place of `workflow_call`; None where it has none."""

    name: str
    origin: Origin
    permissions: Permissions | None = None
    reusable: Origin | None = None
    jobs: tuple[Job, ...] = field(default=())

    def allowed(self, job: Job) -> Permissions | None:
        """The permissions in force for a job: its own replace those of the workflow as a whole."""
        return job.permissions or self.permissions
