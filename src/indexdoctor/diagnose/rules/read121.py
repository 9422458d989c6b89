"""READ121: an image is built without the credentials that the index wants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indexdoctor.diagnose.case import Case, is_complete
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import per_index
from indexdoctor.diagnose.words import credential_name, evidence, variables
from indexdoctor.discover.image_builds import ImageBuild, without_secrets
from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.exchange import Exchange
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.resolution import IndexRow


def find(case: Case) -> Iterator[Finding]:
    private = [
        (row, exchange)
        for row, chains in per_index(case)
        if (exchange := _telling([e for chain in chains for e in chain.exchanges])) is not None
    ]
    if not private:
        return
    builds = list(without_secrets(_folder(case)))
    for row, exchange in private if builds else ():
        yield _finding(case, row, exchange, builds)


def _telling(exchanges: list[Exchange]) -> Exchange | None:
    """The exchange that shows it best: one in which an account was taken."""
    found = [exchange for exchange in exchanges if _needs_account(exchange)]
    found.sort(key=lambda exchange: not is_complete(exchange.request.credential))
    return found[0] if found else None


def _needs_account(exchange: Exchange) -> bool:
    """Whether a request shows that an account is wanted, which an image would not have."""
    credential = exchange.request.credential
    if is_complete(credential):
        return not _travels(credential) and exchange.response.is_success
    return exchange.response.status == 401


def _travels(credential: Credential | None) -> bool:
    """Whether a credential stands in the project, which is copied into the image."""
    return (
        credential is not None
        and credential.source is Source.URL
        and credential.origin.kind is OriginKind.FILE
    )


def _folder(case: Case) -> Path:
    project = case.discovered.project
    return case.discovered.surroundings.cwd if project is None else project.path.parent


def _finding(case: Case, row: IndexRow, exchange: Exchange, builds: list[ImageBuild]) -> Finding:
    label = row.index.label
    first = builds[0]
    credential = exchange.request.credential
    here = f": here it has {credential_name(credential)}" if is_complete(credential) else ""
    return RULE.finding(
        label,
        f"{first.origin} runs uv without a credential for {label}{here}",
        confidence=Confidence.LIKELY,
        why="a build of an image sees no netrc file, keyring or variables of the machine it is "
        "started on; what it is to know has to be handed to each RUN that needs it",
        origins=(first.origin, row.index.origin),
        evidence=(
            *(Evidence(str(build.origin), build.command) for build in builds[:3]),
            evidence(exchange, f"{case.client} sends", row.index.url),
        ),
        remedies=tuple(_remedies(row, first)),
        decide="" if is_complete(credential) else "the same command outside of the image",
    )


def _remedies(row: IndexRow, build: ImageBuild) -> Iterator[Remedy]:
    command = build.command.partition(" ")[2]
    if row.index.name is not None:
        user, password = variables(row.index.name)
        mount = (
            f"RUN --mount=type=secret,id=user,env={user} "
            f"--mount=type=secret,id=password,env={password} {command}"
        )
        yield Remedy("hand the user name and password to that RUN as secrets", mount)
    yield Remedy(
        "or mount a netrc file (docker build --secret id=netrc,src=$HOME/.netrc .)",
        f"RUN --mount=type=secret,id=netrc,target=/root/.netrc {command}",
    )
    yield Remedy("not by ARG or ENV: both stay readable in the image")


RULE = Rule(
    code="READ121",
    name="image-built-without-credentials",
    severity=Severity.WARNING,
    meaning="A Dockerfile of the project runs uv, and hands it no credential for an index that "
    "wants one.",
    why="The netrc file, keyring and variables of a developer or of CI are not there while an "
    "image is built. uv sync then ends with 401 in the image although it works beside it.",
    fix="Mount the credentials as secrets in the RUN that needs them.",
    example="RUN uv sync --frozen in the Dockerfile, the token in ~/.netrc of the machine.",
    references=(
        "https://github.com/astral-sh/uv/issues/11740",
        "https://docs.docker.com/build/building/secrets/",
    ),
    find=find,
)
