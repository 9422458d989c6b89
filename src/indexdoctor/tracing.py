"""From a log of uv to the report: what `indexdoctor trace` calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from pathlib import Path

from indexdoctor.diagnose.assemble import report as assemble
from indexdoctor.diagnose.merge import merge
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import assumed_commands
from indexdoctor.model.command import Command, CommandKind
from indexdoctor.model.labels import Labels
from indexdoctor.model.report import Client, Note, Report
from indexdoctor.model.selection import Selection
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record
from indexdoctor.trace.evidence import evidence
from indexdoctor.trace.lines import read_line
from indexdoctor.trace.messages import Said
from indexdoctor.trace.read import stories
from indexdoctor.trace.running import Running
from indexdoctor.trace.story import Story
from indexdoctor.trials import Side, read
from indexdoctor.versions import NEWEST, known

_NO_TRACE = (
    "the log has no TRACE lines, so it does not tell which requests were sent and with what: "
    "{} shows that"
)
_NO_VERSION = f"the log does not tell the version of uv: {NEWEST} is assumed"
_NOTHING = "there is no line of uv's about a request in it: uv -vv writes them to standard error"


@record
class TraceOptions:
    """What a log is explained with.

    With `project` the settings there are looked at beside the log; `words` is the command that
    wrote it, as typed after `--`. `notes` are said in the report.
    """

    surroundings: Surroundings
    project: Path | None = None
    words: tuple[str, ...] = ()
    selection: Selection = field(default_factory=Selection)
    observer: Callable[[str], None] = lambda text: None
    notes: tuple[Note, ...] = ()


def trace(logs: Iterable[tuple[str, Iterable[str]]], options: TraceOptions) -> Report:
    """The report on some logs, each with what it is called in the report, and its lines."""
    labels = Labels()
    return merge(
        [_one(story, name, options, labels) for name, log in logs for story in stories(log)]
    )


def traced_run(
    options: TraceOptions, echo: Callable[[str], None], *, everything: bool = False
) -> Report:
    """Run the command in `options.words` and explain its log.

    `echo` is told each line that uv would have written without the log, or with `everything` all.

    Raises NotRunError where the command cannot be started.
    """
    around = options.surroundings
    # What is written down is read first: from then on its secrets are known, and masked.
    _side(options, NEWEST)
    running = Running(options.words, around.environ, around.cwd)

    def lines() -> Iterator[str]:
        for line in running.lines():
            if everything or not all(part.level for part in read_line(0, line)):
                echo(line)
            yield line

    report = trace([("uv -vv", lines())], options)
    text = f"uv ended with exit code {running.exit}"
    return replace(report, notes=(*report.notes, Note(text, minor=running.exit == 0)))


def _one(story: Story, name: str, options: TraceOptions, labels: Labels) -> Report:
    version = story.version or NEWEST
    command = "uv"
    if options.project is None and not options.words:
        shown = evidence(story, name)
        found, resolution, replayed = shown.found, shown.resolution, shown.replayed
    else:
        side = _side(options, version)
        found, resolution = side.found, side.resolution
        replayed = evidence(story, name, resolution.rows).replayed
        command = f"uv {found.command.kind}"
    return assemble(
        found,
        resolution,
        replayed,
        "trace",
        client=Client("uv", version, name, command),
        notes=(*options.notes, *_notes(story)),
        labels=labels,
        selection=options.selection,
    )


def _side(options: TraceOptions, version: str) -> Side:
    """What a version makes of the settings of the project, for the command."""
    surroundings = replace(options.surroundings, uv=known(version).watched())
    if options.project is not None:
        surroundings = replace(surroundings, cwd=options.project.resolve())
    return read(surroundings, _command(options, surroundings), ())


def _command(options: TraceOptions, surroundings: Surroundings) -> Command:
    if options.words:
        return parse_command(options.words, surroundings)
    return next(iter(assumed_commands(surroundings, ())), Command(CommandKind.LOCK))


def _notes(story: Story) -> Iterator[Note]:
    """What this log cannot show, with what would."""
    if not story.events:
        yield Note(_NOTHING, incomplete=True)
        return
    if story.version is None:
        yield Note(_NO_VERSION)
    if not story.flows:
        yield Note(_NO_TRACE.format(story.shown_by), incomplete=True)
    cached = [event.url for event in story.events if event.said is Said.FRESH]
    if cached:
        more = f" and {len(cached) - 1} more" if len(cached) > 1 else ""
        text = f"{cached[0]}{more} came from uv's cache, and no server was asked"
        yield Note(f"{text}: --refresh asks it", minor=True)
