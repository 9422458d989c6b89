"""Text and rules as SARIF has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from indexdoctor.model.finding import Finding, Severity
from indexdoctor.render.markdown_text import text

if TYPE_CHECKING:
    from indexdoctor.diagnose.rules.base import Rule

# What SARIF 2.1.0 reads in plain text (3.11.5, 3.11.6): placeholders and embedded links.
_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_KINDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "recommendation",
}


def plain(content: str) -> str:
    """Plain text in which nothing is a placeholder or a link."""
    return _PLACEHOLDER.sub(r"{{\1}}", content.replace("](", "] ("))


def message(content: str, markdown: str | None = None) -> dict[str, str]:
    """A message; viewers that can show Markdown take that."""
    shown = {"text": plain(content)}
    return shown if markdown is None else {**shown, "markdown": markdown}


def descriptor(finding: Finding) -> dict[str, Any]:
    """The rule of a finding; without help where this version does not know it (a saved report)."""
    from indexdoctor.diagnose.rules.registry import rule

    found = rule(finding.code)
    if found is None:
        return {"id": finding.code, "name": finding.name}
    return _known(found)


def own(code: str, name: str, meaning: str) -> dict[str, Any]:
    """A rule that is no finding's: a mistake in a file."""
    return {"id": code, "name": name, "shortDescription": message(meaning)}


def _known(rule: Rule) -> dict[str, Any]:
    from indexdoctor.diagnose.rules.base import FAMILIES
    from indexdoctor.render.rule_page import first_sentence, page
    from indexdoctor.render.view import View

    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": message(first_sentence(rule.meaning)),
        "fullDescription": message(rule.meaning),
        "help": message(page(rule.code, View()) or "", _markdown(rule)),
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {
            "tags": ["uv", FAMILIES[rule.family]],
            "problem.severity": _KINDS[rule.severity],
        },
    }


def _markdown(rule: Rule) -> str:
    sections = (
        ("What it means", rule.meaning),
        ("Why", rule.why),
        ("How to fix", rule.fix),
        ("Example", rule.example),
    )
    parts = [f"**{title}**\n\n{_lines(said)}" for title, said in sections if said]
    if rule.references:
        parts.append("**Seen in**\n\n" + "\n".join(f"- {text(one)}" for one in rule.references))
    return "\n\n".join(parts)


def _lines(said: str) -> str:
    lines: Sequence[str] = said.strip().splitlines()
    return "\n\n".join(text(line) for line in lines if line.strip())
