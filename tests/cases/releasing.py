"""Uploads from CI jobs."""

from __future__ import annotations

from tests.cases.corp import ARTIFACT, AWS
from tests.cases.frame import Case, Unnamed
from tests.cases.shared import ISSUE
from tests.cases.tokens import macaroon

from indexdoctor.lab.scene import Dist, Scene
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

_DIST = Dist("mypkg", "1.0")

_HEAD = '[project]\nname = "mypkg"\nversion = "1.0"\nrequires-python = ">=3.8"\n'


def _checked(*environ: tuple[str, str]) -> Scene:
    """An upload to CodeArtifact that is checked first, the index defined beside the project."""
    path = "/pypi/team"
    settings = f'[[index]]\nname = "hub"\nurl = "{ARTIFACT}{path}/simple"\nexplicit = true\n'
    return Scene(
        Site(
            (AWS,),
            (LabIndex(f"{path}/simple", (Package("other"),), gate=Gate.private()),),
            (LabPublish(f"{path}/"),),
        ),
        files=(("project/pyproject.toml", _HEAD), ("project/uv.toml", settings)),
        environ=(("UV_PUBLISH_USERNAME", "aws"), ("UV_PUBLISH_PASSWORD", "an-aws-token"), *environ),
        command=(
            *("uv", "publish", "--check-url", f"{ARTIFACT}{path}/simple"),
            *("--publish-url", f"{ARTIFACT}{path}/"),
        ),
        dists=(_DIST,),
    )


_TOKEN = macaroon("pypi.org")

_NO_PASSWORDS = (
    "Username/Password authentication is no longer supported. Migrate to API Tokens or Trusted "
    "Publishers instead."
)

_REFUSED = Answer(403, reason=_NO_PASSWORDS, body=f"403 {_NO_PASSWORDS}")


def _pypi(user: str, secret: str) -> Scene:
    """An upload to PyPI, which knows one token."""
    return Scene(
        Site(
            (Account("__token__", _TOKEN),),
            publish=(LabPublish("/legacy/", gate=Gate(Answer(403), _REFUSED)),),
        ),
        files=(("project/pyproject.toml", _HEAD),),
        environ=(("UV_PUBLISH_USERNAME", user), ("UV_PUBLISH_PASSWORD", secret)),
        command=("uv", "publish"),
        dists=(_DIST,),
    )


def _identity(*environ: tuple[str, str]) -> Scene:
    """An upload to PyPI from a CI job, without a token of its own."""
    audience = Answer(200, body='{"audience": "pypi"}', media_type="application/json")
    return Scene(
        Site(
            publish=(LabPublish("/legacy/", gate=Gate(Answer(403), Answer(403))),),
            paths=(FixedPath("/_/oidc/audience", audience),),
        ),
        files=(("project/pyproject.toml", _HEAD),),
        environ=(("CI", "true"), *environ),
        command=("uv", "publish"),
        dists=(_DIST,),
    )


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "uv-16029",
        (f"{ISSUE}/16029",),
        "the check before an upload is refused: the account is that of the upload alone",
        _checked(),
        ("PUB201",),
        ("export UV_INDEX_HUB_USERNAME=aws",),
        near=_checked(("UV_INDEX_HUB_USERNAME", "aws"), ("UV_INDEX_HUB_PASSWORD", AWS.password)),
        hosts=(ARTIFACT,),
    ),
    Case(
        "warehouse-15773",
        ("https://github.com/pypi/warehouse/issues/15773",),
        "an API token is sent under the name of the account",
        _pypi("thomas", _TOKEN),
        ("CRED106",),
        ("with the user name __token__ the same token is accepted",),
        near=_pypi("__token__", _TOKEN),
        hosts=("https://upload.pypi.org",),
    ),
    Case(
        "uv-12754",
        (f"{ISSUE}/12754", "https://github.com/di/id/issues/216"),
        "a job of GitLab has no identity token for trusted publishing",
        _identity(("GITLAB_CI", "true")),
        ("PUB213",),
        ("PYPI_ID_TOKEN is not set", "id_tokens:"),
        near=_pypi("__token__", _TOKEN),
        hosts=("https://upload.pypi.org",),
    ),
    Case(
        "tme-studio-113",
        (
            "https://github.com/aignostics/tme-studio/pull/113",
            "https://github.com/eventlet/eventlet/pull/855",
        ),
        "a job of GitHub without the permission: uv says that credentials are missing",
        _identity(("GITHUB_ACTIONS", "true")),
        ("PUB213",),
        ("id-token: write", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
        near=_pypi("__token__", _TOKEN),
        hosts=("https://upload.pypi.org",),
    ),
)
