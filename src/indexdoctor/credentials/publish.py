"""User name, password and token for publishing, from options and `UV_PUBLISH_*` variables."""

from __future__ import annotations

from indexdoctor.model.command import Options
from indexdoctor.model.credential import Asked, Credential, Source
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.secret import Secret
from indexdoctor.records import record

TOKEN_USERNAME = "__token__"


@record
class PublishOptions:
    """What was given for publishing: an option before its variable, each of the three alone.

    A value that is given and empty counts as given (`UV_PUBLISH_TOKEN=""`, a CI secret that is
    missing, is sent as `__token__:`).
    """

    username: Stated[str] | None = None
    password: Stated[Secret] | None = None
    token: Stated[Secret] | None = None

    @property
    def beside_token(self) -> tuple[Origin, ...]:
        """The places of a user name and password given beside a token: uv refuses the command."""
        if self.token is None:
            return ()
        return tuple(given.origin for given in (self.username, self.password) if given is not None)

    def credential(self) -> Credential | None:
        """What is given, as a credential; None when nothing is.

        The user name "" (given and empty) differs from None (not given): uv takes a password
        beside the first and refuses it beside the second. Both are sent alike.
        """
        if self.token is not None:
            return Credential(
                Source.PUBLISH, self.token.origin, TOKEN_USERNAME, secret=self.token.value
            )
        given = self.password or self.username
        if given is None:
            return None
        return Credential(
            source=Source.PUBLISH,
            origin=given.origin,
            username=None if self.username is None else self.username.value,
            secret=None if self.password is None else self.password.value,
        )


def publish_options(command: Options, environment: Options) -> PublishOptions:
    """Read `username`, `password` and `token` of the command line, else of the environment."""

    def given(name: str) -> Stated[str] | None:
        return command.last(name) or environment.last(name)

    def secret(name: str) -> Stated[Secret] | None:
        found = given(name)
        if found is None:
            return None
        value: object = found.value
        return Stated(value if isinstance(value, Secret) else Secret(str(value)), found.origin)

    return PublishOptions(given("username"), secret("password"), secret("token"))


def from_options(command: Options, environment: Options) -> Credential | None:
    """The credential of `publish_options`."""
    return publish_options(command, environment).credential()


def asked(command: Options, environment: Options) -> Asked:
    """What options and variables hold for publishing, or that they hold nothing."""
    credential = from_options(command, environment)
    if credential is None:
        reason = "no --username, --password or --token, and no UV_PUBLISH_* variable for them"
        return Asked(Source.PUBLISH, "absent", reason)
    return Asked(Source.PUBLISH, "found", "", credential, credential.origin)
