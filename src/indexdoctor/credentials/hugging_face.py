"""`HF_TOKEN`, which uv sends to huggingface.co (crates/uv-auth/src/providers.rs)."""

from __future__ import annotations

from collections.abc import Mapping

from indexdoctor.discover.unicode import unicode_value
from indexdoctor.model.credential import Asked, Credential, Scheme, Source
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Url

REALM = "https://huggingface.co"
VARIABLE = "HF_TOKEN"
OFF_SWITCH = "UV_NO_HF_TOKEN"


def from_environment(url: Url, environ: Mapping[str, str]) -> Credential | None:
    """The bearer token for a URL of huggingface.co itself (no subdomain)."""
    return asked(url, environ).credential


def asked(url: Url, environ: Mapping[str, str]) -> Asked:
    """What `HF_TOKEN` holds for a URL, or why uv does not use it.

    `UV_NO_HF_TOKEN` switches it off by being set, whatever its value, the empty one included.
    """
    if url.realm != REALM:
        return Asked(Source.HUGGING_FACE, "unasked", f"the URL is not one of {REALM}")
    token = unicode_value(environ, VARIABLE)
    if not token:
        return Asked(Source.HUGGING_FACE, "absent", f"{VARIABLE} is not set")
    if OFF_SWITCH in environ:
        return Asked(
            Source.HUGGING_FACE, "off", f"{OFF_SWITCH} is set", origin=Origin.env(OFF_SWITCH)
        )
    origin = Origin.env(VARIABLE)
    credential = Credential(
        source=Source.HUGGING_FACE,
        origin=origin,
        secret=Secret(token),
        scheme=Scheme.BEARER,
        scope=Url("https", "huggingface.co"),
    )
    return Asked(Source.HUGGING_FACE, "found", "", credential, origin)
