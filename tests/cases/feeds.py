"""The private indexes of Azure, Google, GitLab and others, in CI jobs, images and bots."""

from __future__ import annotations

from dataclasses import replace

from tests.cases.corp import (
    ASKS,
    AZURE,
    CORP,
    EVERYONE,
    OWN,
    OWN_URL,
    PAT,
    PATH,
    PKG,
    beside_public,
    corp,
)
from tests.cases.frame import Case, Unnamed
from tests.cases.shared import ISSUE, NETRC, PUBLIC, TWO, public

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.locked import uv_lock
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Answer, Files, Gate, LabIndex, Package, Site


def _without_keyring(keyring: FakeKeyring | None) -> Scene:
    """The settings of a developer's machine in a CI job."""
    scene = corp(
        origin="https://VssSessionToken@acme.pkgs.visualstudio.com",
        environ=(ASKS,),
        account=PAT,
        path=AZURE,
    )
    return replace(scene, keyring=keyring)


_GOOGLE = "https://europe-west9-python.pkg.dev"

_REPO = "/myproject/private/simple"

_REGISTRY = LabIndex(_REPO, PKG, gate=Gate.private())

_OAUTH, _KEY = Account("oauth2accesstoken", "ya29.token"), Account("_json_key_base64", "a-key")

_FEED = f"oauth2accesstoken@europe-west9-python.pkg.dev{_REPO}"


def _artifacts(user: str, *lines: str, command: tuple[str, ...] = ("uv", "sync")) -> Scene:
    """Google Artifact Registry, one package pinned to it."""
    here = table("private", _REPO, *lines, origin=f"https://{user}europe-west9-python.pkg.dev")
    pin = '[tool.uv.sources]\npkg = { index = "private" }\n'
    return beside_public(_REGISTRY, _OAUTH, _KEY, tables=(here, pin, EVERYONE), command=command)


def _install_keyring(path: str) -> Scene:
    """The keyring command itself is to be installed, in an image that sets the private index."""
    extra = LabIndex(path, PKG, gate=Gate.private() if path == _REPO else Gate())
    user = "oauth2accesstoken@" if path == _REPO else ""
    return Scene(
        Site((_OAUTH,), (extra, public("keyring")), hosts=TWO),
        environ=(
            *((ASKS,) if user else ()),
            ("UV_EXTRA_INDEX_URL", f"https://{user}europe-west9-python.pkg.dev{path}"),
            ("UV_DEFAULT_INDEX", f"{PUBLIC}/simple"),
        ),
        command=("uv", "tool", "install", "keyring"),
    )


_GITLAB = "https://gitlab.example.com"

_PROJECT = "/api/v4/projects/7/packages/pypi/simple"

_GROUP = "/api/v4/groups/4/-/packages/pypi/simple"

_REALM = (("WWW-Authenticate", 'Basic realm="GitLab Packages Registry"'),)

_GITLAB_401 = Answer(401, headers=_REALM, challenge=False)

_JOB = Account("gitlab-ci-token", "glcbt-64_aB3dE5fG7hJ9kL1mN3pQ")


def _job(of: str) -> Scene:
    """A job reads the registry of project 7, to which jobs of other projects have no access."""
    allowed = ("alice",) if of != "7" else None
    gate = Gate(_GITLAB_401, _GITLAB_401, Answer(404), allowed)
    index = LabIndex(_PROJECT, PKG, gate=gate)
    return Scene(
        Site((_JOB, ALICE), (index,)),
        files=(project("pkg", table("corp", _PROJECT, "default = true", origin=_GITLAB)),),
        environ=(
            ("UV_INDEX_CORP_USERNAME", _JOB.name),
            ("UV_INDEX_CORP_PASSWORD", _JOB.password),
            ("CI_PROJECT_ID", of),
        ),
    )


_STORED = """[[credential]]
service = "https://gitlab.example.com/"
username = "__token__"
scheme = "basic"
password = "a-token"
"""


