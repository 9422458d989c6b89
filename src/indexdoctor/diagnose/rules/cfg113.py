"""CFG113: the lock names files of an index that no definition is there for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.locked_files import registries, unserved_files
from indexdoctor.diagnose.rules.shared import host_remedies, word
from indexdoctor.diagnose.strange_variables import Strange, strange_variables
from indexdoctor.diagnose.words import sends, variables
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin
from indexdoctor.model.resolution import Wanted
from indexdoctor.model.url import Url


def find(case: Case) -> Iterator[Finding]:
    seen: set[str] = set()
    for wanted, chain in unserved_files(case):
        realm = chain.first.request.url.realm
        if realm not in seen:
            seen.add(realm)
            yield _finding(case, wanted, chain)


def _finding(case: Case, wanted: Wanted, chain: Chain) -> Finding:
    fetch = wanted.fetch
    assert fetch is not None
    realm = chain.first.request.url.realm
    index = next((url for url in registries(case) if url.startswith(f"{realm}/")), None)
    group = next((g for g in strange_variables(case) if g.middle and not g.is_old), None)
    ended = case.conclusion(wanted.name)
    return RULE.finding(
        wanted.name if ended is None or ended.index is None else ended.index,
        f"{case.client} sends no credentials for {fetch.filename}, which {realm} refuses with "
        f"{chain.status}: no index definition covers the URL in the lock",
        confidence=Confidence.CERTAIN,
        why="a lock holds URLs and neither names nor credentials; UV_INDEX_<NAME>_* counts only "
        "beside a definition of that name, and netrc, the store and the keyring hold nothing here",
        origins=(fetch.origin, *(() if group is None else map(Origin.env, group.names))),
        evidence=(
            *sends(chain.exchanges, case.client),
            *(() if index is None else (Evidence("index in the lock", index),)),
            *(() if group is None else (_unread(group),)),
        ),
        remedies=_remedies(case, group, index, fetch.address.url),
    )


def _unread(group: Strange) -> Evidence:
    return Evidence("not read", f"{' and '.join(group.names)}: no index has this name")


def _remedies(case: Case, group: Strange | None, index: str | None, url: Url) -> tuple[Remedy, ...]:
    found = (*_definition(group, index), *host_remedies(case, url.with_path("/")))
    first = replace(found[0], summary=found[0].summary.removeprefix("or "))
    return (first, *found[1:])


def _definition(group: Strange | None, index: str | None) -> tuple[Remedy, ...]:
    """How the index is defined beside the lock, under the name that variables are there for."""
    if index is None:
        return ()
    name = "internal" if group is None else group.middle.lower()
    command = f"export UV_INDEX={word(f'{name}={index}')}"
    if group is None:
        user, password = variables(name)
        command += f"\nexport {user}='<user>' {password}='<password>'"
    return (Remedy("define the index for this command, under the name of its variables", command),)


RULE = Rule(
    code="CFG113",
    name="locked-file-of-no-index",
    severity=Severity.ERROR,
    meaning="A file that uv.lock or pylock.toml names is refused, and no index definition covers "
    "its URL, so that no credentials are there for it.",
    why="The name of an index, its policy and its variables come from a definition: in a project's "
    "files, in uv.toml, by --index or UV_INDEX. Where only the lock is deployed, there is none.",
    fix="Define the index where the lock is installed (UV_INDEX=name=URL), or use a netrc entry.",
    example="pylock.toml is copied into an image without the pyproject.toml: UV_INDEX_INTERNAL_* "
    "are set, and the name internal is known to nobody.",
    references=("https://github.com/astral-sh/uv/issues/17138",),
    find=find,
)
