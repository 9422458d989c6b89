"""TLS as uv sets it up: roots, what a certificate may be, client certificate.

From crates/uv-client/src/tls.rs; each case is compared with the real uv 0.13.8 in the tests.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Iterator
from pathlib import Path

from indexdoctor.model.resolution import Network
from indexdoctor.model.url import Url

_ROOTS_LIMIT = 16 * 1024 * 1024  # bytes of one file of roots
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_HASHED = re.compile(r"[0-9a-fA-F]{8}\.[0-9]")  # the name `openssl rehash` gives a certificate
# The extension basicConstraints (2.5.29.19), critical or not, with cA true.
_CA = re.compile(rb"\x06\x03\x55\x1d\x13(?:\x01\x01\xff)?\x04.\x30.\x01\x01\xff", re.DOTALL)


def context(network: Network, *, verify: bool) -> tuple[ssl.SSLContext, str]:
    """The TLS context for a server whose certificate is checked, or (`verify` false) is not.

    Roots are Mozilla's by default, the system's for `system`, and for `file` those that are named
    there alone: when none can be read and there is no fallback, none is left. The text says so, ""
    otherwise. A client certificate that cannot be used is passed over, as in uv.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trouble = ""
    if verify:
        trusted, trouble = _load_roots(made, network)
        made.hostname_checks_common_name = False
        # Any certificate among the roots ends a chain for rustls, an intermediate one too.
        made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        made.sslobject_class = _checked(trusted)
    else:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    if network.client_cert is not None and Path(network.client_cert.value).is_file():
        try:
            # uv reads key and certificate from one PEM file; a password is never asked for.
            made.load_cert_chain(network.client_cert.value, password="")
        except (OSError, ValueError):
            trouble = trouble or "SSL_CLIENT_CERT is not a PEM file with key and certificate"
    return made, trouble


def _checked(trusted: frozenset[bytes]) -> type[ssl.SSLObject]:
    """Connections that refuse, before anything is sent, what rustls refuses and OpenSSL takes.

    `trusted` are the roots in DER form, as far as they were read here.
    """

    class Checked(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            encoded, shown = self.getpeercert(True), self.getpeercert() or {}
            if encoded is None:
                return
            if _CA.search(encoded):
                raise _refusal("uv does not take a CA's own certificate for a server's")
            if encoded in trusted and shown.get("issuer") != shown.get("subject"):
                raise _refusal("it is among the roots itself, but its issuer is not")

    return Checked


def _refusal(text: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, text)
    error.verify_message = text
    return error


def _load_roots(made: ssl.SSLContext, network: Network) -> tuple[frozenset[bytes], str]:
    """Load the roots; those read from files, and why there are none ("" when there are)."""
    roots = network.tls_roots.value if network.tls_roots is not None else "bundled"
    if roots == "system":
        made.load_default_certs(ssl.Purpose.SERVER_AUTH)
        return frozenset(), ""
    if roots != "file":
        _load_mozillas(made)
        return frozenset(), ""
    loaded: set[bytes] = set()
    names: list[str] = []
    if network.ca_file is not None:
        names.append(str(network.ca_file.origin))
        loaded.update(_load(made, Path(network.ca_file.value)))
    if network.ca_dir is not None:
        names.append(str(network.ca_dir.origin))
        listed = network.ca_dir.value
        for part in [listed] if network.ca_hashed else listed.split(os.pathsep):
            for file in _files(Path(part)):
                if not network.ca_hashed or _HASHED.fullmatch(file.name):
                    loaded.update(_load(made, file))
    if loaded:
        return frozenset(loaded), ""
    if network.ca_fallback is not None:
        _load_mozillas(made)
        return frozenset(), ""
    return frozenset(), f"no certificate can be read from {' or '.join(names)}, so none is trusted"


def _load_mozillas(made: ssl.SSLContext) -> None:
    import certifi

    made.load_verify_locations(cafile=certifi.where())


def _files(directory: Path) -> list[Path]:
    try:
        return sorted(directory.iterdir())
    except OSError:
        return []


def _load(made: ssl.SSLContext, path: Path) -> Iterator[bytes]:
    """Trust the certificates of a PEM file; what is none is passed over."""
    try:
        if not path.is_file():  # a FIFO or device would never end
            return
        with path.open("rb") as file:
            text = file.read(_ROOTS_LIMIT).decode("ascii", "replace")
    except (OSError, ValueError):
        return
    for block in _PEM.findall(text):
        try:
            encoded = ssl.PEM_cert_to_DER_cert(block)
            made.load_verify_locations(cadata=encoded)
        except (OSError, ValueError):
            continue
        yield encoded


def is_insecure(network: Network, url: Url) -> bool:
    """Whether `allow-insecure-host` names this URL's host.

    Entries are `*`, `host`, `host:port` or `scheme://host[:port]`, compared letter for letter. A
    port is compared with the URL's explicit one, so `host:443` never matches `https://host/`
    (crates/uv-configuration/src/trusted_host.rs).
    """
    return any(_matches(entry.value.strip(), url) for entry in network.insecure_hosts)


def _matches(entry: str, url: Url) -> bool:
    if entry == "*":
        return True
    for scheme in ("https", "http"):
        if entry.startswith(f"{scheme}://"):
            if scheme != url.scheme:
                return False
            entry = entry.removeprefix(f"{scheme}://")
            break
    host, colon, port = entry.partition(":")
    if colon and port != str(url.port):
        return False
    return host.partition("/")[0] == url.host
