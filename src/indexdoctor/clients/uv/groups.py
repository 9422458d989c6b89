"""Which extras and dependency groups of a project a command installs."""

from __future__ import annotations

from collections.abc import Iterable

from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.command import CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.project import ProjectTable


def takes_dependencies(found: Discovered) -> bool:
    """Whether the project's own dependencies are installed (not with --only-group, --only-dev)."""
    options = found.command.options
    return not options.all("only-group") and not options.flag("only-dev")


def chosen_extras(found: Discovered, names: Iterable[str]) -> list[str]:
    """The extras among `names` that are asked for."""
    options = found.command.options
    key = "optional" if found.command.kind is CommandKind.ADD else "extra"
    asked = {normalise_name(value.value) for value in options.all(key)}
    without = {normalise_name(value.value) for value in options.all("no-extra")}
    every = options.flag("all-extras")
    return [
        name
        for name in names
        if (every or normalise_name(name) in asked) and normalise_name(name) not in without
    ]


def chosen_groups(found: Discovered, table: ProjectTable, names: Iterable[str]) -> list[str]:
    """The dependency groups among `names` that are installed."""
    return [name for name in names if _is_chosen(name, found, table)]


def _is_chosen(group: str, found: Discovered, table: ProjectTable) -> bool:
    options = found.command.options
    named = {normalise_name(v.value) for v in (*options.all("group"), *options.all("only-group"))}
    without = {normalise_name(v.value) for v in options.all("no-group")}
    name = normalise_name(group)
    if found.command.kind is CommandKind.ADD:
        # It installs the group it adds to, and the default groups but `dev`.
        if name == "dev":
            return options.flag("dev") or name in named
        return name in named or (
            not named and name in {normalise_name(d) for d in table.default_groups}
        )
    if found.command.kind is CommandKind.REMOVE:  # whose options name the list to remove from
        return name in {normalise_name(default) for default in table.default_groups}
    if name in without or (
        name == "dev" and options.last("dev") is not None and not options.flag("dev")
    ):
        return False
    if name in named or options.flag("all-groups"):
        return True
    if name == "dev" and options.flag("only-dev"):
        return True
    if not takes_dependencies(found):
        return False
    defaults = {normalise_name(default) for default in table.default_groups}
    return name in defaults and not options.flag("no-default-groups")
