"""Locks, receipts and stores that hold other accounts than the files beside them."""

from __future__ import annotations

from tests.cases.frame import Case, Unnamed
from tests.cases.shared import ISSUE, PULL

from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.locked import uv_lock, wheel_url
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Site

_PRIVATE = Site((ALICE,), (index("/private/simple", "pkg", "tool", private=True),))


def _upgrade(url: str) -> Scene:
    """A tool that was installed from an index with a token that is short-lived."""
    receipt = f"""\
[tool]
requirements = [{{ name = "tool" }}]
entrypoints = []

[tool.options]
index-url = "{url}"
"""
    return Scene(
        _PRIVATE,
        files=(("home/.local/share/uv/tools/tool/uv-receipt.toml", receipt),),
        command=("uv", "tool", "upgrade", "tool"),
    )


def _in_url(account: str) -> Scene:
    """A private index with or without an account in its URL."""
    tables = table(
        "feed", "/private/simple", "default = true", origin=f"http://{account}{{{{netloc}}}}"
    )
    return Scene(_PRIVATE, files=(project("pkg", tables),))


def _exported(password: str) -> Scene:
    """A requirements file as uv export writes it, with the index."""
    text = f"--index-url http://alice:{password}@{{{{netloc}}}}/private/simple\npkg==1.0\n"
    return Scene(
        _PRIVATE,
        files=(("project/requirements.txt", text),),
        command=("uv", "pip", "install", "-r", "requirements.txt"),
    )


def _store(text: str) -> Scene:
    """A project whose index has no account of its own, and uv's credential store."""
    return Scene(
        _PRIVATE,
        files=(
            project("pkg", table("feed", "/private/simple", "default = true")),
            ("home/.local/share/uv/credentials/credentials.toml", text),
        ),
    )


def _stored(*users: str) -> str:
    return "\n".join(
        f"""\
[[credential]]
service = "{{{{origin}}}}/private/simple"
username = "{user}"
scheme = "basic"
password = "pa55word"
"""
        for user in users
    )


def _direct(origin: str) -> Scene:
    """A project that requires a wheel by its URL, and the lock of it."""
    private = index("/private/simple", "pkg", private=True)
    url = wheel_url(private, "pkg").replace("{{origin}}", origin)
    return Scene(
        Site((ALICE,), (private,)),
        files=(project(f"pkg @ {url}"), ("project/uv.lock", uv_lock(private, "pkg", url))),
        command=("uv", "sync", "--frozen"),
    )


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "UV-RC-03",
        (f"{ISSUE}/8523",),
        "the receipt of a tool holds the short-lived token it was installed with",
        _upgrade("http://alice:old-token@{{netloc}}/private/simple"),
        ("CRED126",),
        ("uv-receipt.toml:6", "up to 0.8.2", "uv tool install --force tool"),
        near=_upgrade("http://alice:pa55word@{{netloc}}/private/simple"),
    ),
    Case(
        "UV-RC-04",
        (f"{ISSUE}/13791",),
        "uv export of 0.7.9 wrote **** in place of the password",
        _exported("****"),
        ("CRED108",),
        ("a mask", "requirements.txt:1", "0.7.9"),
        near=_exported("pa55word"),
    ),
    Case(
        "UV-RC-05",
        (f"{ISSUE}/8296", f"{ISSUE}/16843", f"{ISSUE}/16076"),
        "uv.lock holds the password of a direct URL as it was on the day of locking",
        _direct("http://alice:old-token@{{netloc}}"),
        ("CRED127",),
        ("uv.lock:8", "answers 401 to it", "pkg @ http", "uv lock"),
        near=_direct("{{origin}}"),
    ),
    Case(
        "UV-RC-07",
        (f"{ISSUE}/3009", f"{PULL}/3010"),
        "an early uv keeps its downloads apart for each account in the URL",
        _in_url("alice:pa55word@"),
        ("VER103",),
        ("uv 0.1.32", "with another password all of it is asked for again"),
        near=_in_url(""),
        uv="0.1.31",
    ),
    Case(
        "UV-RC-08",
        (f"{ISSUE}/19811",),
        "an empty credentials.toml is an error up to 0.11.21",
        _store(""),
        ("CRED103",),
        ("0.11.22",),
        near=_store(""),
        uv="0.11.21",
        near_uv="0.11.22",
        besides=("READ103",),
    ),
    Case(
        "UV-RC-09",
        (f"{ISSUE}/16983",),
        "two users are stored for one service, and the index URL names none",
        _store(_stored("alice", "bob")),
        ("CRED103",),
        ("several user names", "alice, bob"),
        near=_store(_stored("alice")),
        besides=("READ103",),
    ),
    Unnamed(
        "UV-RC-06",
        (f"{ISSUE}/19419",),
        "credentials of a Git source of a workspace member are dropped with --frozen",
        reason="the source is a Git repository: Git asks for it, with its own helpers, and no "
        "index and no credential of uv's has a part in it",
    ),
)
