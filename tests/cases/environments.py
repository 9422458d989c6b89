"""Variables and settings that uv does not read, or takes for something else."""

from __future__ import annotations

from tests.cases.corp import (
    ARTIFACT,
    AWS,
    AZURE,
    CORP,
    DEVOPS,
    OWN,
    OWN_URL,
    PAT,
    PKG,
    beside_public,
    corp,
)
from tests.cases.frame import Case, Unnamed
from tests.cases.shared import ISSUE, PUBLIC, TWO, public

from indexdoctor.lab.changes.shared import ALICE
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Gate, LabIndex, Package, Site

_DOTENV = "UV_INDEX_CORP_USERNAME=alice\nUV_INDEX_CORP_PASSWORD=pa55word\n"

_GIVEN = (("UV_INDEX_CORP_USERNAME", "alice"), ("UV_INDEX_CORP_PASSWORD", "pa55word"))

_RUN = ("uv", "run", "--env-file", ".env", "no-such-program")


def _marked(line: str) -> Scene:
    """An index for one platform alone, as the requirements below it are."""
    text = f"--index-url {PUBLIC}/simple\n{line}\ntorch\n"
    return Scene(
        Site((), (LabIndex("/whl/cu129", (Package("torch"),)), public("other")), hosts=TWO),
        files=(("project/requirements.txt", text),),
        command=("uv", "pip", "compile", "requirements.txt"),
    )


_BUILD = Account("build", "a-token-of-the-job")

_PIPS = f"https://build:{_BUILD.password}@pkgs.dev.azure.com{AZURE}"

_OPEN_FEED = LabIndex(AZURE, PKG, gate=Gate.private())


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "uv-8862",
        (f"{ISSUE}/8862",),
        "the account stands in the file of `uv run --env-file`, which is for the program alone",
        corp(("project/.env", _DOTENV), command=_RUN),
        ("CRED125",),
        (".env", "does not read for itself", "set -a; . ./.env; set +a"),
        near=corp(("project/.env", _DOTENV), command=_RUN, environ=_GIVEN),
        hosts=(CORP,),
    ),
    Case(
        "uv-7743",
        (f"{ISSUE}/7743", f"{ISSUE}/1384"),
        "the index of a project stands in its .env, and uv sync reads no such file",
        beside_public(
            OWN,
            ALICE,
            files=(("project/.env", f"UV_EXTRA_INDEX_URL={OWN_URL}\n"),),
            command=("uv", "sync"),
        ),
        ("CRED125",),
        ("UV_EXTRA_INDEX_URL stands in .env", "finds no pkg"),
        near=beside_public(
            OWN,
            ALICE,
            files=(("project/.env", f"UV_EXTRA_INDEX_URL={OWN_URL}\n"),),
            environ=(("UV_EXTRA_INDEX_URL", OWN_URL),),
            command=("uv", "sync"),
        ),
        hosts=(CORP, PUBLIC),
    ),
    Case(
        "uv-8443",
        (f"{ISSUE}/8443",),
        "a variable in the URL of pyproject.toml is not expanded",
        corp(
            origin=f"https://aws:$CODEARTIFACT_AUTH_TOKEN@{ARTIFACT[8:]}",
            environ=(("CODEARTIFACT_AUTH_TOKEN", AWS.password),),
            account=AWS,
        ),
        ("CRED108",),
        ("was not expanded",),
        near=corp(origin=f"https://aws:{AWS.password}@{ARTIFACT[8:]}", account=AWS),
        hosts=(ARTIFACT,),
    ),
    Case(
        "uv-5734",
        (f"{ISSUE}/5734", f"{ISSUE}/13206"),
        "user name and password of the URL are written as variables",
        corp(
            origin="https://${ART_USER}:${ART_TOKEN}@corp.example.com",
            environ=(("ART_USER", ALICE.name), ("ART_TOKEN", ALICE.password)),
        ),
        ("CRED108",),
        ("was not expanded",),
        near=corp(origin="https://alice:pa55word@corp.example.com"),
        hosts=(CORP,),
    ),
    Case(
        "uv-16488",
        (f"{ISSUE}/16488",),
        "a marker behind the URL of --extra-index-url becomes a part of the URL",
        _marked(
            "--extra-index-url=https://download.example.org/whl/cu129 ; sys_platform != 'darwin'"
        ),
        ("CFG114",),
        ("for a part of the URL", "takes no marker", "write the URL alone"),
        near=_marked("--extra-index-url=https://download.example.org/whl/cu129"),
        hosts=("https://download.example.org", PUBLIC),
    ),
    Case(
        "uv-1688",
        (f"{ISSUE}/1688",),
        "the feeds stand in PIP_EXTRA_INDEX_URL, which uv does not read",
        beside_public(_OPEN_FEED, _BUILD, environ=(("PIP_EXTRA_INDEX_URL", _PIPS),)),
        ("CFG105",),
        ("PIP_EXTRA_INDEX_URL is a setting of pip",),
        near=beside_public(_OPEN_FEED, _BUILD, environ=(("UV_EXTRA_INDEX_URL", _PIPS),)),
        hosts=(DEVOPS, PUBLIC),
    ),
    Case(
        "azure-tasks-18910",
        (
            "https://github.com/microsoft/azure-pipelines-tasks/issues/18910",
            "https://github.com/MicrosoftDocs/azure-devops-docs/issues/8750",
        ),
        "PipAuthenticate gives the account to pip, and uv has the index without one",
        corp(
            origin=DEVOPS,
            environ=(("PIP_EXTRA_INDEX_URL", f" {_PIPS}"),),
            account=_BUILD,
            path=AZURE,
        ),
        ("CRED123",),
        ("they stand at PIP_EXTRA_INDEX_URL", "UV_INDEX_CORP_USERNAME=build"),
        near=corp(
            origin=DEVOPS,
            environ=(
                ("UV_INDEX_CORP_USERNAME", _BUILD.name),
                ("UV_INDEX_CORP_PASSWORD", _BUILD.password),
            ),
            account=_BUILD,
            path=AZURE,
        ),
        hosts=(DEVOPS,),
    ),
    Case(
        "uv-11316",
        (f"{ISSUE}/11316",),
        "a password alone is given by variable, and the user name stands in the URL",
        corp(
            origin="https://VssSessionToken@pkgs.dev.azure.com",
            environ=(("UV_INDEX_CORP_PASSWORD", PAT.password),),
            account=PAT,
            path=AZURE,
        ),
        ("CRED124",),
        ("the variables have no user name", "UV_INDEX_CORP_USERNAME=VssSessionToken"),
        near=corp(
            origin="https://VssSessionToken@pkgs.dev.azure.com",
            environ=(
                ("UV_INDEX_CORP_USERNAME", PAT.name),
                ("UV_INDEX_CORP_PASSWORD", PAT.password),
            ),
            account=PAT,
            path=AZURE,
        ),
        hosts=(DEVOPS,),
    ),
)
