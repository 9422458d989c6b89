"""The packaged scenarios, from their files to the findings."""

from __future__ import annotations

import pytest
from tests.diagnose.driver import diagnose

from indexdoctor.lab.scenarios import load, names
from indexdoctor.model.finding import Severity
from indexdoctor.model.report import Report, State


def codes(answer: Report) -> list[str]:
    return [finding.code for finding in answer.findings]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("healthy", []),
        ("always-embedded-index-url", []),
        ("always-files-outside-root", ["POL101"]),
        ("always-overridden-by-index-url", ["CFG102"]),
        ("check-refused", ["PUB201"]),
        ("check-refused-in-ci", ["PUB201"]),
        ("extra-index-stops-search", ["CRED105", "READ105"]),
        ("publish-credentials-for-named-index", ["PUB205"]),
    ],
)
def test_each_scenario_has_its_cause_and_no_other(name: str, expected: list[str]) -> None:
    assert codes(diagnose(name)) == expected


def test_every_packaged_scenario_gets_a_verdict_without_a_secret() -> None:
    for name in names():
        for mode in ("check", "explain"):
            answer = diagnose(name, mode)
            assert answer.verdict
            for account in load(name).scene.site.accounts:
                assert account.password not in repr(answer), (name, mode)


def test_only_working_commands_are_called_healthy() -> None:
    works = {
        "healthy",
        "always-embedded-index-url",
        "always-files-outside-root",
        "publish-credentials-for-named-index",
    }
    for name in works:
        answer = diagnose(name)
        assert answer.state is State.OK, name
        assert answer.verdict.startswith("healthy: "), name
        assert all(f.severity is Severity.NOTE for f in answer.findings), name


def test_only_the_first_file_of_the_ci_upload_is_unchecked() -> None:
    answer = diagnose("check-refused-in-ci")
    assert answer.verdict == (
        "uv will upload the first file without checking: the check URL refuses a request without "
        "credentials (403) [PUB201]"
    )
    (finding,) = answer.findings
    assert [line.label for line in finding.evidence[:2]] == ["uv 0.13.8 sends", "proof"]
    assert finding.remedies[0].command == (
        "export UV_INDEX_ARTIFACTORY_USERNAME=ci-bot "
        "UV_INDEX_ARTIFACTORY_PASSWORD='<the same password>'"
    )


def test_the_remedy_of_the_ci_upload_works() -> None:
    environ = {
        "UV_INDEX_ARTIFACTORY_USERNAME": "ci-bot",
        "UV_INDEX_ARTIFACTORY_PASSWORD": "upload-Vd83kq",
    }
    assert codes(diagnose("check-refused-in-ci", environ=environ)) == []


def test_without_credentials_the_healthy_index_names_every_source() -> None:
    environ = {"UV_INDEX_CORP_USERNAME": "", "UV_INDEX_CORP_PASSWORD": "wrong"}
    answer = diagnose("healthy", environ=environ)
    assert codes(answer)[0] == "READ101"
    assert answer.state is State.PROBLEM
