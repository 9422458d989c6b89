"""What a rule is: an identity, its page, and a function from a case to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexdoctor.diagnose.case import Case
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.versions import Change

FAMILIES = {
    "CFG": "configuration and overrides",
    "CRED": "credential sources",
    "POL": "authentication policy",
    "READ": "answers of a read URL",
    "PUB": "publishing and the check URL",
    "NET": "network, TLS and proxy",
    "SEC": "hygiene",
    "VER": "client version",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: the same text feeds `explain CODE`, the catalogue and the machine formats.

    `name` says the bad pattern. `meaning`, `why`, `fix` and `example` are plain text; `references`
    are the public threads the rule comes from. `changes` are those of the client that the page's
    sentences depend on: they hold from these releases on. `find` yields findings, none for a
    healthy case. `instead_of` are codes that say less: where this rule finds an error, theirs on
    the same subject are left out. `instead_of_doubtful` are codes of other candidates for the same:
    where this rule's error is certain, theirs on the same subject are left out if they are not.
    """

    code: str
    name: str
    severity: Severity
    meaning: str
    why: str
    fix: str
    example: str
    references: tuple[str, ...]
    find: Callable[[Case], Iterator[Finding]]
    changes: tuple[Change, ...] = ()
    instead_of: tuple[str, ...] = ()
    instead_of_doubtful: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """The letters of the code, a key of FAMILIES."""
        return self.code.rstrip("0123456789")

    def finding(
        self,
        subject: str,
        cause: str,
        *,
        confidence: Confidence,
        why: str = "",
        origins: tuple[Origin, ...] = (),
        evidence: tuple[Evidence, ...] = (),
        remedies: tuple[Remedy, ...] = (),
        decide: str = "",
        severity: Severity | None = None,
    ) -> Finding:
        """A finding of this rule; `severity` replaces the rule's own where a case is milder."""
        return Finding(
            code=self.code,
            name=self.name,
            severity=self.severity if severity is None else severity,
            confidence=confidence,
            subject=subject,
            cause=cause,
            why=why,
            origins=tuple(dict.fromkeys(origins)),
            evidence=evidence,
            remedies=remedies,
            decide=decide,
        )
