from __future__ import annotations

import pytest

from indexdoctor.clients.uv.roots import Governors, root_url
from indexdoctor.model.index import Index, IndexKind, Policy
from indexdoctor.model.origin import Origin
from indexdoctor.model.url import Url, is_path_prefix, parse_address
from indexdoctor.versions import newest


def url(text: str) -> Url:
    return parse_address(text).url


def index(text: str, policy: Policy = Policy.AUTO) -> Index:
    return Index(parse_address(text), IndexKind.INDEX, Origin.env("T"), authenticate=policy)


@pytest.mark.parametrize(
    ("given", "root"),
    [
        ("https://h/simple", "https://h/"),
        ("https://h/simple/", "https://h/"),
        ("https://h/a/Simple", "https://h/a"),
        ("https://h/root/pypi/+simple/", "https://h/root/pypi"),
        ("https://h/a/simple//", None),
        ("https://h/a/simple-index", None),
        ("https://h/", None),
    ],
)
def test_root(given: str, root: str | None) -> None:
    found = root_url(url(given), newest())
    assert (str(found) if found else None) == root


@pytest.mark.parametrize(
    ("prefix", "path", "expected"),
    [
        ("/simple", "/simple", True),
        ("/simple", "/simple/foo", True),
        ("/simple", "/simple-evil", False),
        ("/", "/anything", True),
        ("/simple/", "/simple", False),
    ],
)
def test_prefix_ends_at_a_segment(prefix: str, path: str, expected: bool) -> None:
    assert is_path_prefix(prefix, path) is expected


def test_port_and_scheme_must_agree() -> None:
    governors = Governors.from_indexes([index("https://h/simple")], newest())
    assert governors.find(url("https://h:443/x")) is not None
    assert governors.find(url("http://h/x")) is None
    assert governors.find(url("https://h:444/x")) is None
