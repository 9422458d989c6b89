"""The stage after the matrix: all kinds of control request, in their order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from indexdoctor.model.resolution import Resolution
from indexdoctor.replay.asking import Asking
from indexdoctor.replay.controls import alone, existing, files, packages, variants
from indexdoctor.replay.controls.desk import Desk
from indexdoctor.replay.controls.question import Question, UsualUser, questions
from indexdoctor.replay.plan import Target
from indexdoctor.replay.recorder import Recorder


class Controls:
    """Asks what is open, index by index at the same time."""

    def __init__(
        self,
        asking: Asking,
        recorder: Recorder,
        resolution: Resolution,
        targets: Sequence[Target],
        usual_user: UsualUser,
    ) -> None:
        self._desk = Desk(asking, recorder)
        self._recorder = recorder
        self._resolution = resolution
        self._targets = targets
        self._usual_user = usual_user

    async def run(self) -> None:
        """Send them; one Control for each goes to the recorder, tried or not."""
        open_ones = list(questions(self._resolution, self._targets, self._recorder))
        pages = files.pages(self._resolution, self._targets, self._recorder, open_ones)
        async with asyncio.TaskGroup() as tasks:
            for question in open_ones:
                tasks.create_task(self._settle(question))
            for page in pages:
                tasks.create_task(files.ask(page, self._desk))
            tasks.create_task(existing.ask(self._resolution, self._desk))
        # Last, so that nothing is under way beside them.
        for question in alone.suspected(self._recorder):
            await alone.ask(question, self._desk)

    async def _settle(self, question: Question) -> None:
        """The likeliest first: an account may have one refusal left, and it decides alone."""
        desk = self._desk
        if await variants.decoded(question, desk):
            return
        if await variants.as_written(question, desk, self._resolution.publish):
            return
        if await variants.usual_user(question, desk, self._usual_user):
            return
        await packages.ask(question, desk)
