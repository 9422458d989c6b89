"""Names for secrets, so that a report can tell them apart without showing them."""

from __future__ import annotations

from indexdoctor.model.secret import Secret


class Labels:
    """Gives each different secret of one run a label: `secret #1`, `secret #2`, …

    Equal secrets get equal labels. The number counts from 1 in the order of asking and says
    nothing about the secret.
    """

    def __init__(self) -> None:
        self._labels: dict[Secret, str] = {}

    def label(self, secret: Secret | None) -> str:
        """The label of `secret`; empty when there is none, `empty secret` for the empty string."""
        if secret is None:
            return ""
        if secret.is_empty():
            return "empty secret"
        return self._labels.setdefault(secret, f"secret #{len(self._labels) + 1}")
