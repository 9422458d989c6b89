"""What the control requests of a run prove; every rule takes it from here.

They are there only in `--replay all`, and only where something was open: a rule that finds none
says what would decide.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.words import credential_name, evidence
from indexdoctor.model.control import Control, ControlKind, PageLinks
from indexdoctor.model.credential import Credential, is_same
from indexdoctor.model.exchange import Exchange
from indexdoctor.model.finding import Evidence
from indexdoctor.model.url import Url

_PACKAGES = (ControlKind.KNOWN, ControlKind.ROOT, ControlKind.NONSENSE)
_REFUSED = (401, 403)
# What was asked, as a line of evidence says it.
_ASKED = {
    ControlKind.ROOT: "the list of packages",
    ControlKind.NONSENSE: "a package nobody has",
    ControlKind.KNOWN: "a package it has",
    ControlKind.FILE: "a file",
    ControlKind.ALONE: "the same alone",
    ControlKind.FORM: "another encoding",
    ControlKind.UPLOADED: "the page of the package",
    ControlKind.USER: "the usual user name",
}


def controls(case: Case, label: str, *kinds: ControlKind) -> Iterator[Control]:
    """The control requests for an index, of these kinds (of all when none is given)."""
    for control in () if case.replayed is None else case.replayed.controls:
        if control.index == label and (not kinds or control.kind in kinds):
            yield control


def answer(
    case: Case, label: str, kind: ControlKind, credential: Credential | None
) -> Exchange | None:
    """The exchange of one control request; None when it was not sent."""
    for control in controls(case, label, kind):
        if is_same(control.credential, credential) and control.exchange is not None:
            return _exchange(case, control)
    return None


def accepts(case: Case, label: str, credential: Credential | None) -> Exchange | None:
    """Where the index takes this credential: it answers what it refuses to everyone else."""
    if credential is None:
        return None
    for kind in _PACKAGES:
        sent, plain = answer(case, label, kind, credential), answer(case, label, kind, None)
        if sent is None or plain is None:
            continue
        given = 200 <= sent.response.status < 300
        if given and plain.response.status in (*_REFUSED, 404):
            return sent
        if sent.response.status == 404 and plain.response.status in _REFUSED:
            return sent
    return None


def reads(case: Case, label: str, credential: Credential | None) -> Exchange | None:
    """A package that is there, or the list of packages, given to this credential (None: none)."""
    for kind in (ControlKind.KNOWN, ControlKind.ROOT):
        sent = answer(case, label, kind, credential)
        if sent is not None and 200 <= sent.response.status < 300:
            return sent
    return None


def refuses_all(case: Case, label: str, credential: Credential | None) -> Exchange | None:
    """The refusal of a package that is there, or a 401 of the list, where nothing was given.

    A list that is answered 403 proves nothing: nginx answers so where it may list no folder, S3
    where a key is missing, to an account that is accepted as well.
    """
    given = [answer(case, label, kind, credential) for kind in _PACKAGES]
    sent = [exchange for exchange in given if exchange is not None]
    nonsense = answer(case, label, ControlKind.NONSENSE, credential)
    if any(200 <= e.response.status < 300 for e in sent):
        return None
    if nonsense is not None and nonsense.response.status not in _REFUSED:
        return None
    known = answer(case, label, ControlKind.KNOWN, credential)
    if known is not None and known.response.status in _REFUSED:
        return known
    root = answer(case, label, ControlKind.ROOT, credential)
    return root if root is not None and root.response.status == 401 else None


def refuses_list(case: Case, label: str, credential: Credential | None) -> Exchange | None:
    """The refusal of the list of packages."""
    root = answer(case, label, ControlKind.ROOT, credential)
    return root if root is not None and root.response.status in _REFUSED else None


def like_missing(
    case: Case, label: str, credential: Credential | None, status: int
) -> Exchange | None:
    """A package nobody has, answered with this status, where others are answered well.

    That is where the credential is accepted, or where everyone is given others and this answer.
    """
    nonsense = answer(case, label, ControlKind.NONSENSE, credential)
    if nonsense is None or nonsense.response.status != status:
        return None
    if accepts(case, label, credential) is not None:
        return nonsense
    plain = answer(case, label, ControlKind.NONSENSE, None)
    is_open = plain is not None and plain.response.status == status
    return nonsense if is_open and reads(case, label, None) is not None else None


def unlike_missing(
    case: Case, label: str, credential: Credential | None, status: int
) -> Exchange | None:
    """A package nobody has, answered with 404, where the one in question gets this refusal."""
    nonsense = answer(case, label, ControlKind.NONSENSE, credential)
    if nonsense is None or status not in _REFUSED or nonsense.response.status != 404:
        return None
    return nonsense


def hides_known(case: Case, label: str, credential: Credential | None) -> Exchange | None:
    """404 for a package that the index has."""
    known = answer(case, label, ControlKind.KNOWN, credential)
    return known if known is not None and known.response.status == 404 else None


def is_listed(case: Case, label: str) -> bool | None:
    """Whether the list of packages names the one in question; None when no list tells."""
    said = {control.listed for control in controls(case, label, ControlKind.ROOT)}
    return True if True in said else False if False in said else None


def variant(case: Case, credential: Credential, kind: ControlKind) -> Control | None:
    """The try of another form (FORM) or user name (USER) for a credential; its exchange may fail.

    Of several the one that was accepted.
    """
    found = [
        control
        for control in (() if case.replayed is None else case.replayed.controls)
        if control.kind is kind and is_same(control.instead_of, credential)
    ]
    found.sort(key=lambda control: taken(case, control) is None)
    return found[0] if found else None


def taken(case: Case, control: Control) -> Exchange | None:
    """The exchange of a control request that was accepted: a page, an upload but for its form."""
    exchange = _exchange(case, control)
    if exchange is None:
        return None
    status = exchange.response.status
    return exchange if 200 <= status < 300 or status in (400, 409, 422) else None


def alone(case: Case, label: str) -> Exchange | None:
    """The refused request of an index, sent again with nothing beside it."""
    control = next(controls(case, label, ControlKind.ALONE), None)
    return None if control is None else _exchange(case, control)


def opens(case: Case, label: str, credential: Credential | None) -> Exchange | None:
    """The file that was asked for with this credential (None: none), where it was given."""
    file = answer(case, label, ControlKind.FILE, credential)
    return file if file is not None and file.response.is_success else None


def page_links(case: Case, label: str) -> PageLinks | None:
    """How the files of one page of an index lie."""
    found = () if case.replayed is None else case.replayed.links
    return next((links for links in found if links.index == label), None)


def control_lines(
    case: Case,
    label: str,
    home: Url,
    credential: Credential | None,
    *kinds: ControlKind,
) -> tuple[Evidence, ...]:
    """What was asked beside the client's requests, with this credential and without."""
    wanted = kinds or _PACKAGES
    mine = [
        control
        for control in controls(case, label, *wanted)
        if control.credential is None or is_same(control.credential, credential)
    ]
    mine.sort(key=lambda control: (wanted.index(control.kind), control.credential is not None))
    lines = []
    for control in mine:
        exchange = _exchange(case, control)
        if exchange is not None:
            lines.append(evidence(exchange, _ASKED[control.kind], home))
    left = [c for c in mine if c.credential is not None and c.exchange is None]
    if left and not any(c.credential is not None and c.exchange is not None for c in mine):
        what = _ASKED[left[0].kind]
        text = f"{what}, with {credential_name(left[0].credential)}: {left[0].reason}"
        lines.append(Evidence("not tried", text))
    return tuple(lines)


