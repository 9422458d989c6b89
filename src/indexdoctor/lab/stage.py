"""Set a scene up in a temporary folder: files written, server running, environment sealed."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from indexdoctor.lab import certificates
from indexdoctor.lab import keyring as fake
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.server import LabServer
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.records import record


@record
class Staged:
    """A scene that is set up.

    `root` is the temporary folder, `environ` the whole environment of the client (nothing is
    inherited but what finds programs), `command` the words of the command, addresses filled in.
    """

    scene: Scene
    root: Path
    server: LabServer
    environ: dict[str, str]
    command: tuple[str, ...]

    @property
    def cwd(self) -> Path:
        return self.root / "project"

    @property
    def surroundings(self) -> Surroundings:
        """What the readers take."""
        account = self.scene.account_home
        home = None if account is None else self.root / account
        etc = self.root / "etc"
        return Surroundings(cwd=self.cwd, environ=self.environ, account_home=home, etc=etc)

    @property
    def keyring_log(self) -> Path:
        return self.root / "keyring.log"

    def keyring_calls(self) -> tuple[tuple[str, ...], ...]:
        """The runs of the fake `keyring` since the last reset, each as its arguments."""
        return fake.asked(self.keyring_log)

    def fill(self, text: str) -> str:
        """`text` with the placeholders of addresses and of the folder replaced."""
        return self.server.fill(text.replace("{{root}}", str(self.root)))

    def reset(self) -> None:
        """Write all files anew and forget what was recorded."""
        for entry in self.root.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        for name in ("project", "home", "etc", "bin"):
            (self.root / name).mkdir()
        if self.scene.site.secure:
            certificates.write(self.root / "tls")
        for name, text in self.scene.files:
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.fill(text), encoding="utf-8")
        for dist in self.scene.dists:
            path = self.cwd / "dist" / dist.filename
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(dist.build())
        if self.scene.keyring is not None:
            entries = tuple(
                replace(entry, service=self.fill(entry.service))
                for entry in self.scene.keyring.entries
            )
            table = replace(self.scene.keyring, entries=entries)
            fake.set_up(table, self.root, self.keyring_log)
        self.server.clear()


def _shadow(scene: Scene, root: Path) -> str:
    return f"{root / fake.SHADOW}:" if scene.keyring and scene.keyring.shadowed else ""


@contextlib.contextmanager
def stage(scene: Scene, *, ports: tuple[int, ...] = ()) -> Iterator[Staged]:
    """Set `scene` up; when the block ends the server stops and the folder is removed.

    `ports` are those of the origins where they matter (none: the system chooses).
    """
    with tempfile.TemporaryDirectory(prefix="indexdoctor-lab-") as folder:
        root = Path(folder).resolve()
        site = scene.site
        tls = None
        if site.secure:
            tls = certificates.server_context(site.certificate, wants_client=site.wants_client)
        with LabServer(site, tls=tls, ports=ports) as server:
            staged = Staged(scene, root, server, {}, ())
            environ = {
                "HOME": str(root / "home"),
                "PATH": f"{_shadow(scene, root)}{root / 'bin'}:/usr/bin:/bin",
                "XDG_CONFIG_DIRS": str(root / "etc"),
                "UV_PYTHON_DOWNLOADS": "never",
                **{name: staged.fill(value) for name, value in scene.environ},
            }
            command = tuple(staged.fill(word) for word in scene.command)
            staged = replace(staged, environ=environ, command=command)
            staged.reset()
            yield staged
