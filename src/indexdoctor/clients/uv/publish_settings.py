"""Where `uv publish` would upload and with what credential, before any request."""

from __future__ import annotations

from typing import Any

from indexdoctor.clients.uv import audience
from indexdoctor.clients.uv.asked import asked_for_upload
from indexdoctor.clients.uv.distributions import Distribution, distributions
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.precedence import given, single, stated, strongest, switched_on
from indexdoctor.clients.uv.sources import Sources
from indexdoctor.credentials import publish as publish_options
from indexdoctor.credentials import trusted
from indexdoctor.credentials import url as url_credentials
from indexdoctor.discover.index_values import parse_location
from indexdoctor.model.credential import Credential, Source
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.origin import Origin, Setting, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.resolution import Publish
from indexdoctor.model.url import Address, UrlError, parse_address
from indexdoctor.versions import publish as versions

# uv-settings: PYPI_PUBLISH_URL
DEFAULT_UPLOAD = parse_address("https://upload.pypi.org/legacy/")


def resolve_publish(
    found: Discovered, locations: IndexLocations, sources: Sources
) -> tuple[Publish | None, tuple[Problem, ...]]:
    """The target, credential and check URL of an upload; problems where uv refuses."""
    problems: list[Problem] = []
    offline = switched_on(found, "offline")
    if offline.value:
        problems.append(
            Problem(
                "uv publishes nothing while it is offline",
                offline.origin,
                hint=f"drop {offline.origin}",
            )
        )
    skipping = switched_on(found, "skip-existing")
    if skipping.value:
        problems.append(
            Problem(
                "uv publish knows --skip-existing only to refuse it",
                skipping.origin,
                hint="give --check-url, the simple index in which uv is to look for the files",
            )
        )
    name = _last(given(found, "index"))
    for other in ("publish-url", "check-url"):
        clash = _last(given(found, other))
        if name is not None and clash is not None:
            problems.append(
                Problem(
                    f"uv publish takes either an index name or a {other.replace('-', ' ')}, "
                    f"and {name.origin} gives the one, {clash.origin} the other",
                    clash.origin,
                    hint=f"drop {clash.origin} or {name.origin}",
                )
            )
    url, check, label = _targets(found, locations, name, problems)
    if check is not None:
        undecodable = url_credentials.problem(check.value, check.origin)
        problems += [] if undecodable is None else [undecodable]
    if url is None or problems:
        return None, tuple(problems)
    credential = _credential(found, url, problems)
    files = files_to_upload(found)
    publish = Publish(
        url=Setting(Address(url.value.url), url.origin, url.shadowed),
        credential=credential,
        check=check,
        index=label,
        asked=asked_for_upload(
            url.value.url, credential, sources, trusting=_trusted(found).value != "never"
        ),
        files=tuple(file.filename for file in files),
        trusted=_trusted(found),
    )
    return publish, tuple(problems)


def _last(values: tuple[Stated[str], ...]) -> Stated[str] | None:
    return values[-1] if values else None


def _targets(
    found: Discovered,
    locations: IndexLocations,
    name: Stated[str] | None,
    problems: list[Problem],
) -> tuple[Setting[Address] | None, Setting[Address] | None, str | None]:
    if name is None:
        url = _address(found, "publish-url", problems) or Setting(
            DEFAULT_UPLOAD, Origin.default("uv's default upload URL")
        )
        return url, _address(found, "check-url", problems), None
    index = locations.named(name.value)
    if index is None:
        names = sorted({i.name for i in locations.configured() if i.name})
        listed = f"; the configuration has {', '.join(names)}" if names else ""
        problems.append(
            Problem(
                f"no index named `{name.value}` is configured{listed}",
                name.origin,
                hint="uv publish --index reads configuration files only, not --index or UV_INDEX",
            )
        )
        return None, None, None
    if index.publish_url is None:
        problems.append(
            Problem(
                f"the index `{name.value}` has no publish-url",
                index.origin,
                hint='add publish-url = "…" to its table',
            )
        )
        return None, None, None
    target = Setting(index.publish_url, index.field_origin("publish-url"))
    return target, Setting(index.address, index.origin), index.name