def file_lines(case: Case, label: str, home: Url) -> tuple[Evidence, ...]:
    """Where the files of a page lie that others can read, and what one of them answered."""
    links = page_links(case, label)
    if links is None:
        return ()
    parts = [
        f"{number} {where}"
        for number, where in (
            (links.inside, "below the index root"),
            (links.outside, "elsewhere on its server"),
            *((number, f"on {realm}") for realm, number in links.elsewhere),
            (links.plain, "by plain HTTP"),
        )
        if number
    ]
    lines = [Evidence("files", ", ".join(parts), links.exchange)]
    for control in controls(case, label, ControlKind.FILE):
        exchange = _exchange(case, control)
        if exchange is not None:
            lines.append(evidence(exchange, _ASKED[ControlKind.FILE], home))
        else:
            text = f"a file, {credential_name(control.credential)}: {control.reason}"
            lines.append(Evidence("not tried", text))
    return tuple(lines)


def variant_lines(case: Case, control: Control | None, home: Url) -> tuple[Evidence, ...]:
    """What came of another form or user name."""
    if control is None:
        return ()
    exchange = _exchange(case, control)
    name = _ASKED[control.kind]
    if exchange is None:
        return (Evidence("not tried", f"{name}: {control.reason}"),)
    return (evidence(exchange, "proof" if taken(case, control) else name, home),)


def untried(case: Case, label: str, credential: Credential | None) -> str:
    """Why no control request with this credential was sent; empty when one was, or none wanted."""
    mine = [c for c in controls(case, label, *_PACKAGES) if is_same(c.credential, credential)]
    if any(control.exchange is not None for control in mine):
        return ""
    return next((control.reason for control in mine), "")


def decide(case: Case, label: str, credential: Credential | None, what: str) -> str:
    """What would decide, and why it was not tried here."""
    reason = untried(case, label, credential)
    return f"{what} (not tried: {reason})" if reason else what


def _exchange(case: Case, control: Control) -> Exchange | None:
    if case.replayed is None or control.exchange is None:
        return None
    return case.replayed.exchange(control.exchange)


def other_form_tried(case: Case, credential: Credential) -> bool:
    """Whether the credential was also sent decoded, or as it is written: CRED150 tells of that."""
    tried = variant(case, credential, ControlKind.FORM)
    return tried is not None and tried.exchange is not None
