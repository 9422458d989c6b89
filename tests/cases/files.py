"""Precedence, and files that uv does not read."""

from __future__ import annotations

from tests.cases.frame import Case, Unnamed

from indexdoctor.lab.changes.shared import ALICE, index, project
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, LabPublish, Site

_UV = "https://github.com/astral-sh/uv"
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
        hosts=("127.0.0.1", "127.0.0.1"),
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

CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "UV-CFG-10",
        (
            f"{_UV}/issues/1404",
            f"{_UV}/issues/1450",
            f"{_UV}/issues/1859",
            f"{_UV}/issues/2183",
            f"{_UV}/issues/6537",
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
)
