"""The page about what changed in uv: the table of changes, each with its scene, played."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby

from tests.comparing.loopback import loopback_only
from tests.conformance.releases import RELEASES
from tests.project.markdown import cell, escaped

from indexdoctor import run
from indexdoctor.lab.changes import scenes
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Gate, LabIndex, LabPublish, fill
from indexdoctor.lab.stage import Staged, stage
from indexdoctor.model.comparison import Aspect, Comparison
from indexdoctor.render.comparison import side_texts, title, uv_names
from indexdoctor.run import Replay, RunOptions
from indexdoctor.versions import NEWEST, OLDEST, Change
from indexdoctor.versions.history import Step, steps

# Where uv's choice hangs on hashes, it hangs on the ports too: they are always the same here.
_PORTS = (18001, 18002)
_PROXY = "http://127.0.0.1:18003"
_ROOT = "/scene"
_REFUSALS = 9  # more than any scene has: its account is nobody's
# What happens; the rest only explains it.
_SHOWN = (Aspect.START, Aspect.OUTCOME, Aspect.REQUESTS, Aspect.KEYRING)
_INTRODUCTION = f"""\
# What changed in uv's authentication, version by version

What a 401 means depends on the version of uv. These are the changes indexdoctor knows between uv
{OLDEST} and {NEWEST}, the newest first; `--uv-version` and `--compare` go by them, and
`indexdoctor versions --since 0.8.0` lists a part of them. Options, variables and fields that came
or went with a release are known too and not listed.

