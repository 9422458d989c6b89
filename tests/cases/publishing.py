"""Uploads, and the check of the index before them."""

from __future__ import annotations

from dataclasses import replace

from tests.cases.frame import Case, Unnamed
from tests.cases.shared import DIST, ISSUE, PULL, UPLOADED, UPLOADS_OF_PYPI
from tests.cases.tokens import macaroon

from indexdoctor.lab.changes.shared import ALICE, table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import (
    Account,
    Answer,
    FixedPath,
    Gate,
    LabIndex,
    LabPublish,
    Package,
    Site,
)
from indexdoctor.versions import NEWEST

_USER = ("UV_PUBLISH_USERNAME", ALICE.name)
_PASSWORD = ("UV_PUBLISH_PASSWORD", ALICE.password)
_ACCOUNT = (_USER, _PASSWORD)


def _project(*tables: str) -> tuple[str, str]:
    return "project/pyproject.toml", "\n".join((UPLOADED, *tables))


def _to(
    path: str,
    *environ: tuple[str, str],
    answer: LabPublish | None = None,
    accounts: tuple[Account, ...] = (ALICE,),
) -> Scene:
    """`uv publish --publish-url` to a path, without a check URL."""
    return Scene(
        Site(accounts, publish=(answer or LabPublish(path),)),
        files=(_project(),),
        environ=environ,
        command=("uv", "publish", "--publish-url", "{{origin}}" + path),
        dists=(DIST,),
    )


def _indexed(
    name: str,
    index: LabIndex,
    upload: LabPublish,
    *environ: tuple[str, str],
    accounts: tuple[Account, ...] = (ALICE,),
) -> Scene:
    """`uv publish --index`, with the URL for reading as the check URL."""
    lines = (f'publish-url = "{{{{origin}}}}{upload.path}"', "explicit = true")
    return Scene(
        Site(accounts, (index,), (upload,)),
        files=(_project(table(name, index.path, *lines)),),
        environ=environ,
        command=("uv", "publish", "--index", name),
        dists=(DIST,),
    )


_GITLAB = "/api/v4/projects/42/packages/pypi"
_REALM = (("WWW-Authenticate", 'Basic realm="GitLab Packages Registry"'),)
_GITLAB_401 = Answer(401, headers=_REALM, challenge=False)
_INDEX_ACCOUNT = (
    ("UV_INDEX_GITLAB_USERNAME", ALICE.name),
    ("UV_INDEX_GITLAB_PASSWORD", ALICE.password),
)


def _gitlab(*environ: tuple[str, str], missing: Answer | None = None) -> Scene:
    """The check and the upload of a project of GitLab, both for accounts only."""
    gate = Gate(_GITLAB_401, _GITLAB_401)
    packages = (Package("other" if missing else "mypkg", versions=("0.9",)),)
    return _indexed(
        "gitlab",
        LabIndex(f"{_GITLAB}/simple", packages, gate=gate, missing=missing or Answer(404)),
        LabPublish(_GITLAB, gate=gate),
        *environ,
    )


def _job(project: str, gate: Gate) -> Scene:
    """An upload with the job token of a project."""
    return _to(
        _GITLAB,
        ("UV_PUBLISH_USERNAME", "gitlab-ci-token"),
        ("UV_PUBLISH_PASSWORD", "job-t0ken"),
        ("CI_PROJECT_ID", project),
        answer=LabPublish(_GITLAB, gate=gate),
        accounts=(Account("gitlab-ci-token", "job-t0ken"),),
    )


_FORWARDED = Answer(
    302,
    "https://pypi.org/simple/mypkg/",
    body="This resource has been moved temporarily to https://pypi.org/simple/mypkg/.",
    media_type="text/plain",
)
_AZURE = "/org/_packaging/feed/pypi"
_LINKS = '<html><body><h1>simple</h1><a href="mypkg/">mypkg</a></body></html>'
_LEGACY = LabPublish("/legacy/", gate=Gate(Answer(403), Answer(403)))
_MOVED = Answer(308, "{{origin}}/legacy/")
_NO_SLASH = LabPublish("/legacy", gate=Gate(), no_file=_MOVED, accepted=_MOVED)
_TOKEN = macaroon("test.pypi.org")
_FOREIGN = macaroon("pypi.org")
_STORED = """[[credential]]
service = "{{origin}}/upload"
username = "__token__"
scheme = "basic"
password = "pa55word"
"""


def _legacy(path: str, token: str, known: str = _TOKEN) -> Scene:
    """An upload with a token to a server that is like TestPyPI."""
    scene = _to(path, ("UV_PUBLISH_TOKEN", token), accounts=(Account("__token__", known),))
    return replace(scene, site=replace(scene.site, publish=(_LEGACY, _NO_SLASH)))


def _stored() -> Scene:
    """An upload for which `uv auth login` stored a token, and nothing else is given."""
    scene = _to("/upload", accounts=(Account("__token__", ALICE.password),))
    path = "home/.local/share/uv/credentials/credentials.toml"
    return replace(scene, files=(*scene.files, (path, _STORED)))


