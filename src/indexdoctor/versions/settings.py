"""What changed in which configuration uv reads and what it accepts."""

from __future__ import annotations
