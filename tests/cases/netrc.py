"""Netrc files: not found, not readable, with another entry than the one that was meant."""

from __future__ import annotations

from tests.cases.frame import Case, Unnamed
from tests.cases.shared import BOB, ENTRY, ISSUE, NETRC, TEAM, TWO

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Answer, Files, Gate, LabIndex, Package, Site


def _scene(
    netrc: str | None = ENTRY,
    *lines: str,
    file: str = "home/.netrc",
    user: str | None = None,
    environ: tuple[tuple[str, str], ...] = (),
    account_home: str | None = None,
) -> Scene:
    """A private index, with a netrc file for its account."""
    origin = "http://{{netloc}}" if user is None else f"http://{user}@{{{{netloc}}}}"
    gate = Gate.private(allowed=("alice",))
    index = LabIndex(TEAM, (Package("pkg"),), gate=gate)
    files = (project("pkg", table("team", TEAM, *lines, "default = true", origin=origin)),)
    return Scene(
        Site((ALICE, BOB), (index,)),
        files=files if netrc is None else (*files, (file, netrc)),
        environ=environ,
        account_home=account_home,
    )


_GITLAB = "/api/v4/projects/42/packages/pypi/simple"


def _forwarding(*lines: str) -> Scene:
    """A project of GitLab, which sends on who may not see its packages to the public index."""
    forwarded = Answer(302, "{{origin2}}/simple/pkg/")
    private = LabIndex(
        _GITLAB, (Package("pkg", ("2.0",)),), gate=Gate(forwarded, wrong=Answer(401))
    )
    public = LabIndex("/simple", (Package("pkg", ("0.1",)),), origin=1)
    return Scene(
        Site((ALICE,), (private, public), hosts=TWO),
        files=(
            project("pkg", table("gitlab", _GITLAB, *lines, "default = true")),
            NETRC,
        ),
    )


def _compiled(files: str) -> Scene:
    """`uv pip compile --config-file`, with an index that is always to be authenticated."""
    index = LabIndex("/pypi/simple", (Package("pkg"),), gate=Gate.private(), files=Files(files))
    config = '[[index]]\nurl = "{{origin}}/pypi/simple"\ndefault = true\nauthenticate = "always"\n'
    return Scene(
        Site((ALICE,), (index,)),
        files=(
            ("project/uv.toml", config),
            ("project/r.in", "pkg\n"),
            NETRC,
        ),
        command=("uv", "pip", "compile", "--config-file", "uv.toml", "r.in"),
    )


_TWO = f"{ENTRY}machine {{{{host}}}} login bob password bobs-word\n"

CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "UV-NR-01",
        (f"{ISSUE}/2323",),
        "the URL has an account, and that of the netrc file is sent beside it",
        _scene("machine {{host}} login alice password stale\n", user="alice:pa55word"),
        ("VER103",),
        ("~/.netrc:1", "uv 0.1.17"),
        near=_scene("machine {{host}} login alice password stale\n", user="alice:pa55word"),
        uv="0.1.16",
        near_uv="0.1.33",
    ),
    Case(
        "UV-NR-03",
        (f"{ISSUE}/7359", f"{ISSUE}/12004", f"{ISSUE}/9331"),
        "GitLab forwards the plain request to the public index, and netrc is never looked at",
        _forwarding(),
        ("READ104",),
        ("302 to https://pypi.org/simple/pkg/", 'authenticate = "always"', "~/.netrc:1"),
        near=_forwarding('authenticate = "always"'),
        hosts=("https://gitlab.example", "https://pypi.org"),
    ),
    Case(
        "UV-NR-04",
        (f"{ISSUE}/16083",),
        "a comment makes uv drop the whole netrc file",
        _scene(f"#the old server\n{ENTRY}"),
        ("CRED101",),
        ("line 1", "uv 0.11.16 or later", "~/.netrc:2"),
        near=_scene(f"#the old server\n{ENTRY}"),
        uv="0.11.15",
        near_uv="0.11.16",
    ),
    Case(
        "UV-NR-05",
        (f"{ISSUE}/7685",),
        "a mistake in the netrc file, of which uv says nothing",
        _scene(f"{ENTRY}machine other.example login bob pasword bobs-word\n"),
        ("CRED101",),
        ("~/.netrc:2", "200", "only with --verbose"),
        near=_scene(f"{ENTRY}machine other.example login bob password bobs-word\n"),
    ),
    Case(
        "UV-NR-06",
        (f"{ISSUE}/3338",),
        "the netrc file is called _netrc, which is its name on Windows",
        _scene(file="home/_netrc"),
        ("CRED118",),
        ("mv ~/_netrc ~/.netrc",),
        near=_scene(),
    ),
    Case(
        "UV-NR-07",
        (f"{ISSUE}/9450",),
        "the netrc file lies in the account's home, and HOME is another directory",
        _scene(file="account/.netrc", account_home="account"),
        ("CRED118",),
        ("export NETRC=", "account/.netrc"),
        near=_scene(account_home="account"),
    ),
    Unnamed(
        "UV-NR-08",
        (f"{ISSUE}/3471",),
        "netrc is used for an index of the command line, and not for one of a requirements file",
        reason="the thread names no cause, the release it was seen with is not modelled, and all "
        "that are read netrc for both alike: neither files nor requests show a difference",
    ),
    Case(
        "UV-NR-09",
        (f"{ISSUE}/14264",),
        "each file is asked for without credentials first, in spite of `authenticate = always`",
        _compiled("/packages"),
        ("POL101",),
        ("policy auto instead of always", "index root", "/packages/"),
        near=_compiled("/pypi/files"),
    ),
    Case(
        "UV-NR-11",
        ("https://github.com/pypa/pip/issues/3931",),
        "two entries of a netrc file for one host: the last one counts",
        _scene(_TWO),
        ("CRED119",),
        ("~/.netrc:2", "~/.netrc:1", "200", "UV_INDEX_TEAM_USERNAME=alice"),
        near=_scene(ENTRY),
    ),
)
