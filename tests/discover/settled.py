"""The same facts from both sides: uv's printed settings, and what indexdoctor reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.discover.oracle import Node, Place, index_list, run_uv, url_parts

from indexdoctor.clients.uv.gathering import gather
from indexdoctor.clients.uv.settings import resolve
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.resolution import Resolution
from indexdoctor.model.url import Address
from indexdoctor.versions import NEWEST

Facts = dict[str, Any]
REFUSED: Facts = {"refused": True}


def of_uv(
    place: Place, words: Sequence[str], environ: Mapping[str, str], version: str | None = None
) -> Facts:
    """What the real uv settles on; REFUSED when it exits with 2."""
    answer = run_uv(place, [*words, "--show-settings"], environ, version)
    if answer.code == 2:
        return REFUSED
    assert answer.code == 0, (words, answer)
    everything, own = answer.settings()
    network = everything["network_settings"]
    system = network.fields.get("system_certs", network.fields.get("native_tls"))
    inner = next((own[key] for key in ("settings", "resolver_settings") if key in own.fields), own)
    if "resolver" in inner.fields:
        inner = inner["resolver"]
    locations = inner["index_locations"]
    facts: Facts = {
        "indexes": index_list(locations["indexes"]),
        "keyring-provider": inner["keyring_provider"].name.lower(),
        "offline": network["connectivity"].name == "Offline",
        "insecure": [_insecure(host) for host in network["allow_insecure_host"]],
        "roots": "system" if system.name == "true" else "bundled",
    }
    if "publish_url" in own.fields:
        return facts | _publish_of_uv(own)
    return facts | {
        "find-links": index_list(locations["flat_index"]),
        "no-index": locations["no_index"].name == "true",
        "strategy": _kebab(inner["index_strategy"].name),
    }


def _publish_of_uv(own: Node) -> Facts:
    index = own["index"]
    facts: Facts = {
        "index": index,
        "trusted": own["trusted_publishing"].name.lower(),
        "username": own["username"],
        "password": own["password"] is not None,
    }
    if index is None:
        check = own["check_url"]
        facts["publish-url"] = url_parts(own["publish_url"])
        facts["check-url"] = None if check is None else url_parts(check.items[0]["url"])
    return facts


def _insecure(host: Node) -> str:
    if host.name == "Wildcard":
        return "*"
    scheme = "" if host["scheme"] is None else f"{host['scheme']}://"
    port = "" if host["port"] is None else f":{host['port'].name}"
    return f"{scheme}{host['host']}{port}"


def _kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).removeprefix("-")


def of_indexdoctor(
    place: Place, words: Sequence[str], environ: Mapping[str, str], version: str = NEWEST
) -> Facts:
    """What indexdoctor makes of it; REFUSED when it holds that uv exits with 2."""
    surroundings = place.surroundings(environ, version)
    command = parse_command(["uv", *words], surroundings)
    found = discover(surroundings, command)
    resolution = resolve(found)
    problems = [*command.problems, *found.problems]
    if any(problem.fatal for problem in problems):
        return REFUSED
    locations = gather(found)
    network = resolution.network
    facts: Facts = {
        "indexes": [_index(index) for index in locations.indexes],
        "keyring-provider": resolution.settings["keyring-provider"].value,
        "offline": network.offline is not None and network.offline.value,
        "insecure": [host.value for host in network.insecure_hosts],
        "roots": "bundled" if network.tls_roots is None else network.tls_roots.value,
    }
    if command.kind is CommandKind.PUBLISH:
        return facts | _publish(found, resolution)
    return facts | {
        "find-links": [_index(index) for index in locations.flat],
        "no-index": locations.no_index,
        "strategy": resolution.settings["index-strategy"].value,
    }


def _publish(found: Discovered, resolution: Resolution) -> Facts:
    from indexdoctor.clients.uv.precedence import given, single
    from indexdoctor.credentials.publish import publish_options

    options = publish_options(found.command.options, found.environment)
    credential = options.credential()
    index = given(found, "index")
    facts: Facts = {
        "index": index[-1].value if index else None,
        "trusted": single(found, "trusted-publishing", "automatic").value,
        "username": None if credential is None else credential.username,
        "password": credential is not None and credential.secret is not None,
    }
    publish = resolution.publish
    if not index:
        assert publish is not None, resolution.problems
        facts["publish-url"] = _without_userinfo(_parts(publish.url.value))
        check = publish.check
        facts["check-url"] = None if check is None else _parts(check.value)
    return facts


def _without_userinfo(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    return (parts[0], "", False, *parts[3:])


def _index(index: Index) -> Facts:
    return {
        "name": index.name,
        "url": _parts(index.address),
        "explicit": index.explicit,
        "default": index.default,
        "format": "flat" if index.kind is IndexKind.FIND_LINKS else index.format.value,
        "publish-url": None if index.publish_url is None else _parts(index.publish_url),
        "authenticate": index.authenticate.value,
        "codes": None if index.ignore_error_codes is None else list(index.ignore_error_codes),
    }


def _parts(address: Address) -> tuple[Any, ...]:
    url, userinfo = address.url, address.userinfo
    return (
        url.scheme,
        "" if userinfo is None else userinfo.username_encoded,
        userinfo is not None and userinfo.password_encoded is not None,
        url.host or None,
        url.port,
        url.path,
        url.query,
        url.fragment,
    )
