"""Scenes for the changes in `indexdoctor.versions.settings`."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.locked import wheel_hash
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, Package, Site
from indexdoctor.versions import Change, settings

_A, _B = "{{origin}}/a/simple", "{{origin}}/b/simple"
_TWO = Site(indexes=(index("/a/simple", "pkg"), index("/b/simple", "pkg")))
_ENV_FILE = (
    "project/secrets.env",
    f"UV_INDEX_A_USERNAME={ALICE.name}\nexport UV_INDEX_A_PASSWORD='{ALICE.password}'\n",
)
_COMPILE = ("uv", "pip", "compile", "r.in")


def _requirements(text: str, *more: tuple[str, str]) -> Scene:
    """A requirements file that is compiled; `more` are other files."""
    return Scene(_TWO, files=(("project/r.in", text), *more), command=_COMPILE)


def _uv_toml(text: str, *, environ: tuple[tuple[str, str], ...] = ()) -> Scene:
    """A uv.toml beside a requirements file with one package."""
    files = (("project/uv.toml", text), ("project/r.in", "pkg\n"))
    return Scene(_TWO, files=files, environ=environ, command=_COMPILE)


def _variables(**environ: str) -> Scene:
    """Variables beside a requirements file with one package."""
    return Scene(
        _TWO,
        files=(("project/r.in", f"-i {_A}\npkg\n"),),
        environ=tuple(environ.items()),
        command=_COMPILE,
    )


def _added() -> Scene:
    """`uv add` with the URL of an index whose table has another user than its variables."""
    bob = "http://bob@{{netloc}}"
    return Scene(
        Site((ALICE,), (index("/own/simple", "pkg", "other", private=True),)),
        files=(
            project(
                "pkg",
                '[tool.uv.sources]\npkg = { index = "own" }\n',
                table("own", "/own/simple", "explicit = true", origin=bob),
            ),
        ),
        environ=(
            ("UV_INDEX_OWN_USERNAME", ALICE.name),
            ("UV_INDEX_OWN_PASSWORD", ALICE.password),
        ),
        command=("uv", "add", "--no-sync", "--default-index", "{{origin}}/own/simple", "other"),
    )


SCENES: dict[Change, Scene] = {
    settings.QUOTED_VALUES: _requirements(f'--index-url "{_A}"\npkg\n'),
    settings.UNIQUE_NAMES: Scene(
        _TWO, files=(project("pkg", table("a", "/a/simple"), table("a", "/b/simple")),)
    ),
    settings.SYSTEM_FILE_CHECKED: Scene(
        _TWO,
        files=(
            ("etc/uv/uv.toml", '[sources]\npkg = { index = "a" }\n'),
            ("project/r.in", f"-i {_A}\npkg\n"),
        ),
        command=_COMPILE,
    ),
    settings.AUTHENTICATE_FIELD: Scene(
        _TWO,
        files=(project("pkg", table("a", "/a/simple", 'authenticate = "always"')),),
    ),
    settings.FLAT_FORMAT: Scene(
        Site(indexes=(LabIndex("/a/simple", (Package("pkg"),), flat=True), _TWO.indexes[1])),
        files=(
            project(
                "pkg",
                table("a", "/a/simple", 'format = "flat"'),
                table("b", "/b/simple", "default = true"),
            ),
        ),
    ),
    settings.INDEX_VARIABLE_LINES: Scene(
        _TWO, files=(project("pkg"),), environ=(("UV_INDEX", f"{_A}\n{_B}"),)
    ),
    settings.CONFIG_FILE_CHECKED: Scene(
        _TWO,
        files=(
            ("project/own.toml", f'index-url = "{_A}"\nmanaged = true\n'),
            ("project/r.in", "pkg\n"),
        ),
        command=(*_COMPILE, "--config-file", "own.toml"),
    ),
    settings.REQUIRED_VERSION_FIRST: Scene(
        _TWO,
        files=(
            ("project/pyproject.toml", '[tool.uv]\nrequired-version = "==0.0.1"\nmistake = 1\n'),
            ("project/r.in", f"-i {_A}\npkg\n"),
        ),
        command=_COMPILE,
    ),
    settings.RUN_ENV_FILE_PASSED: Scene(
        Site((ALICE,), (index("/a/simple", "pkg", private=True),)),
        files=(project("pkg", table("a", "/a/simple", "default = true")), _ENV_FILE),
        command=("uv", "run", "--env-file", "secrets.env", "no-such-program"),
    ),
    settings.TOOL_ENV_FILE_PASSED: Scene(
        Site((ALICE,), (index("/a/simple", "pkg", private=True),)),
        files=(
            ("home/.config/uv/uv.toml", f'[[index]]\nname = "a"\nurl = "{_A}"\ndefault = true\n'),
            _ENV_FILE,
        ),
        command=("uv", "tool", "run", "--env-file", "secrets.env", "pkg"),
    ),
    settings.INDEX_BY_NAME: Scene(
        _TWO,
        files=(
            ("project/uv.toml", f'[[index]]\nname = "b"\nurl = "{_B}"\nexplicit = true\n'),
            ("project/r.in", f"-i {_A}\npkg\n"),
        ),
        command=(*_COMPILE, "--index", "b"),
    ),
    settings.EXCLUDE_NEWER_SPANS: Scene(
        _TWO,
        files=(
            ("project/uv.toml", f'index-url = "{_A}"\nexclude-newer = "2020-01-01"\n'),
            ("project/r.in", "absent\n"),
        ),
        command=_COMPILE,
    ),
    settings.EXCLUDE_NEWER_FALSE: _uv_toml(f'index-url = "{_A}"\nexclude-newer = false\n'),
    settings.TLS_VARIABLES_SAY_NO: _uv_toml(
        f'index-url = "{_A}"\nnative-tls = true\n',
        environ=(("UV_NATIVE_TLS", "0"), ("SSL_CERT_FILE", "")),
    ),
    settings.NESTED_EDITABLE_REFUSED: _requirements(
        f"-i {_A}\n-c limits.in\npkg\n", ("project/limits.in", "-e ./local\n")
    ),
    settings.PREVIEW_NAMES_CHECKED: _variables(UV_PREVIEW_FEATURES="no-such-feature"),
    settings.PROJECT_FIELDS_REFUSED: _uv_toml(f'index-url = "{_A}"\nconflicts = []\n'),
    settings.NESTED_FILES_ONCE: _requirements(
        f"-i {_A}\n-r more.in\npkg\n", ("project/more.in", "-r r.in\n")
    ),
    settings.AMBIGUOUS_REFUSED: _requirements(
        f"-i {_A}\n--extra-index-url http://{{{{netloc}}}}/x:pass@word/simple\npkg\n"
    ),
    settings.AMBIGUOUS_PATHS_TAKEN: _requirements(
        f"-i {_A}\n--find-links file://{{{{root}}}}/project/a:b@c\npkg\n",
        ("project/a:b@c/empty", ""),
    ),
    settings.AMBIGUOUS_NESTED_TAKEN: _requirements(
        f"-i {_A}\n--extra-index-url {_B}/http://x/y@z\npkg\n"
    ),
    settings.TOML_1_1: _uv_toml(f'index = [{{ url = "{_A}", default = true, }}]\n'),
    settings.PROXY_FIELDS: _uv_toml(
        f'index-url = "{_A}"\nhttp-proxy = "http://127.0.0.1:9"\nno-proxy = ["127.0.0.1"]\n'
    ),
    settings.SWITCHES_READ_ALWAYS: _variables(UV_FROZEN="perhaps"),
    settings.EXPLICIT_NEEDS_NAME: _uv_toml(
        f'index-url = "{_A}"\n[[index]]\nurl = "{_B}"\nexplicit = true\n'
    ),
    settings.ONE_DEFAULT: Scene(
        _TWO,
        files=(
            project(
                "pkg",
                table("a", "/a/simple", "default = true"),
                table("b", "/b/simple", "default = true"),
            ),
        ),
    ),
    settings.PROJECT_MUST_EXIST: Scene(
        _TWO,
        files=(("project/r.in", f"-i {_A}\npkg\n"),),
        command=(*_COMPILE, "--project", "nowhere"),
    ),
    settings.LOCK_VARIABLES_YIELD: Scene(
        _TWO,
        files=(
            project("pkg", table("a", "/a/simple", "default = true")),
            ("project/uv.lock", 'version = 1\nrevision = 1\nrequires-python = ">=3.8"\n'),
        ),
        environ=(("UV_FROZEN", "1"),),
        command=("uv", "export", "--locked"),
    ),
    settings.EMPTY_NAMES_REFUSED: Scene(
        _TWO,
        files=(project("pkg", table("a", "/a/simple", "default = true")),),
        environ=(("UV_NO_BINARY_PACKAGE", ""),),
    ),
    settings.NAMES_READ_ALWAYS: _variables(UV_NO_GROUP="!"),
    settings.NO_SYSTEM_CONFIG: Scene(
        _TWO,
        files=(
            ("etc/uv/uv.toml", f'extra-index-url = ["{_B}"]\n'),
            ("project/r.in", f"-i {_A}\npkg\n"),
        ),
        environ=(("UV_NO_SYSTEM_CONFIG", "1"),),
        command=_COMPILE,
    ),
    settings.NESTED_SPELLINGS_ONCE: _requirements(
        f"-i {_A}\n-r sub/../r.in\npkg\n", ("project/sub/empty.in", "")
    ),
    settings.FIND_LINKS_FROM_FILE: _requirements(
        f"-i {_A}\n-r sub/more.in\npkg\n",
        ("project/sub/more.in", "--find-links links\n"),
        ("project/sub/links/empty", ""),
    ),
    settings.CERT_DIR: replace(
        _variables(SSL_CERT_DIR="{{root}}/tls/trusted", UV_HTTP_RETRIES="0"),
        site=replace(_TWO, secure=(0,)),
    ),
    settings.ROOTS_REQUIRED: _variables(SSL_CERT_FILE="", UV_NATIVE_TLS="1"),
    settings.EMPTY_DIR_UNSET: _variables(SSL_CERT_DIR="", UV_NATIVE_TLS="1"),
    settings.EMPTY_ROOTS_REPLACED: _variables(SSL_CERT_FILE="r.in", UV_NATIVE_TLS="1"),
    settings.MISSING_ROOTS_STAND: _variables(SSL_CERT_FILE="missing.pem", UV_NATIVE_TLS="1"),
    settings.EMPTY_HOME: Scene(
        _TWO,
        files=(
            ("project/.config/uv/uv.toml", f'extra-index-url = ["{_B}"]\n'),
            ("project/r.in", f"-i {_A}\npkg\n"),
        ),
        environ=(("HOME", ""),),
        command=_COMPILE,
    ),
    settings.EMPTY_DIRECTORIES_SKIPPED: Scene(
        _TWO,
        files=(
            ("etc/uv/uv.toml", f'extra-index-url = ["{_B}"]\n'),
            ("project/r.in", f"-i {_A}\npkg\n"),
        ),
        environ=(("XDG_CONFIG_DIRS", ":{{root}}/etc"),),
        command=_COMPILE,
    ),
    settings.ADDED_URLS_WITHOUT_USER: _added(),
    settings.OFFLINE_TURNED_OFF: _uv_toml(
        f'offline = true\nindex-url = "{_A}"\n', environ=(("UV_OFFLINE", "false"),)
    ),
    settings.HASHES_REQUIRED_BY_FILES: replace(
        _requirements(f"--require-hashes\n-i {_A}\npkg\n"),
        command=("uv", "pip", "install", "--target", "out", "-r", "r.in"),
    ),
    settings.ARBITRARY_EQUALITY_PINS: replace(
        _requirements(f"-i {_A}\npkg===1.0 --hash=sha256:{wheel_hash(Package('pkg'))}\n"),
        command=("uv", "pip", "install", "--target", "out", "--require-hashes", "-r", "r.in"),
    ),
}
