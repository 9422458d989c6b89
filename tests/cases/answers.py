"""Statuses that mean something else than they say."""

from __future__ import annotations

from tests.cases.frame import Case, Unnamed
from tests.cases.shared import ISSUE, NETRC, PKG, PUBLIC, PULL, TWO, public, requiring
from tests.cases.tokens import encoded

from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.locked import uv_lock
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Answer, Files, Gate, LabIndex, Package, Site

_NEXUS = "/repository/pypi-proxy/simple"
_ARTIFACTORY = "/artifactory/api/pypi/pypi/simple"
_NEXUS_HOST, _ARTIFACTORY_HOST = "https://nexus.example.com", "https://artifactory.example.com"


def _extra(answer: int) -> Scene:
    """An extra index of which anonymous requests get `answer`, before the public one."""
    gate = Gate(anonymous=Answer(answer), wrong=Answer(answer))
    extra = LabIndex("/extra/simple", (Package("mine"),), gate=gate)
    return _beside_public(extra, "https://pypi.example.com", "pkg")


def _beside_public(own: LabIndex, origin: str, *wanted: str, lines: tuple[str, ...] = ()) -> Scene:
    """An index of one's own, then a public one that has `pkg`."""
    return Scene(
        Site((ALICE,), (own, public("pkg")), hosts=TWO),
        files=(
            requiring(
                *wanted,
                tables=(
                    table("own", own.path, *lines, origin=origin),
                    table("public", "/simple", "default = true", origin=PUBLIC),
                ),
            ),
        ),
    )


def _alone(
    own: LabIndex, origin: str, *wanted: str, more: tuple[tuple[str, str], ...] = ()
) -> Scene:
    """One index, and nothing else."""
    here = table("own", own.path, "default = true", origin=origin)
    return Scene(Site((ALICE,), (own,)), files=(requiring(*wanted, tables=(here,)), *more))


_DENIED = Answer(
    403,
    headers=(("Server", "AmazonS3"), ("X-Cache", "Error from cloudfront")),
    body='<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    media_type="application/xml",
)
_BUCKET = LabIndex("/simple", (Package("mine"),), missing=_DENIED)
_QUARANTINED = Answer(403, reason="Requested item is quarantined")
_XRAY = Answer(
    403,
    body='{"errors":[{"status":403,"message":"Artifact download request rejected: pkg was not '
    'downloaded due to the download blocking policy configured in Xray"}]}',
    media_type="application/json",
)


def _firewall(path: str, refused: Answer | None, *lines: str, origin: str) -> Scene:
    """A proxy of a public index that blocks the files of some versions."""
    gate = Gate(refused, refused)
    listed = LabIndex(path, (Package("pkg", ("1.0", "2.0")),), files=Files(gate=gate))
    here = table("own", path, "default = true", *lines, origin=origin)
    return Scene(Site((), (listed,)), files=(project("pkg", here),))


def _mirror(missing: int) -> Scene:
    """A mirror of the wheels of PyTorch under another host, before the public index."""
    wheels = LabIndex("/whl/cpu", (Package("torch"),), missing=Answer(missing))
    return _beside_public(wheels, "https://torch-mirror.example.com", "torch", "pkg")


def _vendor(missing: int) -> Scene:
    """The index of a vendor, in a bucket; it is asked for a package that it does not have too."""
    wheels = LabIndex("/stable/xpu", (Package("mine"),), missing=Answer(missing))
    return _alone(wheels, "https://extension.example.com", "mine", "pkg")


def _expired(until: int) -> Scene:
    """CodeArtifact answers a token that is over with 404, as it does for missing packages."""
    token = ".".join((encoded({"isu": until - 43200, "exp": until}), "a", "b", "c", "d"))
    path = "/pypi/team/simple"
    listed = LabIndex(path, (Package("mine"),), gate=Gate(Answer(401), Answer(404)))
    domain = "acme-123456789012.d.codeartifact.eu-west-1.amazonaws.com"
    here = table("aws", path, "default = true", origin=f"https://{domain}")
    return Scene(
        Site((Account("aws", "fresh"),), (listed,)),
        files=(project("mine", here),),
        environ=(("UV_INDEX_AWS_USERNAME", "aws"), ("UV_INDEX_AWS_PASSWORD", token)),
    )


_OVER, _VALID = 1_700_000_000, 4_000_000_000
_CODEARTIFACT = ("https://acme-123456789012.d.codeartifact.eu-west-1.amazonaws.com",)
_FEED = "/org/_packaging/Feed/pypi/simple"