def _group(anonymous: Answer) -> Scene:
    """The registry of a group, the token for its host kept by `uv auth login --token`."""
    index = LabIndex(_GROUP, PKG, gate=Gate(anonymous, _GITLAB_401))
    here = table("gitlab", _GROUP, "default = true", origin=_GITLAB)
    return Scene(
        Site((Account("__token__", "a-token"),), (index, public("other")), hosts=TWO),
        files=(
            project("pkg", here),
            ("home/.local/share/uv/credentials/credentials.toml", _STORED),
        ),
    )


def _partly_open(members: tuple[Package, ...]) -> Scene:
    """Artifactory shows everyone what is public, and accounts what is theirs; netrc has one."""
    index = LabIndex(
        PATH, (Package("pkg", ("0.9",)),), members=members, gate=Gate(None, Answer(401))
    )
    netrc = NETRC[1].replace("{{host}}", "corp.example.com")
    here = table("corp", PATH, "default = true", origin=CORP)
    return Scene(
        Site((ALICE,), (index,)),
        files=(project("pkg==0.9" if not members else "pkg==1.0", here), (NETRC[0], netrc)),
    )


def _downloads(password: str) -> Scene:
    """pypiserver as it is by default: everyone may list, and accounts download."""
    files = Files(path="/packages", gate=Gate(Answer(401), Answer(403)))
    here = table(
        "corp", "/simple", "default = true", origin=f"https://alice:{password}@corp.example.com"
    )
    return Scene(
        Site((ALICE,), (LabIndex("/simple", PKG, files=files),)),
        files=(project("pkg", here),),
        command=("uv", "sync"),
    )


_MIRROR = LabIndex("/artifactory/api/pypi/pypi/simple", PKG, gate=Gate.private())


def _locked_elsewhere(index: LabIndex) -> Scene:
    """A lock that was made with the mirror of a company, and is synced outside of it."""
    return beside_public(
        _MIRROR,
        ALICE,
        files=(("project/uv.lock", uv_lock(index, "pkg")),),
        command=("uv", "sync", "--frozen"),
        others=("pkg",),
    )


