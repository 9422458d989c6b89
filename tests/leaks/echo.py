"""Servers that repeat what they were sent: secrets put into all that a report took from outside."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import quote

from tests.leaks.encodings import ENCODINGS

from indexdoctor.model.exchange import Exchange, Request, Response
from indexdoctor.model.report import Note, Report

_WORDS = ("no such user: {}", "{}", "token={}", "is '{}' right?", "<b>{}</b>", "x{}y", "{}...")
_HEADERS = ("server", "via", "www-authenticate", "x-request-id", "set-cookie", "location", "etag")


class Echo:
    """Writes `secrets` in drawn encodings."""

    def __init__(self, seed: str, secrets: Sequence[str]) -> None:
        self._random = random.Random(seed)
        self._secrets = secrets

    def text(self) -> str:
        """A sentence with a secret in it."""
        return self._bytes().decode("utf-8", "surrogateescape")

    def _bytes(self) -> bytes:
        encode = self._random.choice(list(ENCODINGS.values()))
        secret = encode(self._random.choice(self._secrets))
        return self._random.choice(_WORDS).encode().replace(b"{}", secret)

    def _path(self) -> str:
        return quote(self._random.choice(self._secrets), safe="")

    def into(self, report: Report) -> Report:
        """The report of a run in which every server repeats secrets."""
        return replace(
            report,
            verdict=f"{report.verdict}: {self.text()}",
            exchanges=tuple(map(self._exchange, report.exchanges)),
            notes=(*report.notes, *(Note(self.text()) for _ in range(3))),
            findings=tuple(
                replace(
                    finding,
                    cause=f"{finding.cause}: {self.text()}",
                    evidence=tuple(
                        replace(each, text=f"{each.text}  {self.text()}")
                        for each in finding.evidence
                    ),
                )
                for finding in report.findings
            ),
            subjects=tuple(
                replace(subject, verdict=f"{subject.verdict}: {self.text()}")
                for subject in report.subjects
            ),
        )

    def _exchange(self, exchange: Exchange) -> Exchange:
        return replace(
            exchange,
            request=self._request(exchange.request),
            response=self._response(exchange.response),
        )

    def _request(self, request: Request) -> Request:
        path = f"{request.url.path}{self._path()}"
        return replace(request, url=replace(request.url, path=path, query=f"a={self._path()}"))

    def _response(self, response: Response) -> Response:
        headers = {name: self.text() for name in _HEADERS}
        headers["location"] = f"https://ci:{self._path()}@other.example/?{self._path()}"
        body = b"<p>" + self._bytes() + b"</p>"
        if self._random.random() < 0.2:
            body = body.decode("utf-8", "replace").encode("utf-16")
        return replace(
            response, headers={**response.headers, **headers}, body=body, reason=self.text()
        )


def planted(text: str, canary: str, encode: Callable[[str], bytes], at: int) -> bytes:
    """`text` as bytes with the encoded canary in it, at about the character `at`."""
    return text[:at].encode() + b" " + encode(canary) + b" " + text[at:].encode()
