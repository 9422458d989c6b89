"""Google Artifact Registry."""

from __future__ import annotations

from indexdoctor.diagnose.providers.base import (
    Meaning,
    Provider,
    Purpose,
    Token,
    Users,
    rewritten,
)
from indexdoctor.diagnose.tokens import Kind
from indexdoctor.model.url import Url


def _publish_url(url: Url) -> Url | None:
    return rewritten(url, r"(/[^/]+/[^/]+/)simple/?", r"\1")


def _read_url(url: Url) -> Url | None:
    return rewritten(url, r"(/[^/]+/[^/]+)/?", r"\1/simple/")


PROVIDER = Provider(
    key="google",
    title="Google Artifact Registry",
    hosts=(r"[a-z0-9-]+-(python|pypi)\.pkg\.dev",),
    users=Users(
        "oauth2accesstoken with an access token, or _json_key_base64 with a service account key",
        accepted=frozenset({"oauth2accesstoken", "_json_key_base64", "_json_key"}),
        instead="oauth2accesstoken",
        per_token={
            Kind.GOOGLE_ACCESS: Users(
                "oauth2accesstoken with an access token",
                accepted=frozenset({"oauth2accesstoken"}),
                instead="oauth2accesstoken",
            ),
            Kind.GOOGLE_KEY: Users(
                "_json_key_base64 with a service account key in base64",
                accepted=frozenset({"_json_key_base64"}),
                instead="_json_key_base64",
            ),
        },
    ),
    tokens=(
        Token("access token", "about 1 hour", "ya29.…"),
        Token("service account key in base64", "until it is deleted"),
    ),
    meanings=(
        Meaning(401, Purpose.READ, False, "the repository is not open to everyone"),
        Meaning(
            401,
            Purpose.READ,
            True,
            "the user name or the token is wrong, or the token is older than about an hour",
        ),
        Meaning(403, Purpose.READ, True, "the identity lacks the role artifactregistry.reader"),
        Meaning(404, Purpose.READ, None, "the project, repository or package is not there"),
        Meaning(
            401, Purpose.PUBLISH, None, "the user name or the token is wrong, missing or expired"
        ),
        Meaning(403, Purpose.PUBLISH, True, "the identity lacks the role artifactregistry.writer"),
        Meaning(
            400,
            Purpose.PUBLISH,
            True,
            "the identity was taken; the form was not, or the file exists already",
        ),
        Meaning(404, Purpose.PUBLISH, None, "this URL takes no uploads", verified=False),
    ),
    publish_url=_publish_url,
    read_url=_read_url,
    obtain="run gcloud auth print-access-token, or use keyrings.google-artifactregistry-auth",
    plugin="keyrings.google-artifactregistry-auth",
    sources=(
        "https://docs.astral.sh/uv/guides/integration/google/",
        "https://cloud.google.com/artifact-registry/docs/python/troubleshoot",
        "https://github.com/astral-sh/uv/issues/9778",
    ),
)
