"""uv's authentication middleware as a generator without I/O.

The order of look-ups, what starts them, and what is sent when nothing is found follow
crates/uv-auth/src/middleware.rs (0.12.5) and were proved against uv 0.13.8 request for request.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from indexdoctor.clients.uv.cache import CredentialCache, has_password
from indexdoctor.clients.uv.redirects import MAX_REDIRECTS, inside_step
from indexdoctor.clients.uv.roots import Governor, Governors
from indexdoctor.clients.uv.sources import Sources
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Answer, Flow, Request, Response, Send, Step, Wait
from indexdoctor.model.index import Policy
from indexdoctor.records import record
from indexdoctor.versions import Uv
from indexdoctor.versions import auth as versions

# What uv says when nothing is found and nothing is sent without.
MISSING = "Missing credentials"


class MiddlewareError(Exception):
    """uv ends the request without sending it; the text is uv's own message.

    The latest releases put other marks around the URL in it.
    """


@record
class Middleware:
    """Attaches credentials to requests.

    `cache` and `sources` are shared by all clients of one run; `governors` are the indexes of this
    client. `only_authenticated` is set for uploads: nothing is sent without a credential.
    `follows` says that the HTTP library below follows redirects. `offline`: uv refuses every
    request before it looks for credentials (crates/uv-client/src/base_client.rs).
    """

    uv: Uv
    cache: CredentialCache
    sources: Sources
    governors: Governors
    only_authenticated: bool = False
    follows: bool = False
    dependabot: bool = False
    offline: bool = False

    def send(self, request: Request) -> Flow[Response]:
        """Send one request as uv does; raises MiddlewareError when uv would not send it."""
        governor = self.governors.find(request.url)
        policy = governor.policy if governor else Policy.AUTO
        request = replace(
            request,
            policy=policy,
            index=governor.index.label if governor and governor.index else None,
        )
        if self.offline:
            return (yield from self._send(replace(request, credential=None)))
        if versions.INDEX_GOVERNS not in self.uv:
            governor = None  # it gives the policy, and nothing else
        given = request.credential
        if policy is not Policy.NEVER and given is not None:
            return (yield from self._send_with_given(request, given, governor))

        cached: Credential | None = None
        if policy is not Policy.NEVER:
            cached = self.cache.get_url(request.url, None)
            if cached is not None:
                request = _with(request, cached, "known for this URL from the start")
                if self.cache.suffices(cached):
                    return (yield from self._send(request))
        elif given is not None:
            request = replace(
                request, why="policy never: nothing is looked up, but the URL carries it"
            )

        must = self.only_authenticated or (policy is Policy.ALWAYS and not self.dependabot)
        response: Response | None = None
        if not must:
            if request.credential is None:
                request = replace(request, why=_plain_reason(policy))
            response = yield from self._send(request)
            if policy is Policy.NEVER or not response.is_refusal or response.failure:
                return response

        username = cached.username if cached else None
        known: Credential | None = None
        if governor is not None:
            known = self.cache.get_url(governor.url, username)
        if known is None and (governor is None or versions.REALM_AFTER_INDEX in self.uv):
            known = self.cache.get_realm(request.url, username)
        known = known or cached
        if known is not None and self.cache.suffices(known):
            return (yield from self._send(_with(request, known, "known for this index or host")))

        found = yield from self._fetch(known.username if known else None, request, governor, policy)
        if found is not None:
            retry = _with(request, found, "found after the refusal" if response else "looked up")
            return (yield from self._complete(found, retry, policy))
        if known is not None and (cached is None or cached.username is None):
            return (yield from self._send(_with(request, known, "only a user name is known")))
        if response is not None:
            return response
        raise MiddlewareError(f"{MISSING} for {request.url}")

    def _send_with_given(
        self, request: Request, given: Credential, governor: Governor | None
    ) -> Flow[Response]:
        """A request whose URL carries user information."""
        policy = request.policy
        if given.is_complete:
            return (yield from self._complete(given, _with(request, given, "in the URL"), policy))
        username = given.username
        cached: Credential | None
        if governor is not None:
            cached = self.cache.get_url(governor.url, username)
        else:
            cached = self.cache.get_realm(request.url, username)
        if cached is None:
            cached = self.cache.get_url(request.url, username)
        if cached is not None:
            reason = "known for this index or host under the URL's user name"
            return (yield from self._send(_with(request, cached, reason)))
        found = yield from self._fetch(username, request, governor, policy)
        if found is not None:
            request = _with(request, found, "looked up for the URL's user name")
            return (yield from self._complete(found, request, policy))
        known = self.cache.get_realm(request.url, username) if governor is not None else None
        if known is not None:
            if versions.REALM_AFTER_INDEX in self.uv:
                request = _with(request, known, "known for this host under the URL's user name")
            else:
                request = _with(request, given, "what is known for this host is not attached")
            return (yield from self._complete(known, request, policy))
        request = _with(request, given, "only the URL's user name is known")
        return (yield from self._complete(given, request, policy))

    def _complete(self, credential: Credential, request: Request, policy: Policy) -> Flow[Response]:
        """Send, and remember the credential when the answer is neither 4xx nor 5xx."""
        if policy is Policy.ALWAYS and not self._may_be_sent(credential):
            raise MiddlewareError(f"{incomplete(self.uv)} for {request.url}")
        response = yield from self._send(request)
        if response.failure is None and 0 < response.status < 400:
            self.cache.store(request.url, credential)
        return response

    def _may_be_sent(self, credential: Credential) -> bool:
        """Whether it is enough for policy always."""
        if versions.PASSWORD_REQUIRED not in self.uv or has_password(credential):
            return True
        return credential.is_complete and versions.TOKEN_UNDER_ALWAYS in self.uv

    def _fetch(
        self, username: str | None, request: Request, governor: Governor | None, policy: Policy
    ) -> Generator[Step, Answer, Credential | None]:
        """Ask the external sources, once for an index (or realm) and user name in a run."""
        # The two kinds of key are kept apart, as an index URL can equal a realm.
        where = f"index {governor.url}" if governor else f"realm {request.url.realm}"
        key = (where, username)
        while key in self.cache.pending:
            yield Wait(key)
        if key in self.cache.fetches:
            return self.cache.fetches[key]
        self.cache.pending.add(key)
        try:
            found = yield from self.sources.fetch(request.url, username, governor, policy)
        finally:
            self.cache.pending.discard(key)
        self.cache.fetches[key] = found
        return found

    def _send(self, request: Request) -> Generator[Step, Answer, Response]:
        """Send it, and what the HTTP library makes of a redirect by itself."""
        while True:
            answer = yield Send(request)
            if not isinstance(answer, Response):
                raise TypeError("a Send step is answered with a Response")
            following = inside_step(request, answer) if self.follows else None
            if following is None:
                return answer
            if following.hop >= MAX_REDIRECTS:
                # Seen with uv 0.6.17: it ends after the tenth request. Where uv follows by itself
                # (0.13.8), it takes the eleventh answer for the last.
                raise MiddlewareError("too many redirects")
            request = following


def incomplete(uv: Uv) -> str:
    """What uv says under policy always when it has a part of a credential only."""
    return "Incomplete credentials" if versions.TOKEN_UNDER_ALWAYS in uv else "Missing password"


def _with(request: Request, credential: Credential, why: str) -> Request:
    return replace(request, credential=credential, why=why)


def _plain_reason(policy: Policy) -> str:
    if policy is Policy.NEVER:
        return "policy never: no credential is looked up"
    return "no credential is known for this URL yet: policy auto asks without one first"
