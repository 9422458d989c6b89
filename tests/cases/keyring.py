"""Keyrings: switched off, shadowed, asked for other names than they hold."""

from __future__ import annotations

from dataclasses import replace

from tests.cases.frame import Case, Unnamed

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Files, Gate, LabIndex, Package, Site

_AZURE = "/org/_packaging/Feed/pypi/simple"
_DEVOPS = "https://pkgs.dev.azure.com"
_TEAM = "/team/simple"
_ASKS = ("UV_KEYRING_PROVIDER", "subprocess")
_ISSUES = "https://github.com/astral-sh/uv/issues"
_SESSION = Account("VssSessionToken", "s3ssion-token-of-alice")


def _team(
    keyring: FakeKeyring | None,
    *lines: str,
    user: str | None = "alice",
    environ: tuple[tuple[str, str], ...] = (_ASKS,),
    extra: tuple[str, ...] = (),
) -> Scene:
    """A private index, its user name in the URL, the password in a keyring."""
    origin = "http://{{netloc}}" if user is None else f"http://{user}@{{{{netloc}}}}"
    index = LabIndex(_TEAM, (Package("pkg"),), gate=Gate.private())
    return Scene(
        Site((ALICE,), (index,)),
        files=(
            project("pkg", table("team", _TEAM, *lines, "default = true", origin=origin), *extra),
        ),
        environ=environ,
        keyring=keyring,
    )


def _held(service: str, **options: object) -> FakeKeyring:
    entry = Entry(service, ALICE.name, ALICE.password)
    return replace(FakeKeyring((entry,)), **options)  # type: ignore[arg-type]


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
        environ=(_ASKS,),
        keyring=FakeKeyring((Entry("{{origin}}" + _AZURE, "alice", "pa55word"),)),
    )


def _session(keyring: FakeKeyring) -> Scene:
    """A feed of Azure Artifacts whose passwords a plug-in makes."""
    index = LabIndex(_AZURE, (Package("pkg"),), gate=Gate.private())
    origin = "https://VssSessionToken@pkgs.dev.azure.com"
    return Scene(
        Site((_SESSION,), (index,)),
        files=(project("pkg", table("feed", _AZURE, "default = true", origin=origin)),),
        environ=(_ASKS,),
        keyring=keyring,
    )


_PLUGIN = (Entry("{{origin}}" + _AZURE, _SESSION.name, _SESSION.password),)


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "UV-KR-05",
        (f"{_ISSUES}/3542",),
        "keyring is installed in the virtual environment, which is not on PATH",
        _team(_held("{{netloc}}", place="project/.venv/bin")),
        ("CRED113",),
        (".venv/bin/keyring", "uv tool install keyring"),
        near=_team(_BY_HOST),
    ),
    Case(
        "UV-KR-06",
        (f"{_ISSUES}/12280",),
        "the password is stored under the URL of a package page, and uv asks for the index URL",
        _team(_held("{{origin}}/team/simple/pkg/")),
        ("CRED116",),
        ("/team/simple/pkg/", "keyring set", "200"),
        near=_team(_held("{{origin}}/team/simple")),
    ),
    Case(
        "UV-KR-07",
        ("https://github.com/astral-sh/uv/pull/4061",),
        "the password is stored under the host without its port",
        _team(_held("{{host}}")),
        ("CRED116",),
        ("under 127.0.0.1;", "keyring set"),
        near=_team(_BY_HOST),
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
        "UV-KR-13",
        (f"{_ISSUES}/11130", f"{_ISSUES}/4162"),
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
        (f"{_ISSUES}/3260",),
        "the credential provider gives nothing the first time and a token the second",
        _session(FakeKeyring(_PLUGIN, warm_up=2, beside=("artifacts-keyring",))),
        ("CRED117",),
        ("the first time and a password the second",),
        near=_session(FakeKeyring(_PLUGIN, beside=("artifacts-keyring",))),
        hosts=(_DEVOPS,),
    ),
    Case(
        "UV-KR-19",
        (f"{_ISSUES}/11842",),
        "the password is in the keyring, and nothing tells uv to ask it",
        _team(_BY_HOST, environ=()),
        ("CRED112",),
        ("keyring-provider", "UV_KEYRING_PROVIDER=subprocess"),
        near=_team(_BY_HOST),
    ),
)
