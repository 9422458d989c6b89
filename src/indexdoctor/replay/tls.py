"""TLS as uv sets it up: roots and client certificate (crates/uv-client/src/base_client.rs)."""

from __future__ import annotations

import ssl
from pathlib import Path

from indexdoctor.model.resolution import Network
from indexdoctor.model.url import Url


class TlsError(Exception):
    """A file the TLS settings name cannot be used; the text names it."""


def context(network: Network, *, verify: bool) -> ssl.SSLContext:
    """The TLS context for a server whose certificate is checked, or (`verify` false) is not.

    Roots are Mozilla's by default, the system's for `system`, and those of SSL_CERT_FILE and
    SSL_CERT_DIR alone when either is set. Raises TlsError.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if verify:
        _load_roots(made, network)
    else:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    if network.client_cert is not None:
        try:
            # uv reads key and certificate from one PEM file; a password is never asked for.
            made.load_cert_chain(network.client_cert.value, password="")
        except (OSError, ValueError) as error:
            raise TlsError("SSL_CLIENT_CERT is not a PEM file with key and certificate") from error
    return made


def unused() -> ssl.SSLContext:
    """The context of connections without TLS: it trusts nobody and reads no roots.

    Reading them can take longer than a request to a server near by.
    """
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _load_roots(made: ssl.SSLContext, network: Network) -> None:
    roots = network.tls_roots.value if network.tls_roots is not None else "bundled"
    if roots == "system":
        made.load_default_certs(ssl.Purpose.SERVER_AUTH)
    elif roots == "file":
        if network.ca_file is not None:
            _load(made, Path(network.ca_file.value), "SSL_CERT_FILE")
        if network.ca_dir is not None:
            # Like uv, every file of the directory is read; hashed names are not needed.
            for part in network.ca_dir.value.split(":" if ":/" in network.ca_dir.value else "\0"):
                for file in _files(Path(part)):
                    _load(made, file, "SSL_CERT_DIR")
    else:
        import certifi

        made.load_verify_locations(cafile=certifi.where())


def _files(directory: Path) -> list[Path]:
    try:
        return sorted(path for path in directory.iterdir() if path.is_file())
    except OSError as error:
        raise TlsError("SSL_CERT_DIR cannot be read") from error


def _load(made: ssl.SSLContext, path: Path, name: str) -> None:
    try:
        if not path.is_file():  # a FIFO or device would never end
            raise TlsError(f"{name} names no regular file")
        made.load_verify_locations(cafile=path)
    except (OSError, ValueError) as error:
        raise TlsError(f"{name}: no certificate can be read from it") from error


def is_insecure(network: Network, url: Url) -> bool:
    """Whether `allow-insecure-host` names this URL's host.

    Entries are `*`, `host`, `host:port` or `scheme://host[:port]`. A port is compared with the
    URL's explicit one, so `host:443` never matches `https://host/`
    (crates/uv-configuration/src/trusted_host.rs).
    """
    return any(_matches(entry.value, url) for entry in network.insecure_hosts)


def _matches(entry: str, url: Url) -> bool:
    entry = entry.strip()
    if entry == "*":
        return True
    scheme, mark, rest = entry.partition("://")
    if not mark:
        scheme, rest = "", entry
    rest = rest.split("/", 1)[0]
    host, _, port = rest.rpartition(":") if not rest.endswith("]") else (rest, "", "")
    if not host or not port.isdigit():
        host, port = rest, ""
    if scheme and scheme.lower() != url.scheme:
        return False
    if port and (url.port is None or int(port) != url.port):
        return False
    return host.lower() == url.host
