"""What the version of uv at hand has, where a way out needs it, and which release has the rest."""

from __future__ import annotations

from indexdoctor.diagnose.case import Case
from indexdoctor.discover.since import Since, came
from indexdoctor.model.finding import Remedy
from indexdoctor.model.index import Index
from indexdoctor.model.url import Url
from indexdoctor.versions import Change, Uv
from indexdoctor.versions.auth import PIP_POLICIES, POLICIES_OF_ALL, STORE
from indexdoctor.versions.settings import AUTHENTICATE_FIELD

# The schemes `uv auth login` takes. 0.8.15 says of a server on this machine "only HTTPS is
# supported"; all later ones say so of other machines only.
_LOG_IN: Since = {"https": STORE, "http": "0.8.16"}
# A credentials.toml without an entry: before, `uv auth login` ended with "missing field" (seen with
# 0.11.21 and 0.11.22; the requests are the same).
EMPTY_STORE: Since = {"empty credentials.toml": "0.11.22"}
_THIS_MACHINE = ("localhost", "127.0.0.1")


def upgrade(uv: Uv, change: Change) -> tuple[Remedy, ...]:
    """The way out that a newer release is; none where this one behaves so already."""
    if change in uv:
        return ()
    return (Remedy(f"take uv {change.since} or later: it {change.now}"),)


def sources_beside_variables(uv: Uv) -> str:
    """The places in which a version looks for credentials besides those of an index itself."""
    return f"netrc, {'uv auth login, ' if STORE in uv else ''}keyring"


def can_log_in(uv: Uv, url: Url) -> bool:
    """Whether `uv auth login` is there and takes the URL."""
    if url.scheme == "http" and url.host not in _THIS_MACHINE:
        return False
    return url.scheme in _LOG_IN and came(url.scheme, _LOG_IN, uv)


def lacks_policy(case: Case, index: Index) -> Change | None:
    """What this version lacks to follow `authenticate` of an index in this command; None: nothing.

    Of several changes it is the last to come.
    """
    needed = [AUTHENTICATE_FIELD]
    if case.discovered.command.kind.is_pip:
        needed.append(PIP_POLICIES)
    if index.explicit:
        needed.append(POLICIES_OF_ALL)
    return next((change for change in reversed(needed) if change not in case.uv), None)
