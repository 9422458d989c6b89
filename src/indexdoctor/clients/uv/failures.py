"""What an error in one flow of a run does to the others."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from indexdoctor.model.exchange import Answer, Flow
from indexdoctor.model.replayed import Conclusion, Ending

Conclusions = tuple[Conclusion, ...]


@dataclass(slots=True)
class Failures:
    """What has gone wrong so far: `failed` says that the run ends before its next phase."""

    failed: bool = False
    _broken: bool = False
    _broken_at_once: bool = False

    def watched(self, flow: Flow[Conclusions]) -> Flow[Conclusions]:
        """Run a search, and note how it ended."""
        conclusions = yield from self.stopped(flow)
        endings = {conclusion.ending for conclusion in conclusions}
        self.failed = self.failed or bool(endings - {Ending.FOUND})
        return conclusions

    def noted(self, flow: Flow[Conclusions]) -> Flow[Conclusions]:
        """Run a flow that stops no other, and note whether it failed."""
        conclusions = yield from flow
        if any(conclusion.ending is Ending.FAILED for conclusion in conclusions):
            self.failed = True
        return conclusions

    def stopped(
        self,
        flow: Flow[Conclusions],
        *,
        is_first: bool = True,
        unbuilt: Container[str] = (),
    ) -> Flow[Conclusions]:
        """Run a flow; once another has failed uv starts no further request.

        All flows of a phase have begun by then: the first step of each is taken in any case, unless
        one before it failed at once, without a step. Of the indexes of a package only the first
        fails so early: uv takes their answers in order.
        """
        if self._broken_at_once:
            flow.close()
            return ()
        answer: Answer = None
        begun = False
        while True:
            try:
                step = flow.send(answer)
            except StopIteration as stop:
                conclusions: Conclusions = stop.value
                break
            if self._broken and begun:
                flow.close()
                return ()
            begun = True
            answer = yield step
        if any(c.ending is Ending.FAILED and c.subject not in unbuilt for c in conclusions):
            self._broken = True
            self._broken_at_once = self._broken_at_once or (is_first and not begun)
        return conclusions
