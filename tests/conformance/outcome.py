"""What came of one world: identical, different, or left out."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from tests.conformance import show
from tests.conformance.commands import name_length
from tests.conformance.compare import difference, same, same_but_for_order
from tests.conformance.direct import run_direct
from tests.conformance.leaks import leaked
from tests.conformance.model import EXPLAIN_FORMATS, run_check, run_explain
from tests.conformance.real import RealUv, Run, run_uv
from tests.conformance.warm import Warm
from tests.conformance.worlds import World, world

from indexdoctor.lab.stage import Staged, stage

REPEATS = 6  # further runs of the real uv before a difference counts
ORDER_REPEATS = 24  # the same where only the order of requests of one URL differs
MODEL_REPEATS = 2  # and of indexdoctor
BOUNDS = ("constraint", "override", "exclude")  # kinds of settings that limit requirements
SLOWER = 0.1  # seconds that servers, or the keyring, take longer in two more runs of the real uv
SAMPLE = 20  # one world in this many is run twice even without a difference


class Verdict(enum.StrEnum):
    IDENTICAL = "identical"
    DIFFERENT = "different"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`text` is the difference; `leaks` names the outputs that held a secret, `tags` what
    kind of world it is, `ports` where its servers listened (uv's choice among overlapping indexes
    depends on the hash of their URLs, hence on the ports)."""

    number: int
    verdict: Verdict
    requests: int
    text: str = ""
    leaks: tuple[str, ...] = ()
    tags: str = ""
    ports: tuple[int, ...] = ()


def examine(
    seed: int,
    number: int,
    uv: RealUv,
    warm: Warm | None = None,
    *,
    explain: bool = True,
    full: bool = False,
    direct: bool = False,
    ports: tuple[int, ...] = (),
) -> Outcome:
    """Run both clients in one world and compare them.

    Without `warm` each run of indexdoctor is a process of its own. `direct` drives the model
    without the command line.
    """
    drawn = world(seed, number)
    with stage(drawn.scene, ports=ports) as staged:
        real = run_uv(staged, uv)
        model = _model(staged, uv, warm, direct=direct)
        verdict = Verdict.IDENTICAL if same(real, model) else Verdict.DIFFERENT
        if model.exit in (None, 70):  # too long, or indexdoctor itself failed
            verdict = Verdict.DIFFERENT
        further = int(number % SAMPLE == 0)
        if verdict is Verdict.DIFFERENT:
            # What two tasks of uv ask at the same time mostly comes in one order, but not always.
            further = ORDER_REPEATS if same_but_for_order(real, model) else REPEATS
        for _ in range(further):
            if model.exit != 70 and not same(real, run_uv(staged, uv)):
                verdict = Verdict.LEFT_OUT
                break
        for _ in range(MODEL_REPEATS if verdict is Verdict.DIFFERENT and model.exit != 70 else 0):
            # Simultaneous answers can come in another order: then it is no steady difference.
            again = _model(staged, uv, warm, direct=direct)
            if same(real, again):
                verdict = Verdict.LEFT_OUT
                break
        if verdict is Verdict.DIFFERENT and model.exit != 70 and _is_race(staged, uv, real):
            verdict = Verdict.LEFT_OUT
        text = ""
        if verdict is Verdict.DIFFERENT or full:
            bases = staged.server.bases
            text = "\n".join(
                (
                    show.world_text(drawn, staged),
                    f"  uv exit {real.exit}, indexdoctor exit {model.exit}",
                    difference(real, model, bases),
                    *(f"  uv ! {show.shorten(row, bases)}" for row in real.stderr.splitlines()),
                    *(f"  id ! {show.shorten(row, bases)}" for row in model.stderr.splitlines()),
                )
            )
            if full:
                text += "\n" + show.shorten(model.stdout, bases)
        printed = {"check": model.stdout + model.stderr}
        if explain and not direct:
            for shape in EXPLAIN_FORMATS:
                run = run_explain(staged, uv.version, shape, warm)
                printed[f"explain --format {shape}"] = run.stdout + run.stderr
                if run.requests or run.keyring:
                    verdict = Verdict.DIFFERENT
                    text += f"\n  explain --format {shape} sent requests or asked the keyring"
                if run.exit == 70:
                    verdict = Verdict.DIFFERENT
                    text += f"\n  explain --format {shape} failed: {run.stderr[-2000:]}"
        leaks, used = _leaks(drawn, printed), _ports(staged)
        return Outcome(number, verdict, len(real.requests), text, leaks, tags(drawn), used)


def _is_race(staged: Staged, uv: RealUv, real: Run) -> bool:
    """Whether the real uv does something else when the servers, or the keyring, are slower."""
    server, scene = staged.server, staged.scene
    site = server.site
    indexes = tuple(replace(index, latency=index.latency + SLOWER) for index in site.indexes)
    server.site = replace(site, indexes=indexes)
    try:
        if not same(real, run_uv(staged, uv)):
            return True
    finally:
        server.site = site
    if scene.keyring is None:
        return False
    keyring = replace(scene.keyring, delay=scene.keyring.delay + SLOWER)
    slow = replace(staged, scene=replace(scene, keyring=keyring))
    return not same(real, run_uv(slow, uv))


def _model(staged: Staged, uv: RealUv, warm: Warm | None, *, direct: bool) -> Run:
    if direct:
        return run_direct(staged, uv.version)
    return run_check(staged, uv.version, warm)


def _ports(staged: Staged) -> tuple[int, ...]:
    return tuple(urlsplit(base).port or 0 for base in staged.server.bases)


def tags(drawn: World) -> str:
    """The command and the rarer parts of a world, to sort differences by."""
    scene = drawn.scene
    texts = [text for _, text in scene.files] + list(scene.command)
    found = [" ".join(scene.command[1 : name_length(scene.command)])]
    for tag, is_there in (
        ("uv.lock", any(name.endswith("uv.lock") for name, _ in scene.files)),
        ("bounds", any("limits.txt" in name for name, _ in scene.files) or _is_bounded(texts)),
        ("marked sources", any('", marker = "' in text for text in texts)),
        ("pylock.toml", any("/pylock." in name for name, _ in scene.files)),
        ("workspace", any("/part/" in name for name, _ in scene.files)),
        ("direct URL", any(" @ http" in text or " @ {{" in text for text in texts)),
        ("find-links", any(index.flat for index in scene.site.indexes)),
        ("redirect", any(index.redirect for index in scene.site.indexes)),
        ("keyring", scene.keyring is not None),
        ("no-index", "--no-index" in scene.command),
        ("tls", bool(scene.site.secure)),
        ("proxy", scene.site.proxy is not None),
        ("offline", "offline" in str((scene.command, scene.environ)).lower()),
        ("local project", any(name.startswith("project/app/") for name, _ in scene.files)),
        ("hashes", any("--hash=" in text for text in texts)),
        ("no-sources", "no-sources" in str((texts, scene.environ)).lower().replace("_", "-")),
        ("sources", any("uv.sources" in text for text in texts)),
    ):
        if is_there:
            found.append(tag)
    return ", ".join(found)


def _is_bounded(texts: list[str]) -> bool:
    return any(f"{kind}-dependencies =" in text for kind in BOUNDS for text in texts)


def _leaks(drawn: World, printed: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name, output in printed.items() if leaked(drawn, output))