Each change has a scene: files, a command, a server. The tests play every scene with the real uv of
the very release and of the one before, and compare its requests with those of indexdoctor. What
both versions do is shown as `indexdoctor check --replay effective --compare BEFORE,RELEASE` says
it. *Not sent by indexdoctor* stands where the other version would send a credential to a server it
is not meant for. Addresses are those of loopback servers, and the passwords are made up. This
page is made from the code.
"""


def page() -> str:
    """The whole page, in Markdown."""
    every = steps()
    played = scenes()
    lines = [_INTRODUCTION, "| release | change | before | since then |", "|---|---|---|---|"]
    for step in every:
        change = step.change
        if not step.ends:
            ends = "" if change.until is None else f" (until {change.until})"
            lines.append(
                f"| {change.since} | [{change.name}](#{_anchor(change)}) | {cell(change.before)} "
                f"| {cell(change.now)}{ends} |"
            )
    lines.append("")
    with loopback_only():
        for version, members in groupby(every, key=lambda step: step.version):
            lines += [f"## uv {version}", ""]
            for step in members:
                lines += _ended(step) if step.ends else _begun(step.change, played[step.change])
    return "\n".join(lines).rstrip() + "\n"


def _anchor(change: Change) -> str:
    """As the Markdown extension `toc` makes it of the heading."""
    return re.sub(r"[^\w\s-]", "", change.name)


def _source(change: Change) -> str:
    linked = change.source.startswith("https://")
    return f"Source: <{change.source}>" if linked else f"Source: {escaped(change.source)}."


def _ended(step: Step) -> Iterator[str]:
    change = step.change
    yield f"[{change.name}](#{_anchor(change)}) of uv {change.since} ends: uv no longer"
    yield f"{escaped(change.now)}."
    yield ""


def _begun(change: Change, scene: Scene) -> Iterator[str]:
    before = RELEASES[RELEASES.index(change.since) - 1]
    yield from (f"### {change.name}", "")
    yield f"**Before**, uv {escaped(change.before)}."
    yield ""
    until = "" if change.until is None else f", until {change.until}"
    yield f"**Since {change.since}**{until}, uv {escaped(change.now)}."
    yield ""
    yield from (_source(change), "")
    with _staged(scene) as staged:
        yield from _shown(staged)
        text = _compared(staged, before, change.since)
        if text:
            yield from _block("text", text)
        else:
            yield from ("No server on loopback can see the difference; uv tells of it.", "")


@contextmanager
def _staged(scene: Scene) -> Iterator[Staged]:
    """The scene at the ports of the page; another run at the same time is waited for."""
    ports = _PORTS[: len(scene.site.hosts)]
    with ExitStack() as stack:
        for tries_left in range(300, -1, -1):
            try:
                staged = stack.enter_context(stage(scene, ports=ports))
                break
            except OSError:
                if not tries_left:
                    raise
                time.sleep(0.1)
        yield staged


def _block(language: str, text: str) -> Iterator[str]:
    yield from (f"```{language}", *text.rstrip("\n").split("\n"), "```", "")


def _shown(staged: Staged) -> Iterator[str]:
    """The command, the files and the server of a scene."""
    scene = staged.scene
    words = [f"{name}={_quoted(_filled(value, scene))}" for name, value in scene.environ]
    words += [_quoted(_filled(word, scene)) for word in scene.command]
    yield from _block("console", f"$ {' '.join(words)}")
    for name, text in scene.files:
        if not text:
            yield from (f"`{name}`, an empty file", "")
            continue
        yield from (f"`{name}`", "")
        language = "toml" if name.endswith((".toml", ".lock")) else "text"
        yield from _block(language, _filled(text, scene))
    yield from (f"- {_filled(fact, scene)}" for fact in _facts(scene))
    yield ""


def _quoted(word: str) -> str:
    """As one would type it."""
    return shlex.quote(word) if "\n" not in word else "$'" + word.replace("\n", "\\n") + "'"


def _facts(scene: Scene) -> Iterator[str]:
    """What the files do not say: the server, the keyring, the files to upload."""
    site = scene.site
    for index in site.indexes:
        yield f"`{_base(index.origin)}{index.path}`: {', '.join(_index(index))}"
    for upload in site.publish:
        yield f"`{_base(upload.origin)}{upload.path}`: {', '.join(_upload(upload))}"
    accounts = [f"`{a.name}` with `{a.password}`" for a in site.accounts if a.name]
    accounts += [f"the bearer token `{a.password}`" for a in site.accounts if not a.name]
    if accounts:
        yield f"accounts: {', '.join(accounts)}"
    for entry in () if scene.keyring is None else scene.keyring.entries:
        yield f"`keyring get {entry.service} {entry.username}` prints `{entry.password}`"
    if site.proxy is not None:
        yield f"`{_PROXY}`: a proxy"
    for dist in scene.dists:
        served = [p.salt for i in site.indexes for p in i.packages if p.name == dist.name]
        other = ": it is not the file the index has" if served and dist.salt not in served else ""
        yield f"`project/dist/{dist.filename}` is to be uploaded{other}"


def _base(origin: int) -> str:
    """The placeholder of an origin."""
    return "{{origin}}" if origin == 0 else "{{origin2}}"


def _index(index: LabIndex) -> Iterator[str]:
    yield "a find-links page" if index.flat else "an index"
    if index.fixed is not None:
        yield f"answers {index.fixed.status} whatever is asked"
        return
    if index.packages:
        names = (f"`{p.name}` {' and '.join(p.versions)}" for p in index.packages)
        yield f"has {', '.join(names)}"
    else:
        yield "has no package"
    yield from _gate(index.gate)
    if index.redirect is not None:
        yield f"sends its pages on to `{index.redirect}`"
    files = index.files
    if files.path is not None:
        about = ", ".join(_gate(files.gate)) if files.gate is not None else ""
        yield f"its files below `{files.path}`{f' ({about})' if about else ''}"


def _gate(gate: Gate) -> Iterator[str]:
    if gate.anonymous is not None:
        who = "accounts" if gate.allowed is None else f"`{', '.join(gate.allowed)}`"
        yield f"for {who} only: {gate.anonymous.status} without a credential"


def _upload(upload: LabPublish) -> Iterator[str]:
    yield "takes uploads"
    yield from _gate(upload.gate)
    if upload.accepted.location is not None:
        yield f"answers {upload.accepted.status} to `{upload.accepted.location}`"


def _bases(scene: Scene) -> tuple[str, ...]:
    """The addresses of its servers on the page."""
    secure = scene.site.secure
    return tuple(
        f"{'https' if number in secure else 'http'}://{host}:{port}"
        for number, (host, port) in enumerate(zip(scene.site.hosts, _PORTS, strict=False))
    )


def _filled(text: str, scene: Scene) -> str:
    return fill(text.replace("{{root}}", _ROOT), _bases(scene), _PROXY)


def _compared(staged: Staged, before: str, since: str) -> str:
    options = RunOptions(
        surroundings=staged.surroundings,
        words=staged.command,
        compare=(before, since),
        replay=Replay.EFFECTIVE,
        max_refusals=_REFUSALS,
    )
    comparison = run.check(options).comparison
    if comparison is None:
        raise AssertionError("two versions give a comparison")
    text = "\n".join(_lines(comparison))
    if staged.server.proxy:
        text = text.replace(staged.server.proxy.partition("://")[2], _PROXY.partition("://")[2])
    return text.replace(str(staged.root), _ROOT)


def _lines(comparison: Comparison) -> Iterator[str]:
    shown = [each for each in comparison.differences if each.place.aspect in _SHOWN]
    for difference in shown or comparison.differences:
        yield title(difference).replace("  ", " ")
        for side in difference.sides:
            name = uv_names(side.versions)
            for number, text in enumerate(side_texts(difference, side)):
                yield f"  {name if number == 0 else ' ' * len(name)}  {text}"
