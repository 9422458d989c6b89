"""Control requests over real sockets: what is sent, what never is, and when none are."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cases.names import named
from tests.replay.test_matrix import FOO, run

from indexdoctor.lab.changes.shared import project, table
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.seen import Seen
from indexdoctor.lab.site import Account, Answer, Files, Gate, LabIndex, LabPublish, Package, Site
from indexdoctor.model.control import Control, ControlKind
from indexdoctor.model.exchange import Role
from indexdoctor.model.replayed import Replayed
from indexdoctor.replay.controls.packages import NONSENSE

ANN = Account("ann", "first-pw")
BAR = (Package("bar"),)


def private(
    index: LabIndex, password: str = "first-pw", hosts: tuple[str, ...] = ("127.0.0.1",)
) -> Scene:
    """A project that requires `foo`, with this index alone and ann's account."""
    return Scene(
        Site((ANN,), (index,), hosts=hosts),
        files=(project("foo", table("corp", index.path, "default = true")),),
        environ=(("UV_INDEX_CORP_USERNAME", "ann"), ("UV_INDEX_CORP_PASSWORD", password)),
    )


def asked(replayed: Replayed) -> list[tuple[str, str, int | None]]:
    """Kind, user and status of each control request, sorted; None: it was not tried."""
    return sorted(
        (c.kind.value, (c.credential and c.credential.username) or "", status(replayed, c))
        for c in replayed.controls
    )


def status(replayed: Replayed, control: Control) -> int:
    return 0 if control.exchange is None else replayed.exchange(control.exchange).response.status


def test_a_known_package_and_one_that_nobody_has_with_and_without_credentials() -> None:
    replayed, seen = run(private(LabIndex("/corp", BAR, gate=Gate.private(), lists=True)))
    assert asked(replayed) == [
        ("known", "", 401),
        ("known", "ann", 200),
        ("nonsense", "", 401),
        ("nonsense", "ann", 404),
        ("root", "", 401),
        ("root", "ann", 200),
    ]
    listed = [c.listed for c in replayed.controls if c.kind is ControlKind.ROOT]
    assert listed == [None, False]
    assert {s.url.rstrip("/").rpartition("/")[2] for s in seen} == {"foo", "corp", "bar", NONSENSE}


def test_a_package_that_was_served_is_the_known_one() -> None:
    index = LabIndex("/corp", BAR, gate=Gate.private(), missing=Answer(403), lists=True)
    scene = private(index)
    both = ("project/requirements.in", "foo\nbar\n")
    command = ("uv", "pip", "compile", "requirements.in")
    replayed, _ = run(
        Scene(scene.site, (*scene.files, both), scene.environ, command),
    )
    known = [c for c in replayed.controls if c.kind is ControlKind.KNOWN and c.credential]
    assert [c.exchange in replayed.effective for c in known] == [True]


def test_nothing_is_asked_beside_what_works() -> None:
    """Also not where the first of two indexes lacks the package, nor where a probe reads it."""
    first = LabIndex("/one", BAR, gate=Gate.private())
    second = LabIndex("/two", FOO)
    files = (project("foo", table("one", "/one"), table("two", "/two", "default = true")),)
    environ = (("UV_INDEX_ONE_USERNAME", "ann"), ("UV_INDEX_ONE_PASSWORD", "first-pw"))
    replayed, seen = run(Scene(Site((ANN,), (first, second)), files, environ))
    assert replayed.controls == () and replayed.links == ()
    assert all("foo" in s.url for s in seen)


def test_the_effective_mode_asks_nothing() -> None:
    replayed, seen = run(private(LabIndex("/corp", BAR, gate=Gate.private())), everything=False)
    assert replayed.controls == ()
    assert len(seen) == len(replayed.effective)


refusals = st.sampled_from([401, 403, 404])
SECRETS = ("first-pw", "wrong", "p%40ss", "first%2Dpw", "100%25")


@settings(max_examples=60, deadline=None)
@given(refusals, refusals, refusals, st.booleans(), st.booleans(), st.sampled_from(SECRETS))
def test_no_account_is_refused_three_times(
    anonymous: int, wrong: int, missing: int, lists: bool, barred: bool, password: str
) -> None:
    index = LabIndex(
        "/corp",
        (*BAR, *(FOO if barred else ())),
        gate=Gate.private(anonymous, wrong),
        missing=Answer(missing),
        barred=("foo",) if barred else (),
        lists=lists,
    )
    replayed, seen = run(private(index, password))
    refused: Counter[str | None] = Counter()
    for request in seen:
        good = request.secret is not None and request.secret.reveal() == "first-pw"
        # A 403 of an account that was let in already is a matter of rights.
        if request.scheme is not None and not good and request.status in (401, 403):
            refused[request.username] += 1
    assert all(number <= 2 for number in refused.values())
    assert all((c.exchange is None) == bool(c.reason) for c in replayed.controls)


