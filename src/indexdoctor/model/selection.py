"""Which findings count: chosen and ignored by code, each choice with its place and reason."""

from __future__ import annotations

from indexdoctor.model.finding import Finding
from indexdoctor.model.origin import Origin
from indexdoctor.records import record


@record
class Selector:
    """A code (`PUB201`) or the beginning of some (`PUB`), as it was written, and why."""

    code: str
    origin: Origin
    reason: str = ""

    def takes(self, finding: Finding) -> bool:
        return finding.code.startswith(self.code.upper())


@record
class Selection:
    """What counts: all of `select` (nothing there: every code) but what `ignore` names."""

    select: tuple[Selector, ...] = ()
    ignore: tuple[Selector, ...] = ()


@record
class Ignored:
    """A finding that was made and does not count; `origin` and `reason` say who wanted it so."""

    finding: Finding
    origin: Origin
    reason: str = ""

    @property
    def by(self) -> str:
        """The place and the reason, as one text."""
        return f"{self.origin}: {self.reason}" if self.reason else str(self.origin)
