"""Files and redirects that leave the index, and several accounts on one host."""

from __future__ import annotations

from tests.cases.frame import Case, Unnamed
from tests.cases.shared import BOB, ISSUE, NETRC, PKG, PULL, TWO, requiring

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import (
    Answer,
    Files,
    FixedPath,
    Gate,
    LabIndex,
    Package,
    Site,
)

_SIGN_IN = (
    '<!DOCTYPE html><html><body><form action="/+login"><input name="user">'
    '<input name="password" type="password"></form></body></html>'
)


def _devpi(anonymous: Answer) -> Scene:
    """A page for everyone, files for accounts: an account's password is in netrc."""
    files = Files(path="/root/prod/+f", gate=Gate(anonymous, Answer(401)))
    listed = LabIndex("/root/prod/+simple", PKG, files=files)
    here = table(
        "devpi", "/root/prod/+simple", "default = true", origin="https://devpi.example.com"
    )
    return Scene(
        Site((ALICE,), (listed,)), files=(project("pkg", here), NETRC), command=("uv", "sync")
    )


def _behind_proxy(origin: int) -> Scene:
    """pypiserver behind a proxy that ends TLS; the origin of its links is another scheme."""
    files = Files(path="/pypi-server/packages", origin=origin, gate=Gate.private())
    listed = LabIndex("/pypi-server/simple", PKG, gate=Gate.private(), files=files)
    url = "https://alice:pa55word@pypi.example.com/pypi-server/simple"
    return Scene(
        Site((ALICE,), (listed,), hosts=TWO),
        files=(project("pkg"),),
        command=("uv", "sync", "--default-index", url),
    )


def _moved(userinfo: str) -> Scene:
    """An index that sends its readers elsewhere, with an account in the address."""
    old = LabIndex("/simple", redirect="https://" + userinfo + "new.example.com/pypi/simple")
    new = LabIndex("/pypi/simple", PKG, gate=Gate.private(), origin=1)
    here = table("corp", "/simple", "default = true", origin="https://old.example.com")
    return Scene(Site((ALICE,), (old, new), hosts=TWO), files=(project("pkg", here),))


def _two_accounts(second: str) -> Scene:
    """Two projects of one GitLab, each with a token of its own; or both with the same."""
    one, two = (f"/api/v4/projects/{n}/packages/pypi/simple" for n in (1, 2))
    names = ("alice",) if second == "alice" else ("bob",)
    indexes = (
        LabIndex(one, (Package("one"),), gate=Gate.private(allowed=("alice",))),
        LabIndex(two, PKG, gate=Gate.private(allowed=names)),
    )
    user, word = (ALICE.name, ALICE.password) if second == "alice" else (BOB.name, BOB.password)
    return Scene(
        Site((ALICE, BOB), indexes),
        files=(
            project(
                "pkg",
                table("one", one, origin="https://alice:pa55word@gitlab.example.com"),
                table(
                    "two", two, "default = true", origin=f"https://{user}:{word}@gitlab.example.com"
                ),
            ),
        ),
    )


def _links_page(*missing: str) -> Scene:
    """A folder of nginx: it is there with its final slash alone."""
    page = LabIndex("/shared", PKG, flat=True)
    paths = tuple(FixedPath(path, Answer(404)) for path in missing)
    return Scene(
        Site((), (page,), paths=paths),
        files=(project("pkg"),),
        command=("uv", "lock", "--no-index", "--find-links", "{{origin}}/shared/"),
    )


def _artifactory(path: str) -> Scene:
    """One account in the URL; the files lie beside `/simple`, or below it."""
    simple = "/artifactory/api/pypi/pypi/simple"
    listed = LabIndex(simple, PKG, gate=Gate.private(), files=Files(path=path))
    url = f"https://alice:pa55word@artifactory.example.com{simple}"
    return Scene(
        Site((ALICE,), (listed,)),
        files=(("project/r.in", "pkg\n"),),
        command=("uv", "pip", "compile", "r.in", "--index-url", url),
    )


def _release(redirect: str | None) -> Scene:
    """A wheel of a public release, which another host hands out by a signed link."""
    store = LabIndex(
        "/acme/tool/releases/download/v1",
        (Package("tool"),),
        files=Files(
            path="/acme/tool/releases/download/v1",
            redirect=redirect,
            signature="X-Amz-Signature=0a1b2c3d",
        ),
    )
    wheel = "https://github.example.com/acme/tool/releases/download/v1/tool-1.0-py3-none-any.whl"
    return Scene(
        Site((), (store,), hosts=TWO),
        files=(project(f"tool @ {wheel}"),),
        command=("uv", "lock", "--no-index"),
    )


