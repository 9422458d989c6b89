"""The probes of `--replay all`: each URL without credentials, and with each that may go there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexdoctor.model.credential import Credential
from indexdoctor.model.replayed import Probe
from indexdoctor.records import record
from indexdoctor.replay.asking import Asking
from indexdoctor.replay.plan import OUT_OF_SCOPE, Target
from indexdoctor.replay.recorder import Recorder

_CUT_OFF = "the run ended before it was tried"


@record
class Cell:
    """One credential (None: none) for one target; `reason` says why it is not tried."""

    target: Target
    credential: Credential | None
    reason: str = ""


class Matrix:
    """Tries every cell, all at the same time; what the client sent already is not sent again."""

    def __init__(self, asking: Asking, recorder: Recorder, targets: Sequence[Target]) -> None:
        self._asking = asking
        self._recorder = recorder
        self._targets = targets

    async def run(self) -> None:
        """Send the probes; one Probe for each cell goes to the recorder, tried or not.

        When it is cancelled, the cells without an answer are recorded as not tried.
        """
        effective = self._recorder.exchanges
        cells = [c for target in self._targets for c in _cells(target)]
        probes = [_probe(cell, None, cell.reason or _CUT_OFF) for cell in cells]
        read = {e.request.url for e in effective if 200 <= e.response.status < 300}
        # Where the client could read, a credential can prove itself: then it passes everywhere
        # else without waiting for its turn.
        order = sorted(range(len(cells)), key=lambda n: cells[n].target.request.url not in read)
        tasks = [
            asyncio.create_task(self._try(cells[number], number, probes))
            for number in order
            if not cells[number].reason
        ]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._recorder.probes.extend(probes)

    async def _try(self, cell: Cell, number: int, probes: list[Probe]) -> None:
        why = "a probe without credentials" if cell.credential is None else "a probe"
        request = replace(cell.target.request, credential=cell.credential, why=why)
        made = await self._asking.ask(request, cell.target.held)
        if isinstance(made, str):
            probes[number] = _probe(cell, None, made)
        else:
            probes[number] = _probe(cell, made[0])


def _cells(target: Target) -> Iterator[Cell]:
    yield Cell(target, None)
    url = target.request.url
    allowed = [held.credential for held in target.held if held.may_go_to(url)]
    seen: set[object] = set()
    for held in target.held:
        credential = held.credential
        if credential.key in seen:
            continue
        seen.add(credential.key)
        fits = any(credential.key == other.key for other in allowed)
        yield Cell(target, credential, "" if fits else OUT_OF_SCOPE)


def _probe(cell: Cell, exchange: int | None, reason: str = "") -> Probe:
    request = cell.target.request
    return Probe(cell.target.label, request.role, cell.credential, exchange, reason)
