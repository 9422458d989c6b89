"""A `keyring` command that answers from a table and writes down what it was asked."""

from __future__ import annotations

import shlex
from pathlib import Path

from indexdoctor.records import record

SHADOW = "venv/bin"


@record
class Entry:
    """What the fake keyring holds for a service (a URL with placeholders, or a host) and user."""

    service: str
    username: str
    password: str


@record
class FakeKeyring:
    """The answers. `creds_mode` false is a keyring before version 25.2, without `--mode`.

    `noise` is printed to standard error on every run, `ending` behind each answer. `delay` is in
    seconds. A `failing` one answers as usual and then ends with exit code 3. A `silent` one prints
    nothing and ends well. The first `warm_up` runs find nothing.

    `place` is the folder it lies in, below the scene's; only `bin` is on PATH. A `shadowed` one
    stands behind another `keyring` on PATH, which holds nothing: that of the virtual environment
    `venv`. With `beside`, which are names of distributions, it lies in an environment of
    its own where these are installed, and `place` has a link to it.
    """

    entries: tuple[Entry, ...] = ()
    creds_mode: bool = True
    noise: str = ""
    ending: str = "\n"
    delay: float = 0.0
    failing: bool = False
    shadowed: bool = False
    silent: bool = False
    warm_up: int = 0
    place: str = "bin"
    beside: tuple[str, ...] | None = None


def write(keyring: FakeKeyring, folder: Path, log: Path) -> Path:
    """Write the command into `folder` as a shell script; each run appends one line to `log`.

    A line holds the arguments, each followed by a tab. Returns the path of the command.
    """
    lines = ["#!/bin/sh", "line="]
    lines.append('for word in "$@"; do line="$line$(printf \'%s\' "$word")\t"; done')
    lines.append(f"printf '%s\\n' \"$line\" >> {shlex.quote(str(log))}")
    if keyring.noise:
        lines.append(f"printf '%s\\n' {shlex.quote(keyring.noise)} >&2")
    if keyring.delay:
        lines.append(f"sleep {keyring.delay}")
    if keyring.silent:
        lines.append("exit 0")
    if keyring.warm_up:
        count = f'"$(wc -l < {shlex.quote(str(log))})"'
        lines.append(f"[ {count} -gt {keyring.warm_up} ] || exit 1")
    lines.append('case "$line" in')
    seen: set[tuple[str, ...]] = set()
    exits = "; exit 3" if keyring.failing else ""
    ending = shlex.quote(keyring.ending)

    def case(words: tuple[str, ...], action: str) -> None:
        if words not in seen:
            seen.add(words)
            pattern = "".join(f"{word}\t" for word in words)
            lines.append(f"{shlex.quote(pattern)}) {action}{exits};;")

    for entry in keyring.entries:
        password = f"printf '%s%s' {shlex.quote(entry.password)} {ending}"
        case(("get", entry.service, entry.username), password)
        if keyring.creds_mode:
            both = f"printf '%s\\n%s%s' {shlex.quote(entry.username)} {shlex.quote(entry.password)}"
            both += f" {ending}"
            case(("get", entry.service, "--mode", "creds"), both)
    if not keyring.creds_mode:
        usage = "echo 'keyring: error: unrecognized arguments: --mode' >&2; exit 2"
        lines.append(f"*--mode*) {usage};;")
    lines.append("*) exit 1;;")
    lines.append("esac")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "keyring"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def set_up(keyring: FakeKeyring, root: Path, log: Path) -> None:
    """Write the command where it belongs, below the folder of a scene."""
    folder = root / keyring.place
    if keyring.beside is None:
        write(keyring, folder, log)
        if keyring.place.endswith(".venv/bin"):
            environment(folder.parent)
    else:
        own = root / "tools" / "keyring"
        environment(own, "keyring", *keyring.beside)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "keyring").symlink_to(write(keyring, own / "bin", log))
    if keyring.shadowed:
        shadow = root / SHADOW
        write(FakeKeyring(), shadow, log)
        environment(shadow.parent, "keyring")


def environment(folder: Path, *distributions: str) -> None:
    """Make the folder look like a virtual environment in which these are installed."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\n", encoding="utf-8")
    for name in distributions:
        stem = f"{name.replace('-', '_')}-1.0.dist-info"
        (folder / "lib" / "python3.12" / "site-packages" / stem).mkdir(parents=True)


def asked(log: Path) -> tuple[tuple[str, ...], ...]:
    """The runs recorded in `log`, each as its arguments."""
    if not log.exists():
        return ()
    text = log.read_text(encoding="utf-8")
    return tuple(tuple(line.rstrip("\t").split("\t")) for line in text.splitlines())
