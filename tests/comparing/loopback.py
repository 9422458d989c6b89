"""No host but those of the lab can be found, on every machine alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from indexdoctor.model.exchange import TransportFailure
from indexdoctor.replay import transport
from indexdoctor.replay.wire import WireError

_LOOPBACK = ("127.0.0.1", "localhost")


@contextmanager
def loopback_only() -> Iterator[None]:
    """Let the names of all other hosts be unknown."""
    unknown = WireError(TransportFailure.DNS, "the host name cannot be resolved")
    look_up = transport._resolve
    with mock.patch.object(
        transport, "_resolve", lambda host: look_up(host) if host in _LOOPBACK else unknown
    ):
        yield
