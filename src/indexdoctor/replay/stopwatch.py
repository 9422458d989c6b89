"""Where the time of one request goes, told by the events of the HTTP library."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple

from indexdoctor.model.exchange import Phases

# Steps of the library (`httpcore`, extension "trace"), the connection's name before each cut off.
_CONNECT, _TLS = "connect_tcp", "start_tls"
_SEND, _SENT, _ANSWERED = "send_request_headers", "send_request_body", "receive_response_headers"


class Stopwatch:
    """Runs from its making until `phases` is called; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._dns: float | None = None
        self._tls: float | None = None
        self._first: dict[str, float] = {}
        self._last: dict[str, float] = {}

    @contextmanager
    def look_up(self) -> Iterator[None]:
        """The look-up of a host name, whether it ends well or not."""
        began = self._clock()
        try:
            yield
        finally:
            self._dns = self._clock() - began

    def note(self, event: str) -> None:
        """An event such as `http11.send_request_headers.started`.

        A tunnel through a proxy is opened by a request of its own: for sending and answering the
        last of each counts, and what was before it is part of connecting.
        """
        now = self._clock()
        _, _, step = event.partition(".")
        self._first.setdefault(step, now)
        self._last[step] = now
        if step in (f"{_TLS}.complete", f"{_TLS}.failed"):
            self._tls = (self._tls or 0.0) + now - self._last[f"{_TLS}.started"]

    def phases(self) -> Phases | None:
        """The phases up to now, which add up to the time since the making; None: nothing began.

        To the microsecond: nothing finer was measured, and a saved report holds no more.
        """
        now = self._clock()
        found = self._unrounded(now)
        return None if found is None else Phases(*(_rounded(part) for part in astuple(found)))

    def _unrounded(self, now: float) -> Phases | None:
        connecting = self._first.get(f"{_CONNECT}.started")
        sending = self._last.get(f"{_SEND}.started")
        begun = sending if connecting is None else connecting
        if begun is None:
            return None if self._dns is None else Phases(dns=self._dns)
        sent = self._after(f"{_SENT}.complete", sending)
        answered = self._after(f"{_ANSWERED}.complete", sent)
        ends = [sending, sent, answered, now]

        def until(start: float | None, later: list[float | None]) -> float | None:
            """Up to the next step that was reached; None where this one was not."""
            end = next(moment for moment in later if moment is not None)
            return None if start is None else end - start

        return Phases(
            blocked=max(begun - self._began - (self._dns or 0.0), 0.0),
            dns=self._dns,
            connect=until(connecting, ends),
            tls=self._tls,
            send=until(sending, ends[1:]),
            wait=until(sent, ends[2:]),
            receive=until(answered, ends[3:]),
        )

    def _after(self, step: str, earlier: float | None) -> float | None:
        """When `step` was reached for the request itself, not for the tunnel before it."""
        moment = self._last.get(step)
        return None if moment is None or earlier is None or moment < earlier else moment


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)
