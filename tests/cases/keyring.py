"""Keyrings: switched off, shadowed, asked for other names than they hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.cases.frame import Case, Unnamed
from tests.cases.shared import ISSUE, KEYRING_ON, TEAM

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.locked import uv_lock
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import Account, Files, Gate, LabIndex, LabPublish, Package, Site

_AZURE = "/org/_packaging/Feed/pypi/simple"
_DEVOPS = "https://pkgs.dev.azure.com"
_SESSION = Account("VssSessionToken", "s3ssion-token-of-alice")


def _team(
    keyring: FakeKeyring | None,
    *lines: str,
    user: str | None = "alice",
    environ: tuple[tuple[str, str], ...] = (KEYRING_ON,),
    extra: tuple[str, ...] = (),
) -> Scene:
    """A private index, its user name in the URL, the password in a keyring."""
    origin = "http://{{netloc}}" if user is None else f"http://{user}@{{{{netloc}}}}"
    index = LabIndex(TEAM, (Package("pkg"),), gate=Gate.private())
    return Scene(
        Site((ALICE,), (index,)),
        files=(
            project("pkg", table("team", TEAM, *lines, "default = true", origin=origin), *extra),
        ),
        environ=environ,
        keyring=keyring,
    )


def _held(service: str, **options: Any) -> FakeKeyring:
    entry = Entry(service, ALICE.name, ALICE.password)
    return replace(FakeKeyring((entry,)), **options)


_BY_HOST = _held("{{netloc}}")


def _azure(*lines: str) -> Scene:
    """Azure Artifacts: the files lie below the feed's identifier instead of its name."""
    index = LabIndex(
        _AZURE,
        (Package("pkg"),),
        gate=Gate.private(),
        files=Files(path="/org/_packaging/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f/pypi/download"),
    )
    return Scene(
        Site((ALICE,), (index,)),
        files=(
            project(
                "pkg",
                table(
                    "feed",
                    _AZURE,
                    *lines,
                    "default = true",
                    origin="https://alice@pkgs.dev.azure.com",
                ),
            ),
        ),
        environ=(KEYRING_ON,),
        keyring=FakeKeyring((Entry("{{origin}}" + _AZURE, "alice", "pa55word"),)),
    )


def _session(keyring: FakeKeyring) -> Scene:
    """A feed of Azure Artifacts whose passwords a plug-in makes."""
    index = LabIndex(_AZURE, (Package("pkg"),), gate=Gate.private())
    origin = "https://VssSessionToken@pkgs.dev.azure.com"
    return Scene(
        Site((_SESSION,), (index,)),
        files=(project("pkg", table("feed", _AZURE, "default = true", origin=origin)),),
        environ=(KEYRING_ON,),
        keyring=keyring,
    )


# The plug-in answers for every URL of the feed.
_PLUGIN = tuple(
    Entry("{{origin}}" + _AZURE + page, _SESSION.name, _SESSION.password) for page in ("", "/pkg/")
)
_SERVER = "/tfs/Coll/_packaging/feed/pypi/simple"


def _on_premises(files: str) -> Scene:
    """`uv sync` from a lock: no page is read, and the plug-in knows the feed's URL alone."""
    index = LabIndex(_SERVER, (Package("pkg"),), gate=Gate.private(), files=Files(path=files))
    origin = "https://VssSessionToken@tfs.corp.example"
    return Scene(
        Site((_SESSION,), (index,)),
        files=(
            project("pkg", table("feed", _SERVER, "default = true", origin=origin)),
            ("project/uv.lock", uv_lock(index, "pkg")),
        ),
        environ=(KEYRING_ON,),
        command=("uv", "sync"),
        keyring=FakeKeyring(
            (Entry("{{origin}}" + _SERVER, _SESSION.name, _SESSION.password),),
            beside=("artifacts-keyring",),
        ),
    )


