"""What each credential source holds for an index or an upload, in uv's order of asking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexdoctor.clients.uv.roots import root_url
from indexdoctor.clients.uv.sources import Sources
from indexdoctor.credentials import index_env, keyring, native, trusted, url
from indexdoctor.model.credential import Asked, Credential, Source
from indexdoctor.model.index import Index, Policy
from indexdoctor.model.url import Url
from indexdoctor.versions import auth

_NAMES = {
    Source.URL: "the URL",
    Source.INDEX_ENV: "UV_INDEX_*",
    Source.STORE: "credentials.toml",
    Source.PUBLISH: "a publish option",
}


def asked_for_index(index: Index, policy: Policy, sources: Sources) -> tuple[Asked, ...]:
    """The sources for reading an index: URL and variables first, then the external ones.

    Sources behind one that has a complete credential are `unasked`: uv does not get to them.
    """
    written = url.asked(index.address, index.origin)
    answers = [index_env.asked(index, sources.environ), written]
    username = next((a.credential.username for a in answers if a.credential), None)
    page = index.url
    return _in_order([*answers, *_external(page, username, policy, sources)], policy)


def asked_for_upload(
    target: Url, given: Credential | None, sources: Sources, *, trusting: bool
) -> tuple[Asked, ...]:
    """The sources for an upload: what publish options give, then the external ones.

    `trusting`: trusted publishing is not ruled out. It is named in CI systems that uv knows.
    """
    username = given.username if given is not None else None
    own = Asked(
        Source.PUBLISH,
        "found" if given is not None else "absent",
        "" if given is not None else "no publish option or UV_PUBLISH_* variable is set",
        given,
        given.origin if given is not None else None,
    )
    here = trusted.environment(sources.environ)
    tries = trusting and given is None and not sources.keyring_on and here.is_supported
    trust = [trusted.asked(sources.environ)] if tries else []
    return _in_order([own, *trust, *_external(target, username, Policy.AUTO, sources)], Policy.AUTO)


def _external(
    page: Url, username: str | None, policy: Policy, sources: Sources
) -> tuple[Asked, ...]:
    return (
        sources.netrc.asked(page.host, username, page.effective_port),
        sources.store.asked(page, username),
        *_native(page, username, sources),
        _keyring(page, username, policy, sources),
    )


def _native(page: Url, username: str | None, sources: Sources) -> Iterator[Asked]:
    """The system's own store, where a preview feature has uv ask it; it is read during a check."""
    if sources.native is None or not sources.native.value:
        return
    root = root_url(page, sources.uv) or page
    services = [question.service for question in native.questions(root, username)]
    answer = native.why_not(sources.native, username)
    if answer is None:
        reason = f"would be asked for exactly {' or '.join(services)}"
        answer = Asked(Source.NATIVE, "unasked", reason, origin=sources.native.origin)
    yield answer


def _keyring(page: Url, username: str | None, policy: Policy, sources: Sources) -> Asked:
    """The keyring command is run during a check only; here stands whether uv would run it."""
    if not sources.keyring_on:
        return Asked(Source.KEYRING, "off", "keyring-provider is not set to subprocess")
    if sources.keyrings.run is None:
        return Asked(Source.KEYRING, "failed", "there is no `keyring` command on PATH")
    if username is None and auth.KEYRING_CREDS_MODE not in sources.uv:
        return Asked(Source.KEYRING, "unasked", "without a user name it is not asked")
    if username is None and policy is not Policy.ALWAYS:
        reason = "without a user name it is asked only under authenticate = always"
        return Asked(Source.KEYRING, "unasked", reason)
    service = "the URL of each request"
    if auth.INDEX_GOVERNS in sources.uv:
        service = keyring.questions(page, username)[0].service
    return Asked(Source.KEYRING, "unasked", f"would be asked for {service}")


def _in_order(answers: list[Asked], policy: Policy) -> tuple[Asked, ...]:
    result: list[Asked] = []
    winner: Asked | None = None
    for answer in answers:
        external = answer.source not in (Source.URL, Source.INDEX_ENV, Source.PUBLISH)
        if external and policy is Policy.NEVER:
            reason = "policy never: nothing is looked up"
            answer = replace(answer, state="unasked", reason=reason, passed=())
        elif winner is not None and external and answer.state != "off":
            name = _NAMES.get(winner.source, winner.source.value)
            reason = f"{name} already gives a user name and password"
            answer = replace(answer, state="unasked", reason=reason, passed=())
        elif answer.credential is not None and answer.credential.is_complete:
            winner = answer
        result.append(answer)
    return tuple(result)
