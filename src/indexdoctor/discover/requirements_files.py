"""Requirements and constraints files as uv reads them, nested files included.

crates/uv-requirements-txt/src/lib.rs and crates/uv-requirements/src/specification.rs (0.12.5).
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote as percent_decode

from indexdoctor.discover.files import Unreadable, read_text
from indexdoctor.discover.index_values import parse_url
from indexdoctor.discover.requirement_lines import (
    LineError,
    Statement,
    expand,
    statements,
    unquote,
)
from indexdoctor.discover.requirements import NAME, URL, parse_requirement
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.problem import Problem
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.requirements_files import IndexOption, RequirementsFiles
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import UrlError, parse_address, reserved_in
from indexdoctor.versions.settings import (
    FIND_LINKS_FROM_FILE,
    NESTED_EDITABLE_REFUSED,
    NESTED_FILES_ONCE,
    NESTED_SPELLINGS_ONCE,
    QUOTED_VALUES,
)

_KINDS = {
    "index-url": IndexKind.INDEX_URL,
    "extra-index-url": IndexKind.EXTRA_INDEX_URL,
    "find-links": IndexKind.FIND_LINKS,
}
MAX_NESTED = 50  # files, one in the other
MAX_REQUIREMENTS = 20_000  # of all files together
_BINARY = re.compile(rf":all:|:none:|{NAME}")
_NOT_IN_CONSTRAINTS = "uv ignores index options in a file included with -c"


@dataclass(slots=True)
class _Read:
    """What one file and those nested in it hold."""

    requirements: list[Requirement] = field(default_factory=list)
    constraints: list[Requirement] = field(default_factory=list)
    index_url: Index | None = None
    extra: list[Index] = field(default_factory=list)
    find_links: list[Index] = field(default_factory=list)
    ignored: list[IndexOption] = field(default_factory=list)
    no_index: Origin | None = None
    require_hashes: Origin | None = None


@dataclass(slots=True)
class _Reader:
    surroundings: Surroundings
    files: list[Path] = field(default_factory=list)
    open: list[Path] = field(default_factory=list)  # the file that is read and those above it
    problems: list[Problem] = field(default_factory=list)
    count: int = 0  # of requirements

    def file(
        self,
        path: Path,
        origin: Origin | None,
        seen: set[Path],
        constraints: set[Path],
        *,
        only: bool,
    ) -> _Read:
        """Read one file; `only` marks a constraints file, whose requirements are constraints."""
        read = _Read()
        shown = self.surroundings.shown(path)
        text = read_text(path, utf16=True)
        if isinstance(text, Unreadable):
            message = f"the requirements file {shown} cannot be read: {text.reason}"
            named = origin if origin is not None and text.missing else Origin.file(shown)
            self.problems.append(Problem(message, named))
            return read
        self.files.append(path)
        self.open.append(path)
        try:
            for statement in statements(text):
                self._take(statement, path, shown, read, seen, constraints, only=only)
        except LineError as error:
            self.problems.append(Problem(str(error), Origin.file(shown, error.line)))
        self.open.pop()
        return read

    def _take(
        self,
        statement: Statement,
        path: Path,
        shown: str,
        read: _Read,
        seen: set[Path],
        constraints: set[Path],
        *,
        only: bool,
    ) -> None:
        what = statement.what
        origin = Origin.file(shown, statement.line, statement.typed or None)
        if what in ("requirement-text", "editable"):
            self.count += 1
            if self.count > MAX_REQUIREMENTS:
                if self.count == MAX_REQUIREMENTS + 1:
                    message = f"more than {MAX_REQUIREMENTS:,} requirements are not looked at"
                    self.problems.append(Problem(message, origin, fatal=False))
                return
            self._requirement(statement, origin, read, only=only)
        elif what in _KINDS:
            self._index(statement, origin, path, read)
        elif what in ("requirement", "constraint"):
            self._nested(statement, origin, path, read, seen, constraints, only=only)
        elif what == "no-index":
            read.no_index = origin
        elif what == "require-hashes":
            read.require_hashes = origin
        elif what in ("no-binary", "only-binary"):
            if not _BINARY.fullmatch(self._value(statement.text)):
                message = f"{statement.typed} takes one package, :all: or :none:"
                self.problems.append(Problem(message, origin, hint="repeat it for each package"))
        elif what == "passed-over":
            message = f"uv passes over {statement.text} in a requirements file"
            self.problems.append(Problem(message, origin, fatal=False))

    def _requirement(
        self, statement: Statement, origin: Origin, read: _Read, *, only: bool
    ) -> None:
        editable = statement.what == "editable"
        found = parse_requirement(statement.text, origin, self.surroundings, editable)
        if isinstance(found, Problem):
            self.problems.append(found)
        elif only and editable and self._passes_over_editable():
            pass
        elif only and found.name is None:
            kind = "an editable requirement" if editable else "a requirement without a name"
            self.problems.append(Problem(f"{kind} cannot be a constraint", origin))
        else:
            read.requirements.append(replace(found, hashes=statement.hashes))

    def _passes_over_editable(self) -> bool:
        """Whether an editable requirement in this constraints file is nothing to uv."""
        return len(self.open) > 1 and NESTED_EDITABLE_REFUSED not in self.surroundings.uv

    def _index(self, statement: Statement, origin: Origin, path: Path, read: _Read) -> None:
        kind = _KINDS[statement.what]
        text = self._expanded(statement.text)
        base = self.surroundings.cwd
        if kind is IndexKind.FIND_LINKS and FIND_LINKS_FROM_FILE in self.surroundings.uv:
            base = path.parent
        local = Path(os.path.normpath(base / text)) if "\0" not in text else None
        try:
            if local is not None and not URL.match(text) and local.exists():
                address = parse_address(local.as_uri())
            else:
                address = parse_url(text, self.surroundings.uv)
        except (UrlError, OSError) as error:
            message = f"the value of {statement.typed} is no URL: {error}"
            reserved = reserved_in(text + statement.behind)
            self.problems.append(Problem(message, origin, reserved=reserved))
            return
        index = Index(address, kind, origin, default=kind is IndexKind.INDEX_URL)
        if kind is IndexKind.EXTRA_INDEX_URL:
            read.extra.append(index)
        elif kind is IndexKind.FIND_LINKS:
            read.find_links.append(index)
        elif read.index_url is not None:
            message = f"--index-url is given twice (first in {read.index_url.origin})"
            self.problems.append(Problem(message, origin, hint="keep one of them"))
        else:
            read.index_url = index

    def _nested(
        self,
        statement: Statement,
        origin: Origin,
        path: Path,
        read: _Read,
        seen: set[Path],
        constraints: set[Path],
        *,
        only: bool,
    ) -> None:
        name = self._expanded(statement.text)
        if name.startswith(("http://", "https://")):
            message = (
                f"{statement.typed} names a file on a server, which indexdoctor does not fetch"
            )
            self.problems.append(Problem(message, origin, fatal=False))
            return
        if name.startswith("file://"):
            name = percent_decode(name.removeprefix("file://"))
        inner = Path(os.path.normpath(path.parent / name))
        uv = self.surroundings.uv
        once = NESTED_FILES_ONCE in uv
        if inner in self.open and (
            not once or (".." in Path(name).parts and NESTED_SPELLINGS_ONCE not in uv)
        ):
            message = (
                f"{self.surroundings.shown(path)} includes itself, on which this version of uv dies"
            )
            self.problems.append(Problem(message, origin))
            return
        if len(self.open) >= MAX_NESTED:
            message = f"files nested more than {MAX_NESTED} deep are not looked at"
            self.problems.append(Problem(message, origin, fatal=False))
            return
        as_constraint = only or statement.what == "constraint"
        known = constraints if as_constraint else seen
        if inner in known and once:
            return
        known.add(inner)
        below = self.file(inner, origin, seen, constraints, only=as_constraint)
        if statement.what == "constraint":
            read.constraints += below.requirements + below.constraints
            read.ignored += _ignored(below)
            read.require_hashes = read.require_hashes or below.require_hashes
            return
        if below.index_url and read.index_url and below.index_url.address != read.index_url.address:
            message = (
                f"{below.index_url.origin} gives another --index-url than {read.index_url.origin}"
            )
            self.problems.append(Problem(message, origin, hint="keep one of them"))
        _add(read, below)

    def _expanded(self, text: str) -> str:
        return expand(self._value(text), self.surroundings.environ, str(self.surroundings.cwd))

    def _value(self, text: str) -> str:
        return unquote(text) if QUOTED_VALUES in self.surroundings.uv else text


def _add(read: _Read, other: _Read) -> None:
    read.requirements += other.requirements
    read.constraints += other.constraints
    read.index_url = read.index_url or other.index_url
    read.extra += other.extra
    read.find_links += other.find_links
    read.ignored += other.ignored
    read.no_index = read.no_index or other.no_index
    read.require_hashes = read.require_hashes or other.require_hashes


def _ignored(below: _Read) -> list[IndexOption]:
    given = [*below.extra, *below.find_links]
    if below.index_url is not None:
        given.append(below.index_url)
    return [IndexOption(index, _NOT_IN_CONSTRAINTS) for index in given] + below.ignored


def read_requirements(
    sources: Sequence[Stated[str]],
    constraints: Sequence[Stated[str]],
    surroundings: Surroundings,
    overrides: Sequence[Stated[str]] = (),
    excludes: Sequence[Stated[str]] = (),
) -> tuple[RequirementsFiles, tuple[Problem, ...]]:
    """Read the files a command names (paths as typed, relative to the working directory).

    Index options of files given with `-c`/`--override` on the command line count; those of a file
    included by a `-c` line do not. `index_options` are in the order uv appends them to the others:
    every --extra-index-url, then --index-url, then --find-links.
    """
    reader = _Reader(surroundings)
    whole = _Read()
    overriding: list[Requirement] = []
    excluded: list[str] = []
    for given, role in (
        *((source, "requirements") for source in sources),
        *((source, "constraints") for source in constraints),
        *((source, "overrides") for source in overrides),
        *((source, "excludes") for source in excludes),
    ):
        if given.value == "-":
            message = "what uv reads from its standard input is not looked at"
            reader.problems.append(Problem(message, given.origin, fatal=False))
            continue
        path = Path(os.path.normpath(surroundings.cwd / Path(given.value).expanduser()))
        only = role == "constraints"
        read = reader.file(path, given.origin, {path}, {path} if only else set(), only=only)
        if role != "requirements":
            if only:
                read.constraints = read.requirements + read.constraints
            elif role == "overrides":
                overriding += read.requirements
            else:
                excluded += [named.name for named in read.requirements if named.name is not None]
            read.requirements = []
        both = read.index_url is not None and whole.index_url is not None
        if both and read.index_url != whole.index_url and _differ(read, whole):
            assert read.index_url is not None
            message = "the requirements files give different values for --index-url"
            reader.problems.append(Problem(message, read.index_url.origin))
        # A later file's --index-url replaces an earlier one (they are equal but for spelling).
        newer = read.index_url
        _add(whole, read)
        whole.index_url = newer or whole.index_url
    options = [IndexOption(index) for index in whole.extra]
    if whole.index_url is not None:
        options.append(IndexOption(whole.index_url))
    options += [IndexOption(index) for index in whole.find_links]
    files = RequirementsFiles(
        files=tuple(dict.fromkeys(reader.files)),
        requirements=tuple(whole.requirements),
        constraints=tuple(whole.constraints),
        overrides=tuple(overriding),
        excludes=tuple(excluded),
        index_options=tuple(options + whole.ignored),
        no_index=whole.no_index,
        require_hashes=whole.require_hashes,
    )
    return files, tuple(reader.problems)


def _differ(one: _Read, other: _Read) -> bool:
    first, second = one.index_url, other.index_url
    return (
        first is not None
        and second is not None
        and str(first.url).rstrip("/") != str(second.url).rstrip("/")
    )
