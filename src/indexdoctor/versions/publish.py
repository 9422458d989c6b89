"""What changed in uploads and the check URL."""

from __future__ import annotations
