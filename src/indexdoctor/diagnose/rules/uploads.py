"""Uploads for which uv has nothing to send, and what uv asked before them."""

from __future__ import annotations

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.trusting import by_trusted_publishing
from indexdoctor.model.credential import Source
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.finding import Confidence
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import Publish

# What the servers of PyPI want to be named in an identity token, by provider.
AUDIENCES = {"pypi": "pypi", "testpypi": "testpypi"}


def nothing_to_send(case: Case) -> Confidence | None:
    """How sure it is that uv has no credential for the upload; None where it has one."""
    publish = case.publish
    if publish is None:
        return None
    if case.replayed is not None:
        ended = any(
            c.role is Role.UPLOAD
            and c.ending is Ending.FAILED
            and not c.is_local
            and not _is_of_check(publish, c)
            for c in case.conclusions
        )
        return Confidence.CERTAIN if ended and not case.upload_chains else None
    known = [publish.credential, *(a.credential for a in publish.asked if a.state == "found")]
    if any(c is not None and not c.is_empty for c in known) or case.lender is not None:
        return None
    if by_trusted_publishing(publish, case.discovered, case.keyring_on):
        return None
    unrun = any(
        a.source in (Source.KEYRING, Source.TRUSTED, Source.NATIVE) and a.state == "unasked"
        for a in publish.asked
    )
    return Confidence.POSSIBLE if unrun else Confidence.LIKELY


def _is_of_check(publish: Publish, conclusion: Conclusion) -> bool:
    """Whether the client ended because it has nothing for a page of the check URL."""
    return publish.check is not None and f" {publish.check.value.url}" in conclusion.text


def audience(case: Case) -> Exchange | None:
    """The answer to the question whether the server takes trusted publishing, if it was asked."""
    return next((e for e in case.effective[::-1] if e.request.role is Role.TRUSTED), None)
