"""PUB203: the publish URL refuses the upload."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import blames_secret, server_at, server_lines
from indexdoctor.diagnose.words import credential_name, evidence, sends
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import Publish

# What Warehouse answers to a token that nobody has.
_UNKNOWN = re.compile(r"invalid or non-existent authentication information", re.IGNORECASE)
_UNKNOWN_WHY = (
    "the text of the answer says that nobody has this user name and token: it was revoked, or cut "
    "off, or made on another server (PyPI and TestPyPI are two)"
)
_WHY = (
    "401: the account is not accepted; 403: it is known but lacks the right to upload (some "
    "servers answer a wrong password with 403 too)"
)


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None:
        return
    for chain in case.upload_chains:
        if chain.refused:
            yield _finding(case, publish, chain)
            return


def _finding(case: Case, publish: Publish, chain: Chain) -> Finding:
    credential = chain.credential
    status = chain.status
    blamed = blames_secret(case, chain, publish.url.value.url)
    wrong = status == 401 or blamed
    other = _other(case, credential)
    lines = list(sends(chain.exchanges, case.client, publish.url.value.url))
    if other is not None:
        lines.append(evidence(other, "proof", publish.url.value.url))
    reading = _reading(case, credential)
    if reading is not None:
        lines.append(evidence(reading, "but reads", publish.url.value.url))
    unknown = credential is not None and _is_unknown(chain)
    decided = status == 401 or unknown
    doubt = " may not upload here, or the password is wrong"
    if blamed:
        doubt = ": the user name or password is wrong"
    elif decided:
        doubt = " is not known there" if unknown else ""
    return RULE.finding(
        case.publish_label,
        f"the upload is refused with {status}: {credential_name(credential)}{doubt}",
        confidence=Confidence.CERTAIN
        if decided or other is not None or reading is not None
        else Confidence.LIKELY,
        why=_UNKNOWN_WHY if unknown else _WHY,
        origins=tuple(
            dict.fromkeys(
                ([credential.origin] if credential is not None else []) + [publish.url.origin]
            )
        ),
        evidence=(
            *lines,
            Evidence("sent to", str(publish.url.value.url)),
            *server_lines(case, chain, publish.url.value.url),
        ),
        remedies=tuple(_remedies(case, publish, credential, other, wrong=wrong, unknown=unknown)),
        decide=""
        if decided
        else "try to read with the same account: if that is refused too, the password is wrong",
    )


def _remedies(
    case: Case,
    publish: Publish,
    credential: Credential | None,
    other: Exchange | None,
    *,
    wrong: bool,
    unknown: bool,
) -> Iterator[Remedy]:
    if other is not None:
        accepted = credential_name(other.request.credential)
        yield Remedy(f"publish with {accepted}, which is accepted")
    if credential is None:
        return
    if unknown:
        yield Remedy(f"put a token that is valid there at {credential.origin}")
        server = server_at(case, publish.url.value.url)
        if server is not None:
            yield Remedy(server.provider.obtain)
    elif wrong:
        yield Remedy(f"correct the password or token at {credential.origin}")
    else:
        user = credential.username or "the token"
        yield Remedy(f"ask the index's owner for the right to upload for {user}")


def _is_unknown(chain: Chain) -> bool:
    """Whether the text of a 403 says that nobody has this user name and token."""
    response = chain.last.response
    text = f"{response.reason}\n{response.body.decode('utf-8', 'replace')}"
    return chain.status == 403 and _UNKNOWN.search(text) is not None


def _other(case: Case, credential: Credential | None) -> Exchange | None:
    """A control request in which another credential was not refused for the upload."""
    if case.replayed is None:
        return None
    sent = None if credential is None else credential.key
    for probe in case.probes:
        if probe.role is not Role.UPLOAD or probe.exchange is None or probe.credential is None:
            continue
        exchange = case.replayed.exchange(probe.exchange)
        refused = exchange.response.status in (0, 401, 403, 404, 405, 407, 429)
        if probe.credential.key != sent and not refused and exchange.response.status < 500:
            return exchange
    return None


def _reading(case: Case, credential: Credential | None) -> Exchange | None:
    """An exchange in which the same credential could read on the same server."""
    if case.replayed is None or credential is None:
        return None
    for exchange in case.replayed.exchanges:
        request = exchange.request
        if (
            request.role in (Role.PAGE, Role.CHECK)
            and request.credential is not None
            and request.credential.key == credential.key
            and exchange.response.status == 200
        ):
            return exchange
    return None


RULE = Rule(
    code="PUB203",
    name="upload-refused",
    severity=Severity.ERROR,
    meaning="The publish URL answers 401 or 403 to the credentials uv sends with an upload.",
    why="The account is not accepted, or it may read but not upload. A password in the publish URL "
    "is sent as it is written, without percent-decoding.",
    fix="Use an account with the right to upload; check the token's scope.",
    example="A read-only deploy token in UV_PUBLISH_TOKEN.",
    references=("https://github.com/astral-sh/uv/issues/9778",),
    find=find,
)
