"""Which servers' certificates are taken: the same as the real uv takes."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from tests.conformance.releases import release
from tests.replay.raw import get, network

from indexdoctor.clients.uv.settings import resolve
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.lab.server import LabServer
from indexdoctor.lab.site import LabIndex, Package, Site
from indexdoctor.model.exchange import Response, TransportFailure
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.replay.transport import Transport
from indexdoctor.versions import NEWEST, known

SITE = Site(indexes=(LabIndex("/simple", packages=(Package("foo"),)),))
SELF_SIGNED = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates: `top`, `middle` and the server's `leaf` are a chain; others sign themselves."""
    path = tmp_path_factory.mktemp("certificates")
    top, other = trustme.CA(), trustme.CA()
    middle = top.create_child_ca()
    leaf = middle.issue_cert("127.0.0.1", "localhost")
    top.cert_pem.write_to_path(path / "top.pem")
    other.cert_pem.write_to_path(path / "other.pem")
    middle.cert_pem.write_to_path(path / "middle.pem")
    leaf.cert_chain_pems[0].write_to_path(path / "leaf.pem")
    leaf.private_key_and_cert_chain_pem.write_to_path(path / "chain.pem")
    (path / "empty.pem").touch()
    (path / "junk.pem").write_text("no certificate")
    broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    (path / "mixed.pem").write_bytes(b"junk\n" + broken + top.cert_pem.bytes())
    (path / "folder" / "below").mkdir(parents=True)
    shutil.copy(path / "top.pem", path / "folder" / "any.txt")
    shutil.copy(path / "junk.pem", path / "folder" / "junk")
    (path / "hashed").mkdir()
    shutil.copy(path / "top.pem", path / "hashed" / "0a1b2c3d.0")
    (path / "bare").mkdir()
    self_signed(path / "own-ca.pem", f"-addext {NAMES}")
    self_signed(path / "own.pem", f"-addext {NAMES} -addext basicConstraints=critical,CA:FALSE")
    self_signed(path / "nameless.pem", "-addext basicConstraints=critical,CA:FALSE")
    (path / "r.in").write_text("foo\n")
    return path


def self_signed(path: Path, extensions: str) -> None:
    """Write key and certificate into one file."""
    words = ["openssl", "req", "-x509", *SELF_SIGNED.split(), *extensions.split()]
    made = subprocess.run(
        [*words, "-keyout", "-", "-out", "-"], check=True, capture_output=True, timeout=20
    )
    path.write_bytes(made.stdout)


@pytest.fixture(scope="module")
def servers(folder: Path) -> Iterator[dict[str, LabServer]]:
    """A server for each certificate it may show."""
    started: dict[str, LabServer] = {}
    try:
        for name in ("chain", "own-ca", "own", "nameless", "mutual"):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(folder / f"{'chain' if name == 'mutual' else name}.pem")
            if name == "mutual":
                context.load_verify_locations(folder / "top.pem")
                context.verify_mode = ssl.CERT_REQUIRED
            started[name] = LabServer(SITE, tls=context)
            started[name].__enter__()
        yield started
    finally:
        for server in started.values():
            server.__exit__(None, None, None)


def command(base: str, *options: str) -> list[str]:
    return ["pip", "compile", "--default-index", f"{base}/simple", *options, "r.in"]


def real(uv: Path, lab: LabServer, words: list[str], environ: dict[str, str], cwd: Path) -> bool:
    """Whether the real uv sends its request to this server."""
    lab.clear()
    fixed = ["--no-cache", "--no-config", "--quiet", "--python", sys.executable]
    sealed = {
        "HOME": str(cwd / "bare"),
        "PATH": "/usr/bin:/bin",
        "UV_HTTP_RETRIES": "0",
        "UV_PYTHON_DOWNLOADS": "never",
    }
    subprocess.run(
        [uv, *words, *fixed], cwd=cwd, env=sealed | environ, capture_output=True, timeout=60
    )
    return bool(lab.taken())


