"""Where all kinds of control request go through: sent once, and recorded."""

from __future__ import annotations

from indexdoctor.model.control import Control, ControlKind
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Request, Response
from indexdoctor.records import record
from indexdoctor.replay.asking import Asking, Made
from indexdoctor.replay.controls.question import Question
from indexdoctor.replay.recorder import Recorder


@record
class Desk:
    """Sends for a question, and keeps what came of it as a Control."""

    asking: Asking
    recorder: Recorder

    async def put(
        self,
        question: Question,
        kind: ControlKind,
        request: Request,
        *,
        instead_of: Credential | None = None,
    ) -> Response | None:
        """Send a request and record it; its last answer, None when it was not sent."""
        made = await self.asking.ask(request, question.held)
        self.keep(question, kind, request.credential, made, instead_of=instead_of)
        return None if isinstance(made, str) else made[1]

    def keep(
        self,
        question: Question,
        kind: ControlKind,
        credential: Credential | None,
        made: Made | str,
        *,
        instead_of: Credential | None = None,
        listed: bool | None = None,
        files: tuple[str, ...] = (),
    ) -> None:
        """Record a control request: its exchange, or why it was not tried."""
        self.recorder.controls.append(
            Control(
                kind,
                question.label,
                question.exchange.id,
                credential,
                None if isinstance(made, str) else made[0],
                made if isinstance(made, str) else "",
                instead_of,
                listed,
                files,
            )
        )
