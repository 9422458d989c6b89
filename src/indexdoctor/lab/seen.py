"""What a lab records of a request."""

from __future__ import annotations

from indexdoctor.model.secret import Secret
from indexdoctor.records import record


@record
class Seen:
    """One recorded request.

    `url` is absolute, with the query. `scheme` is the lower-case Authorization scheme, None when
    there was no such header. `range` is the Range header. `time` is `time.monotonic()` at arrival.
    `upload` says of a POST whether its form held a file part. What a proxy was asked is recorded
    with `by_proxy`, the Proxy-Authorization in place of the other, and the method CONNECT for a
    tunnel.
    """

    method: str
    url: str
    scheme: str | None
    username: str | None
    secret: Secret | None
    range: str | None
    status: int
    time: float
    upload: bool = False
    by_proxy: bool = False
