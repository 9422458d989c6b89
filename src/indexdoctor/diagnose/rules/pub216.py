"""PUB216: a file to upload is on the index already, and uv is not told to look."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_at
from indexdoctor.diagnose.words import evidence, listed, quoted
from indexdoctor.model.control import ControlKind
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity

# By provider: how it answers a file of a name that it has (seen on devpi-server 6.20 and pypiserver
# 2.4; read in the source of Warehouse, Nexus and GitLab; the others from public reports).
_ANSWERS = {
    "pypi": "400 File already exists",
    "testpypi": "400 File already exists",
    "pypiserver": "409",
    "devpi": "409",
    "nexus": "400 Repository does not allow updating assets",
    "gitlab": "400",
    "azure": "409",
    "codeartifact": "409",
    "google": "400",
    "artifactory": "403, or takes it where the account may overwrite",
}


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None or case.replayed is None:
        return
    for control in case.replayed.controls:
        if control.kind is not ControlKind.UPLOADED or not control.files:
            continue
        assert control.exchange is not None
        exchange = case.replayed.exchange(control.exchange)
        page = exchange.request.url
        index = page.with_path(page.path.rstrip("/").rpartition("/")[0] + "/")
        names = listed(list(control.files))
        are = "is" if len(control.files) == 1 else "are"
        server = server_at(case, publish.url.value.url)
        known = None if server is None else _ANSWERS.get(server.provider.key)
        yield RULE.finding(
            case.publish_label,
            f"{names} {are} on the index already, and {case.client} is not told to look there: the "
            f"upload will be answered {known or 'with an error (400, 403 or 409)'}",
            confidence=Confidence.LIKELY,
            why="a released file cannot be replaced on most servers; the account is not at fault, "
            "though some answer 403. Where the contents are the very same, some take it",
            origins=(publish.url.origin,),
            evidence=(evidence(exchange, "the page lists it", publish.url.value.url),),
            remedies=(
                Remedy("release what changed under a new version"),
                Remedy(
                    "or let uv skip what is there: name the URL for reading",
                    f"uv publish --check-url {quoted(str(index))}",
                ),
            ),
            decide="the upload itself: a probe without a file does not get so far",
        )


RULE = Rule(
    code="PUB216",
    name="file-exists",
    severity=Severity.WARNING,
    meaning="A file of this name is on the index already, and uv publish has no check URL to see "
    "it.",
    why="A name of a file is given once. PyPI answers 400 File already exists, pypiserver, devpi, "
    "CodeArtifact and Azure Artifacts 409, Nexus, GitLab and Google 400, Artifactory 403 to an "
    "account that may not overwrite. All of them took the credentials.",
    fix="Raise the version. With --check-url, or uv publish --index, uv skips files that are there "
    "with the same contents.",
    example="A release job that is run again after half of its files were uploaded: 400 File "
    "already exists.",
    references=(
        "https://github.com/astral-sh/uv/issues/11836",
        "https://docs.astral.sh/uv/guides/package/#publishing-your-package",
    ),
    find=find,
)
