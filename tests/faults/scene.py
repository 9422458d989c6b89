"""From a world to a scene: the files, variables and words that a user would have written."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from tests.faults.world import Form, Place, Source, Upload, World, host

from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.locked import base
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Site

_STORE = "home/.local/share/uv/credentials/credentials.toml"
_PROJECT_COMMANDS = ("", "lock", "sync", "publish")


def scene(world: World, scheme: str = "https") -> Scene:
    """The scene; `scheme` is that of its servers' base URLs."""
    environ, files, options = dict(_environ(world)), {}, list(world.options)
    texts = [_table(place, world, scheme) for place in world.places]
    tables = {Form.PYPROJECT: "", Form.UV_TOML: "", Form.USER: ""}
    if world.form in tables:
        tables[world.form] = "\n".join(texts)
    elif world.form is Form.VARIABLES:
        others = [_named(p, scheme) for p in world.places if not p.is_default]
        default = next(p for p in world.places if p.is_default)
        environ |= {"UV_DEFAULT_INDEX": _named(default, scheme)}
        environ |= {"UV_INDEX": " ".join(others)} if others else {}
    elif world.form is Form.OPTIONS:
        for place in world.places:
            option = "--default-index" if place.is_default else "--index"
            options += [option, _named(place, scheme)]
    settings = "\n".join(world.settings)
    own = "\n\n".join(filter(None, (settings, tables[Form.UV_TOML])))
    if world.kind in _PROJECT_COMMANDS:
        beside = "" if world.form is Form.UV_TOML else settings
        files["project/pyproject.toml"] = _pyproject(world, beside, tables[Form.PYPROJECT])
        own = own if world.form is Form.UV_TOML else ""
    if own:
        files["project/uv.toml"] = own + "\n"
    if tables[Form.USER]:
        files["home/.config/uv/uv.toml"] = tables[Form.USER]
    if world.kind.startswith("pip") and not world.lock:
        files["project/requirements.txt"] = _requirements(world, scheme)
    if world.lock:
        files[f"project/{'pylock.toml' if world.kind == 'pip sync' else 'uv.lock'}"] = world.lock
    files |= _credential_files(world) | world.files
    site = Site(
        world.accounts,
        tuple(place.index for place in world.places),
        () if world.upload is None else (world.upload.endpoint,),
        world.paths,
        ("127.0.0.1", "localhost")[: len(world.hosts)],
    )
    return Scene(
        site,
        tuple((name, text.replace("{{scheme}}", scheme)) for name, text in files.items()),
        tuple((k, v.replace("{{scheme}}", scheme)) for k, v in (environ | world.environ).items()),
        _words(world, options, scheme),
        _keyring(world),
        () if world.upload is None else world.upload.dists,
    )


def further_commands(world: World) -> tuple[tuple[str, ...], ...]:
    """What uv is to be run with where no command is typed: all that indexdoctor looks at."""
    if world.upload is None:
        return (("uv", "lock"),)
    return (("uv", "lock"), ("uv", "publish", "--index", world.upload.place))


def _table(place: Place, world: World, scheme: str) -> str:
    key = "[[tool.uv.index]]" if world.form is Form.PYPROJECT else "[[index]]"
    lines = [key, *([f"name = {json.dumps(place.name)}"] if place.is_named else [])]
    lines.append(f"url = {json.dumps(place.url(scheme))}")
    if place.policy:
        lines.append(f"authenticate = {json.dumps(place.policy)}")
    if place.is_default:
        lines.append("default = true")
    if place.is_explicit:
        lines.append("explicit = true")
    upload = world.upload
    if upload is not None and upload.by_name and upload.place == place.name:
        lines.append(f"publish-url = {json.dumps(upload.url)}")
    return "\n".join((*lines, *place.lines, ""))


def _named(place: Place, scheme: str) -> str:
    return f"{place.name}={place.url(scheme)}" if place.is_named else place.url(scheme)