def ours(
    lab: LabServer, words: list[str], environ: dict[str, str], cwd: Path, version: str = NEWEST
) -> Response:
    """What comes of the request under the settings of this command."""
    surroundings = Surroundings(cwd=cwd, environ=environ, uv=known(version))
    resolution = resolve(discover(surroundings, parse_command(["uv", *words], surroundings)))
    url = words[words.index("--default-index") + 1]

    async def run() -> Response:
        async with Transport(resolution.network) as transport:
            return await transport.send(get(f"{url}/foo/"))

    return asyncio.run(run())


def agree(
    uv: Path,
    lab: LabServer,
    folder: Path,
    *options: str,
    environ: dict[str, str] | None = None,
    host: str = "127.0.0.1",
    version: str = NEWEST,
) -> Response:
    """Our answer, once it is certain that the real uv sends (or does not send) the same."""
    port = lab.bases[0].rpartition(":")[2]
    words = command(f"https://{host}:{port}", *(option.replace("PORT", port) for option in options))
    expected = real(uv, lab, words, environ or {}, folder)
    lab.clear()
    response = ours(lab, words, environ or {}, folder, version)
    assert bool(lab.taken()) is expected
    assert (response.status == 200) is expected
    assert response.failure is (None if expected else TransportFailure.TLS)
    return response


def test_a_server_that_wants_a_client_certificate(
    real_uv: Path, servers: dict[str, LabServer], folder: Path
) -> None:
    """Its alert comes after the handshake, and may be lost when it hangs up."""
    lab = servers["mutual"]
    environ = {"SSL_CERT_FILE": str(folder / "top.pem")}
    assert not real(real_uv, lab, command(lab.bases[0]), environ, folder)
    response = ours(lab, command(lab.bases[0]), environ, folder)
    assert response.failure in (TransportFailure.TLS, TransportFailure.PROTOCOL)
    assert not lab.taken()


@pytest.mark.parametrize(
    ("file", "directory", "accepted"),
    [
        (None, None, False),
        ("", "", False),
        ("top.pem", None, True),
        ("middle.pem", None, True),
        ("leaf.pem", None, False),
        ("other.pem", None, False),
        ("mixed.pem", None, True),
        ("missing.pem", None, False),
        ("empty.pem", None, False),
        ("junk.pem", None, False),
        ("folder", None, False),
        (None, "folder", True),
        (None, "missing:folder", True),
        (None, "bare", False),
        (None, "missing", False),
        (None, "top.pem", False),
        ("missing.pem", "folder", True),
        ("top.pem", "missing", True),
    ],
)
def test_roots(
    real_uv: Path,
    servers: dict[str, LabServer],
    folder: Path,
    file: str | None,
    directory: str | None,
    accepted: bool,
) -> None:
    environ: dict[str, str] = {}
    if file is not None:
        environ["SSL_CERT_FILE"] = str(folder / file) if file else ""
    if directory is not None:
        parts = [str(folder / part) for part in directory.split(":") if part]
        environ["SSL_CERT_DIR"] = ":".join(parts)
    response = agree(real_uv, servers["chain"], folder, environ=environ)
    assert (response.status == 200) is accepted


@pytest.mark.parametrize("version", ["0.6.17", "0.9.10", "0.11.33"])
@pytest.mark.parametrize(
    ("file", "directory", "option"),
    [
        ("top.pem", None, ()),
        ("missing.pem", None, ()),
        ("junk.pem", None, ()),
        (None, "folder", ()),
        (None, "hashed", ()),
        (None, "hashed", ("--native-tls",)),
        (None, "missing:hashed", ("--native-tls",)),
        ("missing.pem", "hashed", ()),
        ("missing.pem", "hashed", ("--native-tls",)),
        ("other.pem", "hashed", ()),
        ("other.pem", "folder", ()),
        ("other.pem", "missing:hashed", ()),
        ("junk.pem", "folder", ("--native-tls",)),
    ],
)
def test_roots_in_other_releases(
    servers: dict[str, LabServer],
    folder: Path,
    file: str | None,
    directory: str | None,
    option: tuple[str, ...],
    version: str,
) -> None:
    environ: dict[str, str] = {}
    if file is not None:
        environ["SSL_CERT_FILE"] = str(folder / file)
    if directory is not None:
        environ["SSL_CERT_DIR"] = ":".join(str(folder / part) for part in directory.split(":"))
    uv = release(version)
    agree(uv, servers["chain"], folder, *option, environ=environ, version=version)


