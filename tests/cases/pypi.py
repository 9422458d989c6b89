"""PyPI, twine and the plug-ins of other servers, each as uv meets it."""

from __future__ import annotations

from dataclasses import replace

from tests.cases.frame import Case, Unnamed
from tests.cases.shared import DIST, KEYRING_ON, TWO, UPLOADED, UPLOADS_OF_PYPI
from tests.cases.tokens import macaroon

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Answer, Gate, LabIndex, LabPublish, Package, Site

_TOKEN = macaroon("pypi.org")
_FOR_THIS = macaroon("pypi.org", [1, ["mypkg"]])
_FOR_ANOTHER = macaroon("pypi.org", [1, ["widget-core"]])
_WAREHOUSE = Gate(Answer(403), Answer(403))


def _refusing(text: str) -> Answer:
    """A refusal of Warehouse, which says why in the reason phrase and in the body."""
    body = f"<html><head><title>403 {text}</title></head><body>{text}</body></html>"
    return Answer(403, reason=text, body=body)


def _upload(token: str, *known: str, gate: Gate = _WAREHOUSE) -> Scene:
    """`uv publish` to PyPI with a token, one of those that are known there or not."""
    return Scene(
        Site(
            tuple(Account("__token__", secret) for secret in known),
            publish=(LabPublish("/legacy/", gate=gate),),
        ),
        files=(("project/pyproject.toml", UPLOADED),),
        environ=(("UV_PUBLISH_TOKEN", token),),
        command=("uv", "publish"),
        dists=(DIST,),
    )


_MOVED = Answer(301, "https://pypi.corp.example/upload/")


def _plain(url: str) -> Scene:
    """An upload to a server whose plain HTTP address sends on to its HTTPS one."""
    moved = LabPublish("/upload", gate=Gate(), no_file=_MOVED, accepted=_MOVED)
    return Scene(
        Site(
            (ALICE,),
            publish=(moved, LabPublish("/upload/", origin=1)),
            hosts=TWO,
        ),
        files=(("project/pyproject.toml", UPLOADED),),
        environ=(("UV_PUBLISH_USERNAME", ALICE.name), ("UV_PUBLISH_PASSWORD", ALICE.password)),
        command=("uv", "publish", "--publish-url", url),
        dists=(DIST,),
    )


def _two_targets(*words: str) -> Scene:
    """A server of one's own with a publish-url, beside PyPI, which does not know the account."""
    corp = table(
        "corp", "/simple", 'publish-url = "{{origin2}}/"', "explicit = true", origin="{{origin2}}"
    )
    return Scene(
        Site(
            (ALICE,),
            (LabIndex("/simple", origin=1),),
            (
                LabPublish("/legacy/", gate=replace(_WAREHOUSE, allowed=("__token__",))),
                LabPublish("/", origin=1),
            ),
            hosts=TWO,
        ),
        files=(("project/pyproject.toml", "\n".join((UPLOADED, corp))),),
        environ=(("UV_PUBLISH_USERNAME", ALICE.name), ("UV_PUBLISH_PASSWORD", ALICE.password)),
        command=("uv", "publish", *words),
        dists=(DIST,),
    )


def _from_keyring(keyring: FakeKeyring) -> Scene:
    """An upload whose password is to come from a keyring."""
    return Scene(
        Site((ALICE,), publish=(LabPublish("/upload"),)),
        files=(("project/pyproject.toml", UPLOADED),),
        environ=(KEYRING_ON,),
        command=("uv", "publish", "--publish-url", "{{origin}}/upload", "--username", ALICE.name),
        keyring=keyring,
        dists=(DIST,),
    )


_HELD = FakeKeyring((Entry("{{origin}}/upload", ALICE.name, ALICE.password),))
_LOCKED = FakeKeyring(
    failing=True, noise="keyring.errors.KeyringLocked: Failed to unlock the collection!"
)


def _private(
    path: str, account: Account, keyring: FakeKeyring, *environ: tuple[str, str], gate: Gate
) -> Scene:
    """A private index that is the default one, its password in a keyring behind a plug-in."""
    index = LabIndex(path, (Package("pkg"),), gate=gate)
    user = f"https://{account.name}@{{{{netloc}}}}"
    return Scene(
        Site((account,), (index,)),
        files=(project("pkg", table("team", path, "default = true", origin=user)),),
        environ=(KEYRING_ON, *environ),
        keyring=keyring,
    )


_GAR = "/acme/team/simple"
_GOOGLE = Account("oauth2accesstoken", "t0ken-of-google")
_AWS = Account("aws", "t0ken-of-aws")
_CODEARTIFACT = "/pypi/team/simple"
_OTHER_ACCOUNT = Gate(Answer(401), Answer(403))
_FEED = "/org/_packaging/feed/pypi/simple"
_SIGN_IN = Answer(
    203,
    body="<html><head><title>Azure DevOps Services | Sign In</title></head>"
    '<body><form action="https://login.microsoftonline.com/"></form></body></html>',
)
_SESSION = Account("VssSessionToken", "s3ssion")


def _google(keyring: FakeKeyring) -> Scene:
    return _private(_GAR, _GOOGLE, keyring, gate=Gate.private())


def _aws(secret: str, *environ: tuple[str, str]) -> Scene:
    keyring = FakeKeyring((Entry("{{origin}}" + _CODEARTIFACT, _AWS.name, secret),))
    return _private(_CODEARTIFACT, _AWS, keyring, *environ, gate=_OTHER_ACCOUNT)


