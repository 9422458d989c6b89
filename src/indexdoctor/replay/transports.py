"""The transports of one run: versions can differ in proxies and in what they trust."""

from __future__ import annotations

from indexdoctor.model.resolution import Network
from indexdoctor.replay.transport import Transport


class Transports:
    """One transport for each network that differs, used as an asynchronous context manager."""

    def __init__(self) -> None:
        self._open: list[Transport] = []

    async def __aenter__(self) -> Transports:
        return self

    async def __aexit__(self, *error: object) -> None:
        for transport in self._open:
            await transport.__aexit__(*error)

    def over(self, network: Network) -> Transport:
        """The transport for these settings."""
        found = next((each for each in self._open if each.network == network), None)
        if found is None:
            found = Transport(network)
            self._open.append(found)
        return found
