"""VER103: the client is older than all that are modelled, and a mistake of it fits the set-up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indexdoctor.diagnose.case import ASKED, Case, is_complete, under
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.shared import read_chains
from indexdoctor.diagnose.words import credential_name, evidence, short
from indexdoctor.model.credential import Source
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.resolution import IndexRow
from indexdoctor.records import record
from indexdoctor.versions import OLDEST
from indexdoctor.versions.change import release

_UV = "https://github.com/astral-sh/uv"
Fits = tuple[IndexRow | None, tuple[Evidence, ...]]


@record
class Mistake:
    """A mistake of releases from `since` to before `until`, before all that are modelled.

    `text` says what they do, without a subject. `fits` gives the indexes for which it matters with
    what shows that; a row of None stands for a URL without an index.
    """

    since: str
    until: str
    text: str
    source: str
    fits: Callable[[Case], Iterator[Fits]]
    confidence: Confidence = Confidence.LIKELY


def _user_alone(case: Case) -> Iterator[Fits]:
    for row in case.rows(*ASKED):
        info = row.index.address.userinfo
        if case.keyring_on and info is not None and not info.password_encoded:
            yield row, (Evidence("URL", "a user name alone; its password is the keyring's"),)


def _encoded_user(case: Case) -> Iterator[Fits]:
    for row in case.rows(*ASKED):
        info = row.index.address.userinfo
        if info is not None and "%" in info.username_encoded:
            yield row, (Evidence("URL", "the user name has percent-encoded characters"),)


def _encoded_password(case: Case) -> Iterator[Fits]:
    for row in case.rows(*ASKED):
        info = row.index.address.userinfo
        if info is not None and info.password and info.password_encoded != info.password:
            yield row, (Evidence("URL", "the password has percent-encoded characters"),)


def _account_in_url(case: Case) -> Iterator[Fits]:
    for row in case.rows(*ASKED):
        seeded = row.seeded
        if seeded is not None and seeded.is_complete and seeded.source is Source.URL:
            yield row, (Evidence("URL", credential_name(row.seeded)),)


def _netrc_beside(case: Case) -> Iterator[Fits]:
    """A URL with its own account, and an entry of the netrc file for its host."""
    for row in case.rows(*ASKED):
        for asked in row.asked:
            if asked.source is not Source.NETRC or not is_complete(row.seeded):
                continue
            beside = [credential_name(asked.credential)] if asked.credential is not None else []
            beside += [f"netrc ({p.origin}) {p.username}" for p in asked.passed]
            if beside:
                url = Evidence("URL", credential_name(row.seeded))
                yield row, (url, Evidence("beside it", beside[0]))


def _windows_name(case: Case) -> Iterator[Fits]:
    """A netrc file with the name it has on Windows."""
    for row in case.rows(*ASKED):
        for asked in row.asked:
            place = "" if asked.origin is None else asked.origin.name
            if asked.source is Source.NETRC and place.endswith("_netrc"):
                yield row, (Evidence("netrc", place),)


def _port(case: Case) -> Iterator[Fits]:
    for row in case.rows(*ASKED):
        url = row.index.url
        if case.keyring_on and url.port is not None:
            yield row, (Evidence("keyring", f"asked for {url.host} in place of {url.netloc}"),)


def _two_accounts(case: Case) -> Iterator[Fits]:
    rows = [row for row in case.rows(*ASKED) if is_complete(row.seeded)]
    for number, row in enumerate(rows):
        for other in rows[:number]:
            one, two = row.seeded, other.seeded
            same_host = row.index.url.realm == other.index.url.realm
            if one is not None and two is not None and same_host and one.key != two.key:
                yield (
                    row,
                    (
                        Evidence(row.index.label, credential_name(one)),
                        Evidence(other.index.label, credential_name(two)),
                        Evidence("both on", row.index.url.realm),
                    ),
                )
                return


def _beside_simple(case: Case) -> Iterator[Fits]:
    """Files below the root of an index whose URL ends in `/simple`, but beside that address."""
    for row, chain in read_chains(case):
        url = chain.first.request.url
        beside = under(url, row.root) and not under(url, row.index.url)
        is_file = chain.first.request.role in (Role.FILE, Role.METADATA)
        if is_file and beside and is_complete(chain.credential):
            yield row, (Evidence("file", short(url)),)
            return


def _signed(case: Case) -> Iterator[Fits]:
    """A file that another host serves, by a redirect with what opens it in the query."""
    for exchange in case.effective:
        request = exchange.request
        if request.role is Role.FILE and request.hop > 0 and request.url.query is not None:
            yield case.row(request.asked_for), (Evidence("signed link", short(request.url)),)
            return


def _kept_page(case: Case) -> Iterator[Fits]:
    """A page that is private: it is kept, and asked about again in the next run."""
    for row, chain in read_chains(case):
        if chain.first.request.role is Role.PAGE and is_complete(chain.credential):
            yield row, (evidence(chain.last, "the page", row.index.url),)
            return


MISTAKES = (
    Mistake(
        "0.1.0",
        "0.1.17",
        "sends the account of the netrc file beside that of the URL, which servers refuse",
        f"{_UV}/pull/2325",
        _netrc_beside,
    ),
    Mistake(
        "0.1.0",
        "0.1.24",
        "sends a user name in a URL as it is written there, with its % signs",
        f"{_UV}/pull/2592",
        _encoded_user,
    ),
    Mistake(
        "0.1.0",
        "0.1.33",
        "sends a password in a URL as it is written there, with its % signs",
        f"{_UV}/issues/2822",
        _encoded_password,
    ),
    Mistake(
        "0.1.0",
        "0.1.33",
        "takes a user name alone in a URL for a whole credential, and asks no keyring",
        f"{_UV}/issues/2563",
        _user_alone,
    ),
    Mistake(
        "0.1.0",
        "0.1.33",
        "asks about a page in its cache again without the credential the page was read with",
        f"{_UV}/issues/1754",
        _kept_page,
        Confidence.POSSIBLE,
    ),
    Mistake(
        "0.1.33",
        "0.1.36",
        "looks for credentials of every URL, signed links of other servers among them, which "
        "refuse a second authentication",
        f"{_UV}/pull/3130",
        _signed,
    ),
    Mistake(
        "0.1.0",
        "0.2.10",
        "asks the keyring for the host without its port",
        f"{_UV}/pull/4061",
        _port,
    ),
    Mistake(
        "0.1.0",
        "0.4.21",
        "looks for a netrc file of the name `.netrc` alone, on Windows too",
        f"{_UV}/pull/8021",
        _windows_name,
    ),
    Mistake(
        "0.1.33",
        "0.5.30",
        "remembers one credential for each host: files get that of whichever index was asked last",
        f"{_UV}/pull/11336",
        _two_accounts,
    ),
    Mistake(
        "0.1.33",
        "0.5.26",
        "passes the credentials of an index that ends in `/simple` on to nothing beside that "
        "address",
        f"{_UV}/pull/11074",
        _beside_simple,
        Confidence.POSSIBLE,
    ),
    Mistake(
        "0.1.0",
        "0.1.32",
        "keeps what it downloads apart for each account in a URL: with another password all of it "
        "is asked for again",
        f"{_UV}/pull/3010",
        _account_in_url,
        Confidence.POSSIBLE,
    ),
)


def find(case: Case) -> Iterator[Finding]:
    version = case.discovered.surroundings.uv.version
    if release(version) >= release(OLDEST):
        return
    told: set[str] = set()
    for mistake in MISTAKES:
        if not release(mistake.since) <= release(version) < release(mistake.until):
            continue
        for row, lines in mistake.fits(case):
            label = "" if row is None else row.index.label
            if label in told:
                continue  # the first is the most exact
            if mistake.confidence is Confidence.LIKELY:
                told.add(label)
            yield _finding(case, mistake, row, lines)


def _finding(
    case: Case, mistake: Mistake, row: IndexRow | None, lines: tuple[Evidence, ...]
) -> Finding:
    return RULE.finding(
        case.client if row is None else row.index.label,
        f"{case.client} {mistake.text}; uv {mistake.until} repaired that",
        confidence=mistake.confidence,
        why=f"that fits what is set up here. {case.client} is older than all releases whose "
        f"requests are known: what is shown is what uv {OLDEST} would do",
        origins=() if row is None else (row.index.origin,),
        evidence=(*lines, Evidence("change", mistake.source)),
        remedies=(
            Remedy(
                f"take uv {mistake.until} or later (or update it in the way it was installed)",
                "uv self update",
            ),
        ),
        decide=f"the same command with uv {OLDEST} or later",
        severity=None if mistake.confidence is Confidence.LIKELY else Severity.WARNING,
    )


RULE = Rule(
    code="VER103",
    name="mistake-of-old-release",
    severity=Severity.ERROR,
    meaning=f"The client is older than uv {OLDEST}, and a mistake it is known to have fits what is "
    "set up here.",
    why="The first releases of uv lost credentials in several ways that were repaired one by one. "
    f"How releases before {OLDEST} behave is not modelled; some of their mistakes are listed, with "
    "the release that repaired them.",
    fix="Take the release that is named, or better the newest.",
    example="uv 0.4.26 with two indexes of one GitLab host: the second gets the first one's token.",
    references=(
        "https://github.com/astral-sh/uv/issues/2323",
        "https://github.com/astral-sh/uv/issues/2563",
        "https://github.com/astral-sh/uv/issues/8565",
        "https://github.com/astral-sh/uv/pull/3130",
        "https://github.com/astral-sh/uv/pull/4061",
    ),
    find=find,
)
