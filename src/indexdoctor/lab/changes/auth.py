"""Scenes for the changes in `indexdoctor.versions.auth`."""

from __future__ import annotations

from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Answer, Files, Gate, LabIndex, Package, Site
from indexdoctor.versions import Change, auth

_BOB = Account("bob", "bobs-word")
_TOKEN = Account("", "t0ken")
_PEOPLE = (ALICE, _BOB, _TOKEN)
_ALWAYS = 'authenticate = "always"'
_KEYRING = FakeKeyring((Entry("{{netloc}}", "alice", "pa55word"),))
_ASKS = ("UV_KEYRING_PROVIDER", "subprocess")
_STORE = "home/.local/share/uv/credentials/credentials.toml"
_PKG = (Package("pkg"),)


def _site(*indexes: LabIndex) -> Site:
    return Site(_PEOPLE, indexes)


def _private(path: str, files: Files | None = None) -> LabIndex:
    return LabIndex(path, _PKG, gate=Gate.private(), files=files or Files())


def _carrying(name: str, path: str, carried: str, *lines: str) -> str:
    """An index table whose URL carries user information."""
    return table(name, path, *lines, origin=f"http://{carried}@{{{{netloc}}}}")


def _project(*tables: str) -> tuple[tuple[str, str], ...]:
    return (project("pkg", *tables),)


def _stored(*entries: str) -> tuple[str, str]:
    """The store of `uv auth`, with entries for the whole server."""
    head = '[[credential]]\nservice = "{{origin}}/"\n'
    return _STORE, "\n".join(f"{head}{entry}\n" for entry in entries)


_BASIC = 'scheme = "basic"\nusername = "alice"\npassword = "pa55word"'
_BASIC_BOB = 'scheme = "basic"\nusername = "bob"\npassword = "bobs-word"'
_BEARER = 'scheme = "bearer"\ntoken = "t0ken"'