def _azure(missing: int) -> Scene:
    """Azure Artifacts with a token that is right: a package that is not in the feed."""
    feed = LabIndex(_FEED, (Package("mine"),), gate=Gate.private(), missing=Answer(missing))
    return _beside_public(feed, "https://alice:pa55word@pkgs.dev.azure.com", "mine", "pkg")


def _five_hundred(wrong: int) -> Scene:
    """Artifactory that breaks down on requests without a credential; an account in netrc."""
    listed = LabIndex(_ARTIFACTORY, PKG, gate=Gate(Answer(500), Answer(wrong)))
    if wrong == 500:
        listed = LabIndex(_ARTIFACTORY, fixed=Answer(500))
    return _alone(listed, _ARTIFACTORY_HOST, "pkg", more=(NETRC,))


def _not_awake(answers: tuple[Answer, ...]) -> Scene:
    """Gitea among several indexes: it has other packages, and answers only when asked again."""
    gitea = LabIndex("/api/packages/team/pypi/simple", (Package("mine"),), first=answers)
    return _beside_public(gitea, "https://gitea.example.com", "pkg")


def _published_to(*lines: str) -> Scene:
    """An index that is there for uploads alone; the project is built with a public backend."""
    registry = LabIndex("/registry/simple", gate=Gate.private())
    build = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    own = table(
        "registry",
        "/registry/simple",
        'publish-url = "https://registry.example.com/registry/upload"',
        *lines,
        origin="https://registry.example.com",
    )
    everyone = table("public", "/simple", "default = true", origin=PUBLIC)
    return Scene(
        Site((ALICE,), (registry, public("hatchling")), hosts=TWO),
        files=(requiring(tables=(build, own, everyone)), ("project/app/__init__.py", "")),
        command=("uv", "sync"),
    )


def _other_versions(*packages: Package) -> Scene:
    """An extra index that knows the name, and has no file of the version asked for."""
    extra = LabIndex("/extra/simple", packages)
    return _beside_public(extra, "https://extra.example.com", "pkg==1.0")


