"""Proxies, TLS, bots and images: what looks like a matter of accounts and is none."""

from __future__ import annotations

from tests.cases.frame import Case, Unnamed
from tests.cases.shared import ISSUE, PULL

from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Gate, LabIndex, LabProxy, Package, Site

_CORP = "https://pypi.example.com"
_GATEKEEPER = Account("office", "gates-word")


def _past_the_proxy(listed: str) -> Scene:
    """An index within the company's network, and a proxy for all that is outside."""
    return Scene(
        Site((), (index("/simple", "pkg"),), hosts=("pypi.corp.localhost",), proxy=_proxy()),
        files=(project("pkg", table("corp", "/simple", "default = true")),),
        environ=(("HTTP_PROXY", "{{proxy}}"), ("NO_PROXY", listed)),
    )


def _proxy() -> LabProxy:
    return LabProxy(_GATEKEEPER)


def _own_authority(*environ: tuple[str, str]) -> Scene:
    """A server whose certificate a company's own authority has signed."""
    return Scene(
        Site((ALICE,), (index("/simple", "pkg"),), hosts=("localhost",), secure=(0,)),
        files=(project("pkg", table("corp", "/simple", "default = true")),),
        environ=environ,
    )


def _dependabot(*environ: tuple[str, str]) -> Scene:
    """The policy is always; the bot's proxy puts the credential into each request on the way."""
    lines = ('authenticate = "always"', "default = true")
    return Scene(
        Site((), (index("/simple", "pkg"),)),
        files=(project("pkg", table("corp", "/simple", *lines, origin=_CORP)),),
        environ=environ,
    )


def _renovate(*files: tuple[str, str]) -> Scene:
    """A bot runs `uv pip compile`; the index stands in the requirements file, without a name."""
    private = LabIndex("/simple", (Package("pkg"),), gate=Gate.private())
    text = "--index-url https://pypi.example.com/simple\npkg\n"
    return Scene(
        Site((ALICE,), (private,)),
        files=(("project/requirements.in", text), *files),
        command=("uv", "pip", "compile", "requirements.in"),
    )


def _image(instruction: str) -> Scene:
    """A project with an account in netrc, and a Dockerfile that installs it."""
    private = LabIndex("/simple", (Package("pkg"),), gate=Gate.private())
    text = f"FROM python:3.12\nCOPY . /app\nWORKDIR /app\n{instruction}\n"
    return Scene(
        Site((ALICE,), (private,)),
        files=(
            project("pkg", table("corp", "/simple", "default = true", origin=_CORP)),
            ("home/.netrc", "machine pypi.example.com login alice password pa55word\n"),
            ("project/Dockerfile", text),
        ),
        command=("uv", "sync"),
    )


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "NET-01",
        (f"{ISSUE}/15785", f"{ISSUE}/7243"),
        "NO_PROXY names the index in a form uv does not understand",
        _past_the_proxy("*.corp.localhost,10.0.0.0/8"),
        ("NET107",),
        ("`*.corp.localhost`", "no matter of credentials", "NO_PROXY=corp.localhost,10.0.0.0/8"),
        near=_past_the_proxy("corp.localhost,10.0.0.0/8"),
    ),
    Case(
        "NET-02",
        (f"{ISSUE}/14837", f"{ISSUE}/8832"),
        "TLS fails behind a company's proxy, before any account is asked for",
        _own_authority(),
        ("NET103",),
        ("no matter of credentials", "UV_SYSTEM_CERTS", "SSL_CERT_FILE"),
        near=_own_authority(("SSL_CERT_FILE", "{{root}}/tls/ca.pem")),
    ),
    Case(
        "BOT-01",
        (f"{PULL}/16773", f"{PULL}/21176"),
        "Dependabot's uv sends nothing under the policy always, before uv 0.9.11",
        _dependabot(("DEPENDABOT", "true")),
        ("VER101",),
        ("uv 0.9.11", "DEPENDABOT=true"),
        near=_dependabot(),
        besides=("POL102",),
        uv="0.9.10",
        hosts=(_CORP,),
    ),
    Case(
        "BOT-02",
        ("https://github.com/renovatebot/renovate/pull/45856",),
        "a bot runs uv pip compile without the credentials of the index in the file",
        _renovate(),
        ("READ103",),
        ("requirements.in", "machine pypi.example.com login", "no netrc file"),
        near=_renovate(("home/.netrc", "machine pypi.example.com login alice password pa55word\n")),
        hosts=(_CORP,),
    ),
    Case(
        "IMG-01",
        (f"{ISSUE}/11740",),
        "an image is built without the secret that the index wants",
        _image("RUN --mount=type=cache,target=/root/.cache/uv \\\n    uv sync --locked"),
        ("READ121",),
        ("Dockerfile:4", "--mount=type=secret", "UV_INDEX_CORP_PASSWORD"),
        near=_image("RUN --mount=type=secret,id=netrc,target=/root/.netrc uv sync --locked"),
        hosts=(_CORP,),
    ),
)
