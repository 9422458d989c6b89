"""Write the pages of the documentation that are made from the code.

`python -m tests.project.generate` writes them; a test compares what is committed with what the code
says today.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.project import cases_page, changes_page, limits_page
from tests.project.markdown import cell, escaped
from typer.core import TyperGroup
from typer.main import get_command

from indexdoctor.cli.app import application
from indexdoctor.diagnose.providers.base import Provider
from indexdoctor.diagnose.providers.registry import PROVIDERS
from indexdoctor.diagnose.rules.base import FAMILIES, Rule
from indexdoctor.diagnose.rules.registry import all_rules
from indexdoctor.lab.scenarios import load, names
from indexdoctor.render import schema
from indexdoctor.render.rule_page import first_sentence

ROOT = Path(__file__).parents[2]
_EXIT_CODES = """\
| code | meaning |
|---|---|
| 0 | nothing at or above `--fail-on` (default: error) that is not ignored |
| 1 | findings at or above it |
| 2 | wrong usage, or configuration that uv itself would refuse |
| 3 | nothing to check |
| 4 | incomplete: something could not be known |
| 70 | an internal error, or the redaction gate stopped the output |
| 73 | a file of `--output` cannot be written |
| 130 | interrupted |
"""


def _help(command: str) -> str:
    words = [sys.executable, "-m", "indexdoctor", *command.split(), "--help"]
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "src"),  # not another copy that is installed
        "COLUMNS": "88",
        "NO_COLOR": "1",
        "HOME": "/nowhere",
    }
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environ)
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def commands() -> list[str]:
    """The commands, in the order of the help."""
    root = get_command(application())
    assert isinstance(root, TyperGroup)
    return list(root.commands)


def reference() -> str:
    """Commands with their options, exit codes, and the list of findings."""
    parts = ["# Reference", "", "This page is made from the code.", "", "## Commands", ""]
    for command in ("", *commands()):
        parts += [f"### indexdoctor {command}".rstrip(), "", "```text", _help(command), "```", ""]
    parts += ["## Exit codes", "", _EXIT_CODES, "## Findings", ""]
    for family, what in FAMILIES.items():
        rules = [rule for rule in all_rules() if rule.family == family]
        if not rules:
            continue
        parts += [f"### {family}: {what}", ""]
        parts += ["| code | name | severity | what it means |", "|---|---|---|---|"]
        for rule in rules:
            meaning = cell(first_sentence(rule.meaning))
            link = f"[{rule.code}](rules/{rule.code}.md)"
            parts.append(f"| {link} | {rule.name} | {rule.severity} | {meaning} |")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def rule_page(rule: Rule) -> str:
    """The page of one finding: the text that `indexdoctor explain CODE` prints."""
    parts = [f"# {rule.code} {rule.name}", ""]
    parts += ["This page is made from the code.", ""]
    parts += [f"*{rule.severity}, {FAMILIES[rule.family]}.* {escaped(rule.meaning)}", ""]
    parts += ["## Why", "", escaped(rule.why), ""]
    parts += ["## How to fix it", "", escaped(rule.fix), ""]
    parts += ["## Example", "", "```text", rule.example.strip("\n"), "```", ""]
    if rule.changes:
        rows = (f"- {c.since}: uv {c.now}; before, it {c.before}" for c in rule.changes)
        parts += ["## Since when", "", *map(escaped, rows), ""]
    if rule.references:
        parts += ["## Seen in", "", *(f"- <{reference}>" for reference in rule.references)]
    return "\n".join(parts).rstrip() + "\n"


def threads() -> str:
    """The packaged scenarios: what was supposed and what really happens."""
    parts = [
        "# The public threads",
        "",
        "indexdoctor was born from public uv threads in which capable people read trace logs for",
        "days. Each is a packaged case: `indexdoctor demo NAME` plays it. What really happens was",
        "found out with the real uv; this page is made from the cases.",
        "",
    ]
    for name in names():
        case = load(name)
        parts += [f"## {case.title}", "", f"`indexdoctor demo {name}`", ""]
        if case.thread:
            parts += [f"Thread: <{case.thread}>", ""]
        if case.supposed:
            parts += [f"**Supposed.** {case.supposed}", ""]
        parts += [f"**What uv {case.uv} does.** {' '.join(case.really.split())}", ""]
    return "\n".join(parts).rstrip() + "\n"


def providers() -> str:
    """The kinds of server that are recognised, and what is known of each."""
    parts = [
        "# Kinds of server",
        "",
        "What indexdoctor knows of common package servers: how it tells them, which user names and",
        "tokens they take, and what their statuses mean. This page is made from the code. What is",
        "marked *reported* was neither seen on a running server nor read in its source or",
        "documentation.",
        "",
    ]
    for provider in PROVIDERS:
        parts += [f"## {provider.title}", ""]
        parts += [f"- **Told by** {_told_by(provider)}."]
        parts += [f"- **User name.** {escaped(_sentence(provider.users.convention))}"]
        tokens = [f"{t.name} ({t.lifetime})" for t in provider.tokens]
        if tokens:
            parts += [f"- **Tokens.** {escaped(_sentence('; '.join(tokens)))}"]
        parts += [f"- **Where to get one.** {escaped(_sentence(provider.obtain))}"]
        parts += ["- **Sources.** " + ", ".join(f"<{link}>" for link in provider.sources), ""]
        if not provider.meanings:
            continue
        parts += ["| status | request | credential | means |", "|---|---|---|---|"]
        for meaning in provider.meanings:
            sent = {None: "any", True: "sent", False: "none"}[meaning.sent]
            doubt = "" if meaning.verified else " (*reported*)"
            text = cell(meaning.text)
            parts.append(f"| {meaning.status} | {meaning.purpose} | {sent} | {text}{doubt} |")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text[0].isalpha() else f"{text}."


def _told_by(provider: Provider) -> str:
    found = []
    if provider.hosts:
        found.append("its host")
    if provider.paths:
        found.append("its path")
    headers = dict.fromkeys(f"`{header.name}`" for header in provider.headers)
    if headers:
        found.append("the header " + " or ".join(headers))
    if provider.realms:
        found.append("its realm")
    return ", ".join(found)


PAGES: dict[str, Callable[[], str]] = {
    "docs/reference.md": reference,
    "docs/threads.md": threads,
    "docs/providers.md": providers,
    **{f"docs/rules/{rule.code}.md": partial(rule_page, rule) for rule in all_rules()},
    "docs/versions.md": changes_page.page,
    "docs/cases.md": cases_page.page,
    "docs/limits.md": limits_page.page,
    **{
        f"{folder}/{document}-{schema.VERSION}.json": partial(schema.made, document)
        for folder in ("docs/schemas", "src/indexdoctor/schemas")
        for document in schema.DOCUMENTS
    },
}


def main() -> None:
    (ROOT / "docs/rules").mkdir(exist_ok=True)
    for name, make in PAGES.items():
        (ROOT / name).write_text(make(), encoding="utf-8")
        print(f"wrote {name}")


if __name__ == "__main__":
    main()
