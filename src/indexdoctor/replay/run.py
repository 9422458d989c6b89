"""One replay: the client's own requests, then the probes that separate causes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from indexdoctor.credentials import keyring
from indexdoctor.model.config import Surroundings
from indexdoctor.model.credential import KeyringAnswer, KeyringQuestion
from indexdoctor.model.replayed import Replayed
from indexdoctor.model.resolution import Resolution
from indexdoctor.replay.drive import Drive, Phased
from indexdoctor.replay.ledger import Ledger
from indexdoctor.replay.matrix import Matrix
from indexdoctor.replay.recorder import Recorder
from indexdoctor.replay.sender import Sender
from indexdoctor.replay.transport import Transport


def replay(
    session: Phased,
    resolution: Resolution,
    surroundings: Surroundings,
    *,
    everything: bool,
    publish_probe: bool,
    max_refusals: int,
    deadline: float,
    observer: Callable[[str], None] = lambda text: None,
) -> Replayed:
    """Send what the client would send and, with `everything`, the matrix of probes.

    `deadline` is in seconds. What it, or Ctrl-C, cuts off is noted; all that had been answered by
    then is given back. `max_refusals` bounds the refusals of one account; the client's own
    requests alone (`everything` false) are not bounded by it, as they are the client's.
    """
    return asyncio.run(
        _replay(
            session,
            resolution,
            surroundings,
            everything=everything,
            publish_probe=publish_probe,
            max_refusals=max_refusals,
            deadline=deadline,
            observer=observer,
        )
    )


async def _replay(
    session: Phased,
    resolution: Resolution,
    surroundings: Surroundings,
    *,
    everything: bool,
    publish_probe: bool,
    max_refusals: int,
    deadline: float,
    observer: Callable[[str], None],
) -> Replayed:
    recorder = Recorder()
    ledger = Ledger(max_refusals if everything else None, recorder.elapsed)

    async def ask(question: KeyringQuestion) -> KeyringAnswer:
        observer(f"keyring {' '.join(question.argv)}")
        return await keyring.run(question, surroundings)

    try:
        async with Transport(resolution.network) as transport:
            sender = Sender(
                transport, recorder, ledger, publish_probe=publish_probe, observer=observer
            )
            async with asyncio.timeout(deadline) as limit:
                await Drive(sender, recorder, ask).run(session)
                if everything:
                    await Matrix(sender, recorder, resolution).run()
    except TimeoutError:
        if not limit.expired():
            raise
        recorder.note(f"the run was cut off after {deadline:g} s (--deadline)", incomplete=True)
    except asyncio.CancelledError:
        # Ctrl-C: asyncio cancels the run; what was seen so far is the answer.
        task = asyncio.current_task()
        if task is not None:
            task.uncancel()
        recorder.note("the run was interrupted", incomplete=True)
    return recorder.replayed()
