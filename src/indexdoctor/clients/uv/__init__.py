"""What uv makes of what is written down, and the requests it would send."""

from __future__ import annotations

from indexdoctor.clients.uv.session import Session
from indexdoctor.clients.uv.settings import resolve

__all__ = ["Session", "resolve"]