def _pyproject(world: World, settings: str, tables: str) -> str:
    wanted = json.dumps(list(world.wanted)) if world.kind != "publish" else "[]"
    parts = [
        "[project]\n"
        'name = "mine"\nversion = "1.0"\nrequires-python = ">=3.11"\n'
        f"dependencies = {wanted}\n"
    ]
    if settings:
        parts.append(f"[tool.uv]\n{settings}\n")
    pins = [
        f"{name} = {{ index = {json.dumps(place.name)} }}"
        for place in world.places
        for name in world.wanted
        if world.form is Form.PYPROJECT
        and place.is_explicit
        and place.index.package(name) is not None
    ]
    if pins:
        parts.append("\n".join(("[tool.uv.sources]", *pins, "")))
    return "\n".join((*parts, tables))


def _requirements(world: World, scheme: str) -> str:
    lines = []
    if world.form is Form.REQUIREMENTS:
        for place in world.places:
            option = "--index-url" if place.is_default else "--extra-index-url"
            lines.append(f"{option} {place.url(scheme)}")
    return "\n".join((*lines, *world.wanted, ""))


def variables(name: str) -> tuple[str, str]:
    """The variables of an index with this name."""
    stem = "UV_INDEX_" + re.sub(r"[^A-Za-z0-9]", "_", name).upper()
    return f"{stem}_USERNAME", f"{stem}_PASSWORD"


def _environ(world: World) -> dict[str, str]:
    found: dict[str, str] = {}
    for place in world.having(Source.VARIABLES):
        found |= dict(zip(variables(place.variable), (place.user, place.secret), strict=True))
    if world.having(Source.KEYRING) and world.keyring_on:
        found["UV_KEYRING_PROVIDER"] = "subprocess"
    if world.upload is not None and world.upload.how == "variables":
        found["UV_PUBLISH_USERNAME"] = world.upload.user
        found["UV_PUBLISH_PASSWORD"] = world.upload.secret
    return found


def _credential_files(world: World) -> dict[str, str]:
    found: dict[str, str] = {}
    lines = [*world.netrc]
    for place in world.having(Source.NETRC):
        machine = place.machine or host(place.origin)
        lines.append(f"machine {machine} login {place.user} password {place.secret}")
    lines += world.netrc_after
    if lines:
        found[world.netrc_path] = "\n".join((*dict.fromkeys(lines), ""))
    entries = []
    for place in world.having(Source.STORE):
        fields = {
            "service": place.service or base(place.origin) + "/",
            "username": place.user,
            "scheme": "basic",
            "password": place.secret,
        }
        body = "\n".join(f"{key} = {json.dumps(value)}" for key, value in fields.items())
        entries.append(f"[[credential]]\n{body}\n")
    if entries:
        found[_STORE] = "\n".join(dict.fromkeys(entries))
    return found


def _keyring(world: World) -> FakeKeyring | None:
    places = world.having(Source.KEYRING)
    if not places or not world.keyring_there:
        return None
    entries = (Entry(place.service, place.user, place.secret) for place in places)
    return replace(world.keyring, entries=tuple(dict.fromkeys(entries)))


def _words(world: World, options: list[str], scheme: str) -> tuple[str, ...]:
    kind, words = world.kind, ["uv", *world.kind.split()]
    if not kind:
        return ("uv", "lock")
    words += options
    if kind == "pip compile":
        words.append("requirements.txt")
    elif kind == "pip install":
        words += ["-r", "requirements.txt", "--target", "out"]
    elif kind == "pip sync":
        words += ["pylock.toml", "--target", "out"]
    elif kind == "tool install":
        words += [world.wanted[0]]
    if world.upload is not None:
        words += _upload_words(world, world.upload, scheme)
    return tuple(words)


def _upload_words(world: World, upload: Upload, scheme: str) -> list[str]:
    words = []
    if upload.by_name:
        words += ["--index", upload.place]
    else:
        check = world.place(upload.place)
        words += ["--publish-url", upload.url, "--check-url", check.url(scheme)]
    if upload.how == "options":
        words += ["--username", upload.user, "--password", upload.secret]
    elif upload.how == "token":
        words += ["--token", upload.secret]
    return words
