"""The `keyring` commands of a machine, as far as files tell."""

from __future__ import annotations

from indexdoctor.records import record


@record
class KeyringCommand:
    """One `keyring` command; `shown` is its path as shown to a person.

    `environment` is the virtual environment it belongs to (None: none, or not known), `of_project`
    says that it is the project's own or the one that is activated. `distributions` are the
    normalised names of what is installed beside it (None: not known).
    """

    shown: str
    on_path: bool
    environment: str | None = None
    of_project: bool = False
    distributions: frozenset[str] | None = None


@record
class KeyringCommands:
    """The commands that can be started: those on PATH, in its order, and those elsewhere.

    The first on PATH is the one uv runs.
    """

    on_path: tuple[KeyringCommand, ...] = ()
    elsewhere: tuple[KeyringCommand, ...] = ()

    @property
    def run(self) -> KeyringCommand | None:
        """The one uv runs; None when there is none."""
        return self.on_path[0] if self.on_path else None