_EXPLICIT = (
    '[[tool.uv.index]]\nname = "team"\nurl = "{{origin}}/team/simple"\n'
    'authenticate = "always"\nexplicit = true\n\n'
    '[tool.uv.sources]\npkg = { index = "team" }\n'
)


def _explicit() -> Scene:
    """An explicit index whose user name the keyring is to give as well."""
    return replace(_team(_BY_HOST), files=(project("pkg", _EXPLICIT),))


def _twice() -> Scene:
    """The same URL with a password in one place, and with a user name alone in another."""
    extra = '[pip]\nextra-index-url = ["http://alice:pa55word@{{netloc}}/team/simple"]\n'
    scene = _team(
        FakeKeyring(noise="keyring.errors.NoKeyringError: No recommended backend was available.")
    )
    return replace(
        scene,
        files=(("home/.config/uv/uv.toml", extra), ("project/r.in", "pkg\n")),
        command=(
            *("uv", "pip", "compile", "r.in"),
            *("--index-url", "http://alice@{{netloc}}/team/simple"),
        ),
    )


_GOOGLE = "https://europe-west1-python.pkg.dev"
_TOKEN = "ya29.an-access-token"


def _google(user: str) -> Scene:
    """An upload whose password the plug-in of Google gives for any user name."""
    url = "https://europe-west1-python.pkg.dev/myproject/team/"
    return Scene(
        Site((Account("oauth2accesstoken", _TOKEN),), publish=(LabPublish("/myproject/team/"),)),
        files=(project("pkg"),),
        environ=(KEYRING_ON,),
        command=("uv", "publish", "--username", user, "--publish-url", url),
        keyring=FakeKeyring(
            tuple(Entry(url, name, _TOKEN) for name in ("__token__", "oauth2accesstoken")),
            beside=("keyrings.google-artifactregistry-auth",),
        ),
        dists=(Dist("app", "1.0"),),
    )


def _published(service: str) -> Scene:
    """An upload with a user name, its password in the keyring."""
    lines = ('publish-url = "{{origin}}/team/upload"', "explicit = true")
    index = LabIndex(TEAM, (Package("other"),), gate=Gate.private())
    definition = table("team", TEAM, *lines, origin="http://alice@{{netloc}}")
    return Scene(
        Site((ALICE,), (index,), (LabPublish("/team/upload"),)),
        files=(project("pkg", definition),),
        environ=(KEYRING_ON,),
        command=("uv", "publish", "--index", "team", "--username", "alice"),
        keyring=_held(service),
        dists=(Dist("app", "1.0"),),
    )


def _latest() -> Scene:
    """A tool from an index whose password the keyring has."""
    tool = Package("tool", command="tool")
    # uv compares the page's file time, which moves in steps, with its own start: a server that
    # answers at once is asked twice now and then.
    index = LabIndex(TEAM, (tool,), gate=Gate.private(), latency=0.05)
    return Scene(
        Site((ALICE,), (index,)),
        environ=(KEYRING_ON,),
        command=(
            *("uv", "tool", "run", "--default-index"),
            *("http://alice@{{netloc}}/team/simple", "tool@latest"),
        ),
        keyring=_BY_HOST,
    )


_OTHER_USER = (
    ("UV_INDEX_TEAM_USERNAME", ALICE.name),
    ("UV_INDEX_TEAM_PASSWORD", ALICE.password),
)
_PIP_TABLE = '[tool.uv.pip]\nkeyring-provider = "subprocess"\n'

_STORE = "home/.local/share/uv/credentials/credentials.toml"
_ENTRY = """[[credential]]
service = "{{origin}}/team/"
username = "alice"
scheme = "basic"
password = "pa55word"
"""


