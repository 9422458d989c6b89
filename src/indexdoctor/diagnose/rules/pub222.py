"""PUB222: a token of PyPI that is limited to other projects."""

from __future__ import annotations

from collections.abc import Iterator

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.suspects import planned_upload
from indexdoctor.diagnose.tokens import facts
from indexdoctor.diagnose.words import credential_name, sends
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None:
        return
    chain = next((chain for chain in case.upload_chains if chain.credential is not None), None)
    credential = planned_upload(case) if chain is None else chain.credential
    if credential is None or credential.secret is None:
        return
    allowed = facts(credential.secret).projects
    if allowed is None or (chain is not None and chain.last.response.is_success):
        return
    names = dict.fromkeys(name for file in publish.files if (name := _project(file)) is not None)
    others = [name for name in names if name not in allowed]
    if not others:
        return
    lines = () if chain is None else sends(chain.exchanges, case.client, publish.url.value.url)
    refused = chain is not None and chain.status == 403
    yield RULE.finding(
        case.publish_label,
        f"the token of {credential_name(credential)} is limited to projects other than "
        f"{', '.join(others)}",
        confidence=Confidence.CERTAIN if refused else Confidence.LIKELY,
        why="the token itself lists the projects it is for; the server looks at them only when a "
        "whole upload comes, and then answers 403",
        origins=(credential.origin, publish.url.origin),
        evidence=(*lines, Evidence("to upload", ", ".join(names))),
        remedies=(
            Remedy(f"put a token for {others[0]} at {credential.origin}"),
            Remedy("for a first release take a token for all projects, or a pending publisher"),
        ),
        decide="" if refused else "the upload itself: a probe without a file does not get so far",
    )


def _project(name: str) -> str | None:
    """The normalised project name of a distribution's file name; None when it is none."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    try:
        if base.endswith(".whl"):
            return str(parse_wheel_filename(base)[0])
        return str(parse_sdist_filename(base)[0])
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None


RULE = Rule(
    code="PUB222",
    name="token-of-another-project",
    severity=Severity.ERROR,
    meaning="The API token is limited to projects, and what is to be uploaded is another one.",
    why="A token of PyPI can be limited to projects and lists them in itself. The server answers "
    "403 to an upload of any other; a project that does not exist yet needs a token for all.",
    fix="Make a token for this project, or for all projects for its first release.",
    example="The token for foo in UV_PUBLISH_TOKEN, and dist/foo_extra-1.0.tar.gz.",
    references=("https://github.com/pypi/warehouse/tree/main/warehouse/macaroons/caveats",),
    find=find,
    instead_of=("PUB203",),
)