def _address(found: Discovered, option: str, problems: list[Problem]) -> Setting[Address] | None:
    setting = single(found, option, None)
    if setting.value is None:
        return None
    if isinstance(setting.value, Address):
        return Setting(setting.value, setting.origin, ())
    try:
        value, around = setting.value, found.surroundings
        if option == "check-url":
            address = parse_location(value, around.cwd, around.uv)
        else:
            address = parse_address(value)
    except UrlError as error:
        problems.append(
            Problem(f"the value of {setting.origin} is no URL: {error}", setting.origin)
        )
        return None
    return Setting(address, setting.origin)


def _credential(
    found: Discovered, url: Setting[Address], problems: list[Problem]
) -> Credential | None:
    """Options and variables, then the URL's user information, as uv joins them."""
    given_options = publish_options.publish_options(found.command.options, found.environment)
    for place in given_options.beside_token:
        problems.append(
            Problem(
                f"uv takes either a token or a user name and password, and {place} stands beside "
                f"{given_options.token.origin if given_options.token else 'a token'}",
                place,
                hint="leave one of them out",
            )
        )
    credential = given_options.credential()
    written = url_credentials.publish_userinfo(url.value)
    if written.username is not None or written.secret is not None:
        for what, mine, theirs in (
            ("username", credential.username if credential else None, written.username),
            ("password", credential.secret if credential else None, written.secret),
        ):
            if mine is not None and theirs is not None and mine != theirs:
                problems.append(
                    Problem(
                        f"the {what} is given both in the publish URL and by an option or variable",
                        credential.origin if credential else url.origin,
                        hint="give it in one place only",
                    )
                )
        credential = Credential(
            source=credential.source if credential else Source.URL,
            origin=credential.origin if credential else url.origin,
            username=written.username or (credential.username if credential else None),
            secret=written.secret or (credential.secret if credential else None),
        )
    keyring_on = single(found, "keyring-provider", "disabled").value == "subprocess"
    _check_trusted(found, credential, keyring_on, problems)
    if credential is not None and credential.secret is not None and credential.username is None:
        problems.append(
            Problem(
                "a password for publishing is given, but no user name",
                credential.origin,
                hint="add --username (UV_PUBLISH_USERNAME), or use --token (UV_PUBLISH_TOKEN)",
            )
        )
    return credential


def _check_trusted(
    found: Discovered, credential: Credential | None, keyring_on: bool, problems: list[Problem]
) -> None:
    setting = _trusted(found)
    if setting.value != "always":
        return
    around = found.surroundings
    here = trusted.environment(around.environ)
    if credential is not None or keyring_on:
        problems.append(
            Problem(
                "trusted publishing is set to `always`, so uv takes no user name, password "
                "or keyring beside it",
                setting.origin,
                hint="drop the credential, or set trusted-publishing to `automatic`",
            )
        )
    elif not here.is_ready:
        problems.append(
            Problem(
                "trusted publishing is set to `always`, and there is no identity token here: "
                f"{here.reason}",
                setting.origin,
                hint="run it in a job with an OIDC token (`id-token: write`), or give a token",
                late=audience.is_asked(around.environ, around.uv),
            )
        )


def _trusted(found: Discovered) -> Setting[Any]:
    """`trusted-publishing`, and what it shadows."""
    name = "trusted-publishing"
    places = list(stated(found, name))
    if versions.TRUSTED_OPTION_FIRST not in found.surroundings.uv:
        files = [file.values[name] for file in found.config if name in file.values]
        places.sort(key=lambda place: place not in files)
    return strongest(places, "automatic")


def files_to_upload(found: Discovered) -> tuple[Distribution, ...]:
    """The files of the command, else those of uv's own `dist/*`, in the order of their uploads."""
    patterns = tuple(argument.value for argument in found.command.arguments) or ("dist/*",)
    attested = not switched_on(found, "no-attestations").value
    return distributions(patterns, found.surroundings.cwd, found.surroundings.uv, attested=attested)


def stand_in(found: Discovered) -> tuple[Distribution, ...]:
    """Without a built distribution: the file the project would build."""
    table = found.project
    name = (table.name if table and table.name else "package").replace("-", "_").lower()
    version = table.version if table and table.version else "0.0.0"
    return (Distribution(f"{name}-{version}.tar.gz", name.replace("_", "-"), version, False),)


def is_dry_run(found: Discovered) -> bool:
    """Whether `--dry-run` was given: checks are made, nothing is uploaded."""
    return switched_on(found, "dry-run").value
