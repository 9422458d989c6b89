"""One private index, alone or beside a public one."""

from __future__ import annotations

from tests.cases.shared import PUBLIC, TWO, public, requiring

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Gate, LabIndex, Package, Site

PKG = (Package("pkg"),)

CORP = "https://corp.example.com"

PATH = "/corp/simple"

ASKS = ("UV_KEYRING_PROVIDER", "subprocess")

EVERYONE = table("public", "/simple", "default = true", origin=PUBLIC)


def corp(
    *files: tuple[str, str],
    origin: str = CORP,
    environ: tuple[tuple[str, str], ...] = (),
    command: tuple[str, ...] = ("uv", "sync"),
    account: Account = ALICE,
    path: str = PATH,
) -> Scene:
    """A project with one private index, which is called corp."""
    index = LabIndex(path, PKG, gate=Gate.private())
    here = table("corp", path, "default = true", origin=origin)
    return Scene(
        Site((account,), (index,)),
        files=(project("pkg", here), *files),
        environ=environ,
        command=command,
    )


def beside_public(
    index: LabIndex,
    *accounts: Account,
    tables: tuple[str, ...] = (EVERYONE,),
    files: tuple[tuple[str, str], ...] = (),
    environ: tuple[tuple[str, str], ...] = (),
    command: tuple[str, ...] = ("uv", "lock"),
    others: tuple[str, ...] = ("other",),
) -> Scene:
    """An index of one's own beside a public one, which is the default."""
    return Scene(
        Site(accounts, (index, public(*others)), hosts=TWO),
        files=(requiring("pkg", tables=tables), *files),
        environ=environ,
        command=command,
    )


OWN = LabIndex(PATH, PKG, gate=Gate.private())

OWN_URL = "https://alice:pa55word@corp.example.com/corp/simple"

AZURE = "/acme/_packaging/feed/pypi/simple"

DEVOPS = "https://pkgs.dev.azure.com"

PAT = Account("VssSessionToken", "a-personal-access-token")

ARTIFACT = "https://acme-123456789012.d.codeartifact.eu-west-1.amazonaws.com"

AWS = Account("aws", "an-aws-token")
