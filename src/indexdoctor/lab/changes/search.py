"""Scenes for the changes in how uv asks indexes."""

from __future__ import annotations

from dataclasses import replace

from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Answer, Files, FixedPath, Gate, LabIndex, Package, Site
from indexdoctor.lab.wheels import wheel_name
from indexdoctor.versions import Change, search

_OPEN = index("/second/simple", "pkg")
# The pages are open; who asks for a file is sent to a page for people.
_BEHIND_A_LOGIN = LabIndex(
    "/open/simple",
    (Package("pkg", versions=("1.0", "1.1")),),
    files=Files(gate=Gate(anonymous=Answer(302, "{{origin}}/login"))),
    core_metadata=True,
)
_USERINFO = f"{ALICE.name}:{ALICE.password}@"


def _two(first: LabIndex, *lines: str) -> Scene:
    """An index without an answer, then one that has the package."""
    return Scene(
        Site(indexes=(first, _OPEN)),
        files=(
            project(
                "pkg",
                table("first", "/first/simple", *lines),
                table("second", "/second/simple", "default = true"),
            ),
        ),
    )


def _compile(site: Site, *options: str, **more: str) -> Scene:
    """`uv pip compile` of one requirement."""
    return Scene(
        site,
        files=(("project/in.txt", "pkg\n"),),
        environ=tuple(more.items()),
        command=("uv", "pip", "compile", "in.txt", *options),
    )


def _moved(where: str) -> Site:
    """An open index whose pages redirect to a private one on the other origin."""
    old = LabIndex("/old/simple", (Package("pkg"),), redirect=where)
    new = index("/new/simple", "pkg", private=True, origin=1)
    return Site((ALICE,), (old, new), hosts=("127.0.0.1", "127.0.0.1"))


def _failing(retries: str) -> Scene:
    site = Site(indexes=(replace(_OPEN, fixed=Answer(503)),))
    return _compile(site, "--default-index", "{{origin}}/second/simple", UV_HTTP_RETRIES=retries)


def _with_netrc(scene: Scene) -> Scene:
    line = f"machine 127.0.0.1 login {ALICE.name} password {ALICE.password}\n"
    return replace(scene, files=(*scene.files, ("home/.netrc", line)))


SCENES: dict[Change, Scene] = {
    search.REFUSAL_ENDS_SEARCH: _two(index("/first/simple", private=True)),
    search.IGNORE_ERROR_CODES: _two(
        LabIndex("/first/simple", fixed=Answer(400)), "ignore-error-codes = [400]"
    ),
    search.REDIRECTS_AUTHENTICATED_FIRST: _compile(
        _moved("{{origin2}}/new/simple"),
        *("--default-index", "http://" + _USERINFO + "{{netloc}}/old/simple"),
    ),
    search.REDIRECTS_AUTHENTICATED: _with_netrc(
        _compile(_moved("{{origin2}}/new/simple"), "--default-index", "{{origin}}/old/simple")
    ),
    search.REDIRECT_USERINFO: _compile(
        _moved("http://" + _USERINFO + "{{netloc2}}/new/simple"),
        *("--default-index", "{{origin}}/old/simple"),
    ),
    search.SAME_URL_ONCE: _compile(
        Site(indexes=(index("/second/simple", "other"),)),
        *("--index", "{{origin}}/second/simple"),
        *("--default-index", "{{origin}}/second/simple"),
    ),
    search.INDEX_WITHOUT_USER: Scene(
        Site(indexes=(index("/first/simple", private=True),)),
        files=(
            project(
                "pkg",
                table(
                    *("first", "/first/simple", "default = true", "ignore-error-codes = [401]"),
                    origin="http://" + _USERINFO + "{{netloc}}",
                ),
                table("second", "/first/simple", "authenticate = 'never'"),
            ),
        ),
    ),
    search.STALE_AT_ONCE: Scene(
        Site(indexes=(replace(index("/wheels", "pkg"), flat=True),)),
        files=(project("pkg"),),
        command=("uv", "sync", "--no-index", "--find-links", "{{origin}}/wheels"),
    ),
    search.RETRIES_VARIABLE: _failing("0"),
    search.RETRIES_MULTIPLIED: _failing("1"),
    search.INDEX_SLASH_DROPPED: Scene(
        Site(indexes=(replace(index("/wheels", "pkg"), flat=True),)),
        files=(project("pkg"),),
        command=("uv", "lock", "--no-index", "--find-links", "{{origin}}/wheels/"),
    ),
    search.NOT_FOUND_AFTER_RETRY: _two(LabIndex("/first/simple", first=(Answer(503),))),
    search.IGNORED_CODES_OF_FILES: Scene(
        Site(
            indexes=(
                LabIndex(
                    "/first/simple",
                    (Package("pkg", ("1.0", "2.0")),),
                    files=Files(gate=Gate(Answer(403))),
                ),
            )
        ),
        files=(
            project(
                "pkg",
                table("first", "/first/simple", "default = true", "ignore-error-codes = [403]"),
            ),
        ),
    ),
    search.EXCLUDED_URLS_LEFT_OUT: Scene(
        Site(indexes=(_OPEN,)),
        files=(
            project(
                f"pkg @ {{{{origin}}}}{_OPEN.file_path}/{wheel_name('pkg', '1.0')}",
                '[tool.uv]\nexclude-dependencies = ["pkg"]\n',
            ),
        ),
        command=("uv", "lock"),
    ),
    search.METADATA_HASH_CHECKED: _compile(
        Site(indexes=(_BEHIND_A_LOGIN,), paths=(FixedPath("/login", Answer(200)),)),
        *("--default-index", "{{origin}}/open/simple"),
    ),
    search.MARKED_LOOKED_AHEAD: replace(
        _compile(Site(indexes=(_OPEN,)), "--default-index", "{{origin}}/second/simple"),
        files=(("project/in.txt", "missing\npkg ; python_version >= '3'\n"),),
    ),
}
