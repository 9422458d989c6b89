"""Scenes for the changes in `indexdoctor.versions.lock`."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.lab.changes.shared import index, project, table
from indexdoctor.lab.locked import locked_file, pylock_package, pylock_text, uv_lock, wheel_url
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

_VERSIONS = LabIndex("/simple", (Package("pkg", ("1.0", "2.0")),))


def _synced(lock: str, requires: str = "pkg") -> Scene:
    """`uv sync` of a project with this uv.lock."""
    return Scene(
        Site(indexes=(_VERSIONS,)),
        files=(
            project(requires, table("a", "/simple", "default = true")),
            ("project/uv.lock", lock),
        ),
        command=("uv", "sync"),
    )


def _locked(old: str, new: str) -> Scene:
    """The same with a uv.lock that is changed in one place."""
    lock = uv_lock(_VERSIONS, "pkg")
    assert old in lock
    return _synced(lock.replace(old, new))


def _with_setting(line: str) -> Scene:
    """A uv.lock as it was made, and a project with a setting it was not made with."""
    scene = _synced(uv_lock(_VERSIONS, "pkg"))
    return _edited(scene, "[[tool.uv.index]]", f"[tool.uv]\n{line}\n\n[[tool.uv.index]]")


def _direct(*options: str) -> Scene:
    """`uv sync` of a project that requires a wheel by its URL, with a uv.lock that fits."""
    url = wheel_url(_VERSIONS, "pkg")
    file = f'{{ filename = "{wheel_name("pkg", "1.0")}", hash'
    lock = uv_lock(_VERSIONS, "pkg", url).replace(f'{{ url = "{url}", hash', file)
    scene = _synced(lock, f"pkg @ {url}")
    return replace(scene, command=(*scene.command, *options))


def _made_with(option: str) -> Scene:
    """A uv.lock that was made with another setting."""
    python = 'requires-python = ">=3.8"'
    return _locked(python, f"{python}\n\n[options]\n{option}")


def _of_two_files() -> Scene:
    """A uv.lock that is out of date, and a find-links page with another file of the same name."""
    links = LabIndex("/links", (Package("pkg", salt="another"), Package("other")), flat=True)
    scene = _synced(uv_lock(_VERSIONS, "pkg"), 'pkg", "other')
    words = ("uv", "lock", "--find-links", "{{origin}}/links")
    return replace(scene, site=Site(indexes=(_VERSIONS, links)), command=words)


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
    lock.LOCK_UPLOAD_TIMES: _locked("{ url", '{ upload-time = "x", url'),
    lock.LOCK_SLASHES_ALIKE: _locked('/simple"', '/simple/"'),
    lock.LOCK_KEPT_FOR_PRERELEASES: _made_with('prerelease-mode = "allow"'),
    lock.LOCK_ZSTD: _locked("{ url", '{ zstd = { hash = "sha256:00", size = 1 }, url'),
    lock.LOCK_KEPT_FOR_DATES: _made_with('exclude-newer = "2030-01-01T00:00:00Z"'),
    lock.LOCK_EXCLUDES: _locked(
        'requires-python = ">=3.8"',
        'requires-python = ">=3.8"\n\n[manifest]\nexcludes = ["other"]',
    ),
    lock.URL_READ_WHEN_LOCKED: _direct("--locked"),
    lock.URL_READ_WHEN_FITTING: _direct(),
    lock.LOCK_KEPT_FOR_OTHERS: _with_setting('constraint-dependencies = ["other<2"]'),
    lock.LOCK_KEPT_FOR_BARE: _with_setting('constraint-dependencies = ["pkg"]'),
    lock.LOCK_VERSIONS_NEEDED: _locked('version = "1.0"', ""),
    lock.LOCK_HASHES: _locked('"sha256:', '"sha256:0'),
    lock.LOCK_HASHES_PREFERRED: _of_two_files(),
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
