"""What changed in how uv finds and attaches credentials."""

from __future__ import annotations
