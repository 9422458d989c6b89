"""A staged scene: files and addresses filled in, sealed, fresh after a reset."""

from __future__ import annotations

import ssl
import subprocess
import urllib.request
from pathlib import Path

import trustme

from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.server import LabServer
from indexdoctor.lab.site import LabIndex, Package, Site
from indexdoctor.lab.stage import stage

SITE = Site(indexes=(LabIndex("/s", (Package("foo"),)),))
SCENE = Scene(
    SITE,
    files=(("project/uv.toml", 'index-url = "{{origin}}/s"\n'), ("home/.netrc", "# {{root}}\n")),
    environ=(("UV_INDEX", "{{origin}}/t"),),
    command=("uv", "publish", "--publish-url", "{{origin}}/up"),
    keyring=FakeKeyring((Entry("{{netloc}}", "alice", "pw"),)),
    dists=(Dist("foo", "1.0"), Dist("foo", "1.0", is_sdist=True)),
)


def test_everything_is_filled_in_and_sealed() -> None:
    with stage(SCENE) as staged:
        base = staged.server.bases[0]
        assert (staged.cwd / "uv.toml").read_text() == f'index-url = "{base}/s"\n'
        assert (staged.root / "home/.netrc").read_text() == f"# {staged.root}\n"
        assert staged.environ["UV_INDEX"] == f"{base}/t"
        assert staged.environ["HOME"] == str(staged.root / "home")
        assert staged.environ["PATH"].split(":")[0] == str(staged.root / "bin")
        assert staged.command[-1] == f"{base}/up"
        assert sorted(path.name for path in (staged.cwd / "dist").iterdir()) == [
            "foo-1.0-py3-none-any.whl",
            "foo-1.0.tar.gz",
        ]
        assert staged.surroundings.home == staged.root / "home"
        root = staged.root
    assert not root.exists()


def test_a_reset_brings_back_the_beginning() -> None:
    with stage(SCENE) as staged:
        (staged.cwd / "uv.lock").write_text("left over")
        (staged.cwd / "uv.toml").write_text("changed")
        urllib.request.urlopen(f"{staged.server.bases[0]}/s/foo/").close()
        service = staged.server.bases[0].partition("://")[2]
        keyring = staged.root / "bin" / "keyring"
        done = subprocess.run([keyring, "get", service, "alice"], capture_output=True, check=True)
        assert done.stdout == b"pw\n"
        assert staged.keyring_calls() == (("get", service, "alice"),)
        assert len(staged.server.taken()) == 1
        staged.reset()
        assert staged.keyring_calls() == ()
        assert staged.server.taken() == ()
        assert not (staged.cwd / "uv.lock").exists()
        assert (staged.cwd / "uv.toml").read_text().startswith("index-url")


def test_the_server_speaks_tls(tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with LabServer(SITE, tls=context) as lab:
        url = f"{lab.bases[0]}/s/foo/"
        assert url.startswith("https://")
        with urllib.request.urlopen(url, context=trusting) as answer:
            assert answer.status == 200
