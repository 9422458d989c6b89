"""Where `uv publish` uploads and with what, before any request; each was seen with uv 0.13.8."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.clients.uv.commands import find

from indexdoctor.clients.uv.settings import resolve
from indexdoctor.lab.wheels import build_wheel
from indexdoctor.model.credential import Source
from indexdoctor.model.resolution import Publish

TO = "publish --publish-url http://h/up/"
TABLE = '[[index]]\nname = "one"\nurl = "http://h/a/simple"\npublish-url = "http://h/up/"\n'


def settled(
    place: Path,
    command: str,
    environ: Mapping[str, str] | None = None,
    toml: str = TABLE,
) -> tuple[Publish | None, list[str]]:
    """The upload of a command, and what uv would refuse it for."""
    resolution = resolve(find(place, command, {"uv.toml": toml}, environ))
    return resolution.publish, [problem.message for problem in resolution.problems]


def sent(publish: Publish | None) -> tuple[str | None, str | None] | None:
    """User name and password of the upload's credential."""
    assert publish is not None
    credential = publish.credential
    if credential is None:
        return None
    return credential.username, credential.secret.reveal() if credential.secret else None


@pytest.mark.parametrize(
    ("command", "environ", "expected"),
    [
        (f"{TO} -u ann -p pw", {}, ("ann", "pw")),
        (f"{TO} --username ann", {"UV_PUBLISH_PASSWORD": "pw"}, ("ann", "pw")),
        (TO, {"UV_PUBLISH_USERNAME": "ann", "UV_PUBLISH_PASSWORD": "pw"}, ("ann", "pw")),
        (f"{TO} -u bob", {"UV_PUBLISH_USERNAME": "ann", "UV_PUBLISH_PASSWORD": "p"}, ("bob", "p")),
        # A user name that is set and empty counts as one: uv sends `:pw`.
        (TO, {"UV_PUBLISH_USERNAME": "", "UV_PUBLISH_PASSWORD": "pw"}, ("", "pw")),
        (f"{TO} -t tok", {}, ("__token__", "tok")),
        (TO, {"UV_PUBLISH_TOKEN": "tok"}, ("__token__", "tok")),
        # The missing secret of a CI job: uv sends `__token__:`.
        (TO, {"UV_PUBLISH_TOKEN": ""}, ("__token__", "")),
        (f"{TO} -u ann", {}, ("ann", None)),
        (TO, {}, None),
        # The publish URL's own user information joins what options give.
        ("publish --publish-url http://ann:pw@h/up/", {}, ("ann", "pw")),
        ("publish --publish-url http://ann@h/up/ -p pw", {}, ("ann", "pw")),
        ("publish --publish-url http://ann:pw@h/up/ -u ann", {}, ("ann", "pw")),
        # Only for publishing: what is percent-encoded in the URL is sent as it is written.
        ("publish --publish-url http://a%40b:p%3Aw@h/up/", {}, ("a%40b", "p%3Aw")),
        ("publish", {"UV_PUBLISH_URL": "http://ann:pw@h/up/"}, ("ann", "pw")),
    ],
)
def test_user_name_and_password(
    command: str,
    environ: Mapping[str, str],
    expected: tuple[str, str] | None,
    tmp_path: Path,
) -> None:
    publish, problems = settled(tmp_path, command, environ)
    assert problems == []
    assert sent(publish) == expected
    assert publish is not None
    assert str(publish.url.value) == "http://h/up/", "the address keeps no user information"