SCENES: dict[Change, Scene] = {
    auth.KEYRING_CREDS_MODE: Scene(
        _site(_private("/a/simple")),
        files=_project(table("a", "/a/simple", _ALWAYS, "default = true")),
        environ=(_ASKS,),
        keyring=_KEYRING,
    ),
    auth.PASSWORD_REQUIRED: Scene(
        _site(_private("/a/simple")),
        files=_project(_carrying("a", "/a/simple", "alice", _ALWAYS, "default = true")),
    ),
    auth.PIP_POLICIES: Scene(
        _site(index("/a/simple", "pkg")),
        files=(
            ("project/uv.toml", f'[[index]]\nurl = "{{{{origin}}}}/a/simple"\n{_ALWAYS}\n'),
            ("project/r.in", "pkg\n"),
        ),
        command=("uv", "pip", "compile", "r.in"),
    ),
    auth.POLICIES_OF_ALL: Scene(
        _site(index("/a/simple", "pkg")),
        files=_project(
            table("a", "/a/simple", _ALWAYS, "explicit = true"),
            '[tool.uv.sources]\npkg = { index = "a" }\n',
        ),
    ),
    auth.INDEX_GOVERNS: Scene(
        _site(_private("/a/simple")),
        files=_project(_carrying("a", "/a/simple", "alice", "default = true")),
        environ=(_ASKS,),
        keyring=_KEYRING,
    ),
    auth.REALM_AFTER_INDEX: Scene(
        _site(index("/a/simple"), _private("/b/simple")),
        files=_project(
            _carrying("a", "/a/simple", "alice:pa55word"),
            table("b", "/b/simple", "default = true"),
        ),
    ),
    auth.PLUS_SIMPLE_ROOT: Scene(
        _site(_private("/a/+simple", Files(path="/a/+f"))),
        files=_project(_carrying("a", "/a/+simple", "alice:pa55word", "default = true")),
    ),
    auth.ALL_DEFINED_SEEDED: Scene(
        _site(_private("/a/simple")),
        files=(
            ("project/uv.toml", '[[index]]\nname = "a"\nurl = "{{origin}}/a/simple"\n'),
            (
                "home/.config/uv/uv.toml",
                '[[index]]\nname = "a"\nurl = "http://alice:pa55word@{{netloc}}/b/simple"\n',
            ),
            *_project(),
        ),
    ),
    auth.STORED_BY_CLIENT: Scene(
        _site(_private("/a/simple", Files(path="/a/files"))),
        files=_project(_carrying("a", "/a/simple", "alice:pa55word", "explicit = true")),
        command=("uv", "lock", "--default-index", "http://bob:bobs-word@{{netloc}}/a/simple"),
    ),
    auth.STORE: Scene(
        _site(_private("/a/simple")),
        files=(*_project(table("a", "/a/simple", "default = true")), _stored(_BASIC)),
    ),
    auth.PINNED_AGAIN: Scene(
        Site(
            _PEOPLE,
            (
                _private("/a/simple"),
                LabIndex(
                    "/b/simple",
                    (Package("other"),),
                    gate=Gate.private(),
                    files=Files(path="/files", gate=Gate.private()),
                ),
            ),
        ),
        files=(
            project(
                'pkg", "other',
                table("b", "/b/simple", "default = true"),
                table("a", "/a/simple", "explicit = true"),
                '[tool.uv.sources]\npkg = { index = "a" }\n',
            ),
        ),
        environ=tuple(
            (f"UV_INDEX_{name}_{field}", value)
            for name, who in (("A", ALICE), ("B", _BOB))
            for field, value in (("USERNAME", who.name), ("PASSWORD", who.password))
        ),
    ),
    auth.TOKEN_SUFFICES: Scene(
        _site(
            _private(
                "/a/simple",
                Files(
                    path="/a/simple/pkg/files",
                    gate=Gate.private(allowed=("bob",)),
                ),
            )
        ),
        files=(*_project(table("a", "/a/simple", "default = true")), _stored(_BEARER)),
    ),
    auth.DEPENDABOT: Scene(
        _site(index("/a/simple", "pkg")),
        files=_project(table("a", "/a/simple", _ALWAYS, "default = true")),
        environ=(("DEPENDABOT", "true"),),
    ),
    auth.STORE_TIES_REFUSED: Scene(
        _site(_private("/a/simple")),
        files=(*_project(table("a", "/a/simple", "default = true")), _stored(_BASIC, _BASIC_BOB)),
    ),
    auth.KEYRING_SCHEME: Scene(
        _site(_private("/a/simple")),
        files=_project(_carrying("a", "/a/simple", "bob", "default = true")),
        environ=(_ASKS,),
        keyring=_KEYRING,
    ),
    auth.TOKEN_UNDER_ALWAYS: Scene(
        _site(_private("/a/simple")),
        files=(*_project(table("a", "/a/simple", _ALWAYS, "default = true")), _stored(_BEARER)),
    ),
    auth.NETRC_COMMENTS: Scene(
        _site(_private("/a/simple")),
        files=(
            *_project(table("a", "/a/simple", "default = true")),
            (
                "home/.netrc",
                "#my account\nmachine {{host}} login alice password pa55word\n",
            ),
        ),
    ),
    auth.KEYRING_LINE_END: Scene(
        _site(_private("/a/simple")),
        files=_project(_carrying("a", "/a/simple", "alice", "default = true")),
        environ=(_ASKS,),
        keyring=FakeKeyring((Entry("{{netloc}}", "alice", "pa55word "),)),
    ),
    auth.WHOLE_SEGMENTS: Scene(
        _site(LabIndex("/a", _PKG, files=Files(path="/ab", gate=Gate(Answer(401))))),
        files=_project(
            _carrying("a", "/a", "alice:pa55word", _ALWAYS, "default = true"),
        ),
    ),
}
