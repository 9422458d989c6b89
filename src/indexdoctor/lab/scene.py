"""A scene: a site together with a user's files, environment, keyring and command."""

from __future__ import annotations

from dataclasses import field

from indexdoctor.lab.keyring import FakeKeyring
from indexdoctor.lab.site import Site
from indexdoctor.lab.wheels import build_sdist, build_wheel, sdist_name, wheel_name
from indexdoctor.records import record


@record
class Dist:
    """A distribution of the user's, written to `project/dist` to be published."""

    name: str
    version: str
    salt: str = ""
    is_sdist: bool = False

    @property
    def filename(self) -> str:
        return (sdist_name if self.is_sdist else wheel_name)(self.name, self.version)

    def build(self) -> bytes:
        if self.is_sdist:
            return build_sdist(self.name, self.version, self.salt)
        return build_wheel(self.name, self.version, salt=self.salt)


@record
class Scene:
    """Everything one run of a client depends on.

    `files` maps a path below the scene's folder to a text: `project/…` (the working directory),
    `home/…` (HOME), `etc/uv/uv.toml` (the system's configuration; `etc` is XDG_CONFIG_DIRS).
    Texts, `environ` values, `command` words and keyring entries may hold address placeholders
    (see `indexdoctor.lab.site`) and `{{root}}`, the scene's folder, where `tls` holds the files of
    `indexdoctor.lab.certificates` if a server is HTTPS. `command` begins with `uv`. `account_home`
    is the directory, below the scene's, that the system holds for the account (None: not known).
    """

    site: Site
    files: tuple[tuple[str, str], ...] = ()
    environ: tuple[tuple[str, str], ...] = ()
    command: tuple[str, ...] = ("uv", "lock")
    keyring: FakeKeyring | None = None
    dists: tuple[Dist, ...] = field(default=())
    account_home: str | None = None
