"""How a wheel's metadata is read; each sequence was seen with uv 0.13.8."""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path

import pytest
from tests.clients.uv.commands import HTML, Ran, page, run, wheel
from tests.clients.uv.scripted import Reply, Serve

from indexdoctor.lab.wheels import build_wheel
from indexdoctor.model.exchange import Request

SMALL = build_wheel("foo", "1.0")
PAGE = "http://h/simple/foo/"
FILE = f"http://h/files/{wheel('foo')}"
METADATA = b"Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n"
TOML = '[[index]]\nname = "one"\nurl = "http://h/simple"\ndefault = true\n'
RANGES = {"accept-ranges": "bytes"}


def large() -> bytes:
    """A wheel of which the metadata stands at the start, 60 kB before the directory."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("foo-1.0.dist-info/METADATA", METADATA)
        archive.writestr("foo-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n")
        archive.writestr("foo/data.bin", random.Random(1).randbytes(60_000))
        archive.writestr("foo-1.0.dist-info/RECORD", "")
    return buffer.getvalue()


def files(
    body: bytes = SMALL,
    *,
    head: Reply | None = None,
    part: Reply | None = None,
    whole: Reply | None = None,
) -> Serve:
    """A file server with range requests; each answer can be replaced by another."""

    def serve(request: Request) -> Reply:
        if "/simple/" in request.url.path:
            return page(wheel(request.url.segments[-1]))
        wanted = dict(request.headers).get("Range")
        if request.method == "HEAD":
            return head or (200, {**RANGES, "content-length": str(len(body))})
        if wanted is None:
            return whole or (200, {}, body)
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", wanted)
        assert found is not None
        return part or (206, {}, body[int(found[1]) : int(found[2]) + 1])

    return serve


def compiled(place: Path, serve: Serve, toml: str = TOML, wanted: str = "foo\n") -> Ran:
    return run(place, "pip compile r.in", serve, {"uv.toml": toml, "r.in": wanted})


def asked(ran: Ran) -> list[str]:
    """What was asked of the file: method, range, status."""
    lines = []
    for request, line in zip(ran.requests, ran.sent, strict=True):
        if "/simple/" not in request.url.path:
            span = dict(request.headers).get("Range", "").removeprefix("bytes=")
            lines.append(" ".join(filter(None, [request.method, span, line.rsplit(" ", 1)[1]])))
    return lines


def test_the_tail_of_a_small_wheel_holds_all(tmp_path: Path) -> None:
    ran = compiled(tmp_path, files())
    assert asked(ran) == ["HEAD 200", f"GET 0-{len(SMALL) - 1} 206"]
    assert ran.endings == ["found"]


def test_metadata_outside_the_tail_takes_a_second_range(tmp_path: Path) -> None:
    body = large()
    ran = compiled(tmp_path, files(body))
    assert asked(ran) == [
        "HEAD 200",
        f"GET {len(body) - 16384}-{len(body) - 1} 206",
        "GET 0-8191 206",
    ]


@pytest.mark.parametrize("status", [400, 403, 404, 405])
def test_a_server_without_head_is_asked_for_the_whole_file(status: int, tmp_path: Path) -> None:
    ran = compiled(tmp_path, files(head=(status, {})))
    assert (asked(ran), ran.endings) == ([f"HEAD {status}", "GET 200"], ["found"])


@pytest.mark.parametrize("status", [401, 410, 416])
def test_another_answer_to_head_ends_the_run(status: int, tmp_path: Path) -> None:
    ran = compiled(tmp_path, files(head=(status, {})))
    assert (asked(ran), ran.endings) == ([f"HEAD {status}"], ["failed"])


@pytest.mark.parametrize("headers", [{}, {"accept-ranges": "none"}, {"accept-ranges": "bytes"}])
def test_without_ranges_or_length_the_whole_file_is_read(
    headers: dict[str, str], tmp_path: Path
) -> None:
    ran = compiled(tmp_path, files(head=(200, headers)))
    assert asked(ran) == ["HEAD 200", "GET 200"]


def test_a_range_answered_with_the_whole_file(tmp_path: Path) -> None:
    ran = compiled(tmp_path, files(part=(200, {}, SMALL)))
    assert asked(ran) == ["HEAD 200", f"GET 0-{len(SMALL) - 1} 200", "GET 200"]


@pytest.mark.parametrize("status", [401, 403, 404, 416])
def test_a_refused_range_ends_the_run(status: int, tmp_path: Path) -> None:
    ran = compiled(tmp_path, files(part=(status, {})))
    assert asked(ran) == ["HEAD 200", f"GET 0-{len(SMALL) - 1} {status}"]
    assert ran.endings == ["failed"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refused_file_ends_the_run(status: int, tmp_path: Path) -> None:
    ran = compiled(tmp_path, files(head=(200, {}), whole=(status, {})))
    assert (asked(ran), ran.endings) == (["HEAD 200", f"GET {status}"], ["failed"])


def test_a_login_page_in_place_of_a_wheel(tmp_path: Path) -> None:
    serve = files(head=(200, {}), whole=(200, HTML, b"<html>Log in"))
    assert compiled(tmp_path, serve).endings == ["missing"], "uv passes the version over"


def test_ranges_are_tried_once_an_index(tmp_path: Path) -> None:
    ran = compiled(tmp_path, files(head=(200, {})), wanted="foo\nbar\n")
    assert asked(ran) == ["HEAD 200", "GET 200", "GET 200"]


def test_metadata_requests_ask_for_no_compression(tmp_path: Path) -> None:
    ran = compiled(tmp_path, files(head=(200, {})))
    assert {dict(r.headers)["Accept-Encoding"] for r in ran.requests[1:]} == {"identity"}


def advertised(answer: Reply) -> Serve:
    """A page that tells of a metadata file, and the answer to the request for it."""

    def serve(request: Request) -> Reply:
        if "/simple/" in request.url.path:
            return page(wheel("foo"), data_core_metadata="true")
        assert request.url.path.endswith(".whl.metadata"), request.url
        return answer

    return serve


def test_an_advertised_metadata_file_spares_the_wheel(tmp_path: Path) -> None:
    ran = compiled(tmp_path, advertised((200, {}, METADATA)))
    assert ran.sent == [f"GET {PAGE} - 200", f"GET {FILE}.metadata - 200"]
    assert ran.endings == ["found"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refused_metadata_file_ends_the_run(status: int, tmp_path: Path) -> None:
    ran = compiled(tmp_path, advertised((status, {})))
    assert (len(ran.sent), ran.endings) == (2, ["failed"])


@pytest.mark.parametrize("answer", [(200, HTML, b"<html>"), (200, {}, b"")])
def test_metadata_that_is_none_passes_the_version_over(answer: Reply, tmp_path: Path) -> None:
    ran = compiled(tmp_path, advertised(answer))
    assert (len(ran.sent), ran.endings) == (2, ["missing"])


def test_an_ignored_code_passes_the_version_over(tmp_path: Path) -> None:
    toml = f"{TOML}ignore-error-codes = [403]\n"
    assert compiled(tmp_path, advertised((403, {})), toml).endings == ["missing"]
    ran = compiled(tmp_path, files(head=(403, {}), whole=(403, {})), toml)
    assert (asked(ran), ran.endings) == (["HEAD 403", "GET 403"], ["missing"])


def test_a_version_passed_over_gives_way_to_the_next(tmp_path: Path) -> None:
    def serve(request: Request) -> Reply:
        if "/simple/" in request.url.path:
            return page(wheel("foo", "1.0"), wheel("foo", "2.0"), data_core_metadata="true")
        return (403, {}) if "2.0" in request.url.path else (200, {}, METADATA)

    ran = compiled(tmp_path, serve, f"{TOML}ignore-error-codes = [403]\n")
    assert [r.url.segments[-1].split("-")[1] for r in ran.requests[1:]] == ["2.0", "1.0"]
    assert ran.endings == ["found"]


def test_a_source_distribution_is_read_whole(tmp_path: Path) -> None:
    def serve(request: Request) -> Reply:
        return page("foo-1.0.tar.gz") if "/simple/" in request.url.path else (403, {})

    ran = compiled(tmp_path, serve)
    assert asked(ran) == ["GET 403"]
    assert ran.endings == ["failed"]


def test_ranges_do_not_follow_redirects(tmp_path: Path) -> None:
    inner = files()

    def serve(request: Request) -> Reply:
        if request.url.path.startswith("/files/"):
            return 302, {"location": request.url.path.replace("/files/", "/cdn/")}
        return inner(request)

    ran = compiled(tmp_path, serve)
    assert asked(ran) == [
        "HEAD 302",
        "HEAD 200",
        f"GET 0-{len(SMALL) - 1} 302",
        "GET 302",
        "GET 200",
    ]
