"""Trusted publishing: whether this is a place where uv can get a token, and what it would ask.

Sources: crates/uv-publish/src/trusted_publishing.rs and the crate ambient-id 0.0.11, which
uv 0.13.8 uses. Nothing is sent from here.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

from indexdoctor.discover.unicode import unicode_value
from indexdoctor.model.credential import Asked, Source
from indexdoctor.model.url import Url, parse_address
from indexdoctor.records import record


class Platform(enum.StrEnum):
    """The environments whose identity tokens uv knows, in the order it looks for them."""

    GITHUB = "GitHub Actions"
    GITLAB = "GitLab CI"
    BUILDKITE = "Buildkite"
    CIRCLECI = "CircleCI"
    NONE = "none"


# Each is recognised by this variable being exactly `true`.
_MARKS = {
    "GITHUB_ACTIONS": Platform.GITHUB,
    "GITLAB_CI": Platform.GITLAB,
    "BUILDKITE": Platform.BUILDKITE,
    "CIRCLECI": Platform.CIRCLECI,
}
_GITHUB_VARIABLES = ("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")


@record
class TrustedEnvironment:
    """Where the command runs, and what is missing there for an identity token.

    `missing` holds the names of variables. Buildkite and CircleCI get the token by running their
    own command, so nothing is known to be missing there. `reason` is one clause for a person.
    """

    platform: Platform
    missing: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_supported(self) -> bool:
        """Whether uv would look for an identity token here."""
        return self.platform is not Platform.NONE

    @property
    def is_ready(self) -> bool:
        """Whether nothing is known to be missing."""
        return self.is_supported and not self.missing


@record
class Endpoints:
    """The index's URLs of trusted publishing.

    uv asks `audience` (GET) first, in any environment; then, with an identity token, it sends that
    token to `mint` (POST) for a short-lived upload token, which it hands back to `burn` (POST)
    after the upload (seen with uv 0.13.8; 0.12.5 does not).
    """

    audience: Url
    mint: Url
    burn: Url


def gitlab_variable(audience: str) -> str:
    """The variable that holds GitLab's token for an audience: `pypi` gives `PYPI_ID_TOKEN`."""
    name = "".join(c.upper() if c.isascii() and c.isalnum() else "_" for c in audience)
    return f"{name}_ID_TOKEN"


def environment(environ: Mapping[str, str], audience: str | None = None) -> TrustedEnvironment:
    """The first environment uv recognises, and what is missing in it.

    `audience` is what the index answered; without it GitLab's variable is not known by name, and
    any `*_ID_TOKEN` counts.
    """
    for mark, platform in _MARKS.items():
        if environ.get(mark) != "true":
            continue
        if platform is Platform.GITHUB:
            missing = tuple(n for n in _GITHUB_VARIABLES if unicode_value(environ, n) is None)
            hint = "the job needs the permission `id-token: write`"
        elif platform is Platform.GITLAB:
            missing = _missing_in_gitlab(environ, audience)
            hint = "the job needs it under `id_tokens:`"
        else:
            missing, hint = (), ""
        reason = (
            f"{platform}: {' and '.join(missing)} not set; {hint}" if missing else f"{platform}"
        )
        return TrustedEnvironment(platform, missing, reason)
    marks = ", ".join(f"{mark}=true" for mark in _MARKS)
    return TrustedEnvironment(Platform.NONE, reason=f"no CI that uv knows (none of {marks})")


def _missing_in_gitlab(environ: Mapping[str, str], audience: str | None) -> tuple[str, ...]:
    if audience is not None:
        name = gitlab_variable(audience)
        return () if unicode_value(environ, name) is not None else (name,)
    return () if any(name.endswith("_ID_TOKEN") for name in environ) else ("<AUDIENCE>_ID_TOKEN",)


def endpoints(publish_url: Url) -> Endpoints:
    """What uv would ask for a publish URL: always by https, whatever the URL's scheme."""
    base = f"https://{publish_url.netloc}/_/oidc"
    return Endpoints(
        audience=parse_address(f"{base}/audience").url,
        mint=parse_address(f"{base}/mint-token").url,
        burn=parse_address(f"{base}/burn-token").url,
    )


def asked(environ: Mapping[str, str]) -> Asked:
    """Whether uv could get a token here, or why not (without asking anyone)."""
    found = environment(environ)
    if not found.is_supported:
        return Asked(Source.TRUSTED, "absent", found.reason)
    if found.missing:
        return Asked(Source.TRUSTED, "failed", found.reason)
    return Asked(Source.TRUSTED, "unasked", f"{found.reason}: indexdoctor asks for no token")
