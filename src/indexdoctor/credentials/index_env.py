"""`UV_INDEX_<NAME>_USERNAME` and `_PASSWORD` (crates/uv-distribution-types/src/index.rs)."""

from __future__ import annotations

from collections.abc import Mapping

from indexdoctor.discover.unicode import unicode_value
from indexdoctor.model.credential import Asked, Credential, Source
from indexdoctor.model.index import Index
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret


def variables(name: str) -> tuple[str, str]:
    """The variables of the user name and the password of the index `name`.

    ASCII letters and digits are upper-cased, every other character becomes `_`: `a-b`, `a_b` and
    `a.b` share their variables.
    """
    part = "".join(c.upper() if c.isascii() and c.isalnum() else "_" for c in name)
    return f"UV_INDEX_{part}_USERNAME", f"UV_INDEX_{part}_PASSWORD"


def from_environment(index: Index, environ: Mapping[str, str]) -> Credential | None:
    """The credential of a named index; None when neither variable is set.

    A variable that is set and empty counts as set: an empty user name is no user name, an empty
    password is a password. So both set and empty give a complete credential that is sent as `:`,
    and a user name variable alone, set and empty, gives an empty credential (`is_empty`), which
    still keeps uv from reading the user information of the URL. The origin is the password's
    variable where it is set.
    """
    if index.name is None:
        return None
    user_variable, password_variable = variables(index.name)
    username = unicode_value(environ, user_variable)
    password = unicode_value(environ, password_variable)
    if username is None and password is None:
        return None
    return Credential(
        source=Source.INDEX_ENV,
        origin=Origin.env(user_variable if password is None else password_variable),
        username=username or None,
        secret=None if password is None else Secret(password),
        scope=index.url,
    )


def asked(index: Index, environ: Mapping[str, str]) -> Asked:
    """What the variables of an index hold, or why they hold nothing."""
    if index.name is None:
        return Asked(Source.INDEX_ENV, "unasked", "an index without a name has no variables")
    credential = from_environment(index, environ)
    names = " and ".join(variables(index.name))
    if credential is None:
        return Asked(Source.INDEX_ENV, "absent", f"{names} are not set")
    if credential.is_empty:
        reason = f"{credential.origin} is set and empty"
        return Asked(Source.INDEX_ENV, "absent", reason, credential, credential.origin)
    return Asked(Source.INDEX_ENV, "found", "", credential, credential.origin)
