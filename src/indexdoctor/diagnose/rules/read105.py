"""READ105: a 401 or 403 at one index ends the search before the others are asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexdoctor.diagnose.case import Case, Chain, is_complete
from indexdoctor.diagnose.controls import accepts, like_missing, reads
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.rules.shared import (
    index_variables,
    is_package_page,
    read_chains,
    sources_without,
)
from indexdoctor.diagnose.words import count, evidence, listed, sends
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import IndexKind
from indexdoctor.model.origin import OriginKind
from indexdoctor.model.replayed import Ending
from indexdoctor.model.resolution import IndexRow
from indexdoctor.versions.search import IGNORE_ERROR_CODES, REFUSAL_ENDS_SEARCH


def find(case: Case) -> Iterator[Finding]:
    stopped: dict[str, tuple[IndexRow, list[Chain], list[str]]] = {}
    for row, chain in read_chains(case):
        package = chain.first.request.package
        if not is_package_page(chain) or not case.stops(chain.status, row):
            continue
        if not _is_stopped(case, package):
            continue
        later = later_indexes(case, row, package)
        if later:
            stopped.setdefault(row.index.label, (row, [], later))[1].append(chain)
    for row, chains, later in stopped.values():
        yield _finding(case, row, chains, later)


def _is_stopped(case: Case, package: str | None) -> bool:
    """Whether the search for a package ends early; for what a build needs, whether that fails."""
    conclusion = case.conclusion(package)
    if conclusion is not None:
        return conclusion.ending is Ending.STOPPED
    builds = [b for b in case.resolution.builds if any(w.name == package for w in b.wanted)]
    return any(
        ending.ending is Ending.FAILED
        for build in builds
        if (ending := case.conclusion(build.name)) is not None
    )


def is_in_the_way(case: Case, row: IndexRow, chain: Chain) -> bool:
    """Whether an index that is asked without a credential only keeps the client from another one.

    It is there for uploads, or later ones were seen to have all that it refused.
    """
    if not is_package_page(chain) or not case.stops(chain.status, row):
        return False
    refused = [c for c in case.chains_of(row.index.label, Role.PAGE) if c.refused]
    names = {c.first.request.package for c in refused}
    later = {name: later_indexes(case, row, name) for name in names if _is_stopped(case, name)}
    if row.index.publish_url is not None:
        return any(later.values())
    return bool(later) and all(_had(case, labels, name) for name, labels in later.items())


def _had(case: Case, labels: Sequence[str], package: str | None) -> Exchange | None:
    """A control exchange in which one of these indexes gave the page of the package."""
    if case.replayed is None:
        return None
    for probe in case.probes:
        if probe.index in labels and probe.role is Role.PAGE and probe.exchange is not None:
            exchange = case.replayed.exchange(probe.exchange)
            if exchange.request.package == package and exchange.response.status == 200:
                return exchange
    return None


def later_indexes(case: Case, row: IndexRow, package: str | None) -> list[str]:
    """The labels of the indexes that would be asked after this one."""
    needed = (wanted for build in case.resolution.builds for wanted in build.wanted)
    for wanted in (*case.resolution.wanted, *needed):
        if wanted.name == package:
            labels = [other.index.label for other in wanted.indexes]
            if row.index.label in labels:
                return labels[labels.index(row.index.label) + 1 :]
    return []


def supposed(row: IndexRow, statuses: Sequence[int]) -> Finding:
    """Without network: the finding there will be when an index gives one of these answers."""
    answers = " or ".join(map(str, statuses))
    return RULE.finding(
        row.index.label,
        f"the search ends at {row.index.label} when it answers {answers}",
        confidence=Confidence.POSSIBLE,
        origins=(row.index.field_origin("ignore-error-codes"), row.index.origin),
        remedies=_remedies(row, statuses, answered=False),
    )


def _finding(case: Case, row: IndexRow, chains: list[Chain], later: list[str]) -> Finding:
    label, status = row.index.label, chains[0].status
    packages = [str(chain.first.request.package) for chain in chains]
    answered = next(
        (c for r, c in read_chains(case) if r is row and is_package_page(c) and c.status == 200),
        None,
    )
    lines = list(sends(chains[0].exchanges, case.client, row.index.url))
    good = None if answered is None else answered.last
    if good is None and is_missing_like(case, row, chains[0]):
        # An account that is accepted, or everyone, is answered so for packages that are not there.
        credential = chains[0].credential
        good = accepts(case, label, credential) or reads(case, label, credential)
    if good is not None:
        lines.append(evidence(good, "but answers", row.index.url))
    lines += server_lines(case, chains[0], row.index.url)
    lines.append(Evidence("not asked", listed(later)))
    had = _had(case, later, chains[0].first.request.package)
    if had is not None:
        lines.append(evidence(had, "which has it"))
    bare = chains[0].credential is None
    if bare:
        lines += sources_without(row.asked)
    if len(packages) > 1:
        lines.append(Evidence("packages", _some(packages)))
    what = packages[0] if len(packages) == 1 else count(len(packages), "package")
    return RULE.finding(
        label,
        f"the search for {what} stops at {label}{', for which it has no credentials' * bare}: "
        f"{case.client} takes its {status} as final and does not ask {listed(later)}",
        confidence=Confidence.CERTAIN,
        why=f"since uv {REFUSAL_ENDS_SEARCH.since} a 401 or 403 ends the search, so that a public "
        "package cannot take the place of a private one; only 404 goes on to the next index",
        origins=(row.index.field_origin("ignore-error-codes"), row.index.origin),
        evidence=tuple(lines),
        remedies=_remedies(row, (status,), good is not None),
    )


def is_missing_like(case: Case, row: IndexRow, chain: Chain) -> bool:
    """Whether the index gives this status for packages it does not have."""
    credential = chain.credential if is_complete(chain.credential) else None
    return like_missing(case, row.index.label, credential, chain.status) is not None


def _remedies(row: IndexRow, statuses: Sequence[int], answered: bool) -> tuple[Remedy, ...]:
    status = " or ".join(map(str, statuses))
    codes = sorted({*(row.index.ignore_error_codes or ()), *statuses})
    setting = f"ignore-error-codes = [{', '.join(map(str, codes))}]"
    in_file = row.index.origin.kind is OriginKind.FILE and row.index.kind is IndexKind.INDEX
    if in_file:
        patch = f"# {row.index.origin}\n{setting}"
    else:
        name = row.index.name or "internal"
        patch = (
            f"# in place of {row.index.origin}\n[[tool.uv.index]]\n"
            f'name = "{name}"\nurl = "{row.index.url}"\n{setting}'
        )
    ignore = Remedy(
        f"or let uv go on after {status}; then a package of the same name from a later index is "
        "taken whenever this one refuses (dependency confusion)",
        patch,
        safe=False,
    )
    if answered:
        return (Remedy(f'if the index means "no such package" by {status}, go on after it', patch),)
    if in_file:
        naming = "" if row.index.name else 'name = "internal"\n'
        pinned = (
            f'\n\n[tool.uv.sources]\n<package> = {{ index = "{row.index.name or "internal"}" }}'
        )
        pin = Remedy(
            "or ask this index only for its own packages",
            f"# {row.index.origin}\n{naming}explicit = true{pinned}",
        )
        if row.index.publish_url is not None:
            pin = Remedy(
                f"if {row.index.label} is there for uploads, ask it for nothing else (uv publish "
                "--index finds it all the same)",
                f"# {row.index.origin}\n{naming}explicit = true",
            )
    else:
        pin = Remedy(f"or take it out of {row.index.origin}, if it is not needed")
    given = index_variables(row.index)
    first = Remedy(
        f"give {row.index.label} valid credentials: it then answers 404 for what it lacks",
        None if given is None else given.command,
    )
    return (pin, first, ignore) if row.index.publish_url is not None else (first, pin, ignore)


def _some(names: list[str], limit: int = 5) -> str:
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {more} more" if more > 0 else "")


RULE = Rule(
    code="READ105",
    name="search-stopped",
    severity=Severity.ERROR,
    meaning="An index answered 401 or 403, and uv did not ask the indexes after it.",
    why="A refusal is final: nobody can tell whether the private index has the package, and taking "
    "it from a public one instead would be a way in for attackers.",
    fix="Give the index valid credentials. Where a server answers 401 or 403 for packages it does "
    "not have, set ignore-error-codes on that index; where it holds few packages, make it explicit "
    "and pin them to it.",
    example="UV_EXTRA_INDEX_URL names an internal index whose token has expired: setuptools, which "
    'only the public index has, is "not found".',
    references=(
        "https://github.com/astral-sh/uv/issues/13216",
        "https://github.com/astral-sh/uv/pull/12805",
    ),
    changes=(REFUSAL_ENDS_SEARCH, IGNORE_ERROR_CODES),
    find=find,
)
