"""The packaged scenarios: known situations as data, for `demo`, tests and docs.

A scenario is a folder with `scenario.toml` and the user's files (`project/…`, `home/…`, `etc/…`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import (
    Account,
    Answer,
    Files,
    Gate,
    LabIndex,
    LabPublish,
    Package,
    PageFormat,
    Site,
)
from indexdoctor.records import record

DEFAULT = "check-refused-in-ci"
_FOLDERS = ("project", "home", "etc")


@record
class Scenario:
    """A scene with its story.

    `supposed` is what the public thread took to be the cause, `really` what the real uv does in
    this scene; `thread` is the thread's URL (None: made up). `uv` is the version `really` was
    seen with.
    """

    name: str
    title: str
    scene: Scene
    supposed: str
    really: str
    uv: str
    thread: str | None = None


def names() -> tuple[str, ...]:
    """The names of the scenarios, sorted."""
    found = resources.files(__name__).iterdir()
    return tuple(sorted(entry.name for entry in found if entry.joinpath("scenario.toml").is_file()))


def load(name: str) -> Scenario:
    """Read the scenario `name`. Raises KeyError when there is none."""
    if name not in names():
        raise KeyError(name)
    folder = resources.files(__name__).joinpath(name)
    data = tomllib.loads(folder.joinpath("scenario.toml").read_text(encoding="utf-8"))
    files = {
        f"{part}/{path}": text
        for part in _FOLDERS
        if folder.joinpath(part).is_dir()
        for path, text in _texts(folder.joinpath(part))
    }
    scene = Scene(
        site=_site(data["site"]),
        files=tuple(sorted(files.items())),
        environ=tuple(data.get("environ", {}).items()),
        command=tuple(data["command"]),
        keyring=FakeKeyring(tuple(Entry(**entry) for entry in data["keyring"]))
        if "keyring" in data
        else None,
        dists=tuple(Dist(**entry) for entry in data.get("dist", ())),
    )
    return Scenario(
        name,
        data["title"],
        scene,
        data.get("supposed", ""),
        data["really"],
        data["uv"],
        data.get("thread", {}).get("url"),
    )


def _texts(folder: Traversable) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            for path, text in _texts(entry):
                yield f"{entry.name}/{path}", text
        else:
            yield entry.name, entry.read_text(encoding="utf-8")


def _site(data: dict[str, Any]) -> Site:
    return Site(
        accounts=tuple(Account(name, value) for name, value in data["accounts"].items()),
        indexes=tuple(_index(entry) for entry in data.get("index", ())),
        publish=tuple(
            LabPublish(
                entry["path"],
                entry.get("origin", 0),
                _gate(entry["gate"]),
                tuple(entry.get("existing", ())),
            )
            for entry in data.get("publish", ())
        ),
        hosts=tuple(data.get("hosts", ("127.0.0.1",))),
    )


def _index(data: dict[str, Any]) -> LabIndex:
    files = dict(data.get("files", {}))
    if "gate" in files:
        files["gate"] = _gate(files["gate"])
    return LabIndex(
        path=data["path"],
        packages=tuple(
            Package(
                entry["name"],
                tuple(entry.get("versions", ("1.0",))),
                salt=entry.get("salt", ""),
            )
            for entry in data.get("packages", ())
        ),
        origin=data.get("origin", 0),
        gate=_gate(data.get("gate", {})),
        missing=_answer(data.get("missing", 404)),
        files=Files(**files),
        page_format=PageFormat(data.get("format", "negotiated")),
        core_metadata=data.get("core-metadata", False),
    )


def _gate(data: dict[str, Any]) -> Gate:
    allowed = data.get("allowed")
    return Gate(
        _answer(data.get("anonymous", 200)),
        _answer(data.get("wrong", 200)),
        _answer(data.get("forbidden", 403)),
        None if allowed is None else tuple(allowed),
    )


def _answer(status: int) -> Answer | None:
    """In a scenario a status stands for an answer; 200 lets the request through."""
    return None if status == 200 else Answer(status)
