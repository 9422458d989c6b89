"""The system's own credential store, which uv reads under the preview feature `native-auth`.

Source: crates/uv-auth/src/keyring.rs, crates/uv-keyring.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexdoctor.credentials import preview
from indexdoctor.model.command import Options
from indexdoctor.model.credential import Asked, KeyringQuestion, Source
from indexdoctor.model.origin import Stated
from indexdoctor.model.url import Url

FEATURE = "native-auth"
PREFIX = "uv:"


def is_on(
    command: Options, environment: Options, configured: Mapping[str, Stated[Any]]
) -> Stated[bool]:
    """Whether uv reads the system's store, and what decided that (see `preview.is_enabled`)."""
    return preview.is_enabled(FEATURE, command, environment, configured)


def questions(url: Url, username: str | None) -> tuple[KeyringQuestion, ...]:
    """What uv looks up for a URL, in its order; nothing without a user name.

    `url` is the root of the index (`…/simple` taken away), or the request URL when no index
    matches.
    """
    if not username:
        return ()
    services = [str(url), url.netloc]
    if url.scheme != "https":
        services.append(url.realm)
    return tuple(KeyringQuestion(PREFIX + service, username, native=True) for service in services)


def why_not(is_on: Stated[bool], username: str | None) -> Asked | None:
    """Why uv does not ask the store; None when it does."""
    if not is_on.value:
        reason = f"the preview feature {FEATURE} is off"
        return Asked(Source.NATIVE, "off", reason, origin=is_on.origin)
    if not username:
        reason = "uv asks the system's store by user name only, and knows none"
        return Asked(Source.NATIVE, "unasked", reason, origin=is_on.origin)
    return None