def _receipt(user: str) -> Scene:
    """`uv tool upgrade` of a tool whose receipt names the index with or without the user."""
    tool = Package("tool", ("1.0", "2.0"), command="tool")
    receipt = (
        '[tool]\nrequirements = [{ name = "tool" }]\n'
        'entrypoints = [{ name = "tool", install-path = "{{root}}/home/.local/bin/tool" }]\n\n'
        f'[tool.options]\nindex = [{{ url = "http://{user}{{{{netloc}}}}/team/simple", '
        'explicit = false, default = true, format = "simple", authenticate = "auto" }]\n'
        'keyring-provider = "subprocess"\n'
    )
    place = "home/.local/share/uv/tools/tool"
    meta = "Metadata-Version: 2.1\nName: tool\nVersion: 1.0\n"
    return Scene(
        Site((ALICE,), (LabIndex("/team/simple", (tool,), gate=Gate.private()),)),
        files=(
            (f"{place}/uv-receipt.toml", receipt),
            (f"{place}/lib/python3.11/site-packages/tool-1.0.dist-info/METADATA", meta),
        ),
        environ=(ASKS,),
        command=("uv", "tool", "upgrade", "tool"),
        keyring=FakeKeyring((Entry("{{netloc}}", "alice", "pa55word"),)),
    )


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "uv-8840",
        (f"{ISSUE}/8840",),
        "a CI job has the settings of the developers, and no keyring command",
        _without_keyring(None),
        ("CRED102",),
        ("no `keyring` command on PATH", "uv tool install keyring --with artifacts-keyring"),
        near=_without_keyring(
            FakeKeyring((Entry("acme.pkgs.visualstudio.com", PAT.name, PAT.password),))
        ),
        hosts=("https://acme.pkgs.visualstudio.com",),
    ),
    Case(
        "uv-18723",
        (f"{ISSUE}/18723",),
        "the URL has the user name of a plug-in, and the keyring is neither on nor installed",
        _artifacts("oauth2accesstoken@", "explicit = true"),
        ("CRED112",),
        (
            "keyring-provider is disabled",
            "uv tool install keyring --with keyrings.google-artifactregistry-auth",
            "export UV_KEYRING_PROVIDER=subprocess",
        ),
        near=replace(
            _artifacts("oauth2accesstoken@", "explicit = true"),
            environ=(ASKS,),
            keyring=FakeKeyring((Entry(f"{_GOOGLE}{_REPO}", _OAUTH.name, _OAUTH.password),)),
        ),
        hosts=(_GOOGLE, PUBLIC),
    ),
    Case(
        "dependabot-14478",
        ("https://github.com/dependabot/dependabot-core/issues/14478",),
        "a bot gives its account with --index, and the project's URL asks for another user",
        _artifacts(
            "oauth2accesstoken@",
            command=("uv", "lock", "--index", f"https://_json_key_base64:a-key@{_FEED[18:]}"),
        ),
        ("CRED124",),
        ("asks for the user oauth2accesstoken", "take the user name out of the URL"),
        near=_artifacts(
            "",
            command=("uv", "lock", "--index", f"https://_json_key_base64:a-key@{_FEED[18:]}"),
        ),
        hosts=(_GOOGLE, PUBLIC),
    ),
    Case(
        "uv-13443",
        (f"{ISSUE}/13443",),
        "keyring is to be installed, and the index that needs it is asked for it first",
        _install_keyring(_REPO),
        ("CRED102",),
        ("env -u UV_EXTRA_INDEX_URL uv tool install keyring", "without the indexes that need it"),
        near=_install_keyring("/open/simple"),
        besides=("READ105",),
        hosts=(_GOOGLE, PUBLIC),
    ),
    Case(
        "uv-8563",
        (f"{ISSUE}/8563",),
        "a job reads the registry of another project, and GitLab answers 404",
        _job("99"),
        ("CRED111",),
        ("the job token of project 99 is used for project 7",),
        near=_job("7"),
        hosts=(_GITLAB,),
    ),
    Case(
        "uv-16402",
        (f"{ISSUE}/16402",),
        "uv auth login kept a token, and GitLab sends the plain request on to a public index",
        _group(Answer(302, f"{PUBLIC}/simple/pkg/")),
        ("READ104",),
        ("never tries the credentials it has for gitlab", 'authenticate = "always"'),
        near=_group(_GITLAB_401),
        hosts=(_GITLAB, PUBLIC),
    ),
    Case(
        "uv-3923",
        (f"{ISSUE}/3923",),
        "the index shows everyone what is public, so the account of netrc is never used",
        _partly_open((Package("pkg", ("0.9", "1.0")),)),
        ("READ116",),
        ("would see", "never sends that credential"),
        near=_partly_open(()),
        hosts=(CORP,),
    ),
    Case(
        "uv-12362",
        (f"{ISSUE}/12362",),
        "everyone may list a pypiserver, and a wrong password shows at the file alone",
        _downloads("old"),
        ("READ102",),
        ("refuses its files with 403",),
        near=_downloads("pa55word"),
        hosts=(CORP,),
    ),
    Case(
        "dependabot-11889",
        ("https://github.com/dependabot/dependabot-core/issues/11889",),
        "a bot gives the index to uv lock by --index, and the account nowhere",
        beside_public(OWN, ALICE, command=("uv", "lock", "--index", f"{CORP}{PATH}")),
        ("READ103",),
        ("finds no credentials", "name the index"),
        near=beside_public(OWN, ALICE, command=("uv", "lock", "--index", OWN_URL)),
        besides=("READ105",),
        hosts=(CORP, PUBLIC),
    ),
    Case(
        "opentelemetry-4164",
        ("https://github.com/open-telemetry/opentelemetry-python-contrib/pull/4164",),
        "uv.lock names the files of a company's mirror, which nobody else may read",
        _locked_elsewhere(_MIRROR),
        ("CFG113",),
        ("no index definition covers the URL in the lock",),
        near=_locked_elsewhere(public("pkg")),
        hosts=("https://mirror.corp.example", PUBLIC),
    ),
    Case(
        "uv-21216",
        (f"{ISSUE}/21216",),
        "the receipt of a tool names its index without the user, so no keyring is asked",
        _receipt(""),
        ("CRED115",),
        ("it knows no user name", "it has one of alice"),
        near=_receipt("alice@"),
    ),
)