def test_an_account_without_refusals_to_spare_is_left_alone() -> None:
    index = LabIndex("/corp", FOO, gate=Gate.private(wrong=403), lists=True)
    replayed, _ = run(private(index, "wrong"))
    assert asked(replayed) == [
        ("nonsense", "", 401),
        ("nonsense", "ann", 0),
        ("root", "", 401),
        ("root", "ann", 403),
    ]
    left = next(c for c in replayed.controls if c.exchange is None)
    assert left.reason == "ann was refused twice already (--max-refusals)"


def test_no_index_is_told_a_name_that_another_holds() -> None:
    """Each index hears the packages of the project, the name nobody has, and its own."""
    one = LabIndex("/one", (Package("secret-one"),), lists=True)
    two = LabIndex("/two", (Package("secret-two"),), lists=True)
    files = (project("foo", table("one", "/one"), table("two", "/two", "default = true")),)
    _, seen = run(Scene(Site((), (one, two)), files))
    assert names(seen, "/one") == {"foo", "one", NONSENSE, "secret-one"}
    assert names(seen, "/two") == {"foo", "two", NONSENSE, "secret-two"}


def names(seen: tuple[Seen, ...], path: str) -> set[str]:
    return {s.url.rstrip("/").rpartition("/")[2] for s in seen if path in s.url}


def test_the_public_index_hears_nothing_but_the_client() -> None:
    index = LabIndex("/simple", BAR, missing=Answer(404), lists=True)
    scene = Scene(
        Site((), (index,)),
        files=(project("foo", table("public", "/simple", "default = true")),),
    )
    with named(("https://pypi.org",)):
        replayed, seen = run(scene)
    assert replayed.controls == ()
    assert names(seen, "/simple") == {"foo"}


def test_no_credential_goes_to_the_files_of_another_server() -> None:
    """The page is read by a probe; its file is asked for without a credential alone."""
    index = LabIndex("/corp", FOO, gate=Gate.private(), files=Files("/files", origin=1))
    scene = private(index, "wrong", hosts=("127.0.0.1", "localhost"))
    netrc = ("home/.netrc", "machine 127.0.0.1 login ann password first-pw\n")
    replayed, seen = run(Scene(scene.site, (*scene.files, netrc), scene.environ))
    elsewhere = [s for s in seen if "//localhost" in s.url]
    assert [(s.method, s.scheme) for s in elsewhere] == [("HEAD", None)]
    (links,) = replayed.links
    assert (links.inside, links.outside) == (0, 0)
    assert [number for _, number in links.elsewhere] == [1]
    files = [c for c in replayed.controls if c.kind is ControlKind.FILE]
    assert [bool(c.reason) for c in files] == [False, True]


@pytest.mark.parametrize("head", [True, False])
def test_of_a_file_no_more_than_a_byte_is_asked(head: bool) -> None:
    index = LabIndex("/corp", FOO, gate=Gate.private(), files=Files(head=head))
    scene = private(index, "wrong")
    netrc = ("home/.netrc", "machine 127.0.0.1 login ann password first-pw\n")
    replayed, seen = run(Scene(scene.site, (*scene.files, netrc), scene.environ))
    files = [s for s in seen if s.url.endswith(".whl")]
    wanted = [("HEAD", None)] if head else [("HEAD", None), ("GET", "bytes=0-0")]
    assert [(s.method, s.range) for s in files if s.username] == wanted
    (links,) = replayed.links
    assert (links.inside, links.outside, links.elsewhere) == (1, 0, ())
    assert asked(replayed)[-1] == ("file", "ann", 200 if head else 206)


def crowd(at_once: int | None, status: int, *, barred: tuple[str, ...] = ()) -> Scene:
    packages = tuple(Package(f"p{number}") for number in range(8))
    index = LabIndex("/corp", packages, latency=0.2, barred=barred, core_metadata=True)
    return Scene(
        Site((), (index,), at_once=at_once, busy=Answer(status)),
        files=(
            ("project/uv.toml", '[[index]]\nurl = "{{origin}}/corp"\ndefault = true\n'),
            ("project/requirements.in", "\n".join(p.name for p in packages)),
        ),
        command=("uv", "pip", "compile", "requirements.in"),
    )


def test_what_many_requests_at_once_are_refused_is_asked_alone() -> None:
    replayed, _ = run(crowd(5, 403))
    (alone,) = [c for c in replayed.controls if c.kind is ControlKind.ALONE]
    assert replayed.exchange(alone.about).response.status == 403
    assert status(replayed, alone) == 200
    last = replayed.exchanges[-1]
    assert last.id == alone.exchange and last.timing is not None
    before = [e.timing.ended for e in replayed.exchanges[:-1] if e.timing is not None]
    assert last.timing.started >= max(before)


