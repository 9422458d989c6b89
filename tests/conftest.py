"""Every test runs with a sealed environment and no network but loopback."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import socket_allow_hosts

# How long an example takes says more about the machine than about the code.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")

_PREFIXES = ("UV_", "PIP_", "TWINE_", "XDG_", "SSL_", "ACTIONS_")
_SEALED = """
HOME USERPROFILE APPDATA NETRC HF_TOKEN DEPENDABOT NO_COLOR FORCE_COLOR COLUMNS LINES
HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy
GITHUB_ACTIONS GITLAB_CI BUILDKITE CIRCLECI REQUEST_METHOD
"""
_NAMES = frozenset(_SEALED.split())


@pytest.fixture(autouse=True)
def sealed(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Clear what a client could read of the machine it runs on; HOME is an empty folder."""
    for name in os.environ:
        if name in _NAMES or name.startswith(_PREFIXES):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def real_uv() -> Path:
    """The real uv, installed beside the interpreter; without it the tests fail."""
    path = Path(sys.executable).parent / "uv"
    assert path.exists(), "uv is a test dependency: install the dev group"
    return path
