"""Ask the real uv which options its commands take.

`python -m tests.discover.probe_options UV NAMES` prints the table that the package keeps in
`indexdoctor/discover/uv_options.json`. NAMES is a file with one candidate long option per line
(without dashes); what uv does not know is left out, so it may hold too many. Nothing runs: every
probe ends in an error of uv's argument parser.
"""

from __future__ import annotations

import json
import os
import re
import string
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

COMMANDS = (
    *("pip compile", "pip install", "pip sync", "lock", "sync"),
    *("add", "remove", "run", "tree", "export", "build", "publish"),
    *("tool install", "tool run", "tool upgrade"),
)
STOP = "--no-such-option"
SAMPLES = ("a", "1", "3.11", "2024-01-01", "a=b", "a=2024-01-01", "a:b=c", "https://a.example/b")
# The options of one command by name; what each is, as in uv_options.json.
Table = dict[str, dict[str, Any]]
_NAME = re.compile(r"--([a-z0-9][a-z0-9-]*)")


class Parser:
    """uv's argument parser: run with words that cannot get past it."""

    def __init__(self, uv: str) -> None:
        self.uv = uv
        self.home = tempfile.mkdtemp()
        # Nothing listens there; UV_OFFLINE would stand for an option.
        nowhere = {"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
        self.environ = {"HOME": self.home, "PATH": os.defpath, **nowhere}

    def error(self, command: str, *words: str) -> str:
        """What uv writes (its help goes to the standard output)."""
        done = subprocess.run(
            [self.uv, *command.split(), *words],
            capture_output=True,
            text=True,
            env=self.environ,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )
        return done.stderr + done.stdout

    def long_option(self, command: str, name: str) -> tuple[str, dict[str, Any]] | None:
        """The canonical name and traits of `--name`; None when uv does not know it."""
        text = self.error(command, f"--{name}=:\x01", STOP)
        if f"unexpected argument '--{name}" in text:
            return None
        if "unexpected value" in text:
            canonical = _NAME.search(text.partition("' for '")[2])
            return (canonical[1] if canonical else name), {}
        traits: dict[str, Any] = {"value": True}
        choices = re.search(r"\[possible values: (.*)\]", text)
        if choices:
            traits["choices"] = choices[1].split(", ")
        if f"unexpected argument '{STOP}" in self.error(command, f"--{name}=", STOP):
            traits["empty"] = True
        canonical = _NAME.search(self.error(command, f"--{name}"))
        return (canonical[1] if canonical else name), traits

    def short_option(self, command: str, letter: str) -> str | None:
        """What `-letter` is: `flag`, or the long name of the option that takes a value."""
        if f"unexpected argument '-{letter}'" in self.error(command, f"-{letter}", STOP):
            return None
        text = self.error(command, f"-{letter}%", STOP)
        if "unexpected argument '-%'" in text:
            return "flag"
        named = _NAME.search(self.error(command, f"-{letter}").partition("required for '")[2])
        return named[1] if named else "flag"

    def sample(self, command: str, name: str, traits: dict[str, Any]) -> str | None:
        """`--name`, with a value uv takes where it wants one; None when none is known."""
        if not traits.get("value"):
            return f"--{name}"
        for value in (*traits.get("choices", ())[:1], *SAMPLES):
            if f"unexpected argument '{STOP}" in self.error(command, f"--{name}={value}", STOP):
                return f"--{name}={value}"
        return None

    def repeats(self, command: str, word: str) -> bool:
        """Whether the option may be given twice."""
        return "cannot be used multiple times" not in self.error(command, word, word, STOP)

    def conflicts(self, command: str, name: str, words: dict[str, str]) -> list[str]:
        """The options that `--name` cannot be used with."""
        replaced_by = {name, f"no-{name}", name.removeprefix("no-")}
        others = [word for other, word in words.items() if other not in replaced_by]
        text = self.error(command, words[name], *others)
        first, _, rest = text.partition("cannot be used with")
        found = _NAME.search(first)
        if found is None or found[1] != name:
            return []
        return sorted(set(_NAME.findall(rest.partition("Usage:")[0])))

    def clashes_with_negation(self, command: str, name: str, words: dict[str, str]) -> bool:
        """Whether `--name` and `--no-name` are refused together (else the later one counts)."""
        if f"no-{name}" not in words:
            return False
        pair = [words[name], words[f"no-{name}"]]
        text = self.error(command, *pair, "--quiet", "--verbose")
        return f"'--{name}" in text and f"'--no-{name}" in text and "cannot be used" in text


def command_table(
    uv: str | Path,
    command: str,
    names: Iterable[str],
    known: Table | None = None,
    words: dict[str, str] | None = None,
) -> Table:
    """The options of one command.

    `known` are options that need not be asked for again, `words` samples of them; samples that are
    found are added to it.
    """
    parser = Parser(str(uv))
    known = known or {}
    samples = {} if words is None else words
    options: Table = {name: dict(traits) for name, traits in known.items()}
    listed = sorted(set(names))
    with ThreadPoolExecutor(3) as pool:
        answers = pool.map(lambda name: parser.long_option(command, name), listed)
        asked: Table = {}
        for name, answer in zip(listed, answers, strict=True):
            if answer is None:
                continue
            canonical, traits = answer
            entry = asked.setdefault(canonical, {})
            entry.update(traits)
            if canonical != name:
                entry.setdefault("aliases", []).append(name)
        options |= asked
        _letters(parser, command, pool, options, asked)
        wanted = [name for name in options if name not in samples or name in asked]
        found = pool.map(lambda n: parser.sample(command, n, options[n]), wanted)
        samples.update({n: word for n, word in zip(wanted, found, strict=True) if word})
        usable = {n: samples[n] for n in options if n in samples and n not in ("help", "version")}
        probed = [name for name in asked if name in usable]
        clashes = pool.map(lambda n: parser.conflicts(command, n, usable), probed)
        for name, others in zip(probed, clashes, strict=True):
            if parser.clashes_with_negation(command, name, usable):
                others = [*others, f"no-{name}"]
            if others:
                asked[name]["conflicts"] = sorted(others)
        repeats = pool.map(lambda n: parser.repeats(command, usable[n]), probed)
        for name, repeated in zip(probed, repeats, strict=True):
            if repeated:
                asked[name]["repeats"] = True
    return options


def _letters(
    parser: Parser, command: str, pool: ThreadPoolExecutor, options: Table, asked: Table
) -> None:
    """Add the short forms of the options that are asked for."""
    taken = {letter for n, o in options.items() if n not in asked for letter in o.get("short", ())}
    letters = [letter for letter in string.ascii_letters + string.digits if letter not in taken]
    shorts = pool.map(lambda letter: parser.short_option(command, letter), letters)
    manual = parser.error(f"help {command}")
    flags = dict(re.findall(r"^\s+-(\w), --([a-z-]+)", manual, re.MULTILINE))
    for letter, meaning in zip(letters, shorts, strict=True):
        if meaning is None:
            continue
        flag = flags.get(letter)
        if flag is None:
            twice = _NAME.search(parser.error(command, f"-{letter}", f"-{letter}", STOP))
            flag = twice[1] if twice else ""
        long_name = flag if meaning == "flag" else meaning
        if long_name in asked:
            asked[long_name].setdefault("short", []).append(letter)


def table(uv: str, names: Iterable[str]) -> dict[str, Table]:
    """The options of every command."""
    return {command: command_table(uv, command, names) for command in COMMANDS}


def compact(commands: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The table as it is stored: what an option is in most commands is written once."""
    usual: dict[str, Any] = {}
    for name in sorted({name for options in commands.values() for name in options}):
        seen = [options[name] for options in commands.values() if name in options]
        usual[name] = max(seen, key=seen.count)
    return {
        "options": usual,
        "commands": {
            command: {
                "options": sorted(name for name in options if options[name] == usual[name]),
                "other": {n: o for n, o in sorted(options.items()) if o != usual[n]},
            }
            for command, options in commands.items()
        },
    }


def written(stored: dict[str, Any]) -> str:
    """One line an option, so that a change of uv is a readable change of the file."""
    lines = ['{"options": {']
    lines += [f" {json.dumps(n)}: {json.dumps(o)}," for n, o in stored["options"].items()]
    lines[-1] = lines[-1].removesuffix(",")
    lines += ["},", '"commands": {']
    for command, parts in stored["commands"].items():
        lines.append(f'{json.dumps(command)}: {{"options": {json.dumps(parts["options"])},')
        lines.append(' "other": {')
        lines += [f"  {json.dumps(n)}: {json.dumps(o)}," for n, o in parts["other"].items()]
        lines[-1] = lines[-1].removesuffix(",")
        lines.append(" }},")
    lines[-1] = lines[-1].removesuffix(",")
    return "\n".join([*lines, "}}", ""])


if __name__ == "__main__":
    print(written(compact(table(sys.argv[1], Path(sys.argv[2]).read_text().split()))), end="")
