"""What the scenes of several cases are made of."""

from __future__ import annotations

from indexdoctor.lab.changes.shared import index
from indexdoctor.lab.scene import Dist
from indexdoctor.lab.site import Account, LabIndex, Package

ISSUE = "https://github.com/astral-sh/uv/issues"
PULL = "https://github.com/astral-sh/uv/pull"
TWO = ("127.0.0.1", "127.0.0.1")  # the hosts of a site with two origins
PUBLIC = "https://public.example.org"
ENTRY = "machine {{host}} login alice password pa55word\n"
NETRC = ("home/.netrc", ENTRY)
KEYRING_ON = ("UV_KEYRING_PROVIDER", "subprocess")
BOB = Account("bob", "bobs-word")
PKG = (Package("pkg"),)
TEAM = "/team/simple"  # where a private index lies
# A project that is uploaded, its file, and the server it goes to where none is named.
UPLOADED = '[project]\nname = "mypkg"\nversion = "1.0"\nrequires-python = ">=3.8"\n'
DIST = Dist("mypkg", "1.0")
UPLOADS_OF_PYPI = ("https://upload.pypi.org",)


def requiring(*names: str, tables: tuple[str, ...] = ()) -> tuple[str, str]:
    """A pyproject.toml of a project that requires these packages, with further tables."""
    quoted = ", ".join(f'"{name}"' for name in names)
    fields = ('name = "app"', 'version = "1"', 'requires-python = ">=3.8"')
    head = "\n".join(("[project]", *fields, f"dependencies = [{quoted}]", ""))
    return "project/pyproject.toml", "\n".join((head, *tables))


def public(*packages: str) -> LabIndex:
    """A public index on the second origin."""
    return index("/simple", *packages, origin=1)
