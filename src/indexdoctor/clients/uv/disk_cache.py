"""uv's cache on disk, as far as it answers within one run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from indexdoctor.clients.uv.once import Once
from indexdoctor.model.exchange import Flow, Response
from indexdoctor.versions import Uv
from indexdoctor.versions.search import STALE_AT_ONCE


@dataclass(slots=True)
class DiskCache:
    """Answers by what they were asked for: the URL of a page, the address of a file."""

    uv: Uv
    answers: Once[Response] = field(default_factory=lambda: Once("cache"))

    def get(self, key: object, make: Callable[[], Flow[Response]]) -> Flow[Response]:
        """An answer that is kept, or a new one."""
        response = yield from self.answers.get(key, make)
        if not self._keeps(response):
            self.answers.done.pop(key, None)
        return response

    def keep(self, key: object, response: Response) -> None:
        """Keep an answer that was asked for without looking here, if it may be kept."""
        if self._keeps(response):
            self.answers.done[key] = response

    def _keeps(self, response: Response) -> bool:
        sound = response.failure is None and response.status < 400
        return sound and (STALE_AT_ONCE not in self.uv or may_be_kept(response))


def may_be_kept(response: Response) -> bool:
    """Whether uv's cache may answer for this page the next time in the same run."""
    words = response.headers.get("cache-control", "").lower().replace(" ", "").split(",")
    if "no-store" in words or "no-cache" in words:
        return False
    ages = [word.partition("=")[2] for word in words if word.startswith("max-age=")]
    return any(age.isdigit() and int(age) > 0 for age in ages)
