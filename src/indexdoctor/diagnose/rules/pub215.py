"""PUB215: the publish URL answers an upload with a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.rules.shared import media_type
from indexdoctor.diagnose.words import sends
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity

_PAGE = re.compile(rb"<(a|form|title|h1)\b", re.IGNORECASE)  # made for people to read


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None:
        return
    for chain in case.upload_chains:
        response = chain.last.response
        if not 200 <= chain.status < 300 or media_type(chain) != "text/html":
            continue
        if _PAGE.search(response.body) is None:
            continue
        url = publish.url.value.url
        yield RULE.finding(
            case.publish_label,
            f"nothing is published: {url} answers an upload with a page ({chain.status}), and "
            f"{case.client} takes that for success",
            confidence=Confidence.LIKELY,
            why="a place for uploads complains about a form without a file; this one showed a page "
            "for people: the simple page, a front page or a login",
            origins=(publish.url.origin,),
            evidence=(
                *sends(chain.exchanges, case.client, url),
                Evidence("sent", "a form without a file"),
                *server_lines(case, chain, url),
            ),
            remedies=(
                Remedy("set publish-url to the URL that the index gives for uploads"),
                Remedy("then look whether the release is there"),
            ),
            decide="whether the file is on the index after an upload",
        )
        return


RULE = Rule(
    code="PUB215",
    name="page-in-answer-to-an-upload",
    severity=Severity.ERROR,
    meaning="The publish URL answers with a page for people and status 200. uv reports success, "
    "and nothing is published.",
    why="Some servers do not look at the method of a request and show the page of the URL. To uv "
    "every 2xx is success.",
    fix="Set publish-url (or UV_PUBLISH_URL, --publish-url) to the URL for uploads.",
    example="publish-url is the URL of a static server's simple pages.",
    references=(
        "https://github.com/devpi/devpi/issues/1097",
        "https://github.com/astral-sh/uv/issues/15021",
    ),
    find=find,
)