def test_another_encoding_is_tried_for_uploads_without_a_file() -> None:
    scene = Scene(
        Site((Account("ann", "p@ss"),), publish=(LabPublish("/legacy/"),)),
        environ=(
            ("UV_PUBLISH_URL", "{{origin}}/legacy/"),
            ("UV_PUBLISH_USERNAME", "ann"),
            ("UV_PUBLISH_PASSWORD", "p%40ss"),
        ),
        command=("uv", "publish"),
        dists=(Dist("foo", "1.0"),),
    )
    replayed, seen = run(scene)
    assert asked(replayed) == [("form", "ann", 400)]
    assert not any(s.upload for s in seen)
    assert all(e.request.role is Role.UPLOAD for e in replayed.exchanges if e.request.credential)


def test_what_a_url_decodes_is_tried_as_it_is_written() -> None:
    index = LabIndex("/corp", FOO, gate=Gate.private())
    scene = Scene(
        Site((Account("ann", "pa%35word"),), (index,)),
        files=(
            project(
                "foo",
                table("corp", "/corp", "default = true", origin="http://ann:pa%35word@{{netloc}}"),
            ),
        ),
    )
    replayed, _ = run(scene)
    assert ("form", "ann", 200) in asked(replayed)


def test_what_lists_of_packages_hold_is_not_kept() -> None:
    replayed, _ = run(private(LabIndex("/corp", BAR, gate=Gate.private(), lists=True)))
    root = next(c for c in replayed.controls if c.kind is ControlKind.ROOT and c.credential)
    assert root.exchange is not None
    assert replayed.exchange(root.exchange).response.body == b""


def _uploading(command: tuple[str, ...], *, version: str = "1.0", private: bool = False) -> Scene:
    """An upload of foo 1.0 beside an index that has some version of it."""
    gate = Gate.private() if private else Gate()
    index = LabIndex("/corp/simple", (Package("foo", versions=(version,)),), gate=gate)
    head = '[project]\nname = "foo"\nversion = "1.0"\nrequires-python = ">=3.8"\n'
    corp = table("corp", "/corp/simple", 'publish-url = "{{origin}}/corp/"', "explicit = true")
    return Scene(
        Site((ANN,), (index,), (LabPublish("/corp/"),)),
        files=(("project/pyproject.toml", f"{head}\n{corp}"),),
        environ=(
            ("UV_PUBLISH_USERNAME", "ann"),
            ("UV_PUBLISH_PASSWORD", "first-pw"),
            ("UV_INDEX_CORP_USERNAME", "ann"),
            ("UV_INDEX_CORP_PASSWORD", "first-pw"),
        ),
        command=("uv", "publish", *command),
        dists=(Dist("foo", "1.0"),),
    )


BY_URL = ("--publish-url", "{{origin}}/corp/")


@pytest.mark.parametrize("private_index", [False, True])
def test_a_file_to_upload_that_the_page_lists(private_index: bool) -> None:
    replayed, _ = run(_uploading(BY_URL, private=private_index))
    (control,) = replayed.controls
    assert (control.kind, status(replayed, control)) == (ControlKind.UPLOADED, 200)
    assert control.files == ("foo-1.0-py3-none-any.whl",)


def test_files_to_upload_are_looked_for_only_where_uv_does_not() -> None:
    replayed, _ = run(_uploading(BY_URL, version="0.9"))
    assert [control.files for control in replayed.controls] == [()]
    replayed, _ = run(_uploading(("--index", "corp")))
    assert replayed.controls == ()
    replayed, _ = run(_uploading((*BY_URL, "--username", "bob")))
    assert ControlKind.UPLOADED not in {control.kind for control in replayed.controls}


def test_what_is_lent_by_another_index_opens_no_question() -> None:
    """The client sends ann's password to an index that is not hers: that is cause enough."""
    own = LabIndex("/one", BAR, gate=Gate.private())
    other = LabIndex("/two", FOO, gate=Gate.private(allowed=()))
    tables = (table("one", "/one"), table("two", "/two", "default = true"))
    environ = (("UV_INDEX_ONE_USERNAME", "ann"), ("UV_INDEX_ONE_PASSWORD", "first-pw"))
    scene = Scene(Site((ANN,), (own, other)), (project("foo", *tables),), environ)
    replayed, seen = run(scene)
    assert any("/two" in s.url and s.username == "ann" for s in seen)
    assert [c for c in replayed.controls if c.index == "two"] == []
