"""What came of sending the requests."""

from __future__ import annotations

import enum

from indexdoctor.model.comparison import Reason
from indexdoctor.model.control import Control, PageLinks
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Exchange, KeyringExchange, Role
from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin
from indexdoctor.model.report import Note
from indexdoctor.model.url import Url
from indexdoctor.records import record


class Ending(enum.StrEnum):
    """How the client's search for one package (or one upload) ends."""

    FOUND = "found"
    MISSING = "missing"  # every index said it has no such package
    STOPPED = "stopped"  # a 401 or 403 ended the search (first-index strategy)
    FAILED = "failed"  # the client ends with an error
    UPLOADS = "uploads"  # the upload would be sent and accepted, as far as a probe can tell
    REFUSED = "refused"  # the upload would be refused
    PASSED_OVER = "passed over"  # nothing is requested (already there, nothing to do)


@record
class Conclusion:
    """What the client concludes: `subject` is a package name or a distribution's file name.

    `index` is the label of the index that decided, `role` the role of the deciding request.
    `text` is one sentence in the words of the field ("the search stops at this index: 401").
    `is_local` says that a local file decided, before any request for it.
    """

    subject: str
    ending: Ending
    role: Role
    index: str | None = None
    text: str = ""
    is_local: bool = False


@record
class Probe:
    """One cell of the matrix of `--replay all`: one credential (None: none) tried for one role.

    `index` is the label of the index or publish target. `exchange` None means it was not tried;
    `reason` then says why ("its scope does not allow it", "already refused twice").
    """

    index: str
    role: Role
    credential: Credential | None
    exchange: int | None
    reason: str = ""


@record
class Logged:
    """The policy that a log of the client shows for a URL, and the line that does."""

    url: Url
    policy: Policy
    origin: Origin


@record
class Turning:
    """A release of the client at which the outcome turns, shown by its model on the same answers.

    Where it is repaired, `version` is the first release from which on all known ones end well.
    Where it is broken, `version` is the first that fails. `exchanges` is what the release that ends
    well sends, in order; `reasons` are the changes that make the difference to the client at hand.
    """

    version: str
    exchanges: tuple[Exchange, ...]
    reasons: tuple[Reason, ...] = ()


@record
class Replayed:
    """Everything that was sent and answered in one run.

    `exchanges` are numbered across the run; those whose id is in `effective` are what the client
    itself would send, in order of starting, the rest are probes and control requests. `keyring` are
    the client's own questions, `further` those that it does not ask. `controls` and `links` are
    there only where a cause was open. Where the client fails, `repaired` is a later release that
    would not, `broken` the one since which it does (None: none is known). `logged` are the policies
    that a log shows, where all this was read from one.
    """

    exchanges: tuple[Exchange, ...] = ()
    effective: tuple[int, ...] = ()
    keyring: tuple[KeyringExchange, ...] = ()
    further: tuple[KeyringExchange, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    probes: tuple[Probe, ...] = ()
    controls: tuple[Control, ...] = ()
    links: tuple[PageLinks, ...] = ()
    notes: tuple[Note, ...] = ()
    repaired: Turning | None = None
    broken: Turning | None = None
    logged: tuple[Logged, ...] = ()

    def exchange(self, number: int) -> Exchange:
        """The exchange with this id. Raises KeyError."""
        for exchange in self.exchanges:
            if exchange.id == number:
                return exchange
        raise KeyError(number)
