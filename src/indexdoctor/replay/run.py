"""One replay: the client's own requests, the probes that separate causes, other versions."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from typing import Protocol

from indexdoctor.clients.uv.indexes import DEFAULT_INDEX
from indexdoctor.credentials import keyring, native_store
from indexdoctor.model.credential import KeyringAnswer, KeyringQuestion
from indexdoctor.model.exchange import Ask, Request, Send
from indexdoctor.model.replayed import Replayed
from indexdoctor.model.resolution import Network, Resolution
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record
from indexdoctor.replay import further
from indexdoctor.replay.asking import Asking
from indexdoctor.replay.controls.question import UsualUser, no_usual_user
from indexdoctor.replay.controls.stage import Controls
from indexdoctor.replay.drive import Drive, Phased
from indexdoctor.replay.ledger import Ledger
from indexdoctor.replay.matrix import Matrix
from indexdoctor.replay.memory import Memory
from indexdoctor.replay.plan import targets
from indexdoctor.replay.recorder import Recorder
from indexdoctor.replay.sender import Sender
from indexdoctor.replay.transports import Transports
from indexdoctor.replay.versions import Allows, Version, Versions


@record
class Limits:
    """What a run may do.

    `everything`: the matrix of probes too. `max_refusals` bounds the refusals of one account; the
    client's own requests alone (`everything` false) are not bounded by it, as they are the
    client's. `deadline` is in seconds, of which `spent` are over.
    """

    everything: bool = True
    publish_probe: bool = True
    max_refusals: int = 2
    deadline: float = 60.0
    spent: float = 0.0


@record
class Played:
    """A replay, and what other versions do with its answers; None: the run ended before."""

    replayed: Replayed
    versions: tuple[Replayed | None, ...]
    memory: Memory


FOLLOWED = 10.0  # seconds for what other releases would do


class Releases(Protocol):
    """Says which other versions to follow, each after what the one before did (None: unknown)."""

    def __call__(
        self, replayed: Replayed, memory: Memory
    ) -> Generator[Version, Replayed | None, None]: ...


def replay(
    session: Phased,
    resolution: Resolution,
    surroundings: Surroundings,
    limits: Limits,
    observer: Callable[[str], None] = lambda text: None,
    usual_user: UsualUser = no_usual_user,
    releases: Releases | None = None,
) -> Replayed:
    """Send what the client would send and, with `everything`, the probes and control requests.

    `usual_user` knows which user names a kind of server takes. What the deadline, or Ctrl-C, cuts
    off is noted; all that had been answered by then is given back. `releases` are followed with
    what was answered; with `everything` what is new for them is sent too, but a public index is
    told no package that the client itself does not tell it.
    """
    memory = None if releases is None else Memory()
    run = _Run(surroundings, limits, observer, usual_user, memory, releases)
    return asyncio.run(run.run(Version(session, resolution), resolution.network)).replayed


def replay_versions(
    first: Version | None,
    versions: Sequence[Version],
    surroundings: Surroundings,
    limits: Limits,
    observer: Callable[[str], None] = lambda text: None,
    usual_user: UsualUser = no_usual_user,
) -> Played:
    """Replay `first` (None: it does not start), and drive `versions` with the answers.

    Of those only what was not sent before is sent, always within `max_refusals`, and with no
    credential that its source does not bind to the URL. Each keyring question is asked once.
    """
    run = _Run(surroundings, limits, observer, usual_user, Memory())
    network = (first or versions[0]).resolution.network
    return asyncio.run(run.run(first, network, versions))


class _Run:
    def __init__(
        self,
        surroundings: Surroundings,
        limits: Limits,
        observer: Callable[[str], None],
        usual_user: UsualUser,
        memory: Memory | None = None,
        releases: Releases | None = None,
    ) -> None:
        self._releases = releases
        self._surroundings = surroundings
        self._limits = limits
        self._observer = observer
        self._usual_user = usual_user
        self._memory = memory

    async def run(
        self, first: Version | None, network: Network, versions: Sequence[Version] = ()
    ) -> Played:
        limits = self._limits
        recorder = Recorder()
        ledger = Ledger(limits.max_refusals if limits.everything else None, recorder.elapsed)
        played: list[Replayed | None] = [None] * len(versions)
        try:
            async with Transports() as transports:
                sender = Sender(
                    transports.over(network),
                    recorder,
                    ledger,
                    publish_probe=limits.publish_probe,
                    observer=self._observer,
                    memory=self._memory,
                )
                async with asyncio.timeout(max(limits.deadline - limits.spent, 0)) as limit:
                    if first is not None:
                        await Drive(sender, recorder, self._ask).run(first.session)
                        if limits.everything:
                            await self._probe(sender, recorder, first.resolution)
                    base = recorder.replayed()
                    if self._memory is not None:
                        ledger.limit = limits.max_refusals
                        others = Versions(sender, transports, self._memory, self._ask)
                        for number, version in enumerate(versions):
                            played[number] = await others.run(version, base)
                        if self._releases is not None:
                            known = Versions(
                                sender, transports, self._memory, self._ask, self._allows(base)
                            )
                            # Other releases are of no moment where the run itself takes long.
                            ends = asyncio.get_running_loop().time() + FOLLOWED
                            with contextlib.suppress(TimeoutError):
                                async with asyncio.timeout_at(
                                    min(ends, (limit.when() or ends) - 1)
                                ):
                                    await _follow(self._releases(base, self._memory), known, base)
        except TimeoutError:
            if not limit.expired():
                raise
            text = f"the run was cut off after {limits.deadline:g} s (--deadline)"
            recorder.note(text, incomplete=True)
        except asyncio.CancelledError:
            # Ctrl-C: asyncio cancels the run; what was seen so far is the answer.
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
            recorder.note("the run was interrupted", incomplete=True, interrupted=True)
        return Played(recorder.replayed(), tuple(played), self._memory or Memory())

    async def _probe(self, sender: Sender, recorder: Recorder, resolution: Resolution) -> None:
        """The matrix, and what tells causes apart that are open after it."""
        more = await further.ask(resolution, recorder, self._ask_further)
        places = [
            replace(target, held=(*target.held, *more.get(target.label, ())))
            for target in targets(resolution, recorder.exchanges)
        ]
        asking = Asking(sender)
        asking.remember(recorder.exchanges)
        await Matrix(asking, recorder, places).run()
        await Controls(asking, recorder, resolution, places, self._usual_user).run()

    async def _ask_further(self, question: KeyringQuestion) -> KeyringAnswer:
        self._observer(question.text)
        return await keyring.run(question, self._surroundings, timeout=further.TIMEOUT)

    def _allows(self, base: Replayed) -> Allows:
        """What may be sent for the sake of releases that nobody asked for."""
        told = {e.request.package for e in base.exchanges if _is_public(e.request)}

        def allows(step: Send | Ask) -> bool:
            if not self._limits.everything:
                return False
            if isinstance(step, Ask):
                return not step.question.native  # the system's store may ask its owner
            return not _is_public(step.request) or step.request.package in told

        return allows

    async def _ask(self, question: KeyringQuestion) -> KeyringAnswer:
        self._observer(question.text)
        if question.native:
            answer = await native_store.run(question)
        else:
            answer = await keyring.run(question, self._surroundings)
        if self._memory is not None:
            self._memory.note_keyring(question, answer)
        return answer


async def _follow(
    releases: Generator[Version, Replayed | None, None], versions: Versions, base: Replayed
) -> None:
    try:
        version = next(releases)
        while True:
            version = releases.send(await versions.run(version, base))
    except StopIteration:
        return


def _is_public(request: Request) -> bool:
    return request.url.host.endswith(DEFAULT_INDEX.url.host)
