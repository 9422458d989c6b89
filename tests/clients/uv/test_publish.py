"""What `uv publish` sends, in order; each expectation was seen with uv 0.13.8."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.clients.uv.commands import HTML, only_for, page, run, wheel
from tests.clients.uv.scripted import Reply, Serve

from indexdoctor.lab.wheels import build_wheel
from indexdoctor.model.exchange import Request, TransportFailure

FOO = build_wheel("foo", "1.0")
DIST: Mapping[str, str | bytes] = {f"dist/{wheel('foo')}": FOO}
TWO = {**DIST, f"dist/{wheel('bar')}": build_wheel("bar", "1.0")}
TO = "publish --publish-url http://h/up/"
CHECKED = f"{TO} --check-url http://h/a/simple"
ANN = "-u ann -p pw"
AUDIENCE = "GET https://h/_/oidc/audience - 200"  # is trusted publishing possible?
CHECK, UPLOAD = "GET http://h/a/simple/foo/", "POST http://h/up/"


def empty_archive() -> bytes:
    """A zip file that holds nothing."""
    found = io.BytesIO()
    zipfile.ZipFile(found, "w").close()
    return found.getvalue()


def server(check: Reply = (200, HTML, b""), upload: Reply = (200, {})) -> Serve:
    """One answer to every check, one to every upload."""
    return lambda request: upload if request.method == "POST" else check


def listed(digest: str) -> Reply:
    """A page that lists the file to upload already."""
    text = f'<a href="/files/{wheel("foo")}{digest}">{wheel("foo")}</a>'
    return 200, HTML, text.encode()


@pytest.mark.parametrize(
    ("environ", "credential"),
    [
        ({"UV_PUBLISH_USERNAME": "ann", "UV_PUBLISH_PASSWORD": "pw"}, "ann:pw"),
        ({"UV_PUBLISH_USERNAME": "", "UV_PUBLISH_PASSWORD": "pw"}, ":pw"),
        ({"UV_PUBLISH_USERNAME": "ann"}, "ann:"),
        ({"UV_PUBLISH_USERNAME": "ann", "UV_PUBLISH_PASSWORD": ""}, "ann:"),
        ({"UV_PUBLISH_USERNAME": "a%40n"}, "a@n:"),
        ({"UV_PUBLISH_USERNAME": "a%40n", "UV_PUBLISH_PASSWORD": "p%24w"}, "a%40n:p%24w"),
        ({"UV_PUBLISH_TOKEN": "tok"}, "__token__:tok"),
        ({"UV_PUBLISH_TOKEN": ""}, "__token__:"),
    ],
)
def test_what_is_given_is_sent_at_once(
    environ: Mapping[str, str], credential: str, tmp_path: Path
) -> None:
    ran = run(tmp_path, TO, server(), DIST, environ)
    assert ran.sent == [f"{UPLOAD} {credential} 200"]
    assert ran.endings == ["uploads"]


def test_without_any_credential_nothing_is_uploaded(tmp_path: Path) -> None:
    ran = run(tmp_path, TO, server(), DIST)
    assert (ran.sent, ran.endings) == ([AUDIENCE], ["failed"])
    assert ran.conclusions[0].text == "Missing credentials for http://h/up/"


@pytest.mark.parametrize(
    ("userinfo", "sent"),
    [("a%40n", ["a@n: 200"]), ("a%40n:p%24w", ["a%40n:p%24w 200"]), ("%ff", [])],
)
def test_a_user_in_the_url_is_decoded_without_a_password(
    userinfo: str, sent: list[str], tmp_path: Path
) -> None:
    ran = run(tmp_path, f"publish --publish-url http://{userinfo}@h/up/", server(), DIST)
    assert ran.sent == [f"{UPLOAD} {line}" for line in sent]


def test_an_empty_user_name_alone_is_no_credential(tmp_path: Path) -> None:
    files = {**DIST, ".netrc": "machine h login nn password np\n"}
    ran = run(tmp_path, TO, server(), files, {"UV_PUBLISH_USERNAME": ""})
    assert ran.sent == [f"{UPLOAD} nn:np 200"], "but uv does not ask for trusted publishing"


def test_netrc_serves_an_upload(tmp_path: Path) -> None:
    files = {**DIST, ".netrc": "machine h login nn password np\n"}
    ran = run(tmp_path, TO, server(), files)
    assert ran.sent == [AUDIENCE, f"{UPLOAD} nn:np 200"], "uv looks it up before it sends anything"


def test_without_a_token_trusted_publishing_alone_ends_after_the_question(tmp_path: Path) -> None:
    files = {**DIST, ".netrc": "machine h login nn password np\n"}
    ran = run(tmp_path, f"{TO} --trusted-publishing always", server(), files)
    assert (ran.sent, ran.endings) == ([AUDIENCE], [])
    assert "no identity token" in ran.problems[0]


@pytest.mark.parametrize(("status", "uploads"), [(200, False), (404, True)])
def test_where_an_identity_token_is_at_hand_the_answer_decides(
    status: int, uploads: bool, tmp_path: Path
) -> None:
    files = {**DIST, ".netrc": "machine h login nn password np\n"}
    environ = {
        "GITHUB_ACTIONS": "true",
        "ACTIONS_ID_TOKEN_REQUEST_URL": "https://h/token",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "warrant",
    }

    def serve(request: Request) -> Reply:
        return (200, {}) if request.method == "POST" else (status, {})

    ran = run(tmp_path, TO, serve, files, environ)
    asked = AUDIENCE.replace("200", str(status))
    assert ran.sent == [asked, *([f"{UPLOAD} nn:np 200"] if uploads else [])]


def test_the_question_is_tried_again_and_redirected(tmp_path: Path) -> None:
    def serve(request: Request) -> Reply:
        if request.url.path == "/busy":
            return 503, {}
        return 302, {"location": "/busy"}

    ran = run(tmp_path, TO, serve, DIST, {"UV_HTTP_RETRIES": "1"})
    once = [AUDIENCE.replace("200", "302"), "GET https://h/busy - 503"]
    assert ran.sent == once + once


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (wheel("foo"), b"PK", "archive"),
        (wheel("foo"), empty_archive(), "0 *.dist-info folders"),
        ("foo-1.0.tar.gz", b"", "archive"),
        ("foo-1.0.zip", b"", ".tar.gz"),
        ("foo-1.0.tar.bz2", b"", ".tar.gz"),
    ],
)
def test_a_file_without_metadata_is_checked_and_not_uploaded(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    ran = run(tmp_path, f"{CHECKED} {ANN}", server(), {f"dist/{name}": content})
    assert (ran.sent, ran.endings) == ([f"{CHECK} - 200"], ["failed"])
    assert words in ran.conclusions[0].text


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        (("http://h/up/", "ann"), ["http://h/up/"]),
        (("h", "ann"), ["http://h/up/", "h"]),
    ],
)
def test_keyring_for_an_upload(held: tuple[str, str], asked: list[str], tmp_path: Path) -> None:
    command = f"{TO} -u ann --keyring-provider subprocess"
    ran = run(tmp_path, command, server(), DIST, keyring={held: "ann:kr"})
    assert ran.asked == [("get", service, "ann") for service in asked]
    assert ran.sent == [f"{UPLOAD} ann:kr 200"]


def test_keyring_is_not_asked_without_a_user_name(tmp_path: Path) -> None:
    command = f"{TO} --keyring-provider subprocess"
    ran = run(tmp_path, command, server(), DIST, keyring={("h", "ann"): "ann:kr"})
    assert (ran.asked, ran.sent, ran.endings) == ([], [], ["failed"])


@pytest.mark.parametrize("status", [401, 403, 404])
def test_after_a_refused_check_the_upload_goes_on(status: int, tmp_path: Path) -> None:
    ran = run(tmp_path, f"{CHECKED} {ANN}", server(check=(status, {})), DIST)
    assert ran.sent == [f"{CHECK} - {status}", f"{UPLOAD} ann:pw 200"]
    assert ran.endings == ["uploads"]


@pytest.mark.parametrize("status", [400, 410, 418])
def test_another_answer_to_the_check_ends_the_run(status: int, tmp_path: Path) -> None:
    ran = run(tmp_path, f"{CHECKED} {ANN}", server(check=(status, {})), DIST)
    assert (ran.sent, ran.endings) == ([f"{CHECK} - {status}"], ["failed"])


def test_the_check_has_credentials_of_its_own(tmp_path: Path) -> None:
    command = f"{TO} --check-url http://rd:rp@h/a/simple {ANN}"
    ran = run(tmp_path, command, server(), DIST)
    assert ran.sent == [f"{CHECK} rd:rp 200", f"{UPLOAD} ann:pw 200"]


def test_the_checks_credential_serves_an_upload_that_has_none(tmp_path: Path) -> None:
    command = f"{TO} --check-url http://rd:rp@h/a/simple"
    ran = run(tmp_path, command, server(), DIST)
    assert ran.sent == [AUDIENCE, f"{CHECK} rd:rp 200", f"{UPLOAD} rd:rp 200"]


def test_variables_of_a_named_index_serve_the_check_alone(tmp_path: Path) -> None:
    toml = '[[index]]\nname = "one"\nurl = "http://h/a/simple"\npublish-url = "http://h/up/"\n'
    environ = {"UV_INDEX_ONE_USERNAME": "rd", "UV_INDEX_ONE_PASSWORD": "rp"}
    command = f"publish --index one {ANN}"
    ran = run(tmp_path, command, server(), {**DIST, "uv.toml": toml}, environ)
    assert ran.sent == [f"{CHECK} rd:rp 200", f"{UPLOAD} ann:pw 200"]


def test_a_check_looks_for_credentials_as_any_page_does(tmp_path: Path) -> None:
    files = {**DIST, ".netrc": "machine h login nn password np\n"}
    serve = only_for("nn:np", "ann:pw", within=server())
    ran = run(tmp_path, f"{CHECKED} {ANN}", serve, files)
    assert ran.sent == [f"{CHECK} - 401", f"{CHECK} nn:np 200", f"{UPLOAD} ann:pw 200"]


@pytest.mark.parametrize("algorithm", ["sha256", "sha512", "md5"])
def test_a_file_with_the_same_hash_is_skipped(algorithm: str, tmp_path: Path) -> None:
    digest = f"#{algorithm}={hashlib.new(algorithm, FOO).hexdigest()}"
    ran = run(tmp_path, f"{CHECKED} {ANN}", server(check=listed(digest)), DIST)
    assert (ran.sent, ran.endings) == ([f"{CHECK} - 200"], ["passed over"])


@pytest.mark.parametrize(
    ("digest", "words"),
    [("#sha256=" + "0" * 64, "with other contents"), ("", "without a hash")],
)
def test_a_file_that_may_differ_ends_the_run(digest: str, words: str, tmp_path: Path) -> None:
    ran = run(tmp_path, f"{CHECKED} {ANN}", server(check=listed(digest)), TWO)
    assert ran.sent == [
        "GET http://h/a/simple/bar/ - 200",
        f"{UPLOAD} ann:pw 200",
        f"{CHECK} - 200",
    ]
    assert ran.endings == ["uploads", "failed"]
    assert words in ran.conclusions[1].text


def test_another_version_is_no_reason_to_skip(tmp_path: Path) -> None:
    ran = run(tmp_path, f"{CHECKED} {ANN}", server(check=page(wheel("foo", "0.9"))), DIST)
    assert ran.endings == ["uploads"]


@pytest.mark.parametrize("status", [401, 403, 409, 500])
def test_a_refused_upload_is_checked_once_more(status: int, tmp_path: Path) -> None:
    ran = run(tmp_path, f"{CHECKED} {ANN}", server(upload=(status, {})), TWO)
    bar = "GET http://h/a/simple/bar/ - 200"
    assert ran.sent == [bar, f"{UPLOAD} ann:pw {status}", bar]
    assert ran.endings == ["refused"], "uv does not get to the second file"


def test_after_a_405_nothing_is_checked_again(tmp_path: Path) -> None:
    ran = run(tmp_path, f"{CHECKED} {ANN}", server(upload=(405, {})), TWO)
    assert ran.sent == ["GET http://h/a/simple/bar/ - 200", f"{UPLOAD} ann:pw 405"]


def test_an_accepted_upload_serves_the_next_check_of_its_server(tmp_path: Path) -> None:
    serve = only_for("ann:pw", within=server())
    ran = run(tmp_path, f"{CHECKED} {ANN}", serve, TWO)
    assert ran.sent == [
        "GET http://h/a/simple/bar/ - 401",
        f"{UPLOAD} ann:pw 200",
        f"{CHECK} - 401",
        f"{CHECK} ann:pw 200",
        f"{UPLOAD} ann:pw 200",
    ]


def test_an_accepted_upload_says_nothing_to_another_server(tmp_path: Path) -> None:
    serve = only_for("ann:pw", within=server())
    ran = run(tmp_path, f"{TO} --check-url http://other/a/simple {ANN}", serve, TWO)
    assert [line for line in ran.sent if "other" in line] == [
        "GET http://other/a/simple/bar/ - 401",
        "GET http://other/a/simple/foo/ - 401",
    ]


@pytest.mark.parametrize("status", [400, 422])
def test_a_probe_without_file_stands_for_the_upload(status: int, tmp_path: Path) -> None:
    # The one place where a complaint is none: the probe has no file on purpose.
    serve = server(check=(401, {}), upload=(status, {}))
    ran = run(tmp_path, f"{CHECKED} {ANN}", serve, TWO)
    assert ran.endings == ["uploads", "uploads"]
    assert ran.sent[-2] == f"{CHECK} ann:pw 401", "the credential counts as accepted"


def test_a_dry_run_checks_every_file_and_uploads_none(tmp_path: Path) -> None:
    ran = run(tmp_path, f"{CHECKED} {ANN} --dry-run", server(check=(401, {})), TWO)
    assert ran.sent == ["GET http://h/a/simple/bar/ - 401", f"{CHECK} - 401"]


def redirecting(location: str | None) -> Serve:
    def serve(request: Request) -> Reply:
        if request.url.path != "/up/":
            return 200, {}
        return 307, {} if location is None else {"location": location}

    return serve


@pytest.mark.parametrize(
    ("location", "sent", "words"),
    [
        ("http://h/up2/", ["http://h/up/ ann:pw 307", "http://h/up2/ ann:pw 200"], "goes on"),
        ("http://other/up/", ["http://h/up/ ann:pw 307"], "not in the same realm"),
        ("/up2/", ["http://h/up/ ann:pw 307"], "not a valid URL"),
        (None, ["http://h/up/ ann:pw 307"], "no location header"),
    ],
)
def test_redirects_of_an_upload(
    location: str | None, sent: list[str], words: str, tmp_path: Path
) -> None:
    ran = run(tmp_path, f"{TO} {ANN}", redirecting(location), DIST)
    assert ran.sent == [f"POST {line}" for line in sent]
    assert words in ran.conclusions[0].text


def test_an_upload_without_an_answer_fails(tmp_path: Path) -> None:
    ran = run(tmp_path, f"{TO} {ANN}", lambda request: TransportFailure.TIMEOUT, TWO)
    assert (len(set(ran.sent)), ran.endings) == (1, ["failed"])
