"""The upload form without a file, as servers see it and answer it."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexdoctor.model.exchange import Request, Response, Role, TransportFailure
from indexdoctor.model.url import parse_address
from indexdoctor.replay.probe import Reading, form, read

URL = parse_address("http://h/legacy/").url


def parts(package: str | None) -> list[EmailMessage]:
    """The form as a server takes it apart."""
    made = form(Request("POST", URL, Role.UPLOAD, package=package))
    head = f"Content-Type: {made.content_type}\r\n\r\n".encode()
    message = email.message_from_bytes(head + made.body, policy=email.policy.HTTP)
    assert not message.defects
    assert isinstance(message, EmailMessage)
    return [part for part in message.iter_parts() if isinstance(part, EmailMessage)]


@given(st.none() | st.text(max_size=40) | st.just('x"\r\n\r\n--indexdoctor-no-file-part--'))
def test_no_part_is_a_file(package: str | None) -> None:
    names = [part.get_param("name", header="content-disposition") for part in parts(package)]
    assert names == [
        ":action",
        "protocol_version",
        "metadata_version",
        "name",
        "version",
        "filetype",
        "pyversion",
    ]
    assert all(part.get_filename() is None for part in parts(package))


def test_it_names_the_package() -> None:
    assert parts("my-pkg.core")[3].get_payload() == "my-pkg.core"
    assert parts(None)[3].get_payload() == "indexdoctor-probe"


@pytest.mark.parametrize(
    ("status", "reading"),
    [
        (200, Reading.ACCEPTED),
        (400, Reading.ACCEPTED),
        (415, Reading.ACCEPTED),
        (422, Reading.ACCEPTED),
        (401, Reading.REFUSED),
        (403, Reading.REFUSED),
        (407, Reading.REFUSED),
        (404, Reading.NO_ENDPOINT),
        (405, Reading.NO_ENDPOINT),
        (302, Reading.UNKNOWN),
        (429, Reading.UNKNOWN),
        (500, Reading.UNKNOWN),
        (503, Reading.UNKNOWN),
    ],
)
def test_what_an_answer_says(status: int, reading: Reading) -> None:
    assert read(Response(status, URL)) is reading


def test_no_answer_says_nothing() -> None:
    assert read(Response(0, URL, failure=TransportFailure.CONNECT)) is Reading.UNKNOWN
