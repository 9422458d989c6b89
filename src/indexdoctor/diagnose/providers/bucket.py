"""A static index in a bucket (S3, with or without CloudFront)."""

from __future__ import annotations

from indexdoctor.diagnose.providers.base import Header, Meaning, Provider, Purpose, Users
from indexdoctor.model.url import Url


def _no_uploads(url: Url) -> str:
    return "a bucket takes no uploads of uv or twine; files are copied into it"


PROVIDER = Provider(
    key="bucket",
    title="a static index in a bucket",
    hosts=(
        r"(.+\.)?s3([.-][a-z0-9-]+)*\.amazonaws\.com",
        r".+\.cloudfront\.net",
    ),
    headers=(
        Header("server", r"AmazonS3", common=True),
        Header("x-amz-cf-id", common=True),
        Header("via", r"CloudFront", common=True),
    ),
    users=Users("none: a user name and password mean nothing to a bucket"),
    meanings=(
        Meaning(
            403,
            Purpose.READ,
            None,
            "the object is not there, or may not be read: without the right to list, a missing "
            "object is answered with 403 too",
        ),
        Meaning(404, Purpose.READ, None, "the object is not there"),
        Meaning(
            401,
            Purpose.READ,
            None,
            "a bucket does not say 401; something in front of it wants a password",
            verified=False,
        ),
        Meaning(403, Purpose.PUBLISH, None, "a bucket takes no uploads", verified=False),
        Meaning(405, Purpose.PUBLISH, None, "a bucket takes no uploads", verified=False),
    ),
    no_uploads=_no_uploads,
    obtain="ask the bucket's owner how it is to be read; uv can sign requests itself "
    "(UV_S3_ENDPOINT_URL)",
    sources=("https://repost.aws/knowledge-center/s3-rest-api-cloudfront-error-403",),
)