@pytest.mark.parametrize(
    ("command", "environ", "words"),
    [
        (f"{TO} -p pw", {}, "a password for publishing is given, but no user name"),
        (TO, {"UV_PUBLISH_PASSWORD": "pw"}, "a password for publishing is given, but no user"),
        (f"{TO} -t tok -p pw", {}, "either a token or a user name and password"),
        (f"{TO} -t tok -u __token__", {}, "either a token or a user name and password"),
        (f"{TO} -u ann", {"UV_PUBLISH_TOKEN": "tok"}, "-u stands beside UV_PUBLISH_TOKEN"),
        ("publish --publish-url http://ann:pw@h/up/ -u bob", {}, "the username is given both"),
        ("publish --publish-url http://ann:pw@h/up/ -p x", {}, "the password is given both"),
        (f"publish --index one {TO[8:]} -u a -p b", {}, "either an index name or a publish url"),
        ("publish --index one --check-url http://h/a/simple -u a -p b", {}, "or a check url"),
        (
            "publish --index one -u a -p b",
            {"UV_PUBLISH_URL": "http://h/up/"},
            "--index gives the one, UV_PUBLISH_URL the other",
        ),
        (f"{TO} --skip-existing -u a -p b", {}, "--skip-existing only to refuse it"),
        (f"{TO} --check-url http://a%ff:b@h/a/simple -u a -p b", {}, "username in the URL is not"),
        ("publish --index two -u a -p b", {}, "no index named `two` is configured"),
        ("publish --index two=http://h/simple -u a -p b", {}, "no index named"),
        (
            f"{TO} --trusted-publishing always -u a -p b",
            {},
            "trusted publishing is set to `always`",
        ),
        (
            f"{TO} --trusted-publishing always --keyring-provider subprocess",
            {},
            "trusted publishing is set to `always`",
        ),
    ],
)
def test_what_uv_refuses(
    command: str, environ: Mapping[str, str], words: str, tmp_path: Path
) -> None:
    _, problems = settled(tmp_path, command, environ)
    assert any(words in problem for problem in problems), problems


def test_an_index_without_publish_url(tmp_path: Path) -> None:
    toml = '[[index]]\nname = "one"\nurl = "http://h/a/simple"\n'
    publish, problems = settled(tmp_path, "publish --index one -u a -p b", toml=toml)
    assert publish is None
    assert problems == ["the index `one` has no publish-url"]


def test_a_named_index_gives_both_urls(tmp_path: Path) -> None:
    publish, _ = settled(tmp_path, "publish --index one -u ann -p pw")
    assert publish is not None
    assert publish.check is not None
    assert (str(publish.url.value), str(publish.check.value)) == (
        "http://h/up/",
        "http://h/a/simple",
    )
    assert (publish.url.origin.name, publish.url.origin.line) == ("uv.toml", 4)
    assert (publish.check.origin.name, publish.check.origin.line) == ("uv.toml", 3)


def test_the_urls_of_the_configuration(tmp_path: Path) -> None:
    toml = 'publish-url = "http://h/up/"\ncheck-url = "http://h/a/simple"\n'
    publish, problems = settled(tmp_path, "publish -u ann -p pw", toml=toml)
    assert (problems, publish is not None) == ([], True)
    assert publish is not None
    assert publish.check is not None
    assert publish.url.origin.line == 1
    assert publish.check.origin.line == 2
    assert publish.index is None


def test_without_any_url_it_is_uvs_own(tmp_path: Path) -> None:
    publish, _ = settled(tmp_path, "publish -t tok", toml="")
    assert publish is not None
    assert str(publish.url.value) == "https://upload.pypi.org/legacy/"
    assert publish.check is None


def test_the_sources_of_an_upload_in_order(tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine h login nn password np\n")
    publish, _ = settled(tmp_path, TO)
    assert publish is not None
    states = {asked.source: asked.state for asked in publish.asked}
    assert list(states) == [Source.PUBLISH, Source.NETRC, Source.STORE, Source.KEYRING]
    assert states[Source.PUBLISH] == "absent"
    assert states[Source.NETRC] == "found"
    assert states[Source.KEYRING] == "off"


def test_variables_of_an_index_are_no_source_of_an_upload(tmp_path: Path) -> None:
    environ = {"UV_INDEX_ONE_USERNAME": "ann", "UV_INDEX_ONE_PASSWORD": "pw"}
    publish, _ = settled(tmp_path, "publish --index one", environ)
    assert publish is not None
    assert publish.credential is None
    assert Source.INDEX_ENV not in {asked.source for asked in publish.asked}


def test_files_are_those_of_dist_wheels_first(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    for name in ("foo-1.0.tar.gz", "foo-1.0-py3-none-any.whl", "notes.txt"):
        (tmp_path / "dist" / name).write_bytes(build_wheel("foo", "1.0"))
    publish, _ = settled(tmp_path, f"{TO} -t tok")
    assert publish is not None
    assert publish.files == ("foo-1.0-py3-none-any.whl", "foo-1.0.tar.gz")
    (tmp_path / "foo-2.0.tar.gz").write_bytes(b"x")
    publish, _ = settled(tmp_path, f"{TO} -t tok foo-2.0.tar.gz")
    assert publish is not None
    assert publish.files == ("foo-2.0.tar.gz",)
