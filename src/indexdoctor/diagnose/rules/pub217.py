"""PUB217: `uv publish --index` names an index that it cannot publish to."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.clients.uv.precedence import given
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.providers.recognise import recognise
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.words import listed
from indexdoctor.model.command import CommandKind
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.model.index import Index
from indexdoctor.model.origin import Origin, Stated

_VARIABLES = ("UV_INDEX", "UV_DEFAULT_INDEX")


def find(case: Case) -> Iterator[Finding]:
    if case.discovered.command.kind is not CommandKind.PUBLISH or case.publish is not None:
        return
    names = given(case.discovered, "index")
    if not names:
        return
    name = names[-1]
    configured = [i for file in case.discovered.config for i in file.indexes if i.name]
    named = next((index for index in configured if index.name == name.value), None)
    if named is None:
        yield _missing(case, name, configured)
    elif named.publish_url is None:
        yield _without_url(case, name, named)


def _missing(case: Case, name: Stated[str], configured: list[Index]) -> Finding:
    known = list(dict.fromkeys(index.name for index in configured if index.name))
    elsewhere = list(_elsewhere(case, name.value))
    cause = f"uv publish finds no index named {name.value}"
    remedies = []
    if elsewhere:
        place, why = elsewhere[0]
        cause += f": it stands in {place}, {why}"
        read = case.discovered.config[0] if case.discovered.config else None
        target, table = "a configuration file that is read", "tool.uv.index"
        if read is not None:
            target = f"{case.discovered.surroundings.shown(read.path)}, which is read"
            table = table if read.is_pyproject else "index"
        remedies.append(
            Remedy(
                f"write the index into {target}",
                f'[[{table}]]\nname = "{name.value}"\nurl = "<URL for reading>"\n'
                'publish-url = "<URL for uploads>"\nexplicit = true',
            )
        )
    import difflib

    close = difflib.get_close_matches(name.value, known, n=1, cutoff=0.6)
    if close:
        remedies.append(Remedy(f"the nearest name is {close[0]}", f"uv publish --index {close[0]}"))
    remedies.append(Remedy("or name the target itself", "uv publish --publish-url <URL>"))
    return RULE.finding(
        "uv publish",
        cause,
        confidence=Confidence.CERTAIN,
        why="--index of uv publish takes the name of an index with a publish-url, from "
        "configuration files alone",
        origins=(name.origin, *(place for place, _ in elsewhere)),
        evidence=(Evidence("indexes with a name", listed(known) or "none"),),
        remedies=tuple(remedies),
    )


def _elsewhere(case: Case, name: str) -> Iterator[tuple[Origin, str]]:
    """Where an index of this name stands that uv publish does not look at, and why."""
    for file in case.discovered.unread:
        for index in () if file.content is None else file.content.indexes:
            if index.name == name:
                yield index.origin, f"and {file.reason}"
    environ = case.discovered.surroundings.environ
    for variable in _VARIABLES:
        entries = environ.get(variable, "").split()
        if any(entry.partition("=")[0] == name for entry in entries):
            yield Origin.env(variable), "which is for reading only"
    for config in case.discovered.config:
        for index in config.pip_indexes:
            if index.name == name:
                yield index.origin, "and the pip table is for uv pip only"


def _without_url(case: Case, name: Stated[str], index: Index) -> Finding:
    found = recognise(index.url, ())
    url = None if found is None else found.provider.publish_url(index.url)
    shown = "<URL for uploads>" if url is None else str(url)
    return RULE.finding(
        "uv publish",
        f"the index {name.value} has no publish-url, so uv publish cannot upload to it",
        confidence=Confidence.CERTAIN,
        why="the URL for reading is not taken for uploads: on most servers they differ",
        origins=(index.origin, name.origin),
        remedies=(Remedy("add the URL for uploads", f'# {index.origin}\npublish-url = "{shown}"'),),
    )


RULE = Rule(
    code="PUB217",
    name="publish-index-not-found",
    severity=Severity.ERROR,
    meaning="uv publish --index names an index that no configuration file in effect has, or one "
    "without a publish-url.",
    why="The name is looked up in the configuration files that count for the command: neither "
    "UV_INDEX nor a table that a uv.toml beside it hides are among them. Releases before 0.5.10 "
    "did not find explicit indexes.",
    fix="Define the index with its publish-url in the project's configuration, or give "
    "--publish-url.",
    example="A uv.toml beside pyproject.toml: the [[tool.uv.index]] tables do not count any more.",
    references=("https://github.com/astral-sh/uv/issues/9919",),
    find=find,
)
