"""READ150: a file is refused to a credential and given to everyone without."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain, is_complete
from indexdoctor.diagnose.controls import control_lines, opens
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import common_url, is_outside, per_index, root_table
from indexdoctor.diagnose.words import credential_name, sends
from indexdoctor.model.control import ControlKind
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import IndexRow


def find(case: Case) -> Iterator[Finding]:
    for row, chains in per_index(case):
        refused = next((chain for chain in chains if _is_refused_file(chain)), None)
        if refused is None or opens(case, row.index.label, None) is None:
            continue
        yield _finding(case, row, refused)


def _is_refused_file(chain: Chain) -> bool:
    role = chain.first.request.role
    sent = is_complete(chain.credential)
    return role in (Role.FILE, Role.METADATA) and sent and chain.status in (400, 401, 403)


def _finding(case: Case, row: IndexRow, chain: Chain) -> Finding:
    label, home, credential = row.index.label, row.index.url, chain.credential
    who = credential_name(credential)
    return RULE.finding(
        label,
        f"the files of {label} are open to everyone, and refused with {chain.status} to {who}",
        confidence=Confidence.CERTAIN,
        why="the files lie where another server, or none, looks at accounts: a credential that "
        "goes with the request spoils it",
        origins=(
            *(() if credential is None else (credential.origin,)),
            row.index.origin,
        ),
        evidence=(
            *sends(chain.exchanges, case.client, home),
            *control_lines(case, label, home, credential, ControlKind.FILE),
        ),
        remedies=tuple(_remedies(row, chain)),
    )


def _remedies(row: IndexRow, chain: Chain) -> Iterator[Remedy]:
    request = chain.first.request
    folder = request.url.with_path(request.url.path.rpartition("/")[0] or "/")
    if is_outside(row, request) and common_url(row, request.url) != row.root:
        yield Remedy(
            "have no credentials sent there, by an index that is there for its root alone (no "
            "package is asked of it)",
            f'{root_table(row, folder)}\nauthenticate = "never"',
        )
    yield Remedy("or ask the index's owner to let the account read the files")


RULE = Rule(
    code="READ150",
    name="files-refuse-credentials",
    severity=Severity.ERROR,
    meaning="A file of the index is refused to the credential that goes with the request, and "
    "given without one.",
    why="Files often lie in an object store or behind a content delivery network. It knows other "
    "accounts than the index, or links that are signed, and refuses a request that also has a user "
    "name and password.",
    fix='Keep the credential from the files: authenticate = "never" for a URL that covers them.',
    example="The index is private, its files are public in a bucket that answers 400 to requests "
    "with an Authorization header.",
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html",
    ),
    find=find,
    instead_of=("READ101", "READ102", "CRED105", "READ190"),
)
