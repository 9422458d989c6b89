"""Whether an upload's token would come of trusted publishing."""

from __future__ import annotations

from indexdoctor.credentials import trusted
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.resolution import Publish


def by_trusted_publishing(publish: Publish, found: Discovered, keyring_on: bool) -> bool:
    """Whether uv has an identity token here, and nothing that comes before it.

    The server still has to take it; indexdoctor asks for no upload token.
    """
    if publish.credential is not None or keyring_on:
        return False
    never = publish.trusted is not None and publish.trusted.value == "never"
    return not never and trusted.environment(found.surroundings.environ).is_ready
