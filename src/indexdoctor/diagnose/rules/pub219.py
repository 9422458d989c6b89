"""PUB219: what the check URL answers is no simple page."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.rules.shared import media_type
from indexdoctor.diagnose.words import redirect_host, sends
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.replayed import Ending
from indexdoctor.model.resolution import Publish
from indexdoctor.versions.publish import CHECK_NOT_REDIRECTED


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    chain = case.check_chains[-1] if case.check_chains else None
    if publish is None or publish.check is None or chain is None or not is_unreadable(case):
        return
    url = publish.check.value.url
    moved = 300 <= chain.status < 400
    kind = media_type(chain) or "no Content-Type"
    cause = f"{case.client} uploads nothing: the check URL answers {kind} instead of a simple page"
    why = "a check URL is the URL for reading of the same index; what it answers must be a list of "
    why += "files in HTML or JSON"
    if moved:
        target = redirect_host(chain.last.response) or "another URL"
        cause = (
            f"{case.client} uploads nothing: the check URL sends it on to {target}, and it takes "
            f"the redirect itself ({chain.status}, {kind}) for the simple page"
        )
        why = "GitLab and others forward a package they do not have to PyPI; so a first upload "
        why += "fails, and a later one would not"
    yield RULE.finding(
        case.publish_label,
        cause,
        confidence=Confidence.CERTAIN,
        why=why,
        origins=(publish.check.origin, publish.url.origin),
        evidence=(*sends(chain.exchanges, case.client, url), *server_lines(case, chain, url)),
        remedies=tuple(_remedies(case, publish, chain, moved)),
    )


def is_unreadable(case: Case) -> bool:
    """Whether the check ended the run because its answer is no page of files.

    Such a conclusion names the index; one about the file that is listed does not.
    """
    chain = case.check_chains[-1] if case.check_chains else None
    return (
        chain is not None
        and 200 <= chain.status < 400
        and any(
            c.role is Role.CHECK and c.ending is Ending.FAILED and c.index is not None
            for c in case.conclusions
        )
    )


def _remedies(case: Case, publish: Publish, chain: Chain, moved: bool) -> Iterator[Remedy]:
    if moved and CHECK_NOT_REDIRECTED in case.uv:
        yield Remedy(f"take uv {CHECK_NOT_REDIRECTED.until} or later: it follows the redirect")
    elif not moved:
        yield Remedy("give the URL for reading from the index as the check URL")
    yield Remedy(
        "or leave the check out for the first upload",
        f"uv publish --publish-url {publish.url.value.url}",
    )


RULE = Rule(
    code="PUB219",
    name="check-url-is-no-simple-page",
    severity=Severity.ERROR,
    meaning="The check URL answers with something else than a page of files, and uv publish ends.",
    why="uv reads the check URL as it reads an index. A 401, 403 or 404 counts as nothing there "
    'yet; any other text ends the run with "Failed to query check URL". Releases from 0.9.18 to '
    "0.11.16 do not follow a redirect there: they read its own text, text/plain from GitLab when "
    "it forwards a package it does not have.",
    fix="Take a newer uv, or leave the check out for the first upload. Otherwise correct the URL.",
    example="The first upload of a package to GitLab with uv 0.9.18: Unsupported Content-Type "
    '"text/plain".',
    references=("https://github.com/astral-sh/uv/issues/17334",),
    changes=(CHECK_NOT_REDIRECTED,),
    find=find,
)
