"""Azure Artifacts (Azure DevOps)."""

from __future__ import annotations

from indexdoctor.diagnose.providers.base import (
    Header,
    Meaning,
    Provider,
    Purpose,
    Token,
    Users,
    rewritten,
)
from indexdoctor.model.url import Url


def _publish_url(url: Url) -> Url | None:
    return rewritten(url, r"(.*/_packaging/[^/]+/pypi)/simple/?", r"\1/upload/")


def _read_url(url: Url) -> Url | None:
    return rewritten(url, r"(.*/_packaging/[^/]+/pypi)/upload/?", r"\1/simple/")


_NOT_THERE = (
    "the feed or package is not there (a feed of a project has the project in its URL), or a new "
    "version is upstream and the account may not fetch it"
)

PROVIDER = Provider(
    key="azure",
    title="Azure Artifacts",
    hosts=(r"pkgs\.dev\.azure\.com", r".+\.pkgs\.visualstudio\.com"),
    paths=(r"/_packaging/[^/]+/pypi(/|$)",),
    headers=(Header("x-tfs-fedauthrealm"), Header("x-tfs-serviceerror"), Header("x-vss-e2eid")),
    realms=(r"https://.*\.pkgs\.visualstudio\.com/?",),
    users=Users(
        "any user name that is not empty, with a personal access token; the keyring plug-in wants "
        "VssSessionToken",
        refused=frozenset({""}),
        instead="VssSessionToken",
    ),
    tokens=(
        Token("personal access token", "as chosen, up to 1 year"),
        Token("session token of the credential provider", "4 h, up to 24 h", "a JSON Web Token"),
        Token("System.AccessToken of a pipeline", "until the job ends", "a JSON Web Token"),
    ),
    meanings=(
        Meaning(401, Purpose.READ, False, "the feed is not open to everyone"),
        Meaning(
            401,
            Purpose.READ,
            True,
            "the token is wrong, expired, of another organisation, or lacks the scope Packaging; "
            "packages that the feed does not have were reported to be answered so as well",
        ),
        Meaning(
            203,
            Purpose.READ,
            None,
            "a page to sign in, in place of 401: the token was not taken",
            verified=False,
        ),
        Meaning(403, Purpose.READ, True, "the identity may not read this feed", verified=False),
        Meaning(404, Purpose.READ, None, _NOT_THERE),
        Meaning(401, Purpose.PUBLISH, None, "the token is missing, wrong or expired"),
        Meaning(403, Purpose.PUBLISH, True, "the identity lacks the permission AddPackage"),
        Meaning(409, Purpose.PUBLISH, True, "the token was taken; the feed has this file already"),
        Meaning(405, Purpose.PUBLISH, None, "uploads go to upload/", verified=False),
        Meaning(404, Purpose.PUBLISH, None, "the feed is not there, or uploads go to upload/"),
    ),
    publish_url=_publish_url,
    read_url=_read_url,
    obtain="make a personal access token with the scope Packaging (read, or read and write) in the "
    "user settings of Azure DevOps",
    plugin="artifacts-keyring",
    sources=(
        "https://github.com/microsoft/artifacts-keyring",
        "https://docs.astral.sh/uv/guides/integration/azure/",
        "https://github.com/astral-sh/uv/issues/7860",
        "https://github.com/astral-sh/uv/pull/3292",
        "https://github.com/MicrosoftDocs/vsts-rest-api-specs/issues/574",
    ),
)
