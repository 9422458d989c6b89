"""The lab server: what a site says is what a client gets, and it is recorded."""

from __future__ import annotations

import base64
import http.client
import io
import zipfile

import pytest

from indexdoctor.lab.server import LabServer
from indexdoctor.lab.site import (
    Account,
    Answer,
    Files,
    FixedPath,
    Gate,
    LabIndex,
    LabPublish,
    Package,
    PageFormat,
    Site,
    fill,
)
from indexdoctor.model.secret import Secret

ALICE = Account("alice", "wonder:land")


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def ask(
    lab: LabServer,
    path: str,
    headers: dict[str, str] | None = None,
    method: str = "GET",
    body: bytes | None = None,
    origin: int = 0,
) -> tuple[int, dict[str, str], bytes]:
    """One request on a connection of its own: status, headers, body."""
    connection = http.client.HTTPConnection(lab.bases[origin].partition("://")[2], timeout=5)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, answer.read()
    finally:
        connection.close()


def private() -> Site:
    index = LabIndex("/a/simple", (Package("foo-bar"),), gate=Gate.private())
    return Site((ALICE, Account("", "tok")), (index,))


def test_the_gate_and_the_record() -> None:
    with LabServer(private()) as lab:
        assert ask(lab, "/a/simple/foo-bar/")[0] == 401
        assert ask(lab, "/a/simple/foo-bar/", basic("alice", "no"))[0] == 401
        assert ask(lab, "/a/simple/foo-bar/?x=1", basic("alice", "wonder:land"))[0] == 200
        assert ask(lab, "/a/simple/foo-bar/", {"Authorization": "Bearer tok"})[0] == 200
        seen = lab.taken()
    assert [(s.method, s.status, s.scheme, s.username) for s in seen] == [
        ("GET", 401, None, None),
        ("GET", 401, "basic", "alice"),
        ("GET", 200, "basic", "alice"),
        ("GET", 200, "bearer", None),
    ]
    assert seen[2].url == f"{lab.bases[0]}/a/simple/foo-bar/?x=1"
    assert seen[2].secret == Secret("wonder:land")
    assert [s.time for s in seen] == sorted(s.time for s in seen)


def test_a_challenge_and_its_absence() -> None:
    gate = Gate(Answer(401), Answer(401, challenge=False))
    site = Site((ALICE,), (LabIndex("/s", gate=gate),))
    with LabServer(site) as lab:
        assert ask(lab, "/s/foo/")[1]["www-authenticate"] == 'Basic realm="lab"'
        assert "www-authenticate" not in ask(lab, "/s/foo/", basic("x", "y"))[1]


def test_rights() -> None:
    gate = Gate.private(allowed=("bob",))
    site = Site((ALICE, Account("bob", "b")), (LabIndex("/s", (Package("foo"),), gate=gate),))
    with LabServer(site) as lab:
        assert ask(lab, "/s/foo/", basic("alice", "wonder:land"))[0] == 403
        assert ask(lab, "/s/foo/", basic("bob", "b"))[0] == 200


@pytest.mark.parametrize("missing, status", [(Answer(404), 404), (Answer(403), 403), (None, 200)])
def test_missing_packages(missing: Answer | None, status: int) -> None:
    with LabServer(Site(indexes=(LabIndex("/s", missing=missing),))) as lab:
        assert ask(lab, "/s/nothing/")[0] == status


def test_pages_by_accept_and_by_setting() -> None:
    json_type = "application/vnd.pypi.simple.v1+json"
    accept = {"Accept": f"{json_type}, text/html;q=0.1"}
    site = Site(
        indexes=(
            LabIndex("/n", (Package("foo"),), core_metadata=True),
            LabIndex("/h", (Package("foo"),), page_format=PageFormat.HTML),
        )
    )
    with LabServer(site) as lab:
        status, headers, body = ask(lab, "/n/foo/", accept)
        assert (status, headers["content-type"]) == (200, json_type)
        assert b'"core-metadata": {"sha256"' in body
        assert ask(lab, "/n/foo/")[1]["content-type"].startswith("text/html")
        assert ask(lab, "/h/foo/", accept)[1]["content-type"].startswith("text/html")


def test_files_are_wheels_with_ranges_and_metadata() -> None:
    site = Site(indexes=(LabIndex("/s", (Package("foo"),), core_metadata=True),))
    name = "/s/-/files/foo-1.0-py3-none-any.whl"
    with LabServer(site) as lab:
        status, _, whole = ask(lab, name)
        assert status == 200
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            meta = archive.read("foo-1.0.dist-info/METADATA")
        assert ask(lab, name + ".metadata")[2] == meta
        status, headers, part = ask(lab, name, {"Range": "bytes=-10"})
        assert (status, part) == (206, whole[-10:])
        assert headers["content-range"] == f"bytes {len(whole) - 10}-{len(whole) - 1}/{len(whole)}"
        assert ask(lab, name, {"Range": f"bytes={len(whole)}-"})[0] == 416
        status, headers, body = ask(lab, name, method="HEAD")
        assert (status, body, headers["content-length"]) == (200, b"", str(len(whole)))


