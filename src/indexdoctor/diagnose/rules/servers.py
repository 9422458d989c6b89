"""What is known of the server at a URL, as lines of evidence. All rules take it from here."""

from __future__ import annotations

from indexdoctor.diagnose.case import Case, Chain, is_complete
from indexdoctor.diagnose.providers.base import By, Meaning, Purpose
from indexdoctor.diagnose.providers.recognise import Recognised, recognise
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.finding import Evidence
from indexdoctor.model.url import Url

_WORDS = {
    By.HOST: "by its host {0}",
    By.PATH: "by its path",
    By.HEADER: "by its header {0}",
    By.REALM: 'by its realm "{0}"',
}


def server_at(case: Case, url: Url) -> Recognised | None:
    """The kind of server at `url`, told by the URL and by all that was answered there."""
    exchanges = () if case.replayed is None else case.replayed.exchanges
    return recognise(url, [exchange.response for exchange in exchanges])


def server_lines(case: Case, chain: Chain, home: Url) -> tuple[Evidence, ...]:
    """What the last answer of the server at `home` means in a chain, where that is known.

    The first line says which server it is and how that is known. When something in front of it
    answered, that is said and nothing else: the meaning would be another server's.
    """
    found, own = server_at(case, home), _own(chain, home)
    if found is None or own is None:
        return ()
    name = found.provider.title
    if found.intermediary:
        return (Evidence("answered by", f"{found.intermediary}, not {name} itself"),)
    perhaps = "" if found.is_sure else "perhaps "
    lines = [Evidence("server", f"{perhaps}{name}, {_WORDS[found.by].format(found.clue)}")]
    meaning = _meaning(found, own)
    if meaning is not None:
        doubt = "" if meaning.verified else " (reported, not verified)"
        condition = "" if found.is_sure else "if it answers itself: "
        lines.append(Evidence(f"{own.response.status} there", f"{condition}{meaning.text}{doubt}"))
    return tuple(lines)


def blames_secret(case: Case, chain: Chain, home: Url) -> bool:
    """Whether the last answer of the server at `home` can mean a wrong password alone."""
    found, own = server_at(case, home), _own(chain, home)
    if found is None or own is None or found.intermediary or not found.is_sure:
        return False
    meaning = _meaning(found, own)
    return meaning is not None and meaning.verified and meaning.blames_secret


def _own(chain: Chain, home: Url) -> Exchange | None:
    """The last answer of that server: after a redirect another one answers."""
    own = [e for e in chain.exchanges if e.request.url.realm == home.realm]
    return own[-1] if own else None


def _meaning(found: Recognised, exchange: Exchange) -> Meaning | None:
    request = exchange.request
    purpose = Purpose.PUBLISH if request.role is Role.UPLOAD else Purpose.READ
    return found.provider.meaning(
        exchange.response.status, purpose, is_complete(request.credential)
    )


def is_for_uploads(case: Case, url: Url) -> bool:
    """Whether the server at `url` is known, and this is the shape of its URLs for uploads."""
    found = server_at(case, url)
    return found is not None and found.is_sure and found.provider.read_url(url) is not None


def fitting_user(case: Case, url: Url, username: str | None, purpose: Purpose) -> str:
    """A user name for a remedy: the given one unless the server at `url` never takes it."""
    found = server_at(case, url)
    if found is not None and found.provider.users.is_wrong(username, purpose):
        return found.provider.users.instead or "<user>"
    return username or "<user>"
