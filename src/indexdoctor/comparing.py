"""The stages of a run for several versions of the client, and what differs between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from indexdoctor import pipeline
from indexdoctor.clients.uv.found import Found
from indexdoctor.diagnose.assemble import report as assemble
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.compare import Examined, compare, joined
from indexdoctor.diagnose.merge import merge
from indexdoctor.diagnose.reasons import causes
from indexdoctor.diagnose.rules.registry import findings
from indexdoctor.diagnose.selection import divide
from indexdoctor.diagnose.usual_user import usual_user
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import assumed_commands
from indexdoctor.model.command import Command, CommandKind
from indexdoctor.model.comparison import Comparison
from indexdoctor.model.finding import Finding
from indexdoctor.model.labels import Labels
from indexdoctor.model.replayed import Replayed
from indexdoctor.model.report import Note, Report
from indexdoctor.model.selection import Selection
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.trials import Side, Trials, read
from indexdoctor.versions import NEWEST, Uv, known

if TYPE_CHECKING:
    from indexdoctor.replay.memory import Memory
    from indexdoctor.run import RunOptions

_CUT_OFF = Note("the run ended before its requests were known", incomplete=True)


def run(options: RunOptions, mode: str) -> Report:
    """The report on the first version, with the comparison of all."""
    surroundings, paths = options.placed()
    uv, versions = _versions(options, surroundings)
    if len(versions) == 1:
        report = pipeline.alone(options, mode)
        note = Note(f"nothing is compared: uv {versions[0]} is the version this report is about")
        return replace(report, notes=(*report.notes, note))
    first = replace(surroundings, uv=known(versions[0]))
    labels = Labels()
    if options.words:
        parsed = parse_command(options.words, first)
        commands: Sequence[Command | None] = [None] if parsed.known else []
    else:
        commands = assumed_commands(first, paths)
    if not commands:
        return pipeline.alone(replace(options, uv_version=versions[0]), mode)
    made: list[Report] = []
    for command in commands:
        looked = _Command(options, mode, surroundings, versions, command, labels)
        made.append(looked.report(uv))
        if any(note.interrupted for note in made[-1].notes):
            break
    report = merge(made)
    comparisons = [(each.client.command, each.comparison) for each in made if each.comparison]
    notes = tuple(
        n for version in versions[1:] for n in pipeline.notes(Found(version, "--compare"))
    )
    return replace(report, comparison=joined(comparisons), notes=(*report.notes, *notes))


def _versions(options: RunOptions, surroundings: Surroundings) -> tuple[Found, tuple[str, ...]]:
    """The left side and how it is known, and all versions, each once."""
    asked = options.compare
    if options.uv_version is None and len(set(asked)) > 1:
        return Found(asked[0], "--compare"), tuple(dict.fromkeys(asked))
    uv = pipeline.which_uv(options, surroundings)
    return uv, tuple(dict.fromkeys((uv.version or NEWEST, *asked)))


class _Command:
    """One command, looked at as each version would run it; None: the words that were typed."""

    def __init__(
        self,
        options: RunOptions,
        mode: str,
        surroundings: Surroundings,
        versions: Sequence[str],
        command: Command | None,
        labels: Labels,
    ) -> None:
        self._options = options
        self._mode = mode
        self._surroundings = surroundings
        self._versions = versions
        self._command = command
        self._labels = labels
        self._selection = Selection()

    def report(self, uv: Found) -> Report:
        """The report on the first version, with the comparison."""
        sides = self._sides()
        first = sides[0]
        taken = first.resolution.lock is not None and first.resolution.lock.is_taken
        assumed = self._command is not None and self._command.kind is CommandKind.LOCK
        if taken and assumed:
            # While uv.lock fits, locking asks no index; installing from it does.
            self._command = Command(CommandKind.SYNC, assumed=True)
            sides = self._sides()
            first = sides[0]
        self._selection = pipeline.selection(self._options, first.found)
        replayed, seen, memory = self._replayed(sides)
        report = assemble(
            first.found,
            first.resolution,
            replayed,
            self._mode,
            client=pipeline.client(first.found.command, uv),
            notes=pipeline.notes(uv),
            labels=self._labels,
            selection=self._selection,
        )
        return replace(report, comparison=self._comparison(sides, seen, memory))

    def _sides(self) -> list[Side]:
        self._options.observer("reading what each version would read")
        return [self._side(known(version).watched()) for version in self._versions]

    def _side(self, uv: Uv) -> Side:
        surroundings = replace(self._surroundings, uv=uv)
        command = self._command
        if command is None:
            command = parse_command(self._options.words, surroundings)
        return read(surroundings, command, self._options.packages)

    def _replayed(
        self, sides: Sequence[Side]
    ) -> tuple[Replayed | None, list[Replayed | None], Memory | None]:
        """The first version's replay, what each version does with the answers, and all answers."""
        nothing: list[Replayed | None] = [None] * len(sides)
        starting = [side for side in sides if side.starts]
        if self._mode != "check" or not starting:
            return None, nothing, None
        from indexdoctor.replay.run import replay_versions
        from indexdoctor.replay.versions import Version

        first = sides[0]
        played = replay_versions(
            Version(first.session(), first.resolution) if first.starts else None,
            [Version(side.session(), side.resolution) for side in starting],
            self._surroundings,
            pipeline.limits(self._options),
            self._options.observer,
            usual_user,
        )
        left = iter(played.versions)
        seen = [next(left) if side.starts else None for side in sides]
        return played.replayed if first.starts else None, seen, played.memory

    def _comparison(
        self, sides: Sequence[Side], seen: Sequence[Replayed | None], memory: Memory | None
    ) -> Comparison:
        trials = Trials(self._side, sides, memory, self._mode)
        views = [trials.outlook(side, replayed) for side, replayed in zip(sides, seen, strict=True)]
        runs = [side.run(view) for side, view in zip(sides, views, strict=True)]
        examined = []
        for side, replayed, run, view in zip(sides, seen, runs, views, strict=True):
            notes = () if replayed is None else replayed.notes
            if memory is not None and side.starts and replayed is None:
                notes = (*notes, _CUT_OFF)
            why = causes(runs[0], run, trials.look) if not view.same(views[0]) else ()
            examined.append(Examined(view, self._findings(side, replayed), why, notes))
        return compare(examined, {row.index.label: row for row in sides[0].resolution.rows})

    def _findings(self, side: Side, replayed: Replayed | None) -> tuple[Finding, ...]:
        if not side.starts:
            return ()
        found = findings(Case(side.found, side.resolution, replayed, self._mode))
        return divide(found, self._selection)[0]
