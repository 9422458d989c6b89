"""Certificates for HTTPS on loopback, made anew in each process with the system's `openssl`.

`ca.pem` is a private authority, `server.pem` its certificate (and key) for the names of loopback,
`client.pem` one for a client. `own.pem` is signed by itself and is no authority's; `own-cert.pem`
is the same without the key. `other.pem` is an authority that signed none of these, `junk.pem` is no
certificate.
"""

from __future__ import annotations

import functools
import ssl
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_NAMES = "subjectAltName=DNS:localhost,DNS:*.localhost,IP:127.0.0.1,IP:::1"
_NEW = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
_LEAF = f"-CA ca.pem -CAkey ca.key -addext basicConstraints=critical,CA:FALSE -addext {_NAMES}"
# What is made, in this order: options of openssl, file of the key, file of the certificate.
_ORDERS = (
    ("-days 9 -subj /CN=lab-authority", "ca.key", "ca.pem"),
    ("-days 9 -subj /CN=other-authority", "other.key", "other.pem"),
    (f"-days 9 -subj /CN=server {_LEAF}", "server.key", "server.crt"),
    (f"-days 9 -subj /CN=client {_LEAF}", "client.key", "client.crt"),
    (
        f"-days 9 -subj /CN=own -addext basicConstraints=critical,CA:FALSE -addext {_NAMES}",
        "own.key",
        "own.crt",
    ),
)


@functools.cache
def certificates() -> Mapping[str, str]:
    """The PEM files by name. Raises OSError or CalledProcessError without a working `openssl`."""
    with tempfile.TemporaryDirectory(prefix="indexdoctor-tls-") as folder:
        root = Path(folder)
        for options, key, certificate in _ORDERS:
            words = ["openssl", *_NEW.split(), *options.split()]
            subprocess.run(
                [*words, "-keyout", key, "-out", certificate],
                cwd=root,
                check=True,
                capture_output=True,
                timeout=30,
            )
        read = {path.name: path.read_text("ascii") for path in root.iterdir()}
    return {
        "ca.pem": read["ca.pem"],
        "other.pem": read["other.pem"],
        **{f"{n}.pem": read[f"{n}.key"] + read[f"{n}.crt"] for n in ("server", "client", "own")},
        "own-cert.pem": read["own.crt"],
        "junk.pem": "no certificate\n",
    }


def write(folder: Path) -> None:
    """Write the files into `folder`, and `ca.pem` alone into `folder/trusted`."""
    (folder / "trusted").mkdir(parents=True)
    (folder / "bare").mkdir()
    for name, text in certificates().items():
        (folder / name).write_text(text)
    (folder / "trusted" / "ca.pem").write_text(certificates()["ca.pem"])


def server_context(name: str, *, wants_client: bool) -> ssl.SSLContext:
    """The TLS of a server that shows `NAME.pem`; `wants_client`: it refuses who shows none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(certificates()[f"{name}.pem"])
        file.flush()
        context.load_cert_chain(file.name)
    if wants_client:
        context.load_verify_locations(cadata=certificates()["ca.pem"])
        context.verify_mode = ssl.CERT_REQUIRED
    return context
