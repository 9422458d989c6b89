"""A log, line by line, safe to attach."""

from __future__ import annotations

from collections.abc import Iterable

from indexdoctor.render.gate import Gate
from indexdoctor.render.redact import masked_lines
from indexdoctor.trace.lines import plain_lines
from indexdoctor.trace.secrets import hidden


def redacted(lines: Iterable[str], gate: Gate) -> tuple[str, ...]:
    """The lines without a secret: neither one that the gate knows nor one that shows in them.

    All are read before the first is masked: what shows as a secret in one line is masked in every
    other, in any of its forms. Colours go, and rows that a terminal wrapped are put together, so
    that no secret hides in a break.
    """
    shown = [hidden(text, lambda secret: gate.learn((secret,))) for _, text in plain_lines(lines)]
    return masked_lines(shown, gate)