def _artifactory(*environ: tuple[str, str]) -> Scene:
    """An upload to Artifactory, which knows users and tokens, and no user `__token__`."""
    realm = (("WWW-Authenticate", 'Basic realm="Artifactory Realm"'),)
    refused = Answer(401, headers=realm, challenge=False)
    path = "/artifactory/api/pypi/dev-local"
    endpoint = LabPublish(path, gate=Gate(refused, refused))
    return _to(path, *environ, answer=endpoint, accounts=(Account("ci", "t0ken"),))


_WORKFLOW = """name: Release
on:
  push:
    tags: ["v*"]
permissions:
  contents: read
jobs:
  publish:
    runs-on: ubuntu-latest
    environment: release
    steps:
      - uses: actions/checkout@v5
      - name: Publish
        run: |
          uv build
          uv publish
"""
_CALLED = _WORKFLOW.replace('  push:\n    tags: ["v*"]\n', "  workflow_call:\n").replace(
    "contents: read", "id-token: write"
)
_CALLER = """on:
  push:
    tags: ["v*"]
permissions:
  id-token: write
jobs:
  release:
    uses: ./.github/workflows/publish.yml
"""
_WARRANT = (
    ("ACTIONS_ID_TOKEN_REQUEST_URL", "https://127.0.0.1:9/token"),
    ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "w4rrant"),
)
_AUDIENCE = FixedPath(
    "/_/oidc/audience", Answer(200, body='{"audience":"pypi"}', media_type="application/json")
)


def _released(*environ: tuple[str, str], **workflows: str) -> Scene:
    """`uv publish` in a job of GitHub Actions, to a server that takes trusted publishing."""
    files = [(f"project/.github/workflows/{name}.yml", text) for name, text in workflows.items()]
    return Scene(
        Site(publish=(_LEGACY,), paths=(_AUDIENCE,)),
        files=(_project(), *files),
        environ=(
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_JOB", "publish"),
            ("GITHUB_REPOSITORY", "acme/mypkg"),
            ("GITHUB_WORKFLOW_REF", "acme/mypkg/.github/workflows/release.yml@refs/tags/v1"),
            *environ,
        ),
        command=("uv", "publish"),
        dists=(DIST,),
    )


_SHADOWED = _project(
    table("corp", "/simple", 'publish-url = "{{origin}}/upload"', "explicit = true")
)


