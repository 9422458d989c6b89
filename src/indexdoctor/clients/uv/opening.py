"""Opening what uv would look credentials up in."""

from __future__ import annotations

from indexdoctor.clients.uv.precedence import single
from indexdoctor.clients.uv.sources import Sources
from indexdoctor.credentials import native
from indexdoctor.credentials.keyring_places import find_commands
from indexdoctor.credentials.netrc import read_netrc
from indexdoctor.credentials.store import read_store
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.keyrings import KeyringCommands
from indexdoctor.model.origin import Stated
from indexdoctor.versions.auth import STORE


def open_sources(found: Discovered, keyrings: KeyringCommands | None = None) -> Sources:
    """Read the files uv would look credentials up in.

    `keyrings` are the commands where they were looked for already: that takes a while.
    """
    return Sources(
        netrc=read_netrc(found.surroundings),
        store=read_store(found.surroundings),
        keyring_on=single(found, "keyring-provider", "disabled").value == "subprocess",
        environ=found.surroundings.environ,
        uv=found.surroundings.uv,
        keyrings=find_commands(found.surroundings) if keyrings is None else keyrings,
        native=_native(found),
    )


def _native(found: Discovered) -> Stated[bool] | None:
    """Whether the preview feature is on with which uv asks the system's own store."""
    if STORE not in found.surroundings.uv:
        return None
    configured = {
        key: value for file in reversed(found.config) for key, value in file.values.items()
    }
    return native.is_on(found.command.options, found.environment, configured)
