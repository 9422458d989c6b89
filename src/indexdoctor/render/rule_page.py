"""The page of one rule, and the catalogue of all."""

from __future__ import annotations

import re

from indexdoctor.render.line import Line, flow, to_text, width_of, wrap
from indexdoctor.render.view import View

_CODE = re.compile(r"[A-Z]{2,5}[0-9]{3}", re.IGNORECASE)
_STYLES = {"error": "bold red", "warning": "bold yellow"}


def is_code(text: str) -> bool:
    """Whether `text` has the shape of a code (`PUB201`), known or not."""
    return _CODE.fullmatch(text) is not None


def page(code: str, view: View) -> str | None:
    """The page of the rule with this code; None when there is no such rule."""
    from indexdoctor.diagnose.rules.base import FAMILIES
    from indexdoctor.diagnose.rules.registry import rule

    found = rule(code)
    if found is None:
        return None
    severity = found.severity.value
    lead: Line = [(f"{found.code} {found.name}", "bold")]
    family = FAMILIES[found.family]
    parts: list[Line] = [[(severity, _STYLES.get(severity, "bold"))], [(family, "dim")]]
    lines = flow(lead, parts, view)
    for title, text in (
        ("what it means", found.meaning),
        ("why", found.why),
        ("how to fix", found.fix),
        ("example", found.example),
    ):
        if text:
            lines.extend(([], [(title, "bold")]))
            for line in text.strip().splitlines():
                lines.extend(wrap([("  ", "")], [(line, "")], view))
    if found.changes:
        lines.extend(([], [("since when", "bold")]))
        for change in found.changes:
            row = f"uv {change.now}; before, it {change.before}"
            lines.extend(wrap([(f"  {change.since:<8}", "cyan")], [(row, "")], view, indent=10))
    if found.references:
        lines.extend(([], [("seen in", "bold")]))
        lines.extend([("  ", ""), (reference, "cyan")] for reference in found.references)
    return to_text(lines, view)


def catalogue(view: View) -> str:
    """All codes by family: code, severity, name, and the first sentence of what it means."""
    from indexdoctor.diagnose.rules.base import FAMILIES
    from indexdoctor.diagnose.rules.registry import all_rules

    room = max(width_of(rule.name) for rule in all_rules())
    lines: list[Line] = []
    for family, title in FAMILIES.items():
        members = [rule for rule in all_rules() if rule.family == family]
        if not members:
            continue
        if lines:
            lines.append([])
        lines.append([(family, "bold"), (f"  {title}", "dim")])
        for rule in members:
            severity = rule.severity.value
            lead: Line = [
                (f"  {rule.code:<9}", "bold"),
                (f"{severity:<9}", _STYLES.get(severity, "")),
                (f"{rule.name:<{room}}  ", ""),
            ]
            fits = view.width is None or view.width >= room + 60
            lines.extend(
                wrap(
                    lead,
                    [(first_sentence(rule.meaning) if fits else "", "dim")],
                    view,
                    indent=room + 22,
                )
            )
    return to_text(lines, view)


def first_sentence(text: str) -> str:
    """What stands in a list of rules for all that one means."""
    return re.split(r"(?<=[.!?]) (?=[A-Z])", text.strip(), maxsplit=1)[0]


def known_codes() -> list[tuple[str, str]]:
    """Every code with its name, for completion."""
    from indexdoctor.diagnose.rules.registry import all_rules

    return [(rule.code, rule.name) for rule in all_rules()]