def _cold(at_once: int | None, password: str = "pa55word") -> Scene:
    """Artifactory checks each password elsewhere, and gives up where too many come at once."""
    names = tuple(f"part-{number}" for number in range(6))
    path = "/artifactory/api/pypi/pypi/simple"
    packages = tuple(Package(name) for name in names)
    listed = LabIndex(path, packages, gate=Gate.private(), latency=0.05)
    origin = f"https://alice:{password}@artifactory.example.com"
    return Scene(
        Site((ALICE,), (listed,), at_once=at_once, busy=Answer(401)),
        files=(requiring(*names, tables=(table("art", path, "default = true", origin=origin),)),),
    )


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "UV-HOST-03",
        (f"{ISSUE}/3687",),
        "a page to sign in comes with status 200 where a wheel was asked for",
        _devpi(Answer(200, body=_SIGN_IN)),
        ("READ106",),
        ("instead of a file", "a form with a password field", 'authenticate = "always"'),
        near=_devpi(Answer(401)),
        hosts=("https://devpi.example.com",),
    ),
    Case(
        "UV-HOST-04",
        (f"{ISSUE}/13324",),
        "an index read over https links its files by http",
        _behind_proxy(1),
        ("POL107",),
        ("links the files by http", "X-Forwarded-Proto", "http://pypi.example.com"),
        near=_behind_proxy(0),
        hosts=("https://pypi.example.com", "http://pypi.example.com"),
    ),
    Case(
        "UV-HOST-05",
        (f"{ISSUE}/11097", f"{PULL}/14315"),
        "the account in the address of a redirect is dropped before uv 0.7.16",
        _moved("alice:pa55word@"),
        ("VER101",),
        ("uv 0.7.16", "user name and password in the address of a redirect"),
        near=_moved(""),
        besides=("READ103",),
        uv="0.7.15",
        hosts=("https://old.example.com", "https://new.example.com"),
    ),
    Case(
        "UV-HOST-09",
        (f"{ISSUE}/8565", f"{ISSUE}/11244", f"{ISSUE}/11017", f"{PULL}/12717"),
        "two indexes of one host have different accounts, and an old uv knows one for each host",
        _two_accounts("bob"),
        ("VER103",),
        ("uv 0.5.30", "one credential for each host", "https://gitlab.example.com"),
        near=_two_accounts("alice"),
        uv="0.4.26",
        hosts=("https://gitlab.example.com",),
    ),
    Case(
        "UV-HOST-10",
        (f"{ISSUE}/13707", f"{ISSUE}/14367", f"{PULL}/14511"),
        "uv 0.7.16 to 0.7.19 drop the final slash of an index URL",
        _links_page("/shared"),
        ("VER101",),
        ("uv 0.7.20", "drops the final slash"),
        near=_links_page("/shared", "/shared/"),
        uv="0.7.17",
    ),
    Case(
        "UV-HOST-11",
        (f"{ISSUE}/11102",),
        "uv 0.5.25 gets 401 from Artifactory with an account that is right",
        _artifactory("/artifactory/api/pypi/pypi/packages"),
        ("VER103",),
        ("uv 0.5.26", "beside that address"),
        near=_artifactory("/artifactory/api/pypi/pypi/simple/files"),
        uv="0.5.25",
        hosts=("https://artifactory.example.com",),
    ),
    Case(
        "UV-HOST-12",
        (f"{ISSUE}/3123", f"{PULL}/3130"),
        "uv 0.1.33 sends credentials to a signed link, which refuses them",
        _release("https://s3.example.com/signed"),
        ("VER103",),
        ("uv 0.1.36", "signed link"),
        near=_release(None),
        uv="0.1.33",
        hosts=("https://github.example.com", "https://s3.example.com"),
    ),
    Case(
        "UV-HOST-14",
        (f"{ISSUE}/17485",),
        "of many requests at once some get 401, with a password that is right",
        _cold(2),
        ("NET150",),
        ("to the same one alone", "UV_CONCURRENT_DOWNLOADS"),
        near=_cold(None, "wrong-word"),
        hosts=("https://artifactory.example.com",),
    ),
)
