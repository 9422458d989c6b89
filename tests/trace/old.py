"""Scenes that the oldest releases with an authentication of this kind understand too."""

from __future__ import annotations

from tests.conformance.real import Run, execute, sealed
from tests.conformance.releases import release
from tests.trace.agreement import differing
from tests.trace.kept import Kept, keyring_differing

from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Gate, LabIndex, Package, Site
from indexdoctor.lab.stage import stage

OLD = ("0.1.33", "0.2.37", "0.3.5", "0.4.30", "0.5.14", "0.5.31", "0.6.5")
PASSWORD = "hunter2-but-longer"
_PACKAGES = (Package("foo", requires=("bar",)), Package("bar"))
_SITE = Site(
    (Account("alice", PASSWORD),),
    (
        LabIndex(
            "/simple", (Package("foo", requires=("bar",)), Package("bar")), gate=Gate.private()
        ),
    ),
)
_WORDS = ("uv", "pip", "compile", "requirements.in", "--index-url")
_FILES = (("project/requirements.in", "foo\n"),)
_NETRC = ("home/.netrc", f"machine {{{{host}}}} login alice password {PASSWORD}\n")
_KEYRING = FakeKeyring((Entry("{{netloc}}", "alice", PASSWORD),))
_ASKED = ("--keyring-provider", "subprocess")


def _at(userinfo: str) -> str:
    return f"http://{userinfo}{{{{netloc}}}}/simple"


SCENES = {
    "URL": Scene(_SITE, _FILES, command=(*_WORDS, _at(f"alice:{PASSWORD}@"))),
    "wrong password": Scene(_SITE, _FILES, command=(*_WORDS, _at("alice:wrong-password@"))),
    "nothing": Scene(_SITE, _FILES, command=(*_WORDS, _at(""))),
    "name": Scene(_SITE, _FILES, command=(*_WORDS, _at("alice@"))),
    "netrc": Scene(_SITE, (*_FILES, _NETRC), command=(*_WORDS, _at(""))),
    "netrc and name": Scene(_SITE, (*_FILES, _NETRC), command=(*_WORDS, _at("alice@"))),
    "keyring": Scene(_SITE, _FILES, command=(*_WORDS, _at("alice@"), *_ASKED), keyring=_KEYRING),
    "keyring without name": Scene(
        _SITE, _FILES, command=(*_WORDS, _at(""), *_ASKED), keyring=_KEYRING
    ),
}


def run(version: str, name: str, verbose: str) -> tuple[Run, list[str]]:
    """Run a scene with a release, and what its log and the server disagree about.

    `verbose` is `-vv`, or `trace` for RUST_LOG.
    """
    with stage(SCENES[name]) as staged:
        staged.reset()
        environ = sealed(staged) | {"UV_CACHE_DIR": str(staged.root / "cache")}
        words = [str(release(version)), *staged.command[1:]]
        if verbose == "-vv":
            words.append(verbose)
        else:
            environ["RUST_LOG"] = verbose
        done = execute(staged, words, environ)
        return done, [*differing(done, Kept.of(staged)), *keyring_differing(done, staged)]
