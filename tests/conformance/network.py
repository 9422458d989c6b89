"""TLS, proxies and host names of a world: how its servers are reached."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote

from tests.conformance.commands import name_length
from tests.conformance.definitions import quoted
from tests.conformance.draw import Draw
from tests.conformance.real import CLOSED

from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, LabProxy, Site


@dataclass(slots=True)
class Reached:
    """A scene while it is being changed; `secrets` are those that come with the proxy."""

    site: Site
    files: dict[str, str]
    environ: dict[str, str]
    options: list[str]
    secrets: list[str]

    def setting(self, name: str, value: object) -> None:
        """Write a setting into a uv.toml: the project's, when there is one, else the user's."""
        places = ("project/conf/custom.toml", "project/uv.toml")
        place = next((name for name in places if name in self.files), "home/.config/uv/uv.toml")
        text = self.files.get(place, "")
        if re.search(rf"^{name} =", text, re.MULTILINE):
            return
        self.files[place] = f"{name} = {quoted(value)}\n{text}"


def reach(draw: Draw, scene: Scene) -> tuple[Scene, tuple[str, ...]]:
    """A scene whose servers are reached in another way, and the secrets it came by."""
    reached = Reached(scene.site, dict(scene.files), dict(scene.environ), [], [])
    shape = draw.weighted((40, "tls"), (28, "proxy"), (20, "both"), (8, "hosts"), (4, "offline"))
    _draw_hosts(draw, reached)
    if shape in ("tls", "both"):
        _draw_tls(draw, reached, pip=scene.command[1] == "pip")
    if shape in ("proxy", "both"):
        _draw_proxy(draw, reached)
    if shape == "offline":
        _draw_offline(draw, reached)
    head = name_length(scene.command)
    command = (*scene.command[:head], *reached.options, *scene.command[head:])
    secure = reached.site.secure
    changed = replace(
        scene,
        site=reached.site,
        files=tuple((name, _schemes(text, secure)) for name, text in reached.files.items()),
        environ=tuple((name, _schemes(text, secure)) for name, text in reached.environ.items()),
        command=tuple(_schemes(word, secure) for word in command),
    )
    return changed, tuple(reached.secrets)


def _schemes(text: str, secure: tuple[int, ...]) -> str:
    """URLs written with user information, with the scheme of their origin."""
    for number, place in enumerate(("{{netloc}}", "{{netloc2}}")):
        if number in secure:
            text = re.sub(rf"http://([^/\s\"]*{re.escape(place)})", r"https://\1", text)
    return text


def _draw_hosts(draw: Draw, reached: Reached) -> None:
    hosts = reached.site.hosts
    first = draw.weighted((50, hosts[0]), (35, "localhost"), (15, "a.localhost"))
    if len(hosts) == 2 and draw.chance(30):
        hosts = (first, draw.one(("localhost", "127.0.0.1", "b.localhost")))
    else:
        hosts = (first, *hosts[1:])
    reached.site = replace(reached.site, hosts=hosts)


def _draw_tls(draw: Draw, reached: Reached, *, pip: bool) -> None:
    origins = range(len(reached.site.hosts))
    secure = tuple(origins) if draw.chance(60) else (draw.one(origins),)
    certificate = draw.weighted((80, "server"), (20, "own"))
    wants_client = draw.chance(12)
    reached.site = replace(
        reached.site, secure=secure, certificate=certificate, wants_client=wants_client
    )
    environ = reached.environ
    environ["UV_HTTP_RETRIES"] = "0"
    right = "ca" if certificate == "server" else "own-cert"
    trust = draw.weighted(
        (34, "file"), (8, "directory"), (30, "insecure"), (4, "none"), (12, "odd"), (6, "cert")
    )
    if trust == "file" or (trust == "cert" and not pip):
        environ["SSL_CERT_FILE"] = f"{{{{root}}}}/tls/{right}.pem"
    elif trust == "directory":
        before = "{{root}}/missing:" if draw.chance(30) else ""
        environ["SSL_CERT_DIR"] = before + "{{root}}/tls/trusted"
    elif trust == "cert":
        reached.options += ["--cert", f"{{{{root}}}}/tls/{draw.one((right, 'other'))}.pem"]
        if draw.chance(50):
            environ["SSL_CERT_FILE"] = "{{root}}/tls/other.pem"
    elif trust == "insecure":
        _draw_insecure(draw, reached)
    if trust == "odd" or draw.chance(8):
        name = draw.one(("other.pem", "junk.pem", "missing.pem", "bare", ""))
        value = f"{{{{root}}}}/tls/{name}" if name else ""
        environ.setdefault(draw.one(("SSL_CERT_FILE", "SSL_CERT_DIR")), value)
    if wants_client or draw.chance(6):
        name = draw.weighted((60, "client"), (10, "junk"), (10, "missing"), (20, ""))
        if name:
            environ["SSL_CLIENT_CERT"] = f"{{{{root}}}}/tls/{name}.pem"
    if draw.chance(12):
        setting = draw.one(("native-tls", "native-tls", "system-certs"))
        place = draw.one(("option", "environ", "table"))
        if place == "option":
            reached.options.append(f"--{setting}")
        elif place == "environ":
            environ[f"UV_{setting.replace('-', '_').upper()}"] = "true"
        else:
            reached.setting(setting, True)


def _draw_insecure(draw: Draw, reached: Reached) -> None:
    forms = ["{{host}}", "{{netloc}}", "*", "https://{{netloc}}", "http://{{netloc}}", "{{host}}:1"]
    if len(reached.site.hosts) == 2:
        forms += ["{{host2}}", "{{netloc2}}", "{{host2}}"]
    entries = draw.some(forms, draw.weighted((70, 1), (30, 2)))
    place = draw.one(("option", "environ", "table"))
    if place == "option":
        for entry in entries:
            reached.options += [draw.one(("--allow-insecure-host", "--trusted-host")), entry]
    elif place == "environ":
        reached.environ["UV_INSECURE_HOST"] = " ".join(entries)
    else:
        reached.setting("allow-insecure-host", entries)


def _draw_proxy(draw: Draw, reached: Reached) -> None:
    account = None
    if draw.chance(55):
        account = Account(
            draw.one(("porter", "p@x", "")), f"gate{draw.token()}{draw.one(('', '%', '@:'))}"
        )
        reached.secrets.append(account.password)
    reached.site = replace(reached.site, proxy=LabProxy(account))
    environ = reached.environ
    environ["UV_HTTP_RETRIES"] = "0"
    if draw.chance(25):
        # Releases that do not know the settings must not find a way out.
        environ["ALL_PROXY"] = CLOSED
        environ["NO_PROXY"] = draw.one(("", "127.0.0.1,localhost"))
        reached.setting("http-proxy", _proxy(draw, account))
        if draw.chance(70):
            reached.setting("https-proxy", _proxy(draw, account))
        if draw.chance(40):
            reached.setting("no-proxy", [_no_proxy(draw) for _ in range(draw.one((1, 2)))])
        return
    for scheme in ("http", "https"):
        name = f"{scheme}_proxy"
        environ[name.upper() if draw.chance(60) else name] = _proxy(draw, account)
    if draw.chance(30):
        name = draw.one(("HTTP_PROXY", "HTTPS_PROXY"))
        lower = environ.pop(name.lower(), None)
        other = environ.pop(name, None)
        environ[draw.one(("ALL_PROXY", "all_proxy"))] = lower or other or _proxy(draw, account)
    if draw.chance(40):
        entries = [_no_proxy(draw) for _ in range(draw.one((1, 2)))]
        environ[draw.one(("NO_PROXY", "no_proxy"))] = draw.one((",", ", ")).join(entries)


def _proxy(draw: Draw, account: Account | None) -> str:
    """The URL of the proxy: with the right account, another, or none."""
    if draw.chance(4):
        return CLOSED
    scheme = "" if draw.chance(15) else "http://"
    end = "/" if draw.chance(20) else ""
    who = ""
    if account is not None and draw.chance(75):
        who = f"{quote(account.name, safe='')}:{quote(account.password, safe='')}@"
    elif draw.chance(30):
        who = draw.one(("porter@", "porter:wrong@", ":wrong@"))
    return f"{scheme}{who}{{{{proxy_netloc}}}}{end}"


def _no_proxy(draw: Draw) -> str:
    return draw.one(
        (
            *("{{host}}", "127.0.0.1", "localhost", ".localhost", "127.0.0.0/8", "*", "{{netloc}}"),
            *("LOCALHOST", "example.org", "10.0.0.0/8", "*.localhost", "a.localhost"),
        )
    )


def _draw_offline(draw: Draw, reached: Reached) -> None:
    place = draw.one(("option", "environ", "table"))
    if place == "option":
        reached.options.append("--offline")
    elif place == "environ":
        reached.environ["UV_OFFLINE"] = draw.one(("1", "true"))
    else:
        reached.setting("offline", True)
