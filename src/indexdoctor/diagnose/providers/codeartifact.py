"""AWS CodeArtifact."""

from __future__ import annotations

from indexdoctor.diagnose.providers.base import (
    Meaning,
    Provider,
    Purpose,
    Token,
    Users,
    rewritten,
)
from indexdoctor.model.url import Url


def _publish_url(url: Url) -> Url | None:
    return rewritten(url, r"(/pypi/[^/]+/)simple/?", r"\1")


def _read_url(url: Url) -> Url | None:
    return rewritten(url, r"(/pypi/[^/]+)/?", r"\1/simple/")


_TOKEN = "the token is missing, wrong or expired; it lives for 12 hours at most"

PROVIDER = Provider(
    key="codeartifact",
    title="AWS CodeArtifact",
    hosts=(r".+-[0-9]{12}\.d\.codeartifact\.[a-z0-9-]+\.amazonaws\.com(\.cn)?",),
    users=Users(
        "the user name aws with an authorization token",
        accepted=frozenset({"aws"}),
        instead="aws",
    ),
    tokens=(Token("authorization token", "15 minutes to 12 hours, 12 hours by default"),),
    meanings=(
        Meaning(401, Purpose.READ, None, _TOKEN, verified=False),
        Meaning(
            403,
            Purpose.READ,
            True,
            "the role lacks the permission ReadFromRepository",
            verified=False,
        ),
        Meaning(
            404,
            Purpose.READ,
            None,
            "the package or repository is not there; an expired token is reported to be answered "
            "so as well",
            verified=False,
        ),
        Meaning(401, Purpose.PUBLISH, None, _TOKEN, verified=False),
        Meaning(
            403,
            Purpose.PUBLISH,
            True,
            "the role lacks the permission PublishPackageVersion",
            verified=False,
        ),
        Meaning(409, Purpose.PUBLISH, True, "the token was taken; the file exists already"),
    ),
    publish_url=_publish_url,
    read_url=_read_url,
    obtain="run aws codeartifact get-authorization-token --domain <domain> "
    "--query authorizationToken --output text",
    plugin="keyrings.codeartifact",
    sources=(
        "https://docs.astral.sh/uv/guides/integration/aws/",
        "https://docs.aws.amazon.com/codeartifact/latest/ug/tokens-authentication.html",
        "https://github.com/astral-sh/uv/issues/11899",
    ),
)
