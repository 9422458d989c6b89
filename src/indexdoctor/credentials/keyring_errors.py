"""What a `keyring` command complains of on its standard error: the kind of it, never the text.

The text itself is not shown: it can hold one-time codes, tokens in URLs, and names.
"""

from __future__ import annotations

import re

from indexdoctor.model.credential import Trouble
from indexdoctor.records import record

# The messages of the keyring library, of artifacts-keyring (the credential provider of Azure
# Artifacts), keyrings.google-artifactregistry-auth and keyrings.codeartifact (botocore).
_SIGNS: tuple[tuple[Trouble, tuple[str, ...]], ...] = (
    (Trouble.BACKEND, ("no recommended backend", "nokeyringerror", "backends/fail.py")),
    (Trouble.LOCKED, ("keyringlocked", "failed to unlock", "collection is locked", "-25308")),
    (
        Trouble.SIGN_IN,
        ("to sign in, use", "user interaction required", "devicelogin", "deviceflow"),
    ),
    (
        Trouble.LOGIN,
        (
            "no credentials could be found",
            "default credentials were not found",
            "unable to locate credentials",
            "reauthentication",
            "expiredtoken",
            "sso session associated with this profile",
        ),
    ),
)
_TEXTS = {
    Trouble.BACKEND: "no backend is available to it",
    Trouble.LOCKED: "the store behind it is locked",
    Trouble.SIGN_IN: "it asks a person to sign in",
    Trouble.LOGIN: "it has no login of its own at the service it asks",
}
_EXCEPTION = re.compile(r"(?:[a-z_]\w*\.)*[A-Z]\w*(?=:|$)")


@record
class Complaint:
    """What was complained of, as a clause."""

    trouble: Trouble
    text: str


def complaint(errors: bytes) -> Complaint | None:
    """What the standard error tells; None when it is empty or of no known form.

    Of a Python traceback it is the name of the exception.
    """
    text = errors.decode("utf-8", "replace")
    folded = text.casefold()
    for trouble, signs in _SIGNS:
        if any(sign in folded for sign in signs):
            return Complaint(trouble, _TEXTS[trouble])
    if "Traceback (most recent call last)" in text:
        last = text.strip().splitlines()[-1]
        found = _EXCEPTION.match(last)
        if found is not None:
            return Complaint(Trouble.OTHER, f"it ended with {found[0]}")
    return None
