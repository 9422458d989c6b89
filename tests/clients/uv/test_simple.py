"""What uv takes from a simple page, and which pages it refuses; each was seen with uv 0.13.8."""

from __future__ import annotations

import json
from typing import Any

import pytest

from indexdoctor.clients.uv.simple import File, PageError, parse_html, parse_page
from indexdoctor.model.exchange import Response
from indexdoctor.model.url import parse_address

PAGE = parse_address("http://h/a/simple/foo/").url
JSON = "application/vnd.pypi.simple.v1+json"
WHEEL = "foo-1.0-py3-none-any.whl"
SHA = "a" * 64


def html(text: str) -> tuple[File, ...]:
    return parse_html(text, PAGE)


def entry(**fields: Any) -> File:
    """The one file of a JSON page with these fields, keys with `-` written `_`."""
    stated = {key.replace("_", "-"): value for key, value in fields.items()}
    file = {"filename": WHEEL, "url": f"/f/{WHEEL}", "hashes": {}, **stated}
    body = json.dumps({"meta": {}, "name": "foo", "files": [file]}).encode()
    (found,) = parse_page(Response(200, PAGE, {"content-type": JSON}, body))
    return found


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html",
        "text/html; charset=utf-8",
        "text/html;charset=utf-8",
        "application/vnd.pypi.simple.v1+html",
    ],
)
def test_pages_in_html(content_type: str) -> None:
    body = f'<a href="/f/{WHEEL}">x</a>'.encode()
    (file,) = parse_page(Response(200, PAGE, {"content-type": content_type}, body))
    assert (file.filename, str(file.address)) == (WHEEL, f"http://h/f/{WHEEL}")


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/json",
        "application/xhtml+xml",
        "Text/HTML",
        "text/html ; charset=utf-8",
        f"{JSON} ; charset=utf-8",
        "Application/Vnd.pypi.simple.v1+json",
    ],
)
def test_other_content_types_are_refused(content_type: str | None) -> None:
    headers = {} if content_type is None else {"content-type": content_type}
    with pytest.raises(PageError):
        parse_page(Response(200, PAGE, headers, b'{"files": []}'))


@pytest.mark.parametrize(
    ("before", "url"),
    [
        ("", f"http://h/a/simple/foo/{WHEEL}"),
        ('<base href="http://cdn/x/">', f"http://cdn/x/{WHEEL}"),
        ('<BASE HREF="http://cdn/x/y">', f"http://cdn/x/{WHEEL}"),
        ('<base target="x">', f"http://h/a/simple/foo/{WHEEL}"),
        ("<base href>", f"http://h/a/simple/foo/{WHEEL}"),
        # Only the first counts, and none after a link.
        ('<base target="x"><base href="http://cdn/x/">', f"http://h/a/simple/foo/{WHEEL}"),
        ('<base href="http://one/"><base href="http://two/">', f"http://one/{WHEEL}"),
        ('<link rel="x" href="y"><base href="http://cdn/">', f"http://h/a/simple/foo/{WHEEL}"),
        ('<a name="top"></a><base href="http://cdn/">', f"http://h/a/simple/foo/{WHEEL}"),
    ],
)
def test_what_relative_links_are_relative_to(before: str, url: str) -> None:
    (file,) = html(f'{before}<a href="{WHEEL}">x</a>')
    assert str(file.address) == url


@pytest.mark.parametrize("href", ["/x/y/", "../../pk/", "", "//cdn/x/"])
def test_a_relative_base_is_refused(href: str) -> None:
    with pytest.raises(PageError, match="no absolute URL"):
        html(f'<base href="{href}"><a href="{WHEEL}">x</a>')


def test_links_in_the_order_of_file_names() -> None:
    files = html('<a href="b.tar.gz">1</a><a>2</a><a href="">3</a><a href="a%2Bb.tar.gz?x=1">4</a>')
    assert [file.filename for file in files] == ["a+b.tar.gz", "b.tar.gz"]


def test_user_information_of_a_link_is_kept_apart() -> None:
    (file,) = html(f'<a href="http://ann:pw@cdn/f/{WHEEL}">x</a>')
    assert str(file.address.url) == f"http://cdn/f/{WHEEL}"
    assert file.address.userinfo is not None
    assert file.address.userinfo.username == "ann"


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", False),
        ('data-core-metadata="true"', True),
        ('data-dist-info-metadata="true"', True),
        ('data-core-metadata="false"', False),
        (f'data-core-metadata="sha256={SHA}"', True),
        # What is neither a word nor a hash uv reads counts as nothing.
        ('data-core-metadata="sha256=abc"', False),
        ('data-core-metadata="sha1=' + "a" * 40 + '"', False),
        ('data-core-metadata="True"', False),
        ('data-core-metadata=""', False),
        ("data-core-metadata", False),
        ('data-core-metadata="false" data-dist-info-metadata="true"', False),
        ('data-core-metadata data-dist-info-metadata="true"', True),
    ],
)
def test_metadata_files_in_html(attributes: str, expected: bool) -> None:
    (file,) = html(f'<a href="{WHEEL}" {attributes}>x</a>')
    assert file.has_metadata is expected


