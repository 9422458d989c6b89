"""discover, resolve, replay, diagnose: the stages of one run, in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexdoctor.clients.uv import resolve
from indexdoctor.clients.uv.found import Found, find_uv
from indexdoctor.diagnose.assemble import report as assemble
from indexdoctor.diagnose.merge import merge
from indexdoctor.diagnose.selection import mistakes
from indexdoctor.diagnose.usual_user import usual_user
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import assumed_commands
from indexdoctor.discover.own_table import read_own_table
from indexdoctor.model.command import Command, CommandKind
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.labels import Labels
from indexdoctor.model.problem import OwnSettingsError
from indexdoctor.model.replayed import Replayed
from indexdoctor.model.report import Client, Note, Report
from indexdoctor.model.selection import Selection
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.trials import Side, Trials, read
from indexdoctor.versions import NEWEST, OLDEST, Uv, known

if TYPE_CHECKING:
    from indexdoctor.replay.run import Limits
    from indexdoctor.run import RunOptions

_NOTHING_HERE = (
    "there is no project and no requirements file here: name one, or put your own command after --"
)


def which_uv(options: RunOptions, surroundings: Surroundings) -> Found:
    """The version of uv the run is about: the one named, or the one the command would run."""
    if options.uv_version is not None:
        return Found(options.uv_version, "--uv-version")
    return find_uv(surroundings, options.words)


def alone(options: RunOptions, mode: str) -> Report:
    """The report on one version of the client.

    `check` reads, resolves, sends and diagnoses; `explain` says what each answer would lead to,
    and nothing is sent.
    """
    surroundings, paths = options.placed()
    uv = which_uv(options, surroundings)
    if uv.version is not None:
        surroundings = replace(surroundings, uv=known(uv.version))
    labels = Labels()
    if options.words:
        command = parse_command(options.words, surroundings)
        report = _one(options, mode, surroundings, command, uv, labels)
        return report if command.known else _unknown(report, command)
    commands = assumed_commands(surroundings, paths)
    if commands:
        reports: list[Report] = []
        for assumed in commands:
            reports.append(_one(options, mode, surroundings, assumed, uv, labels))
            if any(note.interrupted for note in reports[-1].notes):
                break
        return merge(reports)
    # What the environment and the user's own configuration say can be shown still.
    report = _one(options, mode, surroundings, Command(CommandKind.LOCK), uv, labels)
    return replace(report, notes=(*report.notes, Note(_NOTHING_HERE)))


def _unknown(report: Report, command: Command) -> Report:
    """The report on a command that is not modelled: that, and nothing about indexes."""
    problem = command.problems[0]
    return replace(
        report,
        verdict=problem.message,
        client=replace(report.client, command=""),
        subjects=(),
        findings=(),
        settings=(),
        problems=command.problems,
    )


def _one(
    options: RunOptions,
    mode: str,
    surroundings: Surroundings,
    command: Command,
    uv: Found,
    labels: Labels,
) -> Report:
    options.observer(f"reading what uv {command.kind} would read")
    watched = replace(surroundings, uv=surroundings.uv.watched())
    side = read(watched, command, options.packages)
    found, resolution = side.found, side.resolution
    chosen = selection(options, found)
    taken = resolution.lock is not None and resolution.lock.is_taken
    if taken and mode == "explain" and resolution.left_out:
        resolution = resolve(found, options.packages or None, limit=None)
    if taken and command.assumed and command.kind is CommandKind.LOCK:
        # While uv.lock fits, locking asks no index; installing from it does.
        sync = Command(CommandKind.SYNC, assumed=True)
        return _one(options, mode, surroundings, sync, uv, labels)
    replayed: Replayed | None = None
    problems = (*command.problems, *found.problems, *resolution.problems)
    refused = any(problem.fatal and not problem.late for problem in problems)
    if mode == "check" and not refused:
        replayed = _replay(options, side)
    return assemble(
        found,
        resolution,
        replayed,
        mode,
        client=client(command, uv),
        notes=notes(uv),
        labels=labels,
        selection=chosen,
    )


def selection(options: RunOptions, found: Discovered) -> Selection:
    """The codes that count: of the command line, and of the project beside it.

    `--select` replaces the project's; what either ignores is ignored. Raises OwnSettingsError.
    """
    start = found.surroundings.cwd if found.project is None else found.project.path.parent
    own, problems = read_own_table(start, found.surroundings)
    given = options.selection
    every = Selection(given.select or own.select, (*given.ignore, *own.ignore))
    problems = (*problems, *mistakes(Selection((*given.select, *own.select), every.ignore)))
    if problems:
        raise OwnSettingsError(problems)
    return every


def _replay(options: RunOptions, side: Side) -> Replayed:
    """What is sent and answered; where the client fails, also which releases would not."""
    from indexdoctor.replay.run import replay
    from indexdoctor.upgrading import Upgrading

    around, words = side.found.surroundings, options.words

    def make(uv: Uv) -> Side:
        surroundings = replace(around, uv=uv)
        command = parse_command(words, surroundings) if words else side.found.command
        return read(surroundings, command, options.packages)

    upgrading = Upgrading(side, Trials(make, [side], None, "check"))
    replayed = replay(
        side.session(),
        side.resolution,
        around,
        limits(options),
        options.observer,
        usual_user,
        upgrading.follow,
    )
    return replace(replayed, repaired=upgrading.repaired, broken=upgrading.broken)


def limits(options: RunOptions) -> Limits:
    """What the run's options allow."""
    from indexdoctor.replay.run import Limits

    return Limits(
        everything=options.replay.value == "all",
        publish_probe=options.publish_probe,
        max_refusals=options.max_refusals,
        deadline=options.deadline,
        spent=options.spent,
    )


def client(command: Command, uv: Found) -> Client:
    """The client as the report names it."""
    return Client(
        name="uv",
        version=uv.version or NEWEST,
        found=uv.how,
        command=f"uv {command.kind}",
    )


def notes(uv: Found) -> tuple[Note, ...]:
    """What is to be said about a version: that it is assumed, or not known."""
    if uv.version is None:
        return (Note(f"{uv.how}: uv {NEWEST} is assumed; --uv-version names another"),)
    like = known(uv.version).like
    if like == uv.version:
        return ()
    if like == OLDEST:
        text = f"uv {uv.version} is older than any known here: it is taken to behave as uv {like}"
    else:
        text = f"uv {uv.version} is newer than any known here: it is taken to behave as uv {like}"
    return (Note(text),)
