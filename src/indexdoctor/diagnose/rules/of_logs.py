"""The rules that a log alone can feed: none of them draws on what a file or variable lacks."""

from __future__ import annotations

from indexdoctor.diagnose.rules import (
    net101,
    net102,
    net103,
    net104,
    net105,
    pol101,
    pol102,
    pol103,
    pub201,
    pub203,
    pub204,
    read101,
    read102,
    read103,
    read104,
    read105,
    read106,
    read107,
    read109,
    read114,
    read190,
)
from indexdoctor.diagnose.rules.base import Rule

RULES: tuple[Rule, ...] = (
    net101.RULE,
    net102.RULE,
    net103.RULE,
    net104.RULE,
    net105.RULE,
    pol101.RULE,
    pol102.RULE,
    pol103.RULE,
    pub201.RULE,
    pub203.RULE,
    pub204.RULE,
    read101.RULE,
    read102.RULE,
    read103.RULE,
    read104.RULE,
    read105.RULE,
    read106.RULE,
    read107.RULE,
    read109.RULE,
    read114.RULE,
    read190.RULE,
)
