"""Questions that several rules ask of a case."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from indexdoctor.credentials import keyring
from indexdoctor.diagnose.case import ASKED, READ_ROLES, Case, Chain, is_complete, under
from indexdoctor.diagnose.rules.releases import can_log_in, lacks_policy, upgrade
from indexdoctor.diagnose.words import quoted, title, variables
from indexdoctor.model.credential import Asked, Credential, Source
from indexdoctor.model.exchange import Request, Role
from indexdoctor.model.finding import Evidence, Remedy
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.resolution import IndexRow
from indexdoctor.model.url import Url
from indexdoctor.versions import Uv
from indexdoctor.versions.auth import INDEX_GOVERNS, REALM_AFTER_INDEX, STORED_BY_CLIENT
from indexdoctor.versions.publish import CHECK_SEEDED

# The settings that take `name=URL`.
_NAMED = (IndexKind.INDEX, IndexKind.DEFAULT_INDEX)


def shared_realm_why(uv: Uv) -> str:
    """Why the credentials of one index go to URLs of another on the same host."""
    if INDEX_GOVERNS not in uv:
        return f"up to {INDEX_GOVERNS.since} uv {INDEX_GOVERNS.before}"
    lender = "the first defined index" if STORED_BY_CLIENT in uv else "an index"
    also = ", or whose index has none of its own" if REALM_AFTER_INDEX in uv else ""
    return (
        "credentials are remembered per scheme, host and port as well as per index; "
        f"{lender} on a host lends its credentials to URLs of that host that match no index{also}"
    )


def read_chains(case: Case) -> Iterator[tuple[IndexRow, Chain]]:
    """Every chain of a read request with the index it was asked for, or whose account it got."""
    for chain in case.chains:
        request = chain.first.request
        if request.role in READ_ROLES:
            row = case.row(request.asked_for)
            if row is None and chain.sent:
                row = _on_the_server(case, request.url)
            if row is not None:
                yield row, chain


def _on_the_server(case: Case, url: Url) -> IndexRow | None:
    """The first index on a server: a file of a lock that lies below none gets its credentials."""
    rows = (row for row in case.rows(*ASKED) if row.index.url.realm == url.realm)
    return next(rows, None)


def per_index(case: Case) -> Iterator[tuple[IndexRow, list[Chain]]]:
    """The read chains of each index, in the order in which the indexes were first asked."""
    groups: dict[str, tuple[IndexRow, list[Chain]]] = {}
    for row, chain in read_chains(case):
        groups.setdefault(row.index.label, (row, []))[1].append(chain)
    yield from groups.values()


def sources_without(asked: tuple[Asked, ...]) -> list[Evidence]:
    """One line a source that gave no complete credential, with the reason."""
    lines = []
    for entry in asked:
        if entry.state == "found" and is_complete(entry.credential):
            continue
        if entry.state == "found" and entry.credential is not None:
            user = entry.credential.username
            text = f"only a user name ({user}), no password" if user else "an empty user name"
        else:
            text = entry.reason or entry.state
        lines.append(Evidence(title(entry), text))
    return lines


def index_variables(index: Index, username: str = "<user>") -> Remedy | None:
    """How to give an index its credentials by variables; None for an index without a name."""
    if index.name is None:
        return None
    user, password = variables(index.name)
    return Remedy(
        f"give the index its credentials by {user} and {password}",
        f"export {user}={word(username)} {password}='<password>'",
    )


def word(text: str) -> str:
    """A shell word; placeholders in angle brackets are quoted too."""
    return f"'{text}'" if text.startswith("<") else quoted(text)


def credentials_remedies(case: Case, index: Index) -> tuple[Remedy, ...]:
    """The ways to give a read index credentials."""
    remedies = []
    by_variables = index_variables(index)
    if by_variables is not None:
        remedies.append(by_variables)
    elif index.kind is not IndexKind.FIND_LINKS:
        remedies.append(
            Remedy(
                "name the index, so that it has variables of its own",
                f"{_naming(index)}\nexport UV_INDEX_INTERNAL_USERNAME='<user>' "
                "UV_INDEX_INTERNAL_PASSWORD='<password>'",
            )
        )
    return (*remedies, *host_remedies(case, index.url))


def _naming(index: Index) -> str:
    """How an index without a name gets one. The older settings take no name: a newer one does."""
    if index.kind is IndexKind.INDEX and index.origin.kind is OriginKind.FILE:
        return f'# {index.origin}\nname = "internal"'
    named = f"internal={index.url}"
    if index.kind in _NAMED and index.origin.kind is not OriginKind.DEFAULT:
        return f"{named}   # in {index.origin}"
    is_default = index.kind in (IndexKind.DEFAULT_INDEX, IndexKind.INDEX_URL)
    variable = "UV_DEFAULT_INDEX" if is_default else "UV_INDEX"
    return f"export {variable}={quoted(named)}   # in place of {index.origin}"


def always_remedies(case: Case, index: Index, username: str | None = None) -> tuple[Remedy, ...]:
    """The ways to have credentials sent with the first request on.

    `username` is a name of which a source has the password (None: none is known).
    """
    lacking = lacks_policy(case, index)
    in_file = index.kind is IndexKind.INDEX and index.origin.kind is OriginKind.FILE
    if lacking is None and in_file:
        command = f'# {index.origin}\nauthenticate = "always"'
        return (Remedy("send credentials from the first request on", command),)
    if username:
        url = index.url
        first = Remedy(
            f"put the user name into the URL at {index.origin}: uv then looks for the password "
            "before it sends anything",
            f"{url.scheme}://{quote(username, safe='')}@{url.netloc}{url.path}",
        )
    else:
        first = credentials_remedies(case, index)[0]
    return (first, *(() if lacking is None else upgrade(case.uv, lacking)))


def host_remedies(case: Case, url: Url) -> tuple[Remedy, ...]:
    """The ways to give credentials to a URL, whatever index it belongs to."""
    remedies = []
    if can_log_in(case.uv, url):
        remedies.append(
            Remedy(
                "or store them with uv's own command",
                f"uv auth login {quoted(str(url))} --username '<user>'",
            )
        )
    remedies.append(
        Remedy(
            f"or add a netrc entry for the host in {netrc_place(case)}",
            f"machine {url.host} login <user> password <password>",
        )
    )
    return tuple(remedies)


def netrc_place(case: Case) -> str:
    return case.discovered.surroundings.environ.get("NETRC") or "~/.netrc"


def publish_credentials(case: Case) -> tuple[Credential, ...]:
    """The complete credentials publishing has of its own: options, variables, the publish URL."""
    publish = case.publish
    if publish is None:
        return ()
    found = [publish.credential] if publish.credential is not None else []
    found += [
        a.credential
        for a in publish.asked
        if a.credential is not None and a.source in (Source.PUBLISH, Source.URL)
    ]
    unique = {c.key: c for c in found if c.is_complete}
    return tuple(unique.values())


def check_sources(case: Case, row: IndexRow) -> tuple[Asked, ...]:
    """The sources the check of an upload looks at: once it left out those of the index itself."""
    if CHECK_SEEDED in case.uv:
        return row.asked
    return tuple(a for a in row.asked if a.source not in (Source.URL, Source.INDEX_ENV))


def is_outside(row: IndexRow, request: Request) -> bool:
    """Whether a file of an index lies where neither its root nor its policy reaches."""
    if request.role not in (Role.FILE, Role.METADATA):
        return False
    return request.index != row.index.label and not under(request.url, row.root)


def is_deprived(case: Case, row: IndexRow, request: Request) -> bool:
    """Whether a file lies outside the index root, and gets no credential that the index has.

    The keyring has one, too, where it gives a password for the URL of the index.
    """
    if not is_outside(row, request):
        return False
    if request.url.realm != row.index.url.realm or case.held(row):
        return True
    replayed = case.replayed
    if replayed is None:
        return False
    names = {question.service for question in keyring.questions(row.index.url, None)}
    items = (*replayed.keyring, *(i for i in replayed.further if i.about == str(row.index.url)))
    return any(i.answer.secret is not None and i.question.service in names for i in items)


def common_url(row: IndexRow, url: Url) -> Url | None:
    """The URL that covers index and file; None when only their host does, or not even that."""
    root = row.root
    if url.realm != root.realm:
        return None
    common: list[str] = []
    for mine, theirs in zip(root.segments, url.segments, strict=False):
        if mine != theirs:
            break
        common.append(mine)
    return Url(root.scheme, root.host, root.port, f"/{'/'.join(common)}") if common else None


def root_table(row: IndexRow, root: Url) -> str:
    """The definition of an index of which no package is asked: it is there for its root alone."""
    table = "tool.uv.index" if row.index.origin.name.endswith("pyproject.toml") else "index"
    return f'[[{table}]]\nname = "{root_name(row)}"\nurl = "{root}"\nexplicit = true'


def root_name(row: IndexRow) -> str:
    return f"{row.index.name or 'index'}-root"


def from_environment(credential: Credential) -> bool:
    return credential.origin.kind is OriginKind.ENV


def is_package_page(chain: Chain) -> bool:
    return chain.first.request.role in (Role.PAGE, Role.FLAT)


def is_file(chain: Chain) -> bool:
    return chain.first.request.role is Role.FILE


def media_type(chain: Chain) -> str:
    """The content type of the last answer, without parameters, lower-case."""
    return chain.last.response.headers.get("content-type", "").partition(";")[0].strip().lower()
