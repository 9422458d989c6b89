"""Questions to the keyring that the client does not ask, and that tell why its own found nothing.

They are asked only where the user has switched the keyring on, where the client found no password
and was refused, where its own questions were answered with "no entry" (or it asked none for want of
a user name), and only for the index's own host. At the first answer, or the first sign of trouble,
no more are asked. What they give goes to that host alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from indexdoctor.credentials import keyring
from indexdoctor.model.credential import Credential, KeyringQuestion, Source, Trouble
from indexdoctor.model.exchange import Exchange, KeyringExchange, Role
from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin
from indexdoctor.model.resolution import Resolution, Standing
from indexdoctor.model.url import Url
from indexdoctor.records import record
from indexdoctor.replay.drive import Asker
from indexdoctor.replay.plan import Held
from indexdoctor.replay.recorder import Recorder

MOST = 12  # questions in a run
TIMEOUT = 5.0  # seconds for each: the command has just answered another
_ASKED = (Standing.SEARCHED, Standing.EXPLICIT, Standing.FLAT)
_READS = (Role.PAGE, Role.FLAT, Role.METADATA, Role.FILE)


@record
class Lack:
    """A URL for which the client found no password, and the user name it knew.

    `package` is one it asked for there. `others` are URLs of the same host under which the entry
    may have been stored instead.
    """

    label: str
    url: Url
    username: str | None
    package: str | None = None
    others: tuple[Url, ...] = field(default=())


async def ask(
    resolution: Resolution, recorder: Recorder, asker: Asker
) -> Mapping[str, tuple[Held, ...]]:
    """Ask on; the complete credentials that were found, by the label of index or publish target."""
    provider = resolution.settings.get("keyring-provider")
    if provider is None or str(provider.value) != "subprocess" or resolution.keyrings.run is None:
        return {}
    found: dict[str, tuple[Held, ...]] = {}
    left = MOST
    for lack in lacks(resolution, recorder.exchanges):
        own = [item for item in recorder.questions if _belongs(item, lack)]
        if any(_is_trouble(item) for item in own) or (lack.username is not None and not own):
            continue
        for question in questions(lack, own):
            if not left:
                return found
            left -= 1
            started = recorder.elapsed()
            answer = await asker(question)
            recorder.further(question, answer, str(lack.url), started)
            secret = answer.secret
            if secret is not None and not secret.is_empty():
                origin = Origin.option(f"keyring get {question.service}")
                user = question.username or answer.username
                credential = Credential(Source.KEYRING, origin, user, secret)
                found[lack.label] = (Held(credential, lack.url.realm),)
                break
            if answer.trouble is not Trouble.ABSENT:
                break
    return found


def lacks(resolution: Resolution, exchanges: Sequence[Exchange]) -> Iterator[Lack]:
    """The indexes, and the publish URL, that refused the client for want of a password."""
    publish = resolution.publish
    for row in resolution.rows:
        if row.standing not in _ASKED or row.index.url.is_local:
            continue
        if row.policy.value is Policy.NEVER:
            continue
        mine = [
            e
            for e in exchanges
            if e.request.asked_for == row.index.label and e.request.role in _READS
        ]
        if not _is_lacking(mine) and not (row.policy.value is Policy.ALWAYS and not mine):
            continue
        known = [row.seeded, *(asked.credential for asked in row.asked)]
        name = next((c.username for c in known if c is not None and c.username), None)
        packages = [e.request.package for e in mine] or [
            w.name for w in resolution.wanted if row in w.indexes
        ]
        package = next((each for each in packages if each), None)
        yield Lack(row.index.label, row.index.url, name, package)
    if publish is not None:
        mine = [e for e in exchanges if e.request.role is Role.UPLOAD]
        if _is_lacking(mine):
            url = publish.url.value.url
            known_name = None if publish.credential is None else publish.credential.username
            others = tuple(
                row.index.url for row in resolution.rows if row.index.url.realm == url.realm
            )
            yield Lack(publish.index or str(url), url, known_name, None, others)


def _is_lacking(exchanges: Sequence[Exchange]) -> bool:
    """Whether one was refused, and none carried a password."""
    complete = any(e.request.credential and e.request.credential.is_complete for e in exchanges)
    return not complete and any(e.response.status in (401, 403) for e in exchanges)


def _belongs(item: KeyringExchange, lack: Lack) -> bool:
    service = item.question.service
    own = {q.service for q in keyring.questions(lack.url, lack.username)}
    return item.question.username == lack.username and (
        service in own or service.startswith(f"{lack.url}/")
    )


def _is_trouble(item: KeyringExchange) -> bool:
    return item.answer.secret is not None or item.answer.trouble is not Trouble.ABSENT


def questions(lack: Lack, own: Sequence[KeyringExchange]) -> Iterator[KeyringQuestion]:
    """The client's first question once more; other names of the same place; any user name.

    The first shows a command that needs to be called twice. The names are those that other
    versions and other tools store under: the URL with and without a slash at its end, the page of a
    package, the root, the host with and without its port and scheme.
    """
    if own:
        yield own[0].question
    asked = {(item.question.service, item.question.username) for item in own}
    for username in dict.fromkeys((lack.username, None)):
        for service in dict.fromkeys(
            _services(lack) if username == lack.username else _usual(lack)
        ):
            if (service, username) not in asked:
                yield KeyringQuestion(service, username)


def _usual(lack: Lack) -> Iterator[str]:
    yield str(lack.url)
    yield lack.url.netloc


def _services(lack: Lack) -> Iterator[str]:
    url = lack.url
    text = str(url)
    yield from _usual(lack)
    yield text.removesuffix("/") if text.endswith("/") else f"{text}/"
    for other in lack.others:
        yield str(other)
    if lack.username is None:
        return
    yield url.realm
    yield url.host
    path = url.path.removesuffix("/").removesuffix("/simple").removesuffix("/+simple")
    yield str(url.with_path(path or "/"))
    if lack.package is not None:
        yield f"{text.removesuffix('/')}/{lack.package}/"
