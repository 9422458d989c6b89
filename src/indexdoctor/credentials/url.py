"""The user information of URLs (crates/uv-auth/src/credentials.rs, crates/uv-publish)."""

from __future__ import annotations

from indexdoctor.model.credential import Asked, Credential, Source
from indexdoctor.model.origin import Origin
from indexdoctor.model.problem import Problem
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Address
from indexdoctor.records import record


def from_address(
    address: Address, origin: Origin, source: Source = Source.URL
) -> Credential | None:
    """The credential a URL carries for reading: percent-decoded.

    None when it carries none, or when it does not decode (see `problem`). An empty password
    (`https://user:@host`) is no password: the credential is a user name only.
    """
    if address.userinfo is None:
        return None
    try:
        username, secret = address.userinfo.username, address.userinfo.password
    except UnicodeDecodeError:
        return None
    if username is None and secret is None:
        return None
    return Credential(source, origin, username, secret, scope=address.url)


def problem(address: Address, origin: Origin) -> Problem | None:
    """Why the user information cannot be read: uv stops with an error when it uses the URL."""
    if address.userinfo is None:
        return None
    for part in ("username", "password"):
        try:
            getattr(address.userinfo, part)
        except UnicodeDecodeError:
            message = f"the {part} in the URL is not UTF-8 after percent-decoding"
            return Problem(message, origin, hint="percent-encode the UTF-8 bytes of the text")
    return None


def asked(address: Address, origin: Origin) -> Asked:
    """What a URL carries, or why it carries nothing."""
    credential = from_address(address, origin)
    if credential is not None:
        return Asked(Source.URL, "found", "", credential, origin)
    wrong = problem(address, origin)
    if wrong is not None:
        return Asked(Source.URL, "failed", wrong.message, origin=origin)
    return Asked(Source.URL, "absent", "no user information in the URL", origin=origin)


@record
class PublishUserinfo:
    """The user information of a publish URL as uv sends it: NOT percent-decoded.

    `https://a%40b:p%24w@host` is sent as user `a%40b`, password `p%24w`. None is absent or empty.
    """

    username: str | None
    secret: Secret | None


def publish_userinfo(address: Address) -> PublishUserinfo:
    """The user name and password `uv publish` takes from a publish URL."""
    if address.userinfo is None:
        return PublishUserinfo(None, None)
    secret = address.userinfo.password_encoded
    if secret is not None and secret.is_empty():
        secret = None
    return PublishUserinfo(address.userinfo.username_encoded or None, secret)
