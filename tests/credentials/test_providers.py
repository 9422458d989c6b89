"""Hugging Face and object stores."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.credentials.real_uv import refusing_server, run_uv

from indexdoctor.credentials import hugging_face, object_store
from indexdoctor.model.credential import Scheme
from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import parse_address

HUB = parse_address("https://huggingface.co/datasets/x").url


def test_the_token_is_a_bearer_token() -> None:
    found = hugging_face.from_environment(HUB, {"HF_TOKEN": "t"})
    assert found is not None
    assert (found.scheme, found.username, found.secret) == (Scheme.BEARER, None, Secret("t"))
    assert found.origin == Origin.env("HF_TOKEN")


@pytest.mark.parametrize(
    ("url", "environ", "state"),
    [
        ("https://huggingface.co/x", {"HF_TOKEN": "t"}, "found"),
        ("https://huggingface.co:443/x", {"HF_TOKEN": "t"}, "found"),
        ("https://huggingface.co/x", {"HF_TOKEN": ""}, "absent"),
        ("https://huggingface.co/x", {}, "absent"),
        ("https://huggingface.co/x", {"HF_TOKEN": "t", "UV_NO_HF_TOKEN": ""}, "off"),
        ("http://huggingface.co/x", {"HF_TOKEN": "t"}, "unasked"),
        ("https://cdn.huggingface.co/x", {"HF_TOKEN": "t"}, "unasked"),
        ("https://huggingface.co:444/x", {"HF_TOKEN": "t"}, "unasked"),
    ],
)
def test_states(url: str, environ: dict[str, str], state: str) -> None:
    asked = hugging_face.asked(parse_address(url).url, environ)
    assert asked.state == state
    assert (asked.credential is not None) is (state == "found")


@pytest.mark.parametrize(
    ("endpoint", "signed"),
    [
        ("http://127.0.0.1:PORT", True),
        ("http://127.0.0.1:PORT/simple", True),
        ("http://127.0.0.1:PORT/simple/", True),
        ("http://127.0.0.1:PORT/sim", False),
        ("http://127.0.0.1:PORT/other", False),
        ("http://127.0.0.1", False),
        ("https://127.0.0.1:PORT", False),
        ("http://0.0.1:PORT", False),
    ],
)
def test_the_real_uv_signs_the_same_urls(tmp_path: Path, endpoint: str, signed: bool) -> None:
    with refusing_server() as server:
        environ = {"UV_S3_ENDPOINT_URL": endpoint.replace("PORT", str(server.port))}
        keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
        run_uv(tmp_path, server.url, environ={**environ, **keys})
        schemes = [header and header[0] for header in server.take()]
        found = object_store.signs(parse_address(f"{server.url}/some-package/").url, environ)
    assert (found is not None) is signed
    assert schemes == [None, "AWS4-HMAC-SHA256"][: 1 + signed]


def test_subdomains_belong_to_an_endpoint() -> None:
    environ = {"UV_GCS_ENDPOINT_URL": "https://storage.example/b"}
    found = object_store.signs(parse_address("https://x.storage.example/b/c").url, environ)
    assert found is not None
    assert (found.name, found.origin) == (
        "Google Cloud Storage",
        Origin.env("UV_GCS_ENDPOINT_URL"),
    )
    assert object_store.signs(parse_address("https://xstorage.example/b/c").url, environ) is None
    assert object_store.signs(parse_address("https://storage.example/b/c").url, {}) is None


@pytest.mark.parametrize("value", ["", "no url"])
def test_the_real_uv_fails_on_an_endpoint_that_is_no_url(tmp_path: Path, value: str) -> None:
    environ = {"UV_AZURE_ENDPOINT_URL": value}
    with refusing_server() as server:
        done = run_uv(tmp_path, server.url, environ=environ)
    assert b"Failed to fetch" in done.stderr
    (problem,) = object_store.problems(environ)
    assert problem.origin == Origin.env("UV_AZURE_ENDPOINT_URL")
    assert object_store.problems({}) == ()