def _locked(pages: Gate) -> Scene:
    """A lock whose files everyone may fetch, from an index whose pages are for accounts."""
    path = "/api/v4/projects/7/packages/pypi/simple"
    files = Files(path="/api/v4/projects/7/packages/pypi/files", gate=Gate())
    listed = LabIndex(path, PKG, gate=pages, files=files)
    here = table("gitlab", path, "default = true", origin="https://gitlab.example.com")
    return Scene(
        Site((ALICE,), (listed,)),
        files=(("project/uv.lock", uv_lock(listed, "pkg")), project("pkg", here)),
        command=("uv", "sync"),
    )


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "UV-ST-01",
        (f"{ISSUE}/13216", f"{PULL}/12805"),
        "the search stops at the first 401 since uv 0.7.0",
        _extra(401),
        ("READ105", "VER102"),
        ("does not ask public", "since uv 0.7.0", "ignore-error-codes = [401]"),
        near=_extra(404),
        besides=("READ103",),
        hosts=("https://pypi.example.com", PUBLIC),
    ),
    Case(
        "UV-ST-02",
        (
            f"{ISSUE}/13368",
            f"{ISSUE}/13248",
            f"{PULL}/16340",
            "https://github.com/kraken-build/kraken/issues/382",
        ),
        "a bucket answers 403 for packages that are not there",
        _beside_public(_BUCKET, "https://d111.cloudfront.net", "mine", "pkg"),
        ("READ105",),
        ("ignore-error-codes = [403]", "without the right to list", "but answers"),
        near=_beside_public(
            LabIndex("/simple", (Package("mine"),)), "https://d111.cloudfront.net", "mine", "pkg"
        ),
        hosts=("https://d111.cloudfront.net", PUBLIC),
    ),
    Case(
        "UV-ST-03",
        (f"{PULL}/9750", f"{PULL}/12805"),
        "a mirror of PyTorch answers 403 for what it lacks, which uv knows of PyTorch's host alone",
        _mirror(403),
        ("READ105",),
        ("ignore-error-codes = [403]", 'means "no such package" by 403'),
        near=_mirror(404),
        hosts=("https://torch-mirror.example.com", PUBLIC),
    ),
    Case(
        "UV-ST-04",
        (f"{ISSUE}/14576",),
        "a public index answers 403 to uv: not to the client, but for a package it does not have",
        _vendor(403),
        ("READ109",),
        ("answers 403 for packages it does not have", "a package nobody has", "check the name"),
        near=_vendor(404),
        hosts=("https://extension.example.com",),
    ),
    Case(
        "UV-ST-05",
        (f"{ISSUE}/19517", f"{ISSUE}/5260", f"{PULL}/12255"),
        "a firewall blocks one version: the page is served, its file answered with 403",
        _firewall(_NEXUS, _QUARANTINED, "ignore-error-codes = [403]", origin=_NEXUS_HOST),
        ("READ113",),
        ("quarantined", "another account or password changes nothing", "another version"),
        near=_firewall(_NEXUS, Answer(401), origin=_NEXUS_HOST),
        uv="0.11.16",
        hosts=(_NEXUS_HOST,),
    ),
    Case(
        "UV-ST-06",
        (
            "https://github.com/sobolevn/git-secret/issues/801",
            "https://github.com/jfrog/jenkins-jfrog-plugin/issues/124",
            "https://github.com/jfrog/jfrog-cli-artifactory/issues/270",
        ),
        "Xray blocks a download, which looks like a missing right",
        _firewall(_ARTIFACTORY, _XRAY, origin=_ARTIFACTORY_HOST),
        ("READ113",),
        ("blocking policy configured in Xray", "not about accounts"),
        near=_firewall(_ARTIFACTORY, Answer(403), origin=_ARTIFACTORY_HOST),
        hosts=(_ARTIFACTORY_HOST,),
    ),
    Case(
        "UV-ST-07",
        (f"{ISSUE}/11899",),
        "CodeArtifact answers 404 to a token that has expired",
        _expired(_OVER),
        ("CRED107",),
        ("has expired", "UV_INDEX_AWS_PASSWORD", "get-authorization-token"),
        near=_expired(_VALID),
        besides=("READ107",),
        hosts=_CODEARTIFACT,
    ),
    Case(
        "UV-ST-08",
        (f"{PULL}/3292", f"{ISSUE}/3291"),
        "Azure answers 401 for a package that is not in the feed, to a token that is right",
        _azure(401),
        ("READ105",),
        ("but answers", "ignore-error-codes = [401]"),
        near=_azure(404),
        hosts=("https://pkgs.dev.azure.com", PUBLIC),
    ),
    Case(
        "UV-ST-09",
        (f"{ISSUE}/5600",),
        "5xx to anonymous requests: uv never sends the credential it has",
        _five_hundred(401),
        ("READ117",),
        ("never sends the one it has", "only 401, 403 and 404", 'authenticate = "always"'),
        near=_five_hundred(500),
        hosts=(_ARTIFACTORY_HOST,),
    ),
    Case(
        "UV-ST-10",
        (f"{ISSUE}/14989", f"{ISSUE}/14941", f"{PULL}/14996"),
        "a 404 that comes after a retry ends the run, from uv 0.7.14 to 0.8.4",
        _not_awake((Answer(503),)),
        ("VER101",),
        ("uv 0.8.5", "since 0.7.14", "404 that comes only after a retry"),
        near=_not_awake(()),
        uv="0.8.4",
        hosts=("https://gitea.example.com", PUBLIC),
    ),
    Case(
        "UV-ST-11",
        (f"{ISSUE}/1754",),
        "an early uv asks about a cached page again without the credential",
        _alone(
            LabIndex("/repository/pypi/simple", PKG, gate=Gate.private()),
            "https://alice:pa55word@nexus.example.com",
            "pkg",
        ),
        ("VER103",),
        ("uv 0.1.33", "in its cache again without the credential"),
        near=_alone(index("/repository/pypi/simple", "pkg"), _NEXUS_HOST, "pkg"),
        uv="0.1.13",
        hosts=(_NEXUS_HOST,),
    ),
    Case(
        "UV-ST-12",
        (f"{ISSUE}/13452", f"{ISSUE}/13856"),
        "an index that is there for uploads is asked for what the build requires",
        _published_to(),
        ("READ105",),
        ("hatchling", "explicit = true", "publish"),
        near=_published_to("explicit = true"),
        besides=("READ103",),
        hosts=("https://registry.example.com", PUBLIC),
    ),
    Case(
        "UV-ST-13",
        (f"{ISSUE}/5739",),
        "an extra index that knows the name without the version ends the search",
        _other_versions(Package("pkg", ("0.9",))),
        ("READ108",),
        ("lists no file of pkg that fits", "does not ask the indexes after one"),
        near=_other_versions(),
        hosts=("https://extra.example.com", PUBLIC),
    ),
    Case(
        "UV-ST-14",
        (f"{ISSUE}/9809",),
        "files are open to everyone while the pages are not, so a locked sync hides that no "
        "credential is there",
        _locked(Gate.private()),
        ("READ122",),
        ("everyone", "401"),
        near=_locked(Gate()),
        hosts=("https://gitlab.example.com",),
    ),
)
