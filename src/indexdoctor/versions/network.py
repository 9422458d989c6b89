"""What changed in how uv reaches servers: TLS."""

from __future__ import annotations

from indexdoctor.versions.change import Change

_PULL = "https://github.com/astral-sh/uv/pull"

CERT_DIR = Change(
    "ssl-cert-dir",
    since="0.9.10",
    before="reads SSL_CERT_DIR only beside an SSL_CERT_FILE that exists, or under --native-tls",
    now="trusts the certificates in SSL_CERT_DIR",
    source=f"{_PULL}/16473",
)
