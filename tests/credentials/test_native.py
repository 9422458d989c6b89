"""The system's store and the preview switch that turns it on, against the real uv."""

from __future__ import annotations

import asyncio
import importlib
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.credentials.real_uv import refusing_server, run_uv

from indexdoctor.credentials import native, native_store
from indexdoctor.model.command import Options
from indexdoctor.model.credential import KeyringQuestion, Trouble
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import parse_address

OFF = Stated(False, Origin.default("preview features are off"))
QUESTION = KeyringQuestion("uv:h", "u", native=True)


def options(given: dict[str, str], origin: Origin) -> Options:
    return Options({name: (Stated(value, origin),) for name, value in given.items()})


@pytest.mark.parametrize(
    ("command", "environment", "config"),
    [
        ({}, {}, {}),
        ({"preview": "true"}, {}, {}),
        ({"preview": "false"}, {"preview": "1"}, {}),
        ({"preview": "false", "preview-features": "native-auth"}, {}, {}),
        ({"preview": "false"}, {}, {"preview": True}),
        ({}, {"preview": "Yes"}, {}),
        ({}, {"preview": "0"}, {"preview": True}),
        ({}, {"preview-features": "native-auth"}, {}),
        ({}, {"preview-features": " other, native-auth "}, {}),
        ({}, {"preview-features": "other"}, {"preview-features": ["native-auth"]}),
        ({"preview-features": "other"}, {"preview-features": "native-auth"}, {}),
        ({"preview-features": "other,native-auth"}, {}, {}),
        ({"preview-features": "other"}, {}, {"preview": True}),
        ({}, {}, {"preview-features": True}),
        ({}, {}, {"preview-features": ["native-auth"]}),
        ({}, {}, {"preview-features": ["other"]}),
        ({}, {}, {"preview": False}),
    ],
)
def test_the_real_uv_switches_alike(
    tmp_path: Path, command: dict[str, str], environment: dict[str, str], config: dict[str, Any]
) -> None:
    words = ["-v"]
    for name, value in command.items():
        words += {"true": [f"--{name}"], "false": [f"--no-{name}"]}.get(value, [f"--{name}", value])
    environ = {f"UV_{name.upper().replace('-', '_')}": text for name, text in environment.items()}
    with refusing_server() as server:
        lines = [f"{name} = {str(value).lower()}" for name, value in config.items()]
        url = server.url.replace("//", "//u@")
        (tmp_path / "uv.toml").write_text("\n".join([*lines, f'index-url = "{url}"']))
        environ["UV_CONFIG_FILE"] = "uv.toml"
        log = run_uv(tmp_path, None, *words, environ=environ).stderr
        assert server.take() == [("Basic", b"u:")]
    configured = {name: Stated(value, Origin.file("uv.toml", 1)) for name, value in config.items()}
    on = native.is_on(
        options(command, Origin.option("--x")), options(environment, Origin.env("X")), configured
    )
    assert on.value is (b"Checking native store" in log)


@pytest.mark.parametrize(
    ("url", "services"),
    [
        ("https://h/a/", ["uv:https://h/a/", "uv:h"]),
        ("http://h:81/a", ["uv:http://h:81/a", "uv:h:81", "uv:http://h:81"]),
    ],
)
def test_services(url: str, services: list[str]) -> None:
    questions = native.questions(parse_address(url).url, "u")
    assert [question.service for question in questions] == services
    assert native.questions(parse_address(url).url, None) == ()


def test_why_it_is_not_asked() -> None:
    on = Stated(True, Origin.env("UV_PREVIEW"))
    off = native.why_not(OFF, "u")
    assert off is not None
    assert (off.state, off.origin) == ("off", OFF.origin)
    nameless = native.why_not(on, None)
    assert nameless is not None
    assert nameless.state == "unasked"
    assert native.why_not(on, "u") is None


class Backend:
    """A store with one entry."""

    def get_password(self, service: str, username: str) -> str | None:
        return "pw" if (service, username) == ("uv:h", "u") else None


def use(monkeypatch: pytest.MonkeyPatch, backend: object) -> None:
    library = SimpleNamespace(get_keyring=lambda: backend)
    monkeypatch.setitem(sys.modules, "keyring", library)


def test_an_entry_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Backend())
    found = native_store.read(QUESTION)
    assert (found.username, found.secret) == ("u", Secret("pw"))
    assert native_store.read(KeyringQuestion("uv:x", "u", native=True)).trouble is Trouble.ABSENT


def test_a_machine_without_a_store_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, importlib.import_module("keyring.backends.fail").Keyring())
    answer = native_store.read(QUESTION)
    assert answer.failure is not None
    assert "NoKeyringError" in answer.failure


def test_a_locked_store_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    class Locked:
        def get_password(self, service: str, username: str) -> None:
            released.wait(30)

    use(monkeypatch, Locked())
    answer = asyncio.run(native_store.run(QUESTION, timeout=0.1))
    released.set()
    assert (answer.trouble, answer.failure) == (Trouble.TIMEOUT, "no answer within 0.1 s")


def test_run_gives_what_read_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Backend())
    assert asyncio.run(native_store.run(QUESTION)) == native_store.read(QUESTION)
