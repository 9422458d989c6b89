"""Object stores: URLs whose requests uv signs, which indexdoctor does not.

Source: crates/uv-auth/src/providers.rs. uv asks them after Hugging Face and before netrc.
"""

from __future__ import annotations

from collections.abc import Mapping

from indexdoctor.discover.unicode import unicode_value
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.url import Url, UrlError, is_path_prefix, parse_address
from indexdoctor.records import record

VARIABLES = {
    "UV_S3_ENDPOINT_URL": "S3",
    "UV_GCS_ENDPOINT_URL": "Google Cloud Storage",
    "UV_AZURE_ENDPOINT_URL": "Azure Blob Storage",
}


@record
class ObjectStore:
    """The store a URL belongs to: its name for a person, and the variable that says so."""

    name: str
    origin: Origin


def signs(url: Url, environ: Mapping[str, str]) -> ObjectStore | None:
    """The store whose signature uv would add to a request that was refused; None for others.

    A URL belongs to an endpoint of the same scheme and port, the same host or one below it, and a
    path below the endpoint's.
    """
    for variable, name in VARIABLES.items():
        endpoint = _endpoint(environ, variable)
        if endpoint is None or isinstance(endpoint, Problem):
            continue
        same_host = url.host == endpoint.host or url.host.endswith(f".{endpoint.host}")
        if (
            (url.scheme, url.port) == (endpoint.scheme, endpoint.port)
            and same_host
            and is_path_prefix(endpoint.path, url.path)
        ):
            return ObjectStore(name, Origin.env(variable))
    return None


def problems(environ: Mapping[str, str]) -> tuple[Problem, ...]:
    """Variables that are no URL (an empty one too): uv then fails every request it must look up
    credentials for."""
    found = (_endpoint(environ, variable) for variable in VARIABLES)
    return tuple(endpoint for endpoint in found if isinstance(endpoint, Problem))


def _endpoint(environ: Mapping[str, str], variable: str) -> Url | Problem | None:
    text = unicode_value(environ, variable)
    if text is None:
        return None
    try:
        return parse_address(text).url
    except UrlError as error:
        return Problem(
            f"{variable} is not a URL ({error}): uv fails as soon as it looks for credentials",
            Origin.env(variable),
            hint=f"unset {variable}, or set it to the endpoint's URL",
        )
