"""Look for the secrets of a world in what was printed."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from tests.conformance.worlds import World


def forms(secret: str, usernames: tuple[str, ...]) -> Iterator[str]:
    """The ways a secret can be written: raw, percent-encoded, escaped, base64."""
    yield secret
    yield quote(secret, safe="")
    yield quote(secret)
    yield quote(secret, safe="!$&'()*+,;=-._~")
    yield quote_plus(secret)
    yield json.dumps(secret)[1:-1]
    for text in (secret, *(f"{name}:{secret}" for name in usernames)):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(text.encode()).decode().rstrip("=")


def leaked(world: World, output: str) -> bool:
    """Whether any secret of `world` is in `output` in any form."""
    names = (*(account.name for account in world.scene.site.accounts), "nobody", "__token__")
    return any(form in output for secret in world.secrets for form in forms(secret, names))
