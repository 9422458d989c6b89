"""Precedence, and files that uv does not read."""

from __future__ import annotations

from tests.cases.frame import Case, Unnamed
from tests.cases.shared import ISSUE, PULL, TWO

from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import LabIndex, LabPublish, Site

_DEFAULT = "https://pypi.org"
_PRIVATE = "https://pkgs.example.com"


def _site(*more: LabIndex, publish: tuple[LabPublish, ...] = ()) -> Site:
    """uv's default index, and a private one with the package that is wanted."""
    return Site(
        (ALICE,),
        (
            index("/simple", "other"),
            index("/pypi/simple", "mine", private=True, origin=1),
            *more,
        ),
        publish=publish,
        hosts=TWO,
    )


def _pip(*files: tuple[str, str], **environ: str) -> Scene:
    return Scene(
        _site(),
        files=(("project/pyproject.toml", _PROJECT), *files),
        environ=tuple(environ.items()),
    )


_PROJECT = project("mine")[1]
_PIP_CONF = """\
[global]
index-url = https://alice:pa55word@pkgs.example.com/pypi/simple/
trusted-host = pkgs.example.com
"""

_LOCAL = Site(
    (ALICE,),
    (
        index("/empty/simple", "other"),
        index("/own/simple", "mine"),
        index("/extra/simple", "other", "mine"),
    ),
)
_OWN = table("internal", "/own/simple")
_PUBLIC = table("public", "/empty/simple", "default = true")
_PYPIRC = """\
[distutils]
index-servers = corp

[corp]
repository = {{origin}}/legacy/
username = alice
password = pa55word
"""


def _requirements(**environ: str) -> Scene:
    return Scene(
        _LOCAL,
        files=(("project/reqs.txt", "--index-url {{origin}}/own/simple\nmine\n"),),
        environ=tuple(environ.items()),
        command=("uv", "pip", "compile", "reqs.txt"),
    )


def _own(**environ: str) -> Scene:
    """A project with a default index of its own."""
    own = table("internal", "/own/simple", "default = true")
    return Scene(_LOCAL, files=(project("mine", own),), environ=tuple(environ.items()))


def _explicit(**environ: str) -> Scene:
    """A project with an explicit index that one package is pinned to."""
    pin = '[tool.uv.sources]\nmine = { index = "extra" }\n'
    tables = (table("extra", "/extra/simple", "explicit = true"), _PUBLIC, pin)
    return Scene(_LOCAL, files=(project("mine", *tables),), environ=tuple(environ.items()))


def _beside(*files: tuple[str, str]) -> Scene:
    return Scene(
        _LOCAL,
        files=(project("mine", _OWN), *files),
        environ=(("UV_DEFAULT_INDEX", "{{origin}}/empty/simple"),),
    )


def _tool(*options: str) -> Scene:
    return Scene(
        _LOCAL,
        files=(project("other", _OWN),),
        environ=(("UV_DEFAULT_INDEX", "{{origin}}/empty/simple"),),
        command=("uv", "tool", "install", *options, "mine"),
    )


def _wheel(*options: str) -> Scene:
    """A wheel that the project built, with a dependency from the project's index."""
    return Scene(
        _LOCAL,
        files=(project("mine", _OWN),),
        environ=(("UV_DEFAULT_INDEX", "{{origin}}/empty/simple"),),
        command=("uv", "tool", "install", *options, "./dist/app-1.0-py3-none-any.whl"),
        dists=(Dist("app", "1.0"),),
    )


def _workspace(where: str) -> Scene:
    """A workspace of two, where one of them defines the index; the command runs at the root."""
    head = '[project]\nname = "{}"\nversion = "1"\nrequires-python = ">=3.8"\n'
    root = head.format("root") + 'dependencies = ["mine"]\n[tool.uv.workspace]\n'
    root += 'members = ["member"]\n'
    member = head.format("member")
    return Scene(
        _LOCAL,
        files=(
            ("project/pyproject.toml", root + (_OWN if where == "root" else "")),
            ("project/member/pyproject.toml", member + (_OWN if where == "member" else "")),
        ),
        environ=(("UV_DEFAULT_INDEX", "{{origin}}/empty/simple"),),
    )


def _from_file(name: str) -> Scene:
    """A project that pins its private package, and a requirements file with that package."""
    pin = '[tool.uv.sources]\nmine = { index = "internal" }\n'
    own = table("internal", "/own/simple", "explicit = true")
    return Scene(
        _LOCAL,
        files=(project("mine", own, _PUBLIC, pin), ("project/requirements.txt", "mine\n")),
        command=("uv", "pip", "install", "-r", name),
    )


def _poetry_project(line: str) -> Scene:
    """A pyproject.toml without [project], as Poetry had it, with settings for uv."""
    text = '[tool.poetry]\nname = "app"\nversion = "1"\n\n[tool.uv]\n' + line
    text += '\n\n[tool.uv.pip]\nextra-index-url = ["{{origin}}/own/simple"]\n'
    return Scene(
        _LOCAL,
        files=(("project/pyproject.toml", text),),
        environ=(("UV_DEFAULT_INDEX", "{{origin}}/empty/simple"),),
        command=("uv", "pip", "install", "mine"),
    )


