"""The HAR format (HTTP Archive 1.2): every request of the run, for viewers of HAR files.

What the client sent and what indexdoctor sent alone stand together; `_indexdoctor` in each entry
says which, and with which credential. Bodies and cookies are left out, header and query values
that open something are masked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from indexdoctor.diagnose.words import credential_name
from indexdoctor.model.exchange import Exchange, KeyringExchange, Phases, Timing
from indexdoctor.model.report import Report
from indexdoctor.render.headers import asked, shown
from indexdoctor.render.recognisers.base import MASK
from indexdoctor.render.redact import url_text
from indexdoctor.render.sanitise import cleaned
from indexdoctor.render.view import View
from indexdoctor.render.words import keyring_text

_LENGTH = re.compile(r"[0-9]{1,15}")
_UNKNOWN = -1  # for numbers, as HAR 1.2 has it
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def render(report: Report, view: View) -> str:
    """One entry a request, in the order of starting. Questions to keyrings stand in `log`."""
    report = cleaned(report)
    log = {
        "version": "1.2",
        "creator": {"name": "indexdoctor", "version": report.tool_version},
        "comment": report.verdict if report.comparison is None else report.comparison.verdict,
        "entries": [_entry(item, report) for item in report.exchanges],
        "_indexdoctor": {
            "client": f"{report.client.name} {report.client.version}",
            "command": report.client.command,
            "notes": [note.text for note in report.notes],
            "keyring": [_question(item, report) for item in report.keyring],
        },
    }
    return json.dumps({"log": log}, indent=2, ensure_ascii=not view.unicode) + "\n"


def _entry(item: Exchange, report: Report) -> dict[str, Any]:
    timings = _timings(item)
    request = item.request
    return {
        **_started(item.timing, report),
        # HAR counts the handshake among the connecting already.
        "time": _sum(value for name, value in timings.items() if name != "ssl"),
        "request": _request(item, report),
        "response": _response(item),
        "cache": {},
        "timings": timings,
        "_indexdoctor": {
            "id": item.id,
            "sentBy": "indexdoctor" if item.further else report.client.name,
            "role": request.role.value,
            "credential": credential_name(request.credential),
            "secret": item.secret,
            "policy": request.policy.value,
            "index": request.index,
            "package": request.package,
            "redirects": request.hop,
            "why": request.why,
            "failure": item.response.failure,
            "failureText": item.response.failure_text,
        },
    }


def _started(timing: Timing | None, report: Report) -> dict[str, str]:
    """HAR knows no request without a time; what is known best is taken, and the comment says so."""
    if timing is not None and timing.at is not None:
        return {"startedDateTime": timing.at.isoformat(timespec="microseconds")}
    began = report.started or _NO_TIME
    if timing is not None:
        began += timedelta(seconds=timing.started)
    comment = "when it was sent is not known"
    return {"startedDateTime": began.isoformat(timespec="microseconds"), "comment": comment}


def _request(item: Exchange, report: Report) -> dict[str, Any]:
    request = item.request
    url = url_text(request.url)
    headers = {"host": request.url.netloc, **asked(request)}
    is_own = report.mode != "trace"  # the requests of a log are uv's
    if is_own:
        headers["user-agent"] = f"indexdoctor/{report.tool_version}"
    credential = request.credential
    if credential is not None and not credential.is_empty:
        headers["authorization"] = f"{credential.scheme.value.title()} {MASK}"
    pairs = [part.partition("=") for part in (url.partition("?")[2]).split("&") if part]
    return {
        "method": request.method,
        "url": url,
        "httpVersion": "HTTP/1.1" if is_own else "unknown",  # no other is spoken here
        "cookies": [],
        "headers": _pairs(headers),
        "queryString": [{"name": name, "value": value} for name, _, value in pairs],
        "headersSize": _UNKNOWN,
        "bodySize": 0 if request.method in ("GET", "HEAD") else _UNKNOWN,
        "comment": "of the client's headers those that can change the answer",
    }


def _response(item: Exchange) -> dict[str, Any]:
    response = item.response
    headers = shown(response)
    length = headers.get("content-length", "")
    size = int(length) if _LENGTH.fullmatch(length) else _UNKNOWN
    return {
        "status": response.status,
        "statusText": response.reason,
        "httpVersion": response.http_version or "unknown",
        "cookies": [],
        "headers": _pairs(headers),
        "content": {
            "size": _UNKNOWN if "content-encoding" in headers else size,
            "mimeType": headers.get("content-type", "x-unknown"),
            "comment": "bodies are left out",
        },
        "redirectURL": headers.get("location", ""),
        "headersSize": _UNKNOWN,
        "bodySize": size,
    }


def _pairs(headers: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def _timings(item: Exchange) -> dict[str, float]:
    """Milliseconds; HAR allows -1, for what is not known or did not happen, in the first four."""
    phases, timing = item.response.phases, item.timing
    if phases is None:
        whole = 0.0 if timing is None else timing.ended - timing.started
        phases = Phases(wait=whole)
    return {
        "blocked": _milliseconds(phases.blocked),
        "dns": _milliseconds(phases.dns),
        "connect": _milliseconds(phases.connect),
        "ssl": _milliseconds(phases.tls),
        "send": _milliseconds(phases.send or 0.0),
        "wait": _milliseconds(phases.wait or 0.0),
        "receive": _milliseconds(phases.receive or 0.0),
    }


def _milliseconds(seconds: float | None) -> float:
    return _UNKNOWN if seconds is None else round(seconds * 1000, 3)


def _sum(values: Iterable[float]) -> float:
    return round(sum(value for value in values if value != _UNKNOWN), 3)


def _question(item: KeyringExchange, report: Report) -> dict[str, Any]:
    timing = item.timing
    taken = None if timing is None else timing.ended - timing.started
    return {
        **_started(timing, report),
        "time": _milliseconds(taken),
        "askedBy": "indexdoctor" if item.about else report.client.name,
        "text": keyring_text(item),
    }
