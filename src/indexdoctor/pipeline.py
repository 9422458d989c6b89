"""discover, resolve, replay, diagnose: the stages of one run, in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexdoctor.clients.uv import Session, resolve
from indexdoctor.clients.uv.found import Found, find_uv
from indexdoctor.diagnose.assemble import report as assemble
from indexdoctor.diagnose.merge import merge
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import assumed_commands, discover
from indexdoctor.model.config import Command, CommandKind, Discovered, Surroundings
from indexdoctor.model.labels import Labels
from indexdoctor.model.replayed import Replayed
from indexdoctor.model.report import Client, Note, Report
from indexdoctor.model.resolution import Resolution
from indexdoctor.versions import NEWEST, OLDEST, known

if TYPE_CHECKING:
    from indexdoctor.run import RunOptions

_NOTHING_HERE = (
    "there is no project and no requirements file here: name one, or put your own command after --"
)


def check(options: RunOptions) -> Report:
    """Read, resolve, send, diagnose."""
    return _run(options, "check")


def explain(options: RunOptions) -> Report:
    """Read, resolve, and say what each answer would lead to; nothing is sent."""
    return _run(options, "explain")


def _run(options: RunOptions, mode: str) -> Report:
    surroundings, paths = options.placed()
    if options.uv_version is not None:
        uv = Found(options.uv_version, "--uv-version")
    else:
        uv = find_uv(surroundings, options.words)
    if uv.version is not None:
        surroundings = replace(surroundings, uv=known(uv.version))
    labels = Labels()
    if options.words:
        command = parse_command(options.words, surroundings)
        report = _one(options, mode, surroundings, command, uv, labels)
        return report if command.known else _unknown(report, command)
    commands = assumed_commands(surroundings, paths)
    if commands:
        return merge([_one(options, mode, surroundings, c, uv, labels) for c in commands])
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
    found = discover(surroundings, command)
    resolution = resolve(found, options.packages or None)
    taken = resolution.lock is not None and resolution.lock.is_taken
    if taken and command.assumed and command.kind is CommandKind.LOCK:
        # While uv.lock fits, locking asks no index; installing from it does.
        sync = Command(CommandKind.SYNC, assumed=True)
        return _one(options, mode, surroundings, sync, uv, labels)
    replayed: Replayed | None = None
    problems = (*command.problems, *found.problems, *resolution.problems)
    refused = any(problem.fatal and not problem.late for problem in problems)
    if mode == "check" and not refused:
        replayed = _replay(options, found, resolution)
    return assemble(
        found,
        resolution,
        replayed,
        mode,
        client=_client(options, command, uv),
        notes=_notes(uv),
        labels=labels,
    )


def _replay(options: RunOptions, found: Discovered, resolution: Resolution) -> Replayed:
    from indexdoctor.replay.run import replay

    return replay(
        Session(resolution, found),
        resolution,
        found.surroundings,
        everything=options.replay.value == "all",
        publish_probe=options.publish_probe,
        max_refusals=options.max_refusals,
        deadline=options.deadline,
        observer=options.observer,
    )


def _client(options: RunOptions, command: Command, uv: Found) -> Client:
    return Client(
        name="uv",
        version=uv.version or NEWEST,
        found=uv.how,
        command=f"uv {command.kind}",
    )


def _notes(uv: Found) -> tuple[Note, ...]:
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