def _stored(user: str | None, *, native: bool = False, refusal: int = 401) -> Scene:
    """`uv auth login`: into the file, or, with the preview feature, into the system's store."""
    environ = (("UV_PREVIEW_FEATURES", "native-auth"),) if native else ()
    scene = _team(None, user=user, environ=environ)
    index = LabIndex(TEAM, (Package("pkg"),), gate=Gate.private(anonymous=refusal))
    files = scene.files if native else (*scene.files, (_STORE, _ENTRY))
    return replace(scene, site=Site((ALICE,), (index,)), files=files)


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "UV-KR-02",
        (f"{ISSUE}/2563",),
        "a user name alone in the URL is taken for a whole credential, and no keyring is asked",
        _session(FakeKeyring(_PLUGIN, beside=("artifacts-keyring",))),
        ("VER103",),
        ("a user name alone", "uv 0.1.33"),
        near=_session(FakeKeyring(_PLUGIN, beside=("artifacts-keyring",))),
        uv="0.1.32",
        near_uv="0.1.33",
        hosts=(_DEVOPS,),
    ),
    Case(
        "UV-KR-05",
        (f"{ISSUE}/3542",),
        "keyring is installed in the virtual environment, which is not on PATH",
        _team(_held("{{netloc}}", place="project/.venv/bin")),
        ("CRED113",),
        (".venv/bin/keyring", "uv tool install keyring"),
        near=_team(_BY_HOST),
    ),
    Case(
        "UV-KR-06",
        (f"{ISSUE}/12280",),
        "the password is stored under the URL of a package page, and uv asks for the index URL",
        _team(_held("{{origin}}/team/simple/pkg/")),
        ("CRED116",),
        ("/team/simple/pkg/", "keyring set", "200"),
        near=_team(_held("{{origin}}/team/simple")),
    ),
    Case(
        "UV-KR-07",
        ("https://github.com/astral-sh/uv/pull/4061",),
        "the keyring is asked for the host without its port",
        _team(_BY_HOST),
        ("VER103",),
        ("127.0.0.1 in place of 127.0.0.1:", "uv 0.2.10"),
        near=_team(_BY_HOST),
        uv="0.2.9",
        near_uv="0.2.10",
    ),
    Case(
        "UV-KR-08",
        (f"{ISSUE}/12611",),
        "`authenticate` of an explicit index is passed over, and the keyring is not asked",
        _explicit(),
        ("CRED115",),
        ("take uv 0.6.12 or later", "has one of alice", "200"),
        near=_explicit(),
        uv="0.6.11",
        near_uv="0.6.12",
        besides=("VER101",),
    ),
    Case(
        "UV-KR-11",
        (
            "https://github.com/astral-sh/uv/issues/17357",
            "https://github.com/dependabot/dependabot-core/issues/15207",
        ),
        "Azure Artifacts serves files under the feed's identifier, outside the index root",
        _azure('authenticate = "always"'),
        ("POL101",),
        ("0a1b2c3d",),
        near=_azure(),
        hosts=(_DEVOPS,),
    ),
    Case(
        "UV-KR-12",
        (f"{ISSUE}/17144",),
        "Azure DevOps Server: a lock asks nothing of the feed, and its files lie beside it",
        _on_premises("/tfs/Coll/_packaging/0a1b2c3d/pypi/download"),
        ("POL101",),
        ("/tfs/Coll/_packaging/0a1b2c3d/pypi/download", "index root"),
        near=_on_premises("/tfs/Coll/_packaging/feed/pypi/download"),
        uv="0.9.17",
        hosts=("https://tfs.corp.example",),
    ),
    Case(
        "UV-KR-13",
        (f"{ISSUE}/11130", f"{ISSUE}/4162"),
        "the plug-in's session is over: it prints a sign-in prompt nobody sees, and no password",
        _session(
            FakeKeyring(
                silent=True,
                noise="[Minimal] [CredentialProvider]ATTENTION: User interaction required.",
                beside=("artifacts-keyring",),
            )
        ),
        ("CRED117",),
        ("keyring get", "empty password", "sign-in"),
        near=_session(FakeKeyring(_PLUGIN, beside=("artifacts-keyring",))),
        hosts=(_DEVOPS,),
    ),
    Case(
        "UV-KR-14",
        (f"{ISSUE}/3260",),
        "the credential provider gives nothing the first time and a token the second",
        _session(FakeKeyring(_PLUGIN, warm_up=2, beside=("artifacts-keyring",))),
        ("CRED117",),
        ("the first time and a password the second",),
        near=_session(FakeKeyring(_PLUGIN, beside=("artifacts-keyring",))),
        hosts=(_DEVOPS,),
    ),
    Case(
        "UV-KR-15",
        (f"{ISSUE}/13443",),
        "a keyring without a backend, and a URL with a user name that another has the password of",
        _twice(),
        ("CRED102",),
        ("no backend is available", "take uv 0.7.4 or later", "URL (~/.config/uv/uv.toml:2) alice"),
        near=_twice(),
        besides=("VER101",),
        uv="0.7.3",
        near_uv="0.7.4",
    ),
    Case(
        "UV-KR-16",
        (f"{ISSUE}/8728",),
        "the user name in the URL is not that of the index's variables, which then do not count",
        _team(None, user="oauth2accesstoken", environ=_OTHER_USER),
        ("CRED124",),
        ("oauth2accesstoken", "UV_INDEX_TEAM_USERNAME"),
        near=_team(None, user="alice", environ=_OTHER_USER),
    ),
    Case(
        "UV-KR-17",
        (f"{ISSUE}/9778",),
        "an upload asks the keyring for the user name __token__, which Google does not know",
        _google("__token__"),
        ("CRED106",),
        ("__token__", "export UV_PUBLISH_USERNAME=oauth2accesstoken"),
        near=_google("oauth2accesstoken"),
        hosts=(_GOOGLE,),
    ),
    Case(
        "UV-KR-19",
        (f"{ISSUE}/11842",),
        "the password is in the keyring, and nothing tells uv to ask it",
        _team(_BY_HOST, environ=()),
        ("CRED112",),
        ("keyring-provider", "UV_KEYRING_PROVIDER=subprocess"),
        near=_team(_BY_HOST),
    ),
    Case(
        "UV-KR-20",
        (f"{ISSUE}/6230",),
        "the keyring is switched on in [tool.uv.pip], and uv lock does not read that",
        _team(_BY_HOST, environ=(), extra=(_PIP_TABLE,)),
        ("CRED112",),
        ("pyproject.toml:13", "not for uv lock", '[tool.uv]\nkeyring-provider = "subprocess"'),
        near=_team(_BY_HOST, extra=(_PIP_TABLE,)),
    ),
    Case(
        "UV-KR-21",
        (f"{ISSUE}/17436",),
        "uvx tool@latest does not ask the keyring when it looks the newest version up",
        _latest(),
        ("READ103",),
        ("take uv 0.9.25 or later", "asks the keyring, too", "@latest"),
        near=_latest(),
        besides=("VER101",),
        uv="0.9.24",
        near_uv="0.9.25",
    ),
    Case(
        "UV-KR-22",
        (f"{ISSUE}/8810", f"{ISSUE}/15818"),
        "with native-auth an entry counts for its exact name alone",
        _stored("alice", native=True),
        ("CRED103",),
        ("uv:http://127.0.0.1", "exactly", "UV_PREVIEW_FEATURES", "uv auth login"),
        near=_stored("alice"),
    ),
    Case(
        "UV-KR-23",
        (f"{ISSUE}/18900",),
        "with native-auth nothing is looked up without a user name",
        _stored(None, native=True, refusal=403),
        ("CRED103",),
        ("no user name", "<user>@127.0.0.1"),
        near=_stored(None, refusal=403),
    ),
    Case(
        "UV-KR-24",
        (f"{ISSUE}/8781",),
        "the password is stored for the URL for reading, and the upload asks for its own URL",
        _published("{{origin}}/team/simple"),
        ("CRED116",),
        ("keyring set", "/team/upload", "under http"),
        near=_published("{{origin}}/team/upload"),
    ),
)