def _azure(*, signed_out: bool) -> Scene:
    keyring = FakeKeyring((Entry("{{origin}}" + _FEED, _SESSION.name, _SESSION.password),))
    scene = _private(_FEED, _SESSION, keyring, gate=Gate.private())
    if not signed_out:
        return scene
    (index,) = scene.site.indexes
    return replace(scene, site=replace(scene.site, indexes=(replace(index, fixed=_SIGN_IN),)))


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "TW-03",
        ("https://github.com/pypa/twine/issues/577",),
        "the variable with the token does not reach the job, and its name is sent (with uv)",
        _upload("$PYPI_TOKEN", _TOKEN),
        ("CRED108",),
        ("the name of a variable that was not expanded", "UV_PUBLISH_TOKEN"),
        near=_upload(_TOKEN, _TOKEN),
        hosts=UPLOADS_OF_PYPI,
    ),
    Case(
        "TW-04",
        (
            "https://github.com/pypa/packaging.python.org/issues/361",
            "https://github.com/pypa/twine/issues/310",
        ),
        "the publish URL is not the canonical one, and its redirect leaves scheme and slash (uv)",
        _plain("{{origin}}/upload"),
        ("PUB207",),
        ("publish to https://pypi.corp.example/upload/ directly",),
        near=_plain("{{origin2}}/upload/"),
        hosts=("http://pypi.corp.example", "https://pypi.corp.example"),
    ),
    Case(
        "TW-05",
        ("https://github.com/pypi/support/issues/3740",),
        "a token is limited to a user whom the server does not find (with uv)",
        _upload(
            _TOKEN,
            gate=replace(
                _WAREHOUSE,
                wrong=_refusing("Invalid API Token: token with user restriction without a user"),
            ),
        ),
        ("PUB220",),
        ("limited to a user", "make a new API token"),
        near=_upload(
            _TOKEN,
            gate=replace(
                _WAREHOUSE,
                wrong=_refusing("Invalid or non-existent authentication information."),
            ),
        ),
        hosts=UPLOADS_OF_PYPI,
    ),
    Case(
        "TW-06",
        ("https://github.com/RedHatQE/widgetastic.core/issues/229",),
        "a token is limited to another project than the one to upload (with uv)",
        _upload(_FOR_ANOTHER, _FOR_ANOTHER),
        ("PUB222",),
        ("limited to projects other than mypkg", "UV_PUBLISH_TOKEN"),
        near=_upload(_FOR_THIS, _FOR_THIS),
        hosts=UPLOADS_OF_PYPI,
    ),
    Case(
        "TW-09",
        ("https://github.com/pypiserver/pypiserver/issues/548",),
        "the upload is meant for a server of one's own and goes to PyPI (with uv)",
        _two_targets(),
        ("PUB224",),
        ("uv publish --index corp", "https://upload.pypi.org/legacy/"),
        near=_two_targets("--index", "corp"),
        hosts=(*UPLOADS_OF_PYPI, "https://pypi.corp.example"),
    ),
    Case(
        "TW-10",
        (
            "https://github.com/pypa/twine/issues/1276",
            "https://github.com/pypa/twine/issues/721",
            "https://github.com/jaraco/keyring/issues/77",
        ),
        "the desktop's secret store is locked and nobody is there to unlock it (with uv)",
        _from_keyring(_LOCKED),
        ("CRED102",),
        ("locked", "unlock the store"),
        near=_from_keyring(_HELD),
    ),
    Case(
        "SRV-03",
        (
            "https://github.com/GoogleCloudPlatform/artifact-registry-python-tools/issues/17",
            "https://github.com/googleapis/google-cloud-python/issues/15198",
        ),
        "the plug-in of Google Artifact Registry has no login of its own",
        _google(
            FakeKeyring(
                failing=True,
                noise="Artifact Registry PyPI Keyring: No credentials could be found.",
                beside=("keyrings.google-artifactregistry-auth",),
            )
        ),
        ("CRED102",),
        ("gcloud auth application-default login",),
        near=_google(
            FakeKeyring(
                (Entry("{{origin}}" + _GAR, _GOOGLE.name, _GOOGLE.password),),
                beside=("keyrings.google-artifactregistry-auth",),
            )
        ),
        hosts=("https://europe-python.pkg.dev",),
    ),
    Case(
        "SRV-04",
        ("https://github.com/jmkeyes/keyrings.codeartifact/issues/8",),
        "the plug-in of CodeArtifact ignores AWS_PROFILE and gives another account's token",
        _aws("t0ken-of-another-account", ("AWS_PROFILE", "team")),
        ("READ102",),
        ("AWS_PROFILE", "profile_name"),
        near=_aws(_AWS.password, ("AWS_PROFILE", "team")),
        hosts=("https://acme-123456789012.d.codeartifact.eu-west-1.amazonaws.com",),
    ),
    Case(
        "SRV-06",
        (
            "https://github.com/MicrosoftDocs/vsts-rest-api-specs/issues/574",
            "https://github.com/microsoft/testfx/issues/10999",
        ),
        "Azure DevOps answers with its sign-in page and 203 in place of a refusal",
        _azure(signed_out=True),
        ("READ106",),
        ("login page (status 203)", "a token that is still valid"),
        near=_azure(signed_out=False),
        hosts=("https://pkgs.dev.azure.com",),
    ),
)
