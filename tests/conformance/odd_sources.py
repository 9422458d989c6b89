"""Credential sources that are not as their makers meant them: added to a world that is drawn."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.draw import Draw
from tests.conformance.servers import People

from indexdoctor.lab.keyring import FakeKeyring
from indexdoctor.lab.scene import Scene

ODD = 45  # of a hundred worlds
_STORE = "home/.local/share/uv/credentials/credentials.toml"
_NETRC = "home/.netrc"
_COMMENTS = ("# two words", "#two words", "#one", "#", "\n# after an empty line", '# "quoted')
_MACROS = (
    "macdef init\ncd /x\nmachine inside",
    "macdef init\n\n",
    "macdef last\nmachine {{host}} login x password y\n",
)
_BROKEN = (
    "machine",
    "login alone",
    "machine h port 1",
    'machine h login "open',
    "machine #h login",
)
_BAD_ENTRIES = (
    '[[credential]]\nservice = "{{origin}}/"\nusername = "x"\ntoken = "y"\n',
    '[[credential]]\nusername = "x"\npassword = "y"\n',
    "[[credential]\n",
    "credential = 1\n",
)


def vary(draw: Draw, scene: Scene, people: People) -> Scene:
    """The same scene with other sources, in files, variables and the keyring."""
    files, environ = dict(scene.files), dict(scene.environ)
    if draw.chance(50):
        _netrc(draw, files, environ, people)
    if draw.chance(45):
        _store(draw, files, scene, people)
    _variables(draw, environ)
    keyring = scene.keyring
    if keyring is not None and draw.chance(60):
        keyring = _keyring(draw, keyring)
    return replace(
        scene, files=tuple(files.items()), environ=tuple(environ.items()), keyring=keyring
    )


def _account(draw: Draw, people: People) -> tuple[str, str]:
    known = draw.one(people.accounts[:2])
    return known.name, known.password if draw.chance(75) else draw.one(people.wrong)


def _word(draw: Draw, text: str) -> str:
    """A word of a netrc file: as it is, quoted or escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if any(c in text for c in ' \t"\\#') or draw.chance(30):
        return f'"{escaped}"' if draw.chance(70) else escaped.replace(" ", "\\ ")
    return text


def _entry(draw: Draw, people: People) -> str:
    name, password = _account(draw, people)
    login, secret = _word(draw, name), _word(draw, password)
    host = draw.weighted(
        (50, "machine {{host}}"),
        (20, "default"),
        (10, "machine {{host2}}"),
        (8, "machine {{netloc}}"),
        (6, "machine LOCALHOST"),
        (6, 'machine "{{host}}"'),
    )
    return host + draw.weighted(
        (30, f" login {login} password {secret}"),
        (15, f" user {login} password {secret}"),
        (15, f" password {secret} login {login}"),
        (10, f" login {login} account x password {secret}"),
        (10, f" login {login}"),
        (10, f" password {secret}"),
        (10, f"\n\tlogin {login} # of mine\n\tpassword {secret}\n"),
    )


def _netrc(draw: Draw, files: dict[str, str], environ: dict[str, str], people: People) -> None:
    path = next((name for name in files if name.endswith("netrc")), _NETRC)
    parts = files.get(path, "").splitlines()
    for _ in range(draw.weighted((50, 1), (35, 2), (15, 3))):
        parts.insert(draw.one(range(len(parts) + 1)), _entry(draw, people))
    if draw.chance(35):
        parts.insert(draw.one(range(len(parts) + 1)), draw.one(_COMMENTS))
    if draw.chance(20):
        parts.insert(draw.one(range(len(parts) + 1)), draw.one(_MACROS))
    if draw.chance(8):
        parts.insert(draw.one(range(len(parts) + 1)), draw.one(_BROKEN))
    files[path] = "\n".join(parts) + draw.one(("\n", ""))
    if draw.chance(15):
        environ["NETRC"] = draw.one(("", "~/other-netrc", "{{root}}/home/none", "../home/.netrc"))


def _store(draw: Draw, files: dict[str, str], scene: Scene, people: People) -> None:
    path = next((name for name in files if name.endswith("credentials.toml")), _STORE)
    text = files.get(path, "")
    index = draw.one(scene.site.indexes)
    base = "{{origin2}}" if index.origin else "{{origin}}"
    parent = index.path.rsplit("/", 1)[0]
    service = draw.one(
        (f"{base}/", base, base + parent, f"{base}{index.path}", base + parent + "/")
    )
    if draw.chance(20):
        service = service[: -draw.one((1, 2))] if service.endswith(index.path) else service
    for _ in range(draw.weighted((45, 1), (45, 2), (10, 3))):
        name, password = _account(draw, people)
        entry = f'\n[[credential]]\nservice = "{service}"\n'
        if draw.chance(25):
            entry += f'scheme = "bearer"\ntoken = "{people.accounts[2].password}"\n'
        else:
            entry += f'username = "{name}"\n'
            if draw.chance(92):
                entry += f'password = "{password}"\n'
        text += entry
    if draw.chance(6):
        text += draw.one(_BAD_ENTRIES)
    files[path] = text


def _variables(draw: Draw, environ: dict[str, str]) -> None:
    if draw.chance(6):
        environ["DEPENDABOT"] = draw.one(("true", "1", "TRUE", ""))
    if draw.chance(8):
        environ["UV_PREVIEW_FEATURES"] = "native-auth"
    if draw.chance(3):
        environ["HF_TOKEN"] = "hf-t0ken"


def _keyring(draw: Draw, keyring: FakeKeyring) -> FakeKeyring:
    how = draw.one(("failing", "delay", "shadowed", "noise", "ending", "ending"))
    if how == "ending":
        return replace(keyring, ending=draw.one(("", "\r\n", " \n", "\n\n", "\nmore\n", "\t")))
    if how == "noise":
        return replace(keyring, noise="WARNING: no recommended backend")
    if how == "delay":
        return replace(keyring, delay=0.2)
    return replace(keyring, failing=how == "failing", shadowed=how == "shadowed")
