"""What control requests prove of real servers."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from tests.servers.clients import FORBIDDEN, RIGHT, WRONG, Place
from tests.servers.nginx import Nginx
from tests.servers.test_reading import WORDS, set_up

User = tuple[str, str]


def first(place: Place, package: str) -> Any:
    """The first finding of `--replay all`; no account is refused more than twice for it."""
    place.write("project/requirements.in", f"{package}\n")
    ran = place.check(*WORDS, replay="all")
    refused = Counter(
        user for _, _, user, status in map(str.split, ran.seen) if status in ("401", "403")
    )
    assert all(number <= 2 for user, number in refused.items() if user != "-")
    return ran.report["findings"][0]


@pytest.mark.parametrize(
    ("user", "package", "code", "confidence", "says"),
    [
        (WRONG, "mypkg", "READ101", "certain", "refuses the credentials"),
        # nginx may list no folder: 403 for the list says nothing of the account.
        (FORBIDDEN, "mypkg", "READ102", "likely", "for its list of packages too"),
        (RIGHT, "absent", "READ107", "likely", "the account itself is accepted"),
    ],
)
def test_nginx(
    user: User,
    package: str,
    code: str,
    confidence: str,
    says: str,
    place: Place,
    static_index: Nginx,
) -> None:
    set_up(place, static_index, "/simple", user)
    finding = first(place, package)
    assert (finding["code"], finding["confidence"]) == (code, confidence)
    assert says in finding["cause"]


@pytest.mark.parametrize(
    ("user", "package", "code", "says"),
    [
        (WRONG, "mypkg", "READ102", "for its list of packages too"),
        (RIGHT, "absent", "READ107", "it is not in the list"),
    ],
)
def test_pypiserver(
    user: User, package: str, code: str, says: str, place: Place, pypi_server: Nginx
) -> None:
    set_up(place, pypi_server, "/simple", user)
    finding = first(place, package)
    assert (finding["code"], finding["confidence"]) == (code, "likely")
    assert says in finding["cause"]


@pytest.mark.parametrize("user", [WRONG, RIGHT])
def test_devpi_tells_nothing_of_the_account(user: User, place: Place, devpi_server: Nginx) -> None:
    """It lists and answers the same to everyone, whatever credential is sent."""
    set_up(place, devpi_server, "/reader/dev/+simple", user)
    finding = first(place, "absent")
    assert (finding["code"], finding["confidence"]) == ("READ107", "likely")
    assert "accepted" not in finding["cause"]
