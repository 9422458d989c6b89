"""The user name a kind of server takes, for the control request that tries it."""

from __future__ import annotations

from collections.abc import Sequence

from indexdoctor.diagnose.providers.base import Purpose
from indexdoctor.diagnose.providers.recognise import recognise
from indexdoctor.diagnose.tokens import Kind, facts
from indexdoctor.model.exchange import Request, Response, Role


def usual_user(request: Request, responses: Sequence[Response]) -> str | None:
    """The name in place of the one sent, which no secret can be right with.

    None when the name may be right, when the server is not surely known or did not answer itself,
    and when it has no usual name. The empty text is a name.
    """
    credential = request.credential
    found = recognise(request.url, responses)
    if credential is None or found is None or found.intermediary or not found.is_sure:
        return None
    kind = Kind.UNKNOWN if credential.secret is None else facts(credential.secret).kind
    users = found.provider.users.of(kind)
    purpose = Purpose.PUBLISH if request.role is Role.UPLOAD else Purpose.READ
    return users.instead if users.is_wrong(credential.username, purpose) else None
