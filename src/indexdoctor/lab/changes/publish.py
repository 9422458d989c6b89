"""Scenes for the changes in uploads and the check URL."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.lab.changes.shared import ALICE, index
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import Answer, LabIndex, LabPublish, Package, Site
from indexdoctor.versions import Change, publish

_UPLOAD = LabPublish("/upload")
_TOML = """[[index]]
name = "corp"
url = "{{origin}}/simple"
publish-url = "{{origin}}/upload"
"""


def _publish(*indexes: LabIndex, uploads: tuple[LabPublish, ...] = (_UPLOAD,)) -> Scene:
    """`uv publish` to an index whose pages are the check URL."""
    return Scene(
        Site((ALICE,), indexes, uploads),
        files=(("project/uv.toml", _TOML),),
        environ=(
            ("UV_INDEX_CORP_USERNAME", ALICE.name),
            ("UV_INDEX_CORP_PASSWORD", ALICE.password),
            ("UV_PUBLISH_USERNAME", ALICE.name),
            ("UV_PUBLISH_PASSWORD", ALICE.password),
        ),
        command=("uv", "publish", "--index", "corp"),
        dists=(Dist("pkg", "1.0"),),
    )


_REDIRECTED = _publish(
    LabIndex("/simple", (Package("pkg"),), redirect="/new/simple"),
    index("/new/simple", "pkg", private=True),
)
_ELSEWHERE = Answer(307, "{{origin}}/elsewhere")
_UNAVAILABLE = _publish(
    index("/simple"), uploads=(replace(_UPLOAD, no_file=Answer(503), accepted=Answer(503)),)
)
_BUSY = replace(_UNAVAILABLE, environ=(*_UNAVAILABLE.environ, ("UV_HTTP_RETRIES", "1")))
# The index lists another wheel of the same name: uv ends where it comes to it.
_TWO_FILES = replace(
    _publish(index("/simple", "pkg")),
    dists=(Dist("pkg", "1.0", salt="other"), Dist("pkg", "1.0", is_sdist=True)),
)
# A wheel whose name comes after that of the source distribution, as the hashes of both do.
_NAMED_LATER = replace(
    _publish(LabIndex("/simple", (Package("pkg", versions=("2.0",)),))),
    dists=(Dist("pkg", "1.1", is_sdist=True), Dist("pkg", "2.0", salt="other")),
)

# Both files are listed with other contents, so that both checks fail.
_DRY = replace(
    _publish(index("/simple", "one", "two")),
    command=("uv", "publish", "--index", "corp", "--dry-run"),
    dists=(Dist("one", "1.0", salt="other"), Dist("two", "1.0", salt="other")),
)

_TRUSTED = Scene(
    Site(publish=(LabPublish("/legacy"),), secure=(0,)),
    environ=(("SSL_CERT_FILE", "{{root}}/tls/ca.pem"),),
    command=("uv", "publish", "--publish-url", "{{origin}}/legacy"),
    dists=(Dist("pkg", "1.0"),),
)

SCENES: dict[Change, Scene] = {
    publish.CHECK_SEEDED: _publish(index("/simple", private=True)),
    publish.CHECK_NOT_REDIRECTED: _REDIRECTED,
    publish.CHECK_REDIRECTS_AUTHENTICATED: _REDIRECTED,
    publish.UPLOAD_REDIRECTS: _publish(
        index("/simple"),
        uploads=(
            replace(_UPLOAD, no_file=_ELSEWHERE, accepted=_ELSEWHERE),
            LabPublish("/elsewhere"),
        ),
    ),
    publish.HASHED_ORDER: _TWO_FILES,
    publish.WHEELS_FIRST: _NAMED_LATER,
    publish.UPLOAD_ANSWERS_RETRIED: _BUSY,
    publish.UPLOAD_RETRIES_VARIABLE: _BUSY,
    publish.ATTESTATIONS: replace(
        _publish(index("/simple")),
        files=(
            ("project/uv.toml", _TOML),
            ("project/dist/pkg-1.0-py3-none-any.whl.publish.attestation", "no JSON"),
        ),
    ),
    publish.DRY_RUN_GOES_ON: _DRY,
    publish.NORMALISED_ONLY: replace(_publish(index("/simple")), dists=(Dist("Pkg", "1.0"),)),
    publish.AUDIENCE_ASKED_ANYWHERE: _TRUSTED,
    publish.TRUSTED_OPTION_FIRST: replace(
        _TRUSTED,
        files=(("project/uv.toml", 'trusted-publishing = "automatic"\n'),),
        command=(*_TRUSTED.command, "--trusted-publishing", "never"),
    ),
}
