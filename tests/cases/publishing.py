"""Uploads, and the check of the index before them."""

from __future__ import annotations

from tests.cases.frame import Case, Unnamed

CASES: tuple[Case | Unnamed, ...] = ()
