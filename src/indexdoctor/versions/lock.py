"""What changed in what uv does with a lock file."""

from __future__ import annotations
