"""Every case, in the order of the modules that hold them."""

from __future__ import annotations

from tests.cases import (
    answers,
    environments,
    feeds,
    files,
    hosts,
    keyring,
    locks,
    netrc,
    network,
    other_clients,
    publishing,
    pypi,
    releasing,
    variables,
)
from tests.cases.frame import Case, Unnamed

CASES: tuple[Case | Unnamed, ...] = (
    *keyring.CASES,
    *netrc.CASES,
    *variables.CASES,
    *files.CASES,
    *locks.CASES,
    *answers.CASES,
    *hosts.CASES,
    *network.CASES,
    *publishing.CASES,
    *pypi.CASES,
    *other_clients.CASES,
    *environments.CASES,
    *feeds.CASES,
    *releasing.CASES,
)
NAMED = tuple(case for case in CASES if isinstance(case, Case))
