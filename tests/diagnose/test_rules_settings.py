"""Causes in variables and files, each beside what looks alike; whole runs on a lab server."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.cases.play import play

from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import LabPublish, Site
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.versions import NEWEST

_SITE = Site(
    (ALICE,),
    (
        index("/private/simple", "pkg", private=True),
        index("/open/simple", "pkg", "other"),
        index("/empty/simple", "other"),
    ),
    publish=(LabPublish("/legacy/"),),
)
_FEED = table("feed", "/private/simple", "default = true")
_LOCK = ("uv", "lock")
_PUBLISH = ("uv", "publish", "--publish-url", "{{origin}}/legacy/")
_ALICE = {"UV_INDEX_FEED_USERNAME": "alice", "UV_INDEX_FEED_PASSWORD": "pa55word"}


def _found(
    *tables: str,
    files: tuple[tuple[str, str], ...] = (),
    command: tuple[str, ...] = _LOCK,
    mode: str = "check",
    environ: Mapping[str, str] | None = None,
) -> dict[str, Finding]:
    """The findings of a project with these tables, by code."""
    scene = Scene(
        _SITE,
        files=(project("pkg", *tables), *files),
        environ=tuple((environ or {}).items()),
        command=command,
        dists=(Dist("app", "1.0"),),
    )
    return {finding.code: finding for finding in play(scene, NEWEST, mode).findings}


def _text(finding: Finding) -> str:
    remedies = [f"{remedy.summary}\n{remedy.command}" for remedy in finding.remedies]
    evidence = [f"{line.label}  {line.text}" for line in finding.evidence]
    return "\n".join([finding.cause, finding.why, *evidence, *remedies])


@pytest.mark.parametrize(
    ("files", "environ", "place"),
    [
        (
            (("home/.config/pip/pip.conf", "[global]\nextra-index-url = {}/open/simple\n"),),
            {},
            "~/.config/pip/pip.conf:2",
        ),
        ((), {"PIP_EXTRA_INDEX_URL": "{{origin}}/open/simple"}, "PIP_EXTRA_INDEX_URL"),
        (
            (("project/pdm.toml", '[pypi.open]\nurl = "{}/open/simple"\n'),),
            {},
            "pdm.toml:2",
        ),
    ],
    ids=["pip.conf", "PIP_*", "pdm.toml"],
)
def test_cfg105_names_the_index_of_another_client(
    files: tuple[tuple[str, str], ...], environ: dict[str, str], place: str
) -> None:
    files = tuple((name, text.replace("{}", "{{origin}}")) for name, text in files)
    empty = table("empty", "/empty/simple", "default = true")
    found = _found(empty, files=files, environ=environ)
    assert found["CFG105"].severity is Severity.ERROR
    assert place in found["CFG105"].cause
    assert "export UV_INDEX=" in _text(found["CFG105"])
    assert "READ107" not in found
    # uv has the index already, or misses no package.
    known = _found(empty, files=files, environ={**environ, "UV_INDEX": "{{origin}}/open/simple"})
    assert "CFG105" not in known
    served = table("open", "/open/simple", "default = true")
    other = {n: t.replace("/open/", "/x/") for n, t in environ.items()}
    others = tuple((name, text.replace("/open/", "/x/")) for name, text in files)
    assert _found(served, files=others, environ=other) == {}


_POETRY = """
[[tool.poetry.source]]
name = "feed"
url = "{{origin}}/private/simple"
"""


@pytest.mark.parametrize(
    ("tables", "files", "environ", "place"),
    [
        (
            (_POETRY,),
            (
                (
                    "home/.config/pypoetry/auth.toml",
                    '[http-basic.feed]\nusername = "alice"\npassword = "pa55word"\n',
                ),
            ),
            {},
            "~/.config/pypoetry/auth.toml:3",
        ),
        (
            (),
            (),
            {
                "POETRY_HTTP_BASIC_FEED_USERNAME": "alice",
                "POETRY_HTTP_BASIC_FEED_PASSWORD": "pa55word",
            },
            "POETRY_HTTP_BASIC_FEED_PASSWORD",
        ),
        (
            ('[[tool.pdm.source]]\nurl = "http://alice:pa55word@{{netloc}}/private/simple"\n',),
            (),
            {},
            "pyproject.toml:13",
        ),
        ((), (), {"PIP_INDEX_URL": "http://alice:pa55word@{{netloc}}/x/"}, "PIP_INDEX_URL"),
    ],
    ids=["auth.toml", "POETRY_*", "[[tool.pdm.source]]", "PIP_INDEX_URL"],
)
def test_cred123_names_the_account_of_another_client(
    tables: tuple[str, ...],
    files: tuple[tuple[str, str], ...],
    environ: dict[str, str],
    place: str,
) -> None:
    found = _found(_FEED, *tables, files=files, environ=environ)
    assert found["CRED123"].severity is Severity.ERROR
    assert f"they stand at {place}, in the settings of" in found["CRED123"].cause
    assert "export UV_INDEX_FEED_USERNAME=alice" in _text(found["CRED123"])
    assert "READ103" not in found
    assert "CRED123" not in _found(_FEED, *tables, files=files, environ={**environ, **_ALICE})
    planned = _found(_FEED, *tables, files=files, mode="explain", environ=environ)
    assert planned["CRED123"].severity is Severity.NOTE


def test_an_account_of_another_client_is_never_sent() -> None:
    scene = Scene(
        _SITE,
        files=(project("pkg", _FEED),),
        environ=(("PIP_INDEX_URL", "http://alice:pa55word@{{netloc}}/private/simple"),),
    )
    report = play(scene, NEWEST)
    assert report.exchanges
    assert all(exchange.request.credential is None for exchange in report.exchanges)


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({"TWINE_USERNAME": "alice", "TWINE_PASSWORD": "x"}, None),
        (
            {
                "TWINE_REPOSITORY_URL": "{{origin}}/legacy/",
                "TWINE_USERNAME": "alice",
                "TWINE_PASSWORD": "x",
            },
            "TWINE_PASSWORD",
        ),
        (
            {"PDM_PUBLISH_REPO": "{{origin}}/legacy/", "PDM_PUBLISH_PASSWORD": "x"},
            "PDM_PUBLISH_PASSWORD",
        ),
    ],
    ids=["for twine's own default", "TWINE_*", "PDM_PUBLISH_*"],
)
def test_cred123_names_the_account_for_an_upload(
    environ: dict[str, str], place: str | None
) -> None:
    found = _found(command=_PUBLISH, environ=environ)
    if place is None:
        assert "CRED123" not in found
        assert "PUB204" in found
    else:
        assert place in found["CRED123"].cause
        assert "PUB204" not in found
    own = {"UV_PUBLISH_USERNAME": "alice", "UV_PUBLISH_PASSWORD": "pa55word"}
    assert "CRED123" not in _found(command=_PUBLISH, environ={**environ, **own})


@pytest.mark.parametrize(
    ("user", "environ", "has"),
    [
        ("bob@", _ALICE, "have the user alice"),
        ("alice@", {"UV_INDEX_FEED_PASSWORD": "pa55word"}, "have no user name"),
    ],
    ids=["another", "none"],
)
def test_cred124_tells_the_user_of_the_url_from_that_of_the_variables(
    user: str, environ: dict[str, str], has: str
) -> None:
    feed = _FEED.replace("{{origin}}", f"http://{user}{{{{netloc}}}}")
    found = _found(feed, environ=environ)
    assert has in found["CRED124"].cause
    assert found["CRED124"].confidence is Confidence.CERTAIN
    assert "READ103" not in found
    same = _FEED.replace("{{origin}}", "http://alice@{{netloc}}")
    assert _found(same, environ=_ALICE) == {}
    wrong = {**_ALICE, "UV_INDEX_FEED_PASSWORD": "wrong"}
    assert "CRED124" not in _found(same, environ=wrong)


def test_cred108_tells_what_is_encoded_once_too_often() -> None:
    twice = _FEED.replace("{{origin}}", "http://alice:pa%252F55@{{netloc}}")
    variable = {**_ALICE, "UV_INDEX_FEED_PASSWORD": "pa%2F55"}
    for planned in (_found(twice, mode="explain"), _found(_FEED, mode="explain", environ=variable)):
        assert "percent-encoded" in _text(planned["CRED108"])
    once = _FEED.replace("{{origin}}", "http://alice:pa%2F55@{{netloc}}")
    assert "CRED108" not in _found(once, mode="explain")
    plain = {**_ALICE, "UV_INDEX_FEED_PASSWORD": "100%"}
    assert "CRED108" not in _found(_FEED, mode="explain", environ=plain)
    # Sent decoded it is refused as well: it is wrong in some other way.
    assert "CRED108" not in _found(_FEED, environ=variable)


@pytest.mark.parametrize(
    ("url", "encoded"),
    [
        ("http://alice:pa/ss@{{netloc}}/private/simple", "%2F"),
        ("http://alice:pa?ss@{{netloc}}/private/simple", "%3F"),
        ("http://alice:12#3@{{netloc}}/private/simple", "%23"),
        ("http://alice:pa@ss@{{netloc}}/private/simple", None),
        ("http://alice:pa%23ss@{{netloc}}/private/simple", None),
        ("http://{{netloc}}/@alice/simple", None),
    ],
)
def test_cred121_names_the_character_that_ends_the_host(url: str, encoded: str | None) -> None:
    found = _found(mode="explain", environ={"UV_INDEX_URL": url})
    assert ("CRED121" in found) == (encoded is not None)
    if encoded is not None:
        assert f"write {encoded} for" in _text(found["CRED121"])
    in_file = _found(f'[tool.uv]\nindex-url = "{url}"\n', mode="explain")
    assert ("CRED121" in in_file) == (encoded is not None)
    typed = _found(command=("uv", "lock", "--index-url", url), mode="explain")
    assert ("CRED121" in typed) == (encoded is not None)


def test_cred121_looks_behind_the_name_of_an_index() -> None:
    url = "corp=http://alice:pa#s@{{netloc}}/private/simple"
    found = _found(mode="explain", environ={"UV_DEFAULT_INDEX": url})
    assert "write %23 for" in _text(found["CRED121"])


def test_cred122_speaks_where_no_control_request_does() -> None:
    encoded = "http://alice%40corp:p%2Fw@{{netloc}}/legacy/"
    command = ("uv", "publish", "--publish-url", encoded)
    found = _found(command=command, mode="explain")
    assert "does not decode the user name and password" in found["CRED122"].cause
    assert found["CRED122"].severity is Severity.WARNING
    # Decoded it is refused as well: the account is wrong in some other way.
    assert "CRED122" not in _found(command=command)
    plain = ("uv", "publish", "--publish-url", "http://alice:pa55word@{{netloc}}/legacy/")
    assert "CRED122" not in _found(command=plain, mode="explain")
    given = {"UV_PUBLISH_USERNAME": "alice%40corp", "UV_PUBLISH_PASSWORD": "wrong"}
    assert "CRED122" not in _found(command=_PUBLISH, environ=given)


def test_cfg106_tells_one_variable_from_the_other() -> None:
    both = {
        "UV_INDEX_URL": "{{origin}}/open/simple",
        "UV_DEFAULT_INDEX": "{{origin}}/empty/simple",
    }
    found = _found(environ=both)
    assert "UV_DEFAULT_INDEX comes first" in found["CFG106"].cause
    assert found["CFG106"].severity is Severity.ERROR
    same = {**both, "UV_DEFAULT_INDEX": "{{origin}}/open/simple"}
    assert "CFG106" not in _found(environ=same)
    # A mirror in a variable that serves all is nothing to warn of.
    served = table("empty", "/empty/simple", "default = true")
    healthy = _found(served, environ={"UV_DEFAULT_INDEX": "{{origin}}/open/simple"})
    assert healthy["CFG106"].severity is Severity.NOTE


def test_cfg107_needs_the_same_url_twice() -> None:
    explicit = table("open", "/open/simple", "explicit = true")
    default = table("empty", "/empty/simple", "default = true")
    pin = '[tool.uv.sources]\npkg = { index = "open" }\n'
    found = _found(
        explicit, default, pin, environ={"UV_EXTRA_INDEX_URL": "{{origin}}/open/simple/"}
    )
    assert "unset UV_EXTRA_INDEX_URL" in _text(found["CFG107"])
    assert found.keys() == {"CFG107"}
    assert (
        _found(explicit, default, pin, environ={"UV_EXTRA_INDEX_URL": "{{origin}}/empty/simple"})
        == {}
    )


def test_cfg108_says_what_is_not_pinned() -> None:
    explicit = table("open", "/open/simple", "explicit = true")
    default = table("empty", "/empty/simple", "default = true")
    found = _found(explicit, default)
    assert found["CFG108"].severity is Severity.WARNING
    assert found["CFG108"].confidence is Confidence.POSSIBLE
    assert 'pkg = { index = "open" }' in _text(found["CFG108"])
    assert "READ107" in found
    assert "CFG108" not in _found(table("open", "/open/simple"), default)


def test_cfg109_needs_a_name_of_a_variable() -> None:
    default = table("empty", "/empty/simple", "default = true")
    found = _found(default, environ={"UV_INDEX": "OPEN_URL", "OPEN_URL": "{{origin}}/open/simple"})
    assert found["CFG109"].confidence is Confidence.LIKELY
    assert 'export UV_INDEX="$OPEN_URL"' in _text(found["CFG109"])
    assert "CFG109" not in _found(default, environ={"UV_INDEX": "./wheels"})


def test_cfg111_names_what_uv_pip_alone_reads() -> None:
    default = table("empty", "/empty/simple", "default = true")
    pip = '[tool.uv.pip]\nextra-index-url = ["{{origin}}/open/simple"]\n'
    found = _found(default, pip)
    assert found["CFG111"].severity is Severity.ERROR
    assert "takes no extra-index-url from the pip table" in found["CFG111"].cause
    assert "READ107" not in found
    assert _found(default, pip, command=("uv", "pip", "install", "pkg")) == {}
    both = '[tool.uv]\nextra-index-url = ["{{origin}}/open/simple"]\n'
    assert _found(both, default, pip) == {}


def test_cfg113_needs_a_file_below_no_index() -> None:
    lock = (
        'lock-version = "1.0"\ncreated-by = "uv"\n[[packages]]\nname = "pkg"\nversion = "1.0"\n'
        "[[packages.wheels]]\n"
        'url = "{{origin}}/private/simple/-/files/pkg-1.0-py3-none-any.whl"\n'
        f'hashes = {{ sha256 = "{"0" * 64}" }}\n'
    )
    files = (("project/pylock.toml", lock),)
    command = ("uv", "pip", "sync", "--no-config", "pylock.toml")
    found = _found(_FEED, files=files, command=command)
    assert "no index definition covers the URL" in found["CFG113"].cause
    assert "READ190" not in found
    covered = _found(_FEED, files=files, command=("uv", "pip", "sync", "pylock.toml"))
    assert "CFG113" not in covered
