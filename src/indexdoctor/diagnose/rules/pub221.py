"""PUB221: the publish URL is a URL for reading; the right one is known."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_at, server_lines
from indexdoctor.diagnose.rules.shared import media_type
from indexdoctor.diagnose.words import sends
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin, OriginKind
from indexdoctor.model.url import Url

_TELLING = (200, 401, 403, 404, 405)


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None:
        return
    url = publish.url.value.url
    found = server_at(case, url)
    if found is None or not found.is_sure or found.provider.no_index(url):
        return  # READ111 speaks of a server without any index
    right = found.provider.publish_url(url)
    never = found.provider.no_uploads(url)
    if right is None and not never:
        return
    chains = case.upload_chains
    if any(_takes_uploads(chain) for chain in chains):
        return
    refused = next((chain for chain in chains if chain.status in _TELLING), None)
    name = found.provider.title
    cause = f"the publish URL is one for reading from {name}: {url}"
    if right is None:
        cause = f"no upload to {url} can succeed: {never}"
    lines: tuple[Evidence, ...] = ()
    if refused is not None:
        lines = (
            *sends(refused.exchanges, case.client, url),
            *server_lines(case, refused, url),
        )
    proved = refused is not None and refused.status in (404, 405)
    yield RULE.finding(
        case.publish_label,
        cause,
        confidence=Confidence.CERTAIN if proved else Confidence.LIKELY,
        why=f"{name} takes uploads at {right}" if right is not None else never,
        origins=(publish.url.origin,),
        evidence=lines,
        remedies=(_remedy(right, publish.url.origin),),
        decide="" if proved else "indexdoctor check asks the other URL once it is set",
    )


def _takes_uploads(chain: Chain) -> bool:
    """Whether an upload was taken, or refused for its form alone.

    A page in answer to it is neither: devpi-server gave one, and uv took it for success.
    """
    if 200 <= chain.status < 300:
        return "html" not in media_type(chain)
    return chain.status in (400, 409, 422)


def _remedy(right: Url | None, origin: Origin) -> Remedy:
    if right is None:
        return Remedy(f"name another server or repository at {origin}")
    command = f"--publish-url {right}"
    if origin.kind is OriginKind.FILE:
        command = f'# {origin}\npublish-url = "{right}"'
    elif origin.kind is OriginKind.ENV:
        command = f"export {origin.name}={right}"
    return Remedy(f"publish to {right}", command)


RULE = Rule(
    code="PUB221",
    name="publish-url-is-for-reading",
    severity=Severity.ERROR,
    meaning="The publish URL has the shape of a URL for reading from this kind of server, or is of "
    "a server or repository that takes no uploads.",
    why="Most servers read and take uploads at different URLs, some on different hosts. Which URL "
    "belongs to which is known for common kinds of server.",
    fix="Set publish-url (or UV_PUBLISH_URL, --publish-url) to the URL named.",
    example="publish-url = …/_packaging/feed/pypi/simple/ of Azure Artifacts: uploads go to "
    "…/pypi/upload/.",
    references=(
        "https://github.com/astral-sh/uv/issues/7860",
        "https://github.com/devpi/devpi/issues/1097",
        "https://docs.astral.sh/uv/guides/package/#publishing-your-package",
    ),
    find=find,
    instead_of=("PUB207", "PUB215"),
)
