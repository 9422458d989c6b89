"""The suite itself: worlds are repeatable and sealed, differences and leaks are seen."""

from __future__ import annotations

import base64
import collections
import re
from dataclasses import replace

import pytest
from tests.conformance.compare import difference, same, same_but_for_order
from tests.conformance.leaks import leaked
from tests.conformance.real import CLOSED, Run, default_uv, real_uv, run_uv
from tests.conformance.worlds import world

from indexdoctor.lab.seen import Seen
from indexdoctor.lab.stage import stage
from indexdoctor.model.secret import Secret

URL = "http://127.0.0.1:80/a/foo/"
LOOPBACK = ("{{netloc}}", "{{netloc2}}", "{{proxy_netloc}}", CLOSED.removeprefix("http://"))
SEEN = Seen("GET", URL, "basic", "alice", Secret("pw"), None, 200, 0.0)


def run(*requests: Seen, keyring: tuple[tuple[str, ...], ...] = ()) -> Run:
    return Run(0, "", "", requests, keyring)


def test_a_world_depends_on_seed_and_number_alone() -> None:
    assert world(5, 17) == world(5, 17)
    assert world(5, 17).scene != world(6, 17).scene
    assert world(5, 17).scene != world(5, 18).scene


@pytest.mark.parametrize("number", range(0, 400, 7))
def test_worlds_name_no_address_but_the_lab(number: int) -> None:
    scene = world(2, number).scene
    texts = [text for _, text in (*scene.files, *scene.environ)] + list(scene.command)
    for text in texts:
        for authority in re.findall(r"https?://([^/\s\"']*)", text):
            assert authority.rpartition("@")[2] in LOOPBACK


def test_the_worlds_cover_the_commands_and_places() -> None:
    seen: collections.Counter[str] = collections.Counter()
    for number in range(200):
        scene = world(1, number).scene
        pip = scene.command[1] == "pip"
        seen[" ".join(scene.command[1 : 3 if pip else 2])] += 1
        seen.update(name for name, _ in scene.files)
        seen.update(
            re.sub(r"INDEX_[A-Z_0-9]*_(USER|PASS)", r"INDEX_*_\1", n) for n, _ in scene.environ
        )
        seen.update(word for word in scene.command if word.startswith("-"))
    for name in (
        *("pip compile", "pip install", "pip sync", "lock", "sync", "add", "run", "tree", "export"),
        *("publish", "project/uv.toml", "project/pyproject.toml", "home/.config/uv/uv.toml"),
        *("etc/uv/uv.toml", "project/conf/custom.toml", "home/.netrc", "project/nested.txt"),
        *("UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX", "UV_DEFAULT_INDEX", "UV_FIND_LINKS"),
        *("UV_INDEX_*_USERNAME", "UV_INDEX_*_PASSWORD", "UV_PUBLISH_USERNAME", "project/uv.lock"),
        *("--index", "--default-index", "--index-url", "--extra-index-url", "--find-links"),
        *("--keyring-provider", "--index-strategy", "--publish-url", "--check-url"),
        "home/.local/share/uv/credentials/credentials.toml",
    ):
        assert seen[name], name


def test_the_worlds_draw_odd_names_and_paths() -> None:
    text = ""
    variables: collections.Counter[str] = collections.Counter()
    for number in range(800):
        scene = world(1, number).scene
        text += "\n".join(
            (*scene.command, *(f"{n}={v}" for n, v in scene.environ), *(t for _, t in scene.files))
        )
        variables.update(name for name, _ in scene.environ)
    names = ("1st", "MY-Index", "a.-b", "-x", "a-username", "")
    for name in names:
        assert re.search(rf'(name = "{name}"|(^|[ =]){name}=)', text, re.MULTILINE), name
    assert any(name in text for name in ("größe", "corp!", "İ"))
    for path in ("/mü/", "/m%C3%BC/", "/m%c3%bc/", "/a%2Fb/", "/%7Eme/", "/x/../a/", "?tenant=1"):
        assert path in text, path
    for name in ("MY_INDEX", "1ST", "_X", "A__B", "", "A_USERNAME"):
        assert variables[f"UV_INDEX_{name}_PASSWORD"], name


def test_the_worlds_draw_builds() -> None:
    seen: collections.Counter[str] = collections.Counter()
    for number in range(800):
        scene = world(1, number).scene
        seen.update(name for name, _ in scene.files)
        seen.update(word for word in scene.command if word.startswith("--no-b"))
        for index in scene.site.indexes:
            for package in index.packages:
                if package.source is not None:
                    seen["source alone" if not package.wheels else "source"] += 1
                    seen.update(package.source.build_requires)
    names = ("source", "source alone", "tool", "helper", "project/backend.py")
    for name in (*names, "--no-build", "--no-binary", "--no-build-isolation"):
        assert seen[name], name


def test_equal_runs_are_the_same_whatever_the_order_of_urls() -> None:
    other = replace(SEEN, url=URL + "x")
    assert same(run(SEEN, other), run(other, SEEN))


@pytest.mark.parametrize(
    "changed",
    [
        replace(SEEN, method="HEAD"),
        replace(SEEN, url=URL + "?a"),
        replace(SEEN, username="bob"),
        replace(SEEN, secret=Secret("other")),
        replace(SEEN, scheme="bearer"),
        replace(SEEN, status=401),
        replace(SEEN, range="bytes=0-1"),
    ],
)
def test_each_part_of_a_request_counts(changed: Seen) -> None:
    assert not same(run(SEEN), run(changed))
    text = difference(run(SEEN), run(changed), ("http://127.0.0.1:80",))
    assert "  - GET  A/a/foo/" in text
    assert "  + " in text


def test_order_number_and_keyring_count() -> None:
    refused = replace(SEEN, status=401)
    assert not same(run(refused, SEEN), run(SEEN, refused))
    assert not same(run(SEEN), run(SEEN, SEEN))
    assert not same(run(SEEN), run(SEEN, keyring=(("get", "a", "b"),)))


def test_the_status_of_an_upload_counts_only_as_a_refusal() -> None:
    upload = replace(SEEN, method="POST")
    assert same(run(upload), run(replace(upload, status=400)))
    assert not same(run(upload), run(replace(upload, status=403)))


def test_leaks_are_seen_in_every_form() -> None:
    drawn = world(1, 0)
    account = drawn.scene.site.accounts[0]
    both = base64.b64encode(f"{account.name}:{account.password}".encode()).decode()
    assert leaked(drawn, f"x {account.password} y")
    assert leaked(drawn, f"Basic {both}")
    assert not leaked(drawn, f"user {account.name}, password ****")


def test_nothing_of_the_caller_reaches_the_real_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_INDEX_URL", "http://127.0.0.1:9/not-sealed")
    drawn = next(w for w in (world(1, n) for n in range(50)) if w.scene.command[1] == "lock")
    with real_uv(default_uv()) as uv, stage(drawn.scene) as staged:
        assert "not-sealed" not in run_uv(staged, uv, verbose=True).stderr


def test_an_order_alone_is_told_from_another_request() -> None:
    refused = replace(SEEN, status=401)
    assert not same(run(SEEN, refused), run(refused, SEEN))
    assert same_but_for_order(run(SEEN, refused), run(refused, SEEN))
    assert not same_but_for_order(run(SEEN, refused), run(SEEN))
    assert not same_but_for_order(run(SEEN), run(SEEN, keyring=(("get", "a", "b"),)))
