"""The publish probe: an upload form without a file part, which no server can store anything from.

How servers answer it (the status of the first refusal decides, as with a real upload):

| server | credential refused | credential accepted |
|---|---|---|
| Warehouse | 403 | 400, the form is incomplete |
| pypiserver | 401 without a credential, 403 with a wrong one | 400, no file field |
| devpi-server | 401 or 403 | 400, the form is incomplete |
| Artifactory, Nexus, GitLab | 401 or 403 | 400, 415 or 422, the form is incomplete |
| any | 404 or 405 | the URL takes no uploads, or hides from this credential |
"""

from __future__ import annotations

import enum

from indexdoctor.model.exchange import Request, Response
from indexdoctor.replay.transport import Form

NAME = "indexdoctor-probe"
VERSION = "0.0.0"
BOUNDARY = "indexdoctor-no-file-part"


class Reading(enum.StrEnum):
    """What an answer to the probe says of the credential."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NO_ENDPOINT = "no upload endpoint"
    UNKNOWN = "unknown"


def form(request: Request) -> Form:
    """The form in place of the upload of `request.package`.

    It names the distribution as a real upload does and has neither a `content` part nor a file
    name anywhere.
    """
    fields = (
        (":action", "file_upload"),
        ("protocol_version", "1"),
        ("metadata_version", "2.1"),
        ("name", request.package or NAME),
        ("version", VERSION),
        ("filetype", "sdist"),
        ("pyversion", "source"),
    )
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{_plain(value)}\r\n'
        for name, value in fields
    ]
    text = "".join([*parts, f"--{BOUNDARY}--\r\n"])
    return Form(f"multipart/form-data; boundary={BOUNDARY}", text.encode("ascii"))


def _plain(value: str) -> str:
    """A package name as it may stand in a form: nothing that could begin another part."""
    return "".join(c for c in value if c.isascii() and (c.isalnum() or c in "._-:"))


def read(response: Response) -> Reading:
    """What the answer says of the credential that went with the probe."""
    match response.status:
        case 401 | 403 | 407:
            return Reading.REFUSED
        case 404 | 405 | 501:
            return Reading.NO_ENDPOINT
        case 400 | 409 | 411 | 415 | 422:
            return Reading.ACCEPTED
        case status if 200 <= status < 300:
            return Reading.ACCEPTED
    return Reading.UNKNOWN