@pytest.mark.parametrize(
    ("attributes", "yanked"),
    [("", False), ("data-yanked", True), ('data-yanked=""', True), ('DATA-YANKED="bad"', True)],
)
def test_yanked_in_html(attributes: str, yanked: bool) -> None:
    (file,) = html(f'<a href="{WHEEL}" {attributes}>x</a>')
    assert file.yanked is yanked


def test_requires_python_in_html() -> None:
    (file,) = html(f'<a href="{WHEEL}" data-requires-python="&gt;=3.11">x</a>')
    assert file.requires_python == ">=3.11"


@pytest.mark.parametrize(
    ("fragment", "hashes"),
    [
        ("", ()),
        ("#", ()),
        ("#main", ()),
        ("#a=b=c", ()),
        (f"#sha256={SHA}", (("sha256", SHA),)),
        (f"#sha256={SHA.upper()}", (("sha256", SHA.upper()),)),
        (f"#sha256%3D{SHA}", (("sha256", SHA),)),
        ("#md5=" + "a" * 32, (("md5", "a" * 32),)),
        ("#sha384=" + "a" * 96, (("sha384", "a" * 96),)),
        ("#sha512=" + "a" * 128, (("sha512", "a" * 128),)),
        ("#blake2b=" + "a" * 64, (("blake2b", "a" * 64),)),
    ],
)
def test_hashes_of_links(fragment: str, hashes: tuple[tuple[str, str], ...]) -> None:
    (file,) = html(f'<a href="{WHEEL}{fragment}">x</a>')
    assert file.hashes == hashes
    assert file.address.url.fragment is None


@pytest.mark.parametrize(
    "fragment",
    [
        "#sha1=" + "a" * 40,
        "#egg=foo",
        "#sha256=abc",
        "#sha256=" + "z" * 64,
        "#blake2b=" + "a" * 128,
    ],
)
def test_a_hash_uv_cannot_read_spoils_the_page(fragment: str) -> None:
    with pytest.raises(PageError) as caught:
        html(f'<a href="{WHEEL}">x</a><a href="notes.txt{fragment}">y</a>')
    assert fragment.partition("=")[2] not in str(caught.value)


def test_a_json_page() -> None:
    file = entry(requires_python=">=3.11", hashes={"sha256": SHA, "sha1": "x", "md5": None})
    assert file == File(
        WHEEL,
        parse_address(f"http://h/f/{WHEEL}"),
        requires_python=">=3.11",
        hashes=(("sha256", SHA),),
    )


def test_relative_urls_in_json() -> None:
    assert str(entry(url=f"../../../f/{WHEEL}").address) == f"http://h/f/{WHEEL}"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"core_metadata": True}, True),
        ({"core_metadata": {}}, True),
        ({"core_metadata": {"sha256": SHA}}, True),
        ({"core_metadata": None}, False),
        ({"core_metadata": None, "dist_info_metadata": True}, True),
        ({"dist_info_metadata": True}, True),
        ({"data_dist_info_metadata": True}, True),
        # The newest of the keys counts, wherever it stands.
        ({"core_metadata": False, "dist_info_metadata": True}, False),
        ({"dist_info_metadata": False, "core_metadata": True}, True),
    ],
)
def test_metadata_files_in_json(fields: dict[str, Any], expected: bool) -> None:
    assert entry(**fields).has_metadata is expected


@pytest.mark.parametrize(
    ("yanked", "expected"), [(True, True), (False, False), ("bad", True), ("", True)]
)
def test_yanked_in_json(yanked: bool | str, expected: bool) -> None:
    assert entry(yanked=yanked).yanked is expected


@pytest.mark.parametrize(
    "fields",
    [
        {"yanked": None},
        {"yanked": 1},
        {"core_metadata": "true"},
        {"core_metadata": {"sha256": "zz"}},
        {"hashes": None},
        {"hashes": {"sha256": "zz"}},
    ],
)
def test_wrong_fields_spoil_a_json_page(fields: dict[str, Any]) -> None:
    with pytest.raises(PageError):
        entry(**fields)


@pytest.mark.parametrize("missing", ["filename", "url", "hashes"])
def test_fields_a_json_page_must_have(missing: str) -> None:
    file = {"filename": WHEEL, "url": f"/f/{WHEEL}", "hashes": {}}
    del file[missing]
    body = json.dumps({"files": [file]}).encode()
    with pytest.raises(PageError):
        parse_page(Response(200, PAGE, {"content-type": JSON}, body))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"files": 3}', b"<html>", b'{"files": [1]}'])
def test_what_is_no_json_page(body: bytes) -> None:
    with pytest.raises(PageError):
        parse_page(Response(200, PAGE, {"content-type": JSON}, body))