def _publish(*files: tuple[str, str], **environ: str) -> Scene:
    return Scene(
        Site((ALICE,), publish=(LabPublish("/legacy/"),)),
        files=files,
        environ=tuple(environ.items()),
        command=("uv", "publish", "--publish-url", "{{origin}}/legacy/"),
        dists=(Dist("app", "1.0"),),
    )


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "UV-CFG-02",
        (f"{ISSUE}/6407",),
        "UV_INDEX_URL wins over the --index-url of the requirements file; with pip the file wins",
        _requirements(UV_INDEX_URL="{{origin}}/empty/simple"),
        ("CFG101",),
        (
            "reqs.txt:1",
            "UV_INDEX_URL already sets",
            "pip takes the one of the file",
            "unset UV_INDEX_URL",
        ),
        near=_requirements(),
    ),
    Case(
        "UV-CFG-03",
        (f"{ISSUE}/14971",),
        "UV_DEFAULT_INDEX in the shell wins over the default index of the project",
        _own(UV_DEFAULT_INDEX="{{origin}}/empty/simple"),
        ("CFG106",),
        ("pyproject.toml:9", "UV_DEFAULT_INDEX comes first", "unset UV_DEFAULT_INDEX"),
        near=_own(),
    ),
    Case(
        "UV-CFG-04",
        (f"{ISSUE}/10090",),
        "a UV_EXTRA_INDEX_URL of a shell profile makes an explicit index one like any other",
        _explicit(UV_EXTRA_INDEX_URL="{{origin}}/extra/simple"),
        ("CFG107",),
        ("explicit = true", "unset UV_EXTRA_INDEX_URL"),
        near=_explicit(),
    ),
    Case(
        "UV-CFG-05",
        (
            "https://github.com/pantsbuild/pants/issues/23454",
            "https://github.com/pydantic/pydantic-ai-harness/issues/744",
        ),
        "a uv.toml hides the [tool.uv] table of the pyproject.toml beside it, indexes included",
        _beside(("project/uv.toml", "compile-bytecode = true\n")),
        ("CFG103",),
        ("finds no mine", "beside a uv.toml", "move these settings to uv.toml", "[[index]]"),
        near=_beside(),
    ),
    Case(
        "UV-CFG-07",
        (f"{ISSUE}/8164", f"{ISSUE}/9554"),
        "uv tool install does not read the project's index",
        _tool(),
        ("CFG103",),
        ("uv tool and uvx read", "--index internal=", "~/.config/uv/uv.toml"),
        near=_tool("--index", "internal={{origin}}/own/simple"),
    ),
    Case(
        "UV-CFG-08",
        (f"{PULL}/17736", f"{ISSUE}/10125"),
        "an index of a workspace member that is not explicit is not read",
        _workspace("member"),
        ("CFG103",),
        ("finds no mine", "member/pyproject.toml", "only the workspace root's"),
        near=_workspace("root"),
    ),
    Case(
        "UV-CFG-09",
        (f"{ISSUE}/16990",),
        "a package that [tool.uv.sources] pins to an explicit index stands in a requirements file",
        _from_file("requirements.txt"),
        ("CFG108",),
        ("internal is explicit", "[tool.uv.sources]", "what stands in requirements.txt", "--index"),
        near=_from_file("pyproject.toml"),
    ),
    Case(
        "UV-CFG-10",
        (
            f"{ISSUE}/1404",
            f"{ISSUE}/1450",
            f"{ISSUE}/1859",
            f"{ISSUE}/2183",
            f"{ISSUE}/6537",
        ),
        "the index stands in pip.conf, which uv does not read",
        _pip(("home/.config/pip/pip.conf", _PIP_CONF)),
        ("CFG105",),
        (
            "~/.config/pip/pip.conf:2",
            "export UV_DEFAULT_INDEX=internal=https://pkgs.example.com/pypi/simple/",
            "UV_INDEX_INTERNAL_USERNAME=alice",
            "allow-insecure-host",
        ),
        near=_pip(
            ("home/.config/pip/pip.conf", _PIP_CONF),
            UV_DEFAULT_INDEX="https://alice:pa55word@pkgs.example.com/pypi/simple",
        ),
        hosts=(_DEFAULT, _PRIVATE),
    ),
    Case(
        "UV-CFG-11",
        (f"{ISSUE}/4521", f"{ISSUE}/5929"),
        "a mistake in the [tool.uv] table of a Poetry project makes all its settings vanish",
        _poetry_project('index-strategy = "best-match"'),
        ("CFG103",),
        ("finds no mine", "with a mistake in it", "pyproject.toml"),
        near=_poetry_project('index-strategy = "unsafe-best-match"'),
    ),
    Case(
        "UV-CFG-12",
        (f"{ISSUE}/11179",),
        "a wheel of the project's own is installed as a tool; its private dependency is not found",
        _wheel(),
        ("CFG103",),
        ("uv tool and uvx read", "--index internal="),
        near=_wheel("--index", "internal={{origin}}/own/simple"),
    ),
    Case(
        "UV-CFG-14",
        ("https://docs.astral.sh/uv/guides/package/",),
        "the account stands in .pypirc, which uv publish does not read",
        _publish(("home/.pypirc", _PYPIRC)),
        ("CRED123",),
        ("~/.pypirc:7", "export UV_PUBLISH_USERNAME=alice UV_PUBLISH_PASSWORD="),
        near=_publish(
            ("home/.pypirc", _PYPIRC), UV_PUBLISH_USERNAME="alice", UV_PUBLISH_PASSWORD="pa55word"
        ),
    ),
)
