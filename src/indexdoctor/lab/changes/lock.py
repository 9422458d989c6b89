"""Scenes for the changes in `indexdoctor.versions.lock`."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.lab.changes.shared import index, project
from indexdoctor.lab.locked import locked_file, pylock_package, pylock_text
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, Package, Site
from indexdoctor.lab.wheels import wheel_name
from indexdoctor.versions import Change, lock

_INDEX = index("/simple", "pkg", "other")
# A find-links page is read before the lock, so that a refusal of the lock is seen by it.
_FLAT = LabIndex("/flat", (Package("more"),), flat=True)
_OFF = "marker = \"sys_platform == 'nowhere'\""


def _sync(*packages: str, head: tuple[str, ...] = (), name: str = "pylock.toml") -> Scene:
    """`uv pip sync` of a pylock.toml."""
    text = pylock_text(*packages, head=head)
    return Scene(
        Site(indexes=(_INDEX, _FLAT)),
        files=((f"project/{name}", text),),
        command=(*_words("sync", name),),
    )


def _words(command: str, *more: str) -> tuple[str, ...]:
    links = ("--find-links", "{{origin}}/flat")
    return ("uv", "pip", command, *more, "--target", "out", *links)


def _package(name: str, *lines: str, wheels: tuple[str, ...] | None = None) -> str:
    files = (locked_file(_INDEX, name),) if wheels is None else wheels
    return pylock_package(name, *lines, wheels=files)


def _edited(scene: Scene, old: str, new: str) -> Scene:
    files = tuple((name, text.replace(old, new)) for name, text in scene.files)
    return replace(scene, files=files)


_PKG = _package("pkg")
_UNFIT = locked_file(_INDEX, "other").replace("py3-none-any", "cp20-cp20-any")
_ADDED = replace(
    _sync(_PKG),
    files=(("project/pylock.toml", pylock_text(_PKG)), project("more")),
    command=("uv", "add", "-r", "pylock.toml", "--find-links", "{{origin}}/flat", "--no-index"),
)

SCENES: dict[Change, Scene] = {
    lock.PYLOCK: _sync(_PKG),
    lock.PYLOCK_UNFIT_LEFT_OUT: _sync(_PKG, _package("other", _OFF, wheels=(_UNFIT,))),
    lock.PYLOCK_DEPENDENCIES: _sync(_package("pkg", 'dependencies = [{ name = "other" }]')),
    lock.PYLOCK_NOT_ADDED: _ADDED,
    lock.PYLOCK_EXTRAS: replace(
        _sync(
            _PKG,
            _package("other", "marker = \"'x' in extras\""),
            head=('extras = ["x"]',),
        ),
        command=_words("install", "-r", "pylock.toml", "--extra", "x"),
    ),
    lock.PYLOCK_PYTHON: _sync(_PKG, head=('requires-python = ">=3.99"',)),
    lock.PYLOCK_PACKAGE_PYTHON: _sync(_package("pkg", 'requires-python = ">=3.99"')),
    lock.PYLOCK_VERSION: _edited(_sync(_PKG), 'lock-version = "1.0"', 'lock-version = "2.0"'),
    lock.PYLOCK_ONE_EACH: _sync(_PKG, _PKG),
    lock.PYLOCK_PATH_FIRST: _edited(
        _sync(_PKG), "{ url", f'{{ path = "none/{wheel_name("pkg", "1.0")}", url'
    ),
    lock.PYLOCK_NAMES: _sync(_PKG, name="pylock.a.b.toml"),
    lock.PYLOCK_HASHES: _edited(_sync(_PKG), 'sha256 = "', 'sha256 = "0'),
    lock.PYLOCK_FILES_MATCH: _sync(_package("pkg", wheels=(locked_file(_INDEX, "other"),))),
    lock.SYNCS_WHEN_NEEDED: Scene(
        Site(indexes=(LabIndex("/links", (Package("pkg"),), flat=True),)),
        files=(
            (
                "project/pyproject.toml",
                '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.8"\n',
            ),
            (
                "project/uv.lock",
                'version = 1\nrevision = 1\nrequires-python = ">=3.8"\n\n[[package]]\n'
                'name = "app"\nversion = "1"\nsource = { virtual = "." }\n',
            ),
        ),
        command=("uv", "sync", "--frozen", "-f", "{{origin}}/links"),
    ),
}
