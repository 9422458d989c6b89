"""Questions that several rules ask of a case."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import READ_ROLES, Case, Chain, is_complete
from indexdoctor.diagnose.words import TITLES, quoted, title, variables
from indexdoctor.model.credential import Asked, Credential, Source
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Evidence, Remedy
from indexdoctor.model.index import Index
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.resolution import IndexRow

SHARED_REALM_WHY = (
    "credentials are remembered per scheme, host and port as well as per index; the first defined "
    "index on a host lends its credentials to URLs of that host that match no index"
)


def read_chains(case: Case) -> Iterator[tuple[IndexRow, Chain]]:
    """Every chain of a read request with the index it was asked for."""
    for chain in case.chains:
        request = chain.first.request
        if request.role in READ_ROLES:
            row = case.row(request.asked_for)
            if row is not None:
                yield row, chain


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
            text = f"only a user name ({entry.credential.username}), no password"
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
    else:
        remedies.append(
            Remedy(
                "name the index (name=URL), so that it has variables of its own",
                f"internal={index.url}   # in {index.origin}\n"
                "export UV_INDEX_INTERNAL_USERNAME='<user>' "
                "UV_INDEX_INTERNAL_PASSWORD='<password>'",
            )
        )
    url = index.url
    if url.scheme == "https" or url.host in ("localhost", "127.0.0.1"):
        remedies.append(
            Remedy(
                "or store them with uv's own command",
                f"uv auth login {quoted(str(url))} --username <user>",
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


def source_list(asked: tuple[Asked, ...]) -> str:
    """The kinds of source that were looked at, in the client's order."""
    names = list(dict.fromkeys(TITLES[a.source] for a in asked))
    return ", ".join(names)


def from_environment(credential: Credential) -> bool:
    return credential.origin.kind is OriginKind.ENV


def is_package_page(chain: Chain) -> bool:
    return chain.first.request.role in (Role.PAGE, Role.FLAT)


def is_file(chain: Chain) -> bool:
    return chain.first.request.role is Role.FILE


def media_type(chain: Chain) -> str:
    """The content type of the last answer, without parameters, lower-case."""
    return chain.last.response.headers.get("content-type", "").partition(";")[0].strip().lower()
