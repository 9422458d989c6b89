"""The readers of files and answers."""

from __future__ import annotations

import contextlib
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st
from tests.fuzz import texts
from tests.render import samples

from indexdoctor.clients.uv.simple import PageError, parse_page
from indexdoctor.clients.uv.source_archive import read_source
from indexdoctor.clients.uv.source_tree import NoArchiveError, SourceError
from indexdoctor.credentials import netrc
from indexdoctor.credentials.keyring import read_output
from indexdoctor.credentials.store_file import parse_store
from indexdoctor.diagnose.tokens import facts
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.discover.git_index import tracked
from indexdoctor.discover.pylock_file import read_pylock
from indexdoctor.model.credential import KeyringQuestion
from indexdoctor.model.exchange import Request, Response, Role
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import UrlError, parse_address
from indexdoctor.render.registry import renderer
from indexdoctor.render.saved.errors import SavedError
from indexdoctor.render.saved.file import read as read_saved
from indexdoctor.render.view import View
from indexdoctor.replay.controls.listing import listing as packages_of
from indexdoctor.replay.recorder import redacted
from indexdoctor.versions import newest

Target = tuple[st.SearchStrategy[bytes], Callable[[bytes], None]]
_URL = parse_address("https://h.example/simple/foo/").url


def _around(root: Path, environ: dict[str, str] | None = None) -> Surroundings:
    home = {"HOME": str(root / "home"), "PATH": "/nowhere", "X": "x"}
    return Surroundings(root / "work", home | (environ or {}), uv=newest())


def _file(name: str, command: str = "lock", **environ: str) -> Callable[[bytes], None]:
    """Discovery where the file of this name has the content."""

    def read(content: bytes) -> None:
        with TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "work").mkdir()
            (root / "work/pyproject.toml").write_text('[project]\nname = "p"\nversion = "1"\n')
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            around = _around(root, environ)
            found = discover(around, parse_command(["uv", *command.split()], around))
            assert all(problem.message for problem in found.problems)

    return read


def _netrc(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "home").mkdir()
        (Path(folder) / "home/.netrc").write_bytes(content)
        assert netrc.read_netrc(_around(Path(folder))).state in ("found", "failed")


def _store(content: bytes) -> None:
    entries, problems = parse_store(content, "credentials.toml")
    assert not (entries and problems)


def _pylock(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pylock.toml"
        path.write_bytes(content)
        read_pylock(path, Origin.option("-r"), _around(Path(folder)))


def _git(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / ".git").mkdir()
        (root / ".git/index").write_bytes(b"DIRC" + content)
        (root / "a").touch()
        tracked([root / "a"])


def _page(media: str) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        response = Response(200, _URL, {"content-type": media}, content)
        with contextlib.suppress(PageError):
            parse_page(response)
        packages_of(response)
        redacted(Request("GET", _URL, Role.PAGE), response)

    return read


def _archive(content: bytes) -> None:
    with contextlib.suppress(SourceError, NoArchiveError):
        read_source(content)


def _packed(content: bytes) -> bytes:
    """A source distribution with this content, broken at a place that depends on it."""
    file = io.BytesIO()
    if len(content) % 2:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("p-1/pyproject.toml", content)
            archive.writestr("p-1/PKG-INFO", content)
    else:
        with tarfile.open(fileobj=file, mode="w:gz") as packed:
            for name in ("p-1/PKG-INFO", "p-1/pyproject.toml", "p-1/setup.py"):
                member = tarfile.TarInfo(name)
                member.size = len(content)
                packed.addfile(member, io.BytesIO(content))
    data = bytearray(file.getvalue())
    if len(content) % 3 == 0:
        data[sum(content) % len(data)] ^= 0xFF
    return bytes(data)


def _keyring(content: bytes) -> None:
    for user in (None, "u"):
        read_output(KeyringQuestion("https://h/", user), content)


def _token(content: bytes) -> None:
    facts(Secret(content.decode("utf-8", "surrogateescape"))).describe()


def _address(content: bytes) -> None:
    with contextlib.suppress(UrlError):
        address = parse_address(content.decode("utf-8", "surrogateescape"))
        again = parse_address(str(address.url))
        assert again.url == address.url


def _script(content: bytes) -> bytes:
    rows = content.replace(b"\n", b"\n# ")
    return b"# /// script\n# " + rows + b"\n# ///\n"


_SAVED = renderer("json")(samples.check(), View()).encode()


def _saved(content: bytes) -> None:
    """A report with a part replaced; and the content alone."""
    at = sum(content) * 37 % len(_SAVED)
    for data in (content, _SAVED[:at] + content + _SAVED[at + len(content) :]):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "report.json"
            path.write_bytes(data)
            with contextlib.suppress(SavedError):
                read_saved(path)


READERS: dict[str, Target] = {
    "uv.toml": (texts.TOML, _file("work/uv.toml")),
    "pyproject.toml": (texts.TOML, _file("work/pyproject.toml", "sync")),
    "user's uv.toml": (texts.TOML, _file("home/.config/uv/uv.toml", "pip install foo")),
    "requirements": (texts.REQUIREMENTS, _file("work/r.in", "pip install -r r.in")),
    "uv.lock": (texts.LOCK, _file("work/uv.lock", "sync --locked")),
    "pylock.toml": (texts.LOCK, _pylock),
    "pip.conf": (texts.INI, _file("home/.config/pip/pip.conf")),
    ".pypirc": (texts.INI, _file("home/.pypirc", "publish")),
    ".env": (texts.ENVIRONMENT, _file("work/.env", "run --env-file .env x")),
    "workflow": (texts.WORKFLOW, _file("work/.github/workflows/a.yml", "publish")),
    "Dockerfile": (texts.WORKFLOW, _file("work/Dockerfile", "sync")),
    "script": (texts.TOML.map(_script), _file("work/s.py", "run s.py")),
    "netrc": (texts.NETRC, _netrc),
    "store": (texts.TOML, _store),
    "git index": (st.binary(max_size=300), _git),
    "simple page, HTML": (texts.HTML, _page("text/html")),
    "simple page, JSON": (texts.JSON, _page("application/vnd.pypi.simple.v1+json")),
    "source distribution": (texts.METADATA.map(_packed), _archive),
    "source distribution, TOML": (texts.TOML.map(_packed), _archive),
    "keyring's output": (texts.NETRC, _keyring),
    "token": (texts.JSON, _token),
    "URL": (texts.REQUIREMENTS, _address),
    "saved report": (texts.JSON, _saved),
}
