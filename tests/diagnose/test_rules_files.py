"""Rules that follow from files and variables: overrides, policies, sources, variable names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.diagnose.builders import (
    PRIVATE,
    PUBLIC,
    cred,
    ended,
    found,
    found_package,
    make_case,
    make_index,
    make_row,
    nothing,
    page,
    public_row,
    stopped,
)
from tests.diagnose.named import codes, only

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.registry import all_rules, findings, rule
from indexdoctor.model.config import ConfigFile, ConfigScope, UnreadFile
from indexdoctor.model.credential import Source
from indexdoctor.model.finding import Severity
from indexdoctor.model.index import Index, IndexKind, Policy
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.replayed import Ending
from indexdoctor.model.requirements_files import IndexOption
from indexdoctor.model.resolution import Standing

REQUIREMENTS = Origin.file("requirements.txt", 1, "--index-url")


def from_requirements(text: str) -> Index:
    return make_index(text, None, kind=IndexKind.INDEX_URL, origin=REQUIREMENTS)


def test_cfg101_the_requirements_files_index_loses() -> None:
    line = from_requirements(PUBLIC)
    winner = make_row()
    loser = make_row(line, Standing.OVERRIDDEN, by=winner.index)
    case = make_case(winner, loser, options=[IndexOption(line)])
    assert codes(case) == ["CFG101"]
    assert only(case, "CFG101").cause == (
        f"uv 0.13.8 never asks {PUBLIC}: pyproject.toml:5 already sets the default index (private)"
    )
    assert codes(make_case(winner, loser)) == []  # defined elsewhere: a normal override


def test_cfg101_is_silent_when_the_winner_has_the_same_url() -> None:
    line = from_requirements(PRIVATE)
    winner = make_row()
    loser = make_row(line, Standing.OVERRIDDEN, by=winner.index)
    assert codes(make_case(winner, loser, options=[IndexOption(line)])) == []


def repeated(effective: Policy) -> Case:
    configured = make_index(policy=Policy.ALWAYS)
    line = from_requirements(PRIVATE + "/")
    asked = [found(cred())]
    winner = make_row(line, policy=effective, policy_origin=REQUIREMENTS, asked=asked)
    loser = make_row(configured, Standing.DUPLICATE, by=line)
    return make_case(winner, loser, options=[IndexOption(line)])


def test_cfg102_a_repeated_url_takes_the_policy_away() -> None:
    finding = only(repeated(Policy.AUTO), "CFG102")
    assert finding.origins == (REQUIREMENTS, Origin.file("pyproject.toml", 7))
    assert finding.remedies[0].command == "# requirements.txt:1: delete --index-url"
    assert 'authenticate = "always" (pyproject.toml:7) belongs to another definition' in (
        finding.cause
    )


def test_cfg102_is_silent_when_the_policy_is_in_effect_all_the_same() -> None:
    assert codes(repeated(Policy.ALWAYS)) == []


def test_cfg102_speaks_once_of_each_definition() -> None:
    case = repeated(Policy.AUTO)
    assert codes(case) == ["CFG102"]


def test_cfg103_a_file_with_indexes_that_is_not_read() -> None:
    content = ConfigFile(
        Path("/project/pyproject.toml"), ConfigScope.PROJECT, True, indexes=(make_index(),)
    )
    reason = "[tool.uv] is ignored beside uv.toml"
    case = make_case(public_row(1))
    unread = replace(
        case.discovered,
        unread=(UnreadFile(content.path, reason, content), UnreadFile(Path("/x"), reason)),
    )
    case = replace(case, discovered=unread)
    assert codes(case) == ["CFG103"]
    finding = only(case, "CFG103")
    assert finding.cause == "uv 0.13.8 does not read pyproject.toml, which holds 1 index definition"
    assert finding.why == reason


@pytest.mark.parametrize(
    ("names", "severity"),
    [
        (["UV_INDEX_PRIVAT_USERNAME", "UV_INDEX_PRIVAT_PASSWORD"], Severity.WARNING),
        (["UV_INDEX_private_PASSWORD"], Severity.WARNING),
        (["UV_HTTP_BASIC_PRIVATE_PASSWORD"], Severity.WARNING),
        (["UV_INDEX_SOMETHING_ELSE_PASSWORD"], Severity.NOTE),
    ],
)
def test_cred104_variables_of_no_index(names: list[str], severity: Severity) -> None:
    environ = dict.fromkeys(names, "hidden-value")
    case = make_case(make_row(asked=[nothing()]), environ=environ)
    finding = only(case, "CRED104")
    assert finding.severity is severity
    assert "hidden-value" not in repr(finding)
    if severity is Severity.WARNING:
        assert "the variables of private are UV_INDEX_PRIVATE_*" in finding.cause


def test_cred104_is_silent_for_names_that_are_read() -> None:
    environ = {
        "UV_INDEX_PRIVATE_USERNAME": "x",
        "UV_INDEX_PRIVATE_PASSWORD": "y",
        "UV_INDEX_STRATEGY": "first-index",
        "UV_INDEX": PRIVATE,
    }
    assert codes(make_case(make_row(asked=[found(cred())]), environ=environ)) == []


def test_cred104_is_a_note_when_the_near_index_is_served() -> None:
    environ = {"UV_INDEX_PRIVAT_PASSWORD": "x"}
    case = make_case(make_row(asked=[found(cred())]), environ=environ)
    assert [f.severity for f in findings(case)] == [Severity.NOTE]


@pytest.mark.parametrize(
    ("source", "code", "grave"),
    [
        (Source.NETRC, "CRED101", Severity.WARNING),
        (Source.KEYRING, "CRED102", Severity.WARNING),
        (Source.STORE, "CRED103", Severity.ERROR),  # what it held for the index is not known
    ],
)
def test_a_broken_source_is_grave_only_where_it_is_missed(
    source: Source, code: str, grave: Severity
) -> None:
    broken = nothing(source, "failed", "it cannot be read")
    missed = make_case(make_row(asked=[broken]), replayed=page(401).replayed(stopped()))
    assert only(missed, code).severity is grave
    fine = make_case(make_row(asked=[broken]), replayed=page(200).replayed(found_package()))
    assert only(fine, code).severity is Severity.NOTE
    absent = make_row(asked=[nothing(source)])
    assert codes(make_case(absent, replayed=page(200).replayed(found_package()))) == []


def test_one_broken_file_is_reported_once_for_all_indexes() -> None:
    broken = nothing(Source.NETRC, "failed", "line 3: unknown word")
    rows = make_row(asked=[broken]), make_row(make_index(PUBLIC, "b"), order=2, asked=[broken])
    finding = only(make_case(*rows), "CRED101")
    assert finding.evidence[0].text == "private, b"
    assert codes(make_case(*rows)) == ["CRED101"]


def test_sec101_plain_http_on_another_machine_only() -> None:
    open_index = make_index("http://host.example/simple")
    assert codes(make_case(make_row(open_index, asked=[found(cred())]))) == ["SEC101"]
    assert codes(make_case(make_row(open_index, asked=[nothing()]))) == []
    for local in ("http://127.0.0.1:8080/simple", "http://localhost/simple"):
        assert codes(make_case(make_row(make_index(local), asked=[found(cred())]))) == []


def test_codes_are_unique_sorted_and_complete() -> None:
    all_codes = [r.code for r in all_rules()]
    assert all_codes == sorted(set(all_codes))
    assert len({r.name for r in all_rules()}) == len(all_rules())
    for entry in all_rules():
        texts = (entry.meaning, entry.why, entry.fix, entry.example)
        assert all(text.strip() and text == text.strip() for text in texts), entry.code
        assert entry.references
        assert all(link.startswith("https://") for link in entry.references)
        assert entry.name == entry.name.lower().replace(" ", "-")


def test_every_rule_module_is_registered() -> None:
    import indexdoctor.diagnose.rules as package

    folder = Path(package.__path__[0])
    modules = {p.stem.upper() for p in folder.glob("*[0-9][0-9][0-9].py")}
    assert modules == {r.code for r in all_rules()}


def test_a_rule_is_found_by_code_and_name() -> None:
    assert rule("pub201") is rule("check-refused")
    assert rule("PUB201") is not None
    assert rule("PUB999") is None


def test_findings_come_gravest_first() -> None:
    line = from_requirements(PUBLIC)
    winner = make_row(asked=[nothing()])
    loser = make_row(line, Standing.OVERRIDDEN, by=winner.index)
    case = make_case(
        winner, loser, options=[IndexOption(line)], replayed=page(401).replayed(stopped())
    )
    assert [f.severity for f in findings(case)] == [Severity.ERROR, Severity.WARNING]


def test_keyring_provider_setting_is_an_origin() -> None:
    broken = nothing(Source.KEYRING, "failed", "there is no keyring command on PATH")
    case = make_case(
        make_row(asked=[broken]),
        settings={"keyring-provider": "subprocess"},
        replayed=page(404).replayed(ended(Ending.MISSING)),
    )
    provider = case.resolution.settings["keyring-provider"]
    assert isinstance(provider, Setting)
    assert only(case, "CRED102").origins == (provider.origin,)


def test_cfg104_no_index_may_be_asked() -> None:
    unused = make_row(standing=Standing.UNUSED, reason="--no-index switches all indexes off")
    case = make_case(unused)
    assert codes(case) == ["CFG104"]
    assert only(case, "CFG104").why == "--no-index switches all indexes off"
    flat = make_row(make_index(PUBLIC, None), Standing.FLAT)
    assert codes(make_case(unused, flat)) == []
