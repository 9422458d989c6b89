"""Rules about answers that hide the cause: each played, with a scene that looks alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.cases.play import play
from tests.cases.shared import NETRC, PUBLIC, TWO, public, requiring

from indexdoctor.diagnose.rules.net107 import _meant
from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Answer, Gate, LabIndex, Package, Site
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.model.url import parse_address
from indexdoctor.replay.proxies import bypasses
from indexdoctor.versions import NEWEST

CORP = "https://pypi.example.com"
_PKG = (Package("pkg"),)


def found(scene: Scene, *hosts: str, uv: str = NEWEST) -> dict[str, Finding]:
    return {finding.code: finding for finding in play(scene, uv, hosts=hosts).findings}


def one(listed: LabIndex, *lines: str, netrc: bool = True) -> Scene:
    """A project that requires `pkg` of one index, with an account in netrc or none."""
    here = table("corp", listed.path, "default = true", *lines, origin=CORP)
    return Scene(
        Site((ALICE,), (listed,)),
        files=(project("pkg", here), *((NETRC,) if netrc else ())),
    )


def two(first: LabIndex, wanted: str, *lines: str) -> Scene:
    """An index of one's own, then a public one."""
    return Scene(
        Site((ALICE,), (first, public("pkg")), hosts=TWO),
        files=(
            requiring(
                wanted,
                tables=(
                    table("corp", first.path, *lines, origin=CORP),
                    table("public", "/simple", "default = true", origin=PUBLIC),
                ),
            ),
        ),
    )


IGNORES = "ignore-error-codes = [401, 403]"
PRIVATE = LabIndex("/corp/simple", (Package("mine"),), gate=Gate.private())


def test_read114_says_that_a_refusal_is_ignored() -> None:
    finding = found(two(PRIVATE, "mine", IGNORES), CORP, PUBLIC)["READ114"]
    assert finding.severity is Severity.ERROR
    assert "hides that it refuses requests without a credential with 401" in finding.cause
    assert finding.remedies[1].command == "# pyproject.toml:10\nignore-error-codes = [403]"


def test_read114_leaves_an_index_alone_that_refuses_what_it_lacks() -> None:
    bucket = LabIndex("/corp/simple", (Package("mine"),), missing=Answer(403))
    scene = two(bucket, "gone", IGNORES)
    text = scene.files[0][1].replace('["gone"]', '["gone", "mine"]')
    codes = found(replace(scene, files=(("project/pyproject.toml", text),)), CORP, PUBLIC)
    assert "READ114" not in codes


@pytest.mark.parametrize(
    ("lines", "words", "uv"),
    [
        ((IGNORES,), "ignore-error-codes lets the search go on after 401", NEWEST),
        ((), "before 0.7.0 uv goes on to the next index after a 401 or 403", "0.6.17"),
    ],
)
def test_read115_warns_of_what_is_taken_past_a_refusal(
    lines: tuple[str, ...], words: str, uv: str
) -> None:
    finding = found(two(PRIVATE, "pkg", *lines), CORP, PUBLIC, uv=uv)["READ115"]
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.LIKELY)
    assert words in finding.why
    assert finding.remedies[0].command == '[tool.uv.sources]\npkg = { index = "corp" }'


def test_read115_is_certain_where_the_index_has_the_package() -> None:
    """The page is there for the netrc account, which the policy keeps from being sent."""
    private = replace(PRIVATE, packages=_PKG)
    scene = two(private, "pkg", IGNORES, 'authenticate = "never"')
    finding = found(replace(scene, files=(*scene.files, NETRC)), CORP, PUBLIC)["READ115"]
    assert finding.confidence is Confidence.CERTAIN
    assert "corp has a package of this name" in finding.cause


def test_read115_says_nothing_where_the_index_says_404() -> None:
    assert "READ115" not in found(two(replace(PRIVATE, gate=Gate()), "pkg"), CORP, PUBLIC)


MEMBERS = (Package("pkg", ("1.0", "2.0")),)


def test_read116_counts_what_is_hidden_from_requests_without_a_credential() -> None:
    finding = found(one(LabIndex("/simple", _PKG, members=MEMBERS)), CORP)["READ116"]
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.CERTAIN)
    assert "without 1 file that netrc (~/.netrc:1) alice would see" in finding.cause
    assert finding.evidence[-1].text == "pkg-2.0-py3-none-any.whl"
    assert 'authenticate = "always"' in (finding.remedies[0].command or "")


