"""Find in which release each option of uv came, went or changed.

`python -m tests.discover.probe_history NAMES FIRST [COMMAND …]` prints what
`uv_options_history.json` holds: for each release that changed a command's options, what they were
in the releases before it. The parsers of neighbouring releases hardly differ: whole tables are
asked of the first and the last release of each minor version, and between two that differ only
what differs is looked for.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.conformance.releases import RELEASES, release
from tests.discover.probe_options import COMMANDS, Table, command_table

Delta = dict[str, dict[str, Any] | None]


def ends(first: str) -> list[str]:
    """Both ends of each minor version, from `first` on."""
    listed = RELEASES[RELEASES.index(first) :]
    minor = [version.split(".")[1] for version in listed]
    return [
        version
        for number, version in enumerate(listed)
        if number in (0, len(listed) - 1)
        or minor[number] != minor[number - 1]
        or minor[number] != minor[number + 1]
    ]


class History:
    """What one command takes in each release that was asked."""

    def __init__(self, command: str, names: Iterable[str]) -> None:
        self.command = command
        self.names = sorted(set(names))
        self.tables: dict[str, Table] = {}
        self.words: dict[str, str] = {}

    def run(self, first: str) -> None:
        """Ask the releases from `first` on."""
        asked = ends(first)
        for version in asked:
            binary = release(version)
            words: dict[str, str] = {}
            self.tables[version] = command_table(binary, self.command, self.names, words=words)
            self.words |= words
        for low, high in pairwise(asked):
            self._between(low, high)

    def _between(self, low: str, high: str) -> None:
        here, there = RELEASES.index(low), RELEASES.index(high)
        if there - here < 2:
            return
        differ = _differing(self.tables[low], self.tables[high])
        if not differ:
            return
        middle = RELEASES[(here + there) // 2]
        same = {n: t for n, t in self.tables[low].items() if n not in differ}
        words = {name: word for name, word in self.words.items() if name in same}
        self.tables[middle] = command_table(
            release(middle), self.command, differ, known=same, words=words
        )
        self._between(low, middle)
        self._between(middle, high)

    def deltas(self) -> dict[str, Delta]:
        """For each release that changed something: what it was before."""
        asked = sorted(self.tables, key=RELEASES.index)
        found: dict[str, Delta] = {}
        for older, newer in pairwise(asked):
            delta = _delta(self.tables[older], self.tables[newer])
            if delta:
                found[newer] = delta
        return found


def _differing(one: Table, other: Table) -> frozenset[str]:
    """The options that are not the same, aliases included."""
    names = set(_delta(one, other))
    for table in (one, other):
        names |= {alias for name in set(names) for alias in table.get(name, {}).get("aliases", ())}
    return frozenset(names)


def _delta(older: Table, newer: Table) -> Delta:
    """What must be changed in the newer table to have the older one."""
    found: Delta = dict.fromkeys(newer.keys() - older.keys())
    for name, before in older.items():
        now = newer.get(name, {})
        changed: dict[str, Any] = {}
        for key in sorted(before.keys() | now.keys()):
            was, value = before.get(key), now.get(key)
            if key == "conflicts":
                # A conflict with an option that is not there needs no word.
                was = [other for other in was or () if other in older]
                value = [other for other in value or () if other in older]
            if was == value:
                continue
            if key == "choices" and was and value and set(was) < set(value):
                changed["lacks"] = [choice for choice in value if choice not in was]
            else:
                changed[key] = was or None
        if changed or name not in newer:
            found[name] = changed
    return dict(sorted(found.items()))


def written(histories: Iterable[History]) -> str:
    """The file: one line an option, the commands in which the same happened together."""
    merged: dict[str, dict[str, dict[str, Any]]] = {}
    for history in histories:
        for version, delta in history.deltas().items():
            for name, change in delta.items():
                line = f"{json.dumps(name)}: {json.dumps(change)}"
                merged.setdefault(version, {}).setdefault(line, {})[history.command] = None
    blocks = []
    for version in sorted(merged, key=RELEASES.index, reverse=True):
        groups: dict[str, list[str]] = {}
        for line, commands in sorted(merged[version].items()):
            groups.setdefault(", ".join(commands), []).append(line)
        inner = [
            f" {json.dumps(commands)}: {{\n  " + ",\n  ".join(lines) + "\n }"
            for commands, lines in groups.items()
        ]
        blocks.append(f"{json.dumps(version)}: {{\n" + ",\n".join(inner) + "\n}")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


if __name__ == "__main__":
    NAMES = Path(sys.argv[1]).read_text().split()
    DONE = []
    for COMMAND in sys.argv[3:] or COMMANDS:
        history = History(COMMAND, NAMES)
        history.run(sys.argv[2])
        print(COMMAND, len(history.tables), "releases asked", file=sys.stderr)
        DONE.append(history)
    print(written(DONE), end="")
