"""Lets the servers of a lab be known under other names: as hosts of the wide world, say.

Only the connection is diverted: URLs, scopes, policies and what is recognised by a host name are
those of the name. TLS is left out for these names; the scenes of `lab.changes` show it.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import httpcore
from httpcore._backends.auto import AutoBackend

from indexdoctor.lab.server import LabServer
from indexdoctor.lab.site import Site
from indexdoctor.model.exchange import TransportFailure
from indexdoctor.replay import transport
from indexdoctor.replay.wire import WireError

Address = tuple[str, int]


class _Plain(httpcore.AsyncNetworkStream):
    """A connection on which TLS is taken to be there already."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


@contextmanager
def named(bases: tuple[str, ...]) -> Iterator[None]:
    """Give every lab server of the block these base URLs, one for each origin; () changes none.

    The names of all other hosts but those of loopback are unknown.
    """
    places: dict[Address, Address] = {}

    class Named(LabServer):
        def __init__(self, site: Site, **options: Any) -> None:
            super().__init__(site, **options)
            if not bases:
                return
            real, self.bases = self.bases, bases
            for shown, base in zip(bases, real, strict=True):
                places[_address(shown)] = _address(base)

    connect, look_up = AutoBackend.connect_tcp, transport._resolve
    unknown = WireError(TransportFailure.DNS, "the host name cannot be resolved")

    async def connected(
        self: AutoBackend,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        place = places.get((host, port))
        if place is None:
            return await connect(self, host, port, timeout, local_address, socket_options)
        return _Plain(await connect(self, *place, timeout))

    def resolved(host: str) -> WireError | None:
        if any(host == name for name, _ in places):
            return None
        return look_up(host) if host in ("127.0.0.1", "localhost", "::1") else unknown

    with (
        mock.patch("indexdoctor.lab.stage.LabServer", Named),
        mock.patch.object(AutoBackend, "connect_tcp", connected),
        mock.patch.object(transport, "_resolve", resolved),
    ):
        yield


def _address(base: str) -> Address:
    parts = urlsplit(base)
    ports: Mapping[str, int] = {"http": 80, "https": 443}
    return parts.hostname or "", parts.port or ports[parts.scheme]
