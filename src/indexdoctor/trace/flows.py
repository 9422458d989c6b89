"""The flows of one command by URL: which one a message is about that names a URL alone."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from indexdoctor.trace.story import Flow, Sent, without_userinfo

_REDIRECTS = 20  # that uv follows for one request, at most


class Flows:
    """All flows that may still be spoken of, in the order in which they entered."""

    def __init__(self, flows: Iterable[Flow] = ()) -> None:
        self._all: list[Flow] = []
        self._of: dict[str, list[Flow]] = {}
        for flow in flows:
            self.add(flow)

    def add(self, flow: Flow) -> None:
        """A flow entered."""
        self._all.append(flow)
        self._of.setdefault(flow.url, []).append(flow)

    def of(self, url: str) -> list[Flow]:
        """Those for a URL, whatever account stands in it."""
        return self._of.get(without_userinfo(url), [])

    def newest(self, url: str) -> Flow | None:
        """The one that entered last; for no URL, of all."""
        flows = self.of(url) if url else self._all
        return flows[-1] if flows else None

    def waiting(
        self, url: str, username: str | None = None, *, announced: bool = False
    ) -> Flow | None:
        """The flow a message about an answer is about: the last that waits for one.

        Not every good answer is told, so an earlier one may well have its answer already. None
        where two wait that were asked alike with other accounts: then nobody can tell.
        """
        flows = self.of(url)
        if announced:
            flows = [flow for flow in flows if flow.announced] or flows
        waiting = [flow for flow in flows if flow.is_open]
        if not waiting:
            return flows[-1] if flows else None
        last = waiting[-1]
        if username is not None:
            return _of_account(waiting, username) or last
        rivals = [flow for flow in waiting if flow.method == last.method]
        return last if len({(flow.account, flow.sent) for flow in rivals}) == 1 else None

    def end_of(self, flow: Flow | None) -> Flow | None:
        """The flow at the end of the redirects that began with this one."""
        for _ in range(_REDIRECTS):
            if flow is None or flow.redirected is None:
                return flow
            flow = self.waiting(flow.redirected)
        return flow

    def redirected(self, target: str) -> list[Flow]:
        """Whose answer a redirect may have been: the message names its target alone.

        One where that is sure: nobody else waits, or the target has all of its path.
        """
        waiting = [flow for flow in self._all if flow.is_open and flow.url != target]
        same = [flow for flow in waiting if _path(target).endswith(_path(flow.url))]
        if len({flow.url for flow in same}) == 1:
            return same[-1:]
        return waiting if len({flow.url for flow in waiting}) > 1 else waiting[-1:]


def _of_account(waiting: list[Flow], username: str) -> Flow | None:
    """Who sent the credential of an account: by its name, or where uv hides names, who sent one."""
    named = [flow for flow in waiting if flow.account == username]
    hidden = [flow for flow in waiting if not (flow.account or "").strip("*")]
    complete = [flow for flow in hidden if flow.sent is Sent.CREDENTIAL]
    return next(iter([*named[:1], *complete[-1:], *hidden[-1:]]), None)


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/").lower()