def test_roots_that_cannot_be_read_are_named(
    real_uv: Path, servers: dict[str, LabServer], folder: Path
) -> None:
    environ = {"SSL_CERT_FILE": str(folder / "missing.pem")}
    response = agree(real_uv, servers["chain"], folder, environ=environ)
    assert "no certificate can be read from SSL_CERT_FILE" in response.failure_text


@pytest.mark.parametrize("name", ["own-ca", "own", "nameless"])
def test_a_self_signed_certificate_as_root(
    real_uv: Path, servers: dict[str, LabServer], folder: Path, name: str
) -> None:
    environ = {"SSL_CERT_FILE": str(folder / f"{name}.pem")}
    response = agree(real_uv, servers[name], folder, environ=environ, host="localhost")
    assert (response.status == 200) is (name == "own")


@pytest.mark.parametrize("name", ["junk.pem", "missing.pem", "chain.pem", "top.pem"])
def test_a_client_certificate_that_cannot_be_used_is_passed_over(
    real_uv: Path, servers: dict[str, LabServer], folder: Path, name: str
) -> None:
    environ = {
        "SSL_CERT_FILE": str(folder / "top.pem"),
        "SSL_CLIENT_CERT": str(folder / name),
    }
    assert agree(real_uv, servers["chain"], folder, environ=environ).status == 200


def test_a_client_certificate_is_shown(
    real_uv: Path, servers: dict[str, LabServer], folder: Path
) -> None:
    environ = {
        "SSL_CERT_FILE": str(folder / "top.pem"),
        "SSL_CLIENT_CERT": str(folder / "chain.pem"),
    }
    assert agree(real_uv, servers["mutual"], folder, environ=environ).status == 200


@pytest.mark.parametrize(
    ("entry", "accepted"),
    [
        ("*", True),
        ("localhost", True),
        ("LOCALHOST", False),
        ("localhost:PORT", True),
        ("localhost:1", False),
        ("https://localhost", True),
        ("http://localhost", False),
        ("localhost/simple", True),
        ("127.0.0.1", False),
        ("host", False),
    ],
)
def test_insecure_hosts(
    real_uv: Path, servers: dict[str, LabServer], folder: Path, entry: str, accepted: bool
) -> None:
    options = ("--allow-insecure-host", entry)
    response = agree(real_uv, servers["own-ca"], folder, *options, host="localhost")
    assert (response.status == 200) is accepted


@pytest.mark.parametrize(("option", "accepted"), [("top.pem", True), ("other.pem", False)])
def test_cert_comes_before_the_variables(
    real_uv: Path, servers: dict[str, LabServer], folder: Path, option: str, accepted: bool
) -> None:
    environ = {"SSL_CERT_FILE": str(folder / ("other.pem" if accepted else "top.pem"))}
    words = ("--cert", str(folder / option))
    response = agree(real_uv, servers["chain"], folder, *words, environ=environ)
    assert (response.status == 200) is accepted


def test_plain_http_needs_no_roots(folder: Path) -> None:
    missing = Setting(str(folder / "missing.pem"), Origin.env("SSL_CERT_FILE"))
    roots = Setting("file", missing.origin)

    async def run(url: str) -> Response:
        async with Transport(network(ca_file=missing, tls_roots=roots)) as transport:
            return await transport.send(get(f"{url}/simple/foo/"))

    with LabServer(SITE) as lab:
        assert asyncio.run(run(lab.bases[0])).status == 200