def test_read116_is_an_error_where_the_hidden_file_is_the_one_wanted() -> None:
    scene = one(LabIndex("/simple", _PKG, members=MEMBERS))
    text = scene.files[0][1].replace('"pkg"', '"pkg>=2"')
    codes = found(replace(scene, files=(("project/pyproject.toml", text), NETRC)), CORP)
    assert codes["READ116"].severity is Severity.ERROR
    assert not {"READ104", "READ108"} & set(codes)


def test_who_sees_the_same_as_everyone_misses_nothing() -> None:
    scene = one(LabIndex("/simple", _PKG))
    assert not found(scene, CORP)
    text = scene.files[0][1].replace('"pkg"', '"pkg>=2"')
    codes = found(replace(scene, files=(("project/pyproject.toml", text), NETRC)), CORP)
    assert set(codes) == {"READ108"}


def test_read117_names_the_credential_that_is_never_sent() -> None:
    broken = LabIndex("/simple", _PKG, gate=Gate(Answer(500), Answer(401)))
    codes = found(one(broken), CORP)
    finding = codes["READ117"]
    assert finding.confidence is Confidence.CERTAIN
    assert "never sends the one it has: netrc (~/.netrc:1) alice" in finding.cause
    assert not {"NET106", "READ104"} & set(codes)


def test_read117_is_not_given_where_the_server_is_down_for_all() -> None:
    codes = found(one(LabIndex("/simple", fixed=Answer(500))), CORP)
    assert "READ117" not in codes and "NET106" in codes


GITLAB = "/api/v4/projects/7/packages/pypi/simple"


def forwarding(target: str) -> Scene:
    sends_on = LabIndex(GITLAB, redirect="{{origin2}}/simple")
    here = table("gitlab", GITLAB, "default = true", origin="https://gitlab.example.com")
    return Scene(
        Site((), (sends_on, public(target)), hosts=TWO), files=(project("acme-utils", here),)
    )


def test_read118_tells_of_a_public_index_that_answers_instead() -> None:
    hosts = ("https://gitlab.example.com", "https://pypi.org")
    missing = found(forwarding("other"), *hosts)
    assert missing["READ118"].severity is Severity.ERROR
    assert "sends the request for acme-utils on to https://pypi.org" in missing["READ118"].cause
    assert "READ107" not in missing
    taken = found(forwarding("acme-utils"), *hosts)["READ118"]
    assert taken.severity is Severity.WARNING
    assert "what https://pypi.org has under this name is taken" in taken.cause


def test_read118_is_about_public_indexes() -> None:
    hosts = ("https://gitlab.example.com", "https://mirror.example.com")
    assert "READ118" not in found(forwarding("acme-utils"), *hosts)


def moved(*tables: str, private: bool = True) -> Scene:
    old = LabIndex("/simple", redirect="{{origin2}}/pypi/simple")
    new = index("/pypi/simple", "pkg", private=private, origin=1)
    return Scene(Site((ALICE,), (old, new), hosts=TWO), files=(project("pkg", *tables),))


def test_pol106_gives_the_url_behind_the_redirect() -> None:
    here = table("corp", "/simple", "default = true", origin="https://alice:pa55word@a.example.com")
    hosts = ("https://a.example.com", "https://b.example.com")
    codes = found(moved(here), *hosts)
    finding = codes["POL106"]
    assert finding.remedies[0].command == (
        '# pyproject.toml:9\nurl = "https://b.example.com/pypi/simple"'
    )
    assert "READ103" not in codes
    assert "POL106" not in found(moved(here, private=False), *hosts)


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ("*.corp.example", "wildcard"),
        ("https://pypi.corp.example", "scheme"),
        ("pypi.corp.example:443", "port"),
        ("other.example", None),
        ("orp.example", None),
    ],
)
def test_net107_knows_what_an_entry_was_meant_for(entry: str, wrong: str | None) -> None:
    url = parse_address("https://pypi.corp.example/simple").url
    assert not bypasses(entry, url.host)
    reasons = [why for _, why in _meant(f"localhost,{entry}", url)]
    assert [wrong in why for why in reasons if wrong] == ([True] if wrong else [])
