"""Indexes and uploads that lack a password, and what the keyring was asked for them."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.credentials import keyring
from indexdoctor.diagnose.case import ASKED, Case, is_complete
from indexdoctor.diagnose.providers.base import Purpose
from indexdoctor.diagnose.providers.recognise import Recognised
from indexdoctor.diagnose.rules.locked_files import files_beside
from indexdoctor.diagnose.rules.pol102 import unserved, username_of
from indexdoctor.diagnose.rules.refusals import Refusal, proof_lines, refusals, severity
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.rules.shared import is_deprived, is_package_page, word
from indexdoctor.diagnose.words import sends
from indexdoctor.model.config import ConfigScope
from indexdoctor.model.credential import Asked, Trouble
from indexdoctor.model.exchange import KeyringExchange, Role
from indexdoctor.model.finding import Evidence, Remedy, Severity
from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin, OriginKind
from indexdoctor.model.resolution import IndexRow
from indexdoctor.model.url import Url
from indexdoctor.records import record

# What the absence of an entry looks like; all else is a trouble of the command itself.
NOTHING = (None, Trouble.ABSENT)
# What may be wrong with a keyring. A credential that is written down elsewhere says more.
KEYRINGS = ("CRED102", "CRED112", "CRED113", "CRED114", "CRED115", "CRED116")
# The candidates for why a password is missed. One that a control request proves settles it.
CANDIDATES = (*KEYRINGS, "CRED101", "CRED103", "CRED118", "CRED119")


@record
class Need:
    """An index, or a publish target, for which the client found no password.

    `username` is the name it knew, `sources` are those that were looked at. `severity` None is the
    rule's own: the client fails of it. `asked` are the client's own questions to the keyring for
    it, `further` those that were asked besides, to find the cause.
    """

    label: str
    url: Url
    row: IndexRow | None
    purpose: Purpose
    username: str | None
    origin: Origin
    severity: Severity | None
    evidence: tuple[Evidence, ...]
    sources: tuple[Asked, ...]
    asked: tuple[KeyringExchange, ...] = ()
    further: tuple[KeyringExchange, ...] = ()

    @property
    def found_nothing(self) -> bool:
        """Whether the keyring was asked, and knew of no entry."""
        return bool(self.asked) and all(
            item.answer.secret is None and item.answer.trouble in NOTHING for item in self.asked
        )

    @property
    def service(self) -> str:
        """What the client asks for first."""
        return self.asked[0].question.service if self.asked else str(self.url)

    @property
    def lines(self) -> tuple[Evidence, ...]:
        """The requests, and what the keyring was asked."""
        return (*self.evidence, *question_lines(self.asked))


def question_lines(items: tuple[KeyringExchange, ...]) -> tuple[Evidence, ...]:
    """One line a question, with what came of it; the same again is left out."""
    lines = (
        Evidence("asked", f"{get(item.question.service, item.question.username)}: {said(item)}")
        for item in items
    )
    return tuple(dict.fromkeys(lines))


def with_proof(
    lines: tuple[Evidence, ...], held: KeyringExchange | None, proof: tuple[Evidence, ...]
) -> tuple[Evidence, ...]:
    """Lines, then what was found besides, then the proof of it, which is not shown twice."""
    besides = () if held is None else question_lines((held,))
    return (*(line for line in lines if line not in proof), *besides, *proof)


def said(item: KeyringExchange) -> str:
    """What came of a question, without any secret."""
    answer = item.answer
    if answer.secret is None:
        return answer.failure or "nothing"
    return "an empty password" if answer.secret.is_empty() else "a password"


def get(service: str, username: str | None) -> str:
    """The command that asks the same by hand."""
    return f"keyring get {word(service)} {'--mode creds' if username is None else word(username)}"


def installed(case: Case, server: Recognised | None = None) -> Remedy:
    """How to get a keyring command, with the plug-in for a server whose passwords one makes.

    `uv tool install` would ask the same indexes for it that want its passwords.
    """
    plugin = "" if server is None or not server.is_sure else server.provider.plugin
    bare = [r for r in case.rows(*ASKED) if not case.held(r) and username_of(r) is not None]
    unset = sorted({r.index.origin.name for r in bare if r.index.origin.kind is OriginKind.ENV})
    without = "env " + " ".join(f"-u {name}" for name in unset) + " " if unset else ""
    user = [f for f in case.discovered.config if f.scope in (ConfigScope.USER, ConfigScope.SYSTEM)]
    known = {index.url for file in user for index in file.indexes}
    alone = " --no-config" if any(row.index.url in known for row in bare) else ""
    summary = "make a keyring command available on uv's PATH"
    if plugin:
        summary = "install keyring together with the plug-in"
    if without or alone:
        summary += ", without the indexes that need it"
    with_plugin = f" --with {plugin}" if plugin else ""
    return Remedy(summary, f"{without}uv tool install keyring{with_plugin}{alone}")


def needs(case: Case) -> Iterator[Need]:
    """All indexes and uploads that lack a password, each once."""
    if case.replayed is None:
        return
    seen: set[str] = set()
    for need in (*_refused(case), *_beside(case), *_ended_before(case), *_uploads(case)):
        if need.label not in seen:
            seen.add(need.label)
            yield need


def _refused(case: Case) -> Iterator[Need]:
    for refusal in refusals(case):
        row, chain = refusal.row, refusal.chain
        if refusal.credential is not None or refusal.answered is not None:
            continue
        if row.policy.value is Policy.NEVER or chain.last.request.url.realm != row.index.url.realm:
            continue
        if is_deprived(case, row, chain.first.request) or _is_forbidden_file(case, refusal):
            continue
        known = chain.last.request.credential
        username = None if known is None else known.username
        asked, further = _questions(case, row.index.url, username)
        yield Need(
            row.index.label,
            row.index.url,
            row,
            Purpose.READ,
            username,
            row.index.origin if known is None else known.origin,
            severity(case, refusal),
            proof_lines(case, refusal),
            row.asked,
            asked,
            further,
        )


def _beside(case: Case) -> Iterator[Need]:
    """Indexes for whose server nothing at all is known, and of which a lock names files."""
    for row, chain in files_beside(case):
        if chain.last.request.credential is not None or case.held(row):
            continue
        need = Need(
            row.index.label,
            row.index.url,
            row,
            Purpose.READ,
            None,
            row.index.origin,
            None,
            sends(chain.exchanges, case.client, row.index.url),
            row.asked,
        )
        if not case.keyring_on or is_for_another(case, need):
            yield need


def _is_forbidden_file(case: Case, refusal: Refusal) -> bool:
    """Whether a file is forbidden of which everyone may read the page: no password is missed."""
    if refusal.chain.status != 403 or is_package_page(refusal.chain):
        return False
    pages = case.chains_of(refusal.row.index.label, Role.PAGE, Role.FLAT)
    return any(page.last.response.is_success and not page.sent for page in pages)


def _ended_before(case: Case) -> Iterator[Need]:
    """Indexes for which nothing is sent, as the policy is always."""
    for row, _ in unserved(case):
        username = username_of(row)
        asked, further = _questions(case, row.index.url, username)
        line = Evidence(f"{case.client} sends", "nothing: the policy is always")
        origin = row.index.origin
        yield Need(
            row.index.label,
            row.index.url,
            row,
            Purpose.READ,
            username,
            origin,
            None,
            (line,),
            row.asked,
            asked,
            further,
        )


def _uploads(case: Case) -> Iterator[Need]:
    publish = case.publish
    if publish is None:
        return
    url = publish.url.value.url
    known = publish.credential
    for chain in case.upload_chains:
        if not chain.refused or is_complete(chain.credential):
            continue
        username = None if known is None else known.username
        asked, further = _questions(case, url, username)
        yield Need(
            case.publish_label,
            url,
            None,
            Purpose.PUBLISH,
            username,
            publish.url.origin if known is None else known.origin,
            None,
            (*sends(chain.exchanges, case.client, url), *server_lines(case, chain, url)),
            publish.asked,
            asked,
            further,
        )
        return


Questions = tuple[KeyringExchange, ...]


def _questions(case: Case, url: Url, username: str | None) -> tuple[Questions, Questions]:
    """The client's own questions for a URL and user name, and the further ones for its host.

    Before the index governed look-ups the URL asked for was that of each request.
    """
    if case.replayed is None:
        return (), ()
    wanted = {q.service for q in keyring.questions(url, username)}
    own = [
        item
        for item in case.replayed.keyring
        if item.question.username == username
        and (item.question.service in wanted or item.question.service.startswith(f"{url}/"))
    ]
    further = [item for item in case.replayed.further if item.about == str(url)]
    return tuple(own), tuple(further)


def is_for_another(case: Case, need: Need) -> bool:
    """Whether the keyring is on for something else: a user name is known there, and none here."""
    if need.username is not None:
        return False
    others = (row for row in case.rows() if row.index.url.realm != need.url.realm)
    return any(
        not case.held(row) and (username_of(row) is not None or row.policy.value is Policy.ALWAYS)
        for row in others
    )


def setting(case: Case) -> tuple[Origin, ...]:
    """Where keyring-provider is set; nothing while it is not."""
    provider = case.resolution.settings.get("keyring-provider")
    if provider is None or provider.origin.kind is OriginKind.DEFAULT:
        return ()
    return (provider.origin,)