def _named(*files: tuple[str, str]) -> Scene:
    """`uv publish --index corp`."""
    return Scene(
        Site((ALICE,), (LabIndex("/simple"),), (LabPublish("/upload"),)),
        files=files,
        environ=_ACCOUNT,
        command=("uv", "publish", "--index", "corp"),
        dists=(DIST,),
    )


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "UV-PUB-01",
        (f"{ISSUE}/9845", f"{ISSUE}/10193", f"{ISSUE}/10386"),
        "the variables of an index are not those of the upload",
        _gitlab(*_INDEX_ACCOUNT),
        ("PUB211",),
        (
            "UV_INDEX_GITLAB_*",
            'UV_PUBLISH_USERNAME="$UV_INDEX_GITLAB_USERNAME"',
        ),
        near=_gitlab(*_INDEX_ACCOUNT, *_ACCOUNT),
        uv="0.8.13",
        besides=("VER101",),
    ),
    Case(
        "UV-PUB-02",
        (f"{ISSUE}/11836",),
        "the check before an upload goes without the credentials of the index",
        _gitlab(*_INDEX_ACCOUNT, *_ACCOUNT),
        ("PUB201",),
        ("take uv 0.8.14 or later",),
        near=_gitlab(*_INDEX_ACCOUNT, *_ACCOUNT),
        uv="0.6.3",
        besides=("VER101",),
        near_uv=NEWEST,
    ),
    Case(
        "UV-PUB-05",
        (f"{ISSUE}/18003", f"{ISSUE}/17608"),
        "uv auth login stored a token, and uv asks for a user name",
        _stored(),
        ("PUB212",),
        ("uv publish --username __token__", "credentials.toml"),
        near=replace(_stored(), command=(*_stored().command, "--username", "__token__")),
        uv="0.10.0",
    ),
    Case(
        "UV-PUB-06",
        (f"{ISSUE}/7860",),
        "the simple URL stands where uploads go, and answers 405",
        _to(
            f"{_AZURE}/simple/",
            *_ACCOUNT,
            answer=LabPublish(f"{_AZURE}/simple/", gate=Gate(), no_file=Answer(405)),
        ),
        ("PUB221",),
        ("publish to https://pkgs.dev.azure.com/org/_packaging/feed/pypi/upload/",),
        near=_to(f"{_AZURE}/upload/", *_ACCOUNT),
        hosts=("https://pkgs.dev.azure.com",),
    ),
    Case(
        "UV-PUB-07",
        ("https://github.com/devpi/devpi/issues/1097", f"{ISSUE}/15021"),
        "the simple URL answers an upload with 200 and a page, and nothing is published",
        _to(
            "/alice/dev/+simple/",
            *_ACCOUNT,
            answer=LabPublish("/alice/dev/+simple/", gate=Gate(), no_file=Answer(200, body=_LINKS)),
        ),
        ("PUB221",),
        ("publish to https://devpi.example/alice/dev/",),
        near=_to("/alice/dev/", *_ACCOUNT),
        hosts=("https://devpi.example",),
    ),
    Case(
        "UV-PUB-08",
        (f"{ISSUE}/17126", f"{PULL}/10469"),
        "the publish URL lacks its final slash and redirects",
        _legacy("/legacy", _TOKEN),
        ("PUB207",),
        (
            "lacks its final slash",
            "--publish-url https://test.pypi.org/legacy/",
            "take uv 0.9.18 or later",
        ),
        near=_legacy("/legacy/", _TOKEN),
        uv="0.9.15",
        besides=("VER101",),
        hosts=("https://test.pypi.org",),
    ),
    Case(
        "UV-PUB-10",
        (f"{ISSUE}/17334", f"{ISSUE}/10174"),
        "GitLab forwards the check of the first upload, and its text/plain is no simple page",
        _gitlab(*_INDEX_ACCOUNT, *_ACCOUNT, missing=_FORWARDED),
        ("PUB219",),
        ("take uv 0.11.17 or later", "uv publish --publish-url"),
        near=_gitlab(*_INDEX_ACCOUNT, *_ACCOUNT),
        uv="0.9.18",
        besides=("VER101",),
    ),
    Case(
        "UV-PUB-11",
        (f"{ISSUE}/13815", f"{ISSUE}/9195"),
        "a job token is for another project than the one it uploads to",
        _job("7", Gate(_GITLAB_401, _GITLAB_401, Answer(404), ("root",))),
        ("CRED111",),
        ("let project 42 allow jobs of project 7",),
        near=_job("42", Gate(_GITLAB_401, _GITLAB_401)),
    ),
    Case(
        "UV-PUB-12",
        (
            f"{ISSUE}/8221",
            "https://github.com/jfrog/jfrog-cli-artifactory/issues/437",
        ),
        "a token is sent with the user name __token__, and the server wants another",
        _artifactory(("UV_PUBLISH_TOKEN", "t0ken")),
        ("CRED106",),
        ("sends the user name __token__ to Artifactory", "export UV_PUBLISH_USERNAME="),
        near=_artifactory(("UV_PUBLISH_USERNAME", "ci"), ("UV_PUBLISH_PASSWORD", "t0ken")),
        hosts=("https://acme.jfrog.io",),
    ),
    Case(
        "UV-PUB-13",
        (f"{ISSUE}/11469",),
        "the upload works on a laptop and fails in CI, where the secret is empty",
        _to(
            "/repository/pypi-hosted/",
            ("CI", "true"),
            ("UV_PUBLISH_USERNAME", ""),
            ("UV_PUBLISH_PASSWORD", ""),
        ),
        ("PUB223",),
        ("UV_PUBLISH_USERNAME and UV_PUBLISH_PASSWORD are set and empty",),
        near=_to("/repository/pypi-hosted/", ("CI", "true"), *_ACCOUNT),
    ),
    Case(
        "UV-PUB-15",
        (f"{PULL}/8632", f"{PULL}/8633"),
        "trusted publishing without the permission id-token: write",
        _released(release=_WORKFLOW),
        ("PUB213",),
        ("release.yml:5", "id-token: write", "ACTIONS_ID_TOKEN_REQUEST_URL"),
        near=_released(*_WARRANT, release=_WORKFLOW.replace("contents: read", "id-token: write")),
        hosts=UPLOADS_OF_PYPI,
    ),
    Case(
        "UV-PUB-16",
        (
            "https://github.com/pypa/gh-action-pypi-publish/issues/166",
            "https://github.com/pypa/gh-action-pypi-publish/issues/173",
            "https://github.com/dennisvang/tufup/issues/176",
        ),
        "the upload runs in a reusable workflow, for which there is no trusted publisher",
        _released(*_WARRANT, release=_CALLER, publish=_CALLED),
        ("PUB214",),
        ("publish.yml:15", "acme/mypkg, workflow release.yml, environment release"),
        near=_released(*_WARRANT, release=_CALLED.replace("workflow_call", "push")),
        hosts=UPLOADS_OF_PYPI,
    ),
    Case(
        "UV-PUB-18",
        (
            f"{ISSUE}/17251",
            "https://github.com/pypi/warehouse/issues/15410",
            "https://github.com/pypi/support/issues/3656",
        ),
        "a token of PyPI is sent to TestPyPI",
        _legacy("/legacy/", _FOREIGN),
        ("CRED109",),
        ("an API token of PyPI to TestPyPI", "UV_PUBLISH_TOKEN"),
        near=_legacy("/legacy/", _TOKEN),
        hosts=("https://test.pypi.org",),
    ),
    Case(
        "UV-PUB-19",
        (f"{ISSUE}/9919",),
        "the index to publish to is not found: a file beside its table hides it",
        _named(_SHADOWED, ("project/uv.toml", "offline = false\n")),
        ("PUB217",),
        ("pyproject.toml:8", "corp"),
        near=_named(_SHADOWED),
    ),
)