def test_head_and_ranges_can_be_off() -> None:
    files = Files(ranges=False, head=False)
    site = Site(indexes=(LabIndex("/s", (Package("foo"),), files=files),))
    name = "/s/-/files/foo-1.0-py3-none-any.whl"
    with LabServer(site) as lab:
        assert ask(lab, name, method="HEAD")[0] == 405
        assert ask(lab, name, {"Range": "bytes=0-1"})[0] == 200


def test_files_on_the_other_origin_and_redirected() -> None:
    files = Files(path="/store", origin=1, gate=Gate(), redirect="{{origin}}/blob")
    site = Site(indexes=(LabIndex("/s", (Package("foo"),), files=files),), hosts=("127.0.0.1",) * 2)
    with LabServer(site) as lab:
        page = ask(lab, "/s/foo/")[2].decode()
        assert f"{lab.bases[1]}/store/foo-1.0-py3-none-any.whl" in page
        status, headers, _ = ask(lab, "/store/foo-1.0-py3-none-any.whl", origin=1)
        assert status == 302
        assert headers["location"] == f"{lab.bases[0]}/blob/foo-1.0-py3-none-any.whl"
        assert ask(lab, "/blob/foo-1.0-py3-none-any.whl")[0] == 200


def test_uploads_are_answered_and_never_kept() -> None:
    site = Site((ALICE,), publish=(LabPublish("/up", existing=("foo-1.0.tar.gz",)),))
    form = b'--b\r\nContent-Disposition: form-data; name="content"; filename="%s"\r\n\r\nx\r\n--b--'
    login = basic("alice", "wonder:land")
    with LabServer(site) as lab:
        assert ask(lab, "/up", method="POST", body=form % b"a.whl")[0] == 401
        assert ask(lab, "/up", login, "POST", b"--b--")[0] == 400
        assert ask(lab, "/up", login, "POST", form % b"a.whl")[0] == 200
        assert ask(lab, "/up/", login, "POST", form % b"foo-1.0.tar.gz")[0] == 409
        assert ask(lab, "/up", login, "GET")[0] == 404
        assert [seen.upload for seen in lab.taken()] == [True, False, True, True, False]


def test_fixed_answers_redirects_and_find_links() -> None:
    site = Site(
        indexes=(
            LabIndex("/down", fixed=Answer(503, headers=(("Retry-After", "2"),))),
            LabIndex("/moved", redirect="/s", redirect_status=308),
            LabIndex("/flat", (Package("foo"), Package("bar")), flat=True),
        ),
        paths=(FixedPath("/login", Answer(200)),),
    )
    with LabServer(site) as lab:
        status, headers, _ = ask(lab, "/down/foo/")
        assert (status, headers["retry-after"]) == (503, "2")
        status, headers, _ = ask(lab, "/moved/foo/")
        assert (status, headers["location"]) == (308, "/s/foo/")
        body = ask(lab, "/flat")[2]
        assert b"foo-1.0-py3-none-any.whl" in body and b"bar-1.0-py3-none-any.whl" in body
        assert ask(lab, "/login")[0] == 200
        lab.clear()
        assert lab.taken() == ()


def test_connections_are_kept_alive() -> None:
    with LabServer(private()) as lab:
        connection = http.client.HTTPConnection(lab.bases[0].partition("://")[2], timeout=5)
        for _ in range(3):
            connection.request("GET", "/a/simple/foo-bar/")
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 401
            assert connection.sock is not None
        connection.close()


def test_it_stops() -> None:
    with LabServer(private()) as lab:
        pass
    with pytest.raises(OSError):
        ask(lab, "/a/simple/foo-bar/")


def test_placeholders() -> None:
    bases = ("http://127.0.0.1:81", "http://localhost:82")
    text = "{{origin}} {{netloc2}} {{host2}} {{port}} {{root}}"
    assert fill(text, bases) == "http://127.0.0.1:81 localhost:82 localhost 81 {{root}}"


def test_an_answer_has_the_text_and_type_it_is_given() -> None:
    said = Answer(404, body="{{origin}} has no such project", media_type="text/plain")
    bare = Answer(404, media_type=None)
    indexes = (LabIndex("/said", fixed=said), LabIndex("/bare", fixed=bare))
    with LabServer(Site(indexes=indexes)) as lab:
        status, headers, body = ask(lab, "/said/foo/")
        assert (status, headers["content-type"]) == (404, "text/plain")
        assert body.decode() == f"{lab.bases[0]} has no such project"
        assert "content-type" not in ask(lab, "/bare/foo/")[1]


def test_an_upload_goes_to_the_endpoint_with_the_same_final_slash() -> None:
    moved = Answer(308, "{{origin}}/legacy/")
    lacking = LabPublish("/legacy", gate=Gate(), no_file=moved, accepted=moved)
    site = Site(publish=(LabPublish("/legacy/", gate=Gate()), lacking, LabPublish("/one")))
    with LabServer(site) as lab:
        assert ask(lab, "/legacy/", method="POST")[0] == 400
        assert ask(lab, "/legacy", method="POST")[0] == 308
        assert ask(lab, "/one/", method="POST")[0] == 401
