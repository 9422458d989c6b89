"""What findings advise works: done in the files and variables, the real uv does what was missed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.conformance.real import Run, real_uv, run_uv
from tests.conformance.releases import release
from tests.diagnose.builders import (
    PRIVATE,
    PUBLIC,
    Log,
    cred,
    ended,
    found,
    found_package,
    make_case,
    make_index,
    make_row,
    page,
)
from tests.diagnose.test_remedies import options

from indexdoctor import run
from indexdoctor.diagnose.rules.registry import findings
from indexdoctor.lab.changes import scenes
from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.scenarios import load
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import Account, Files, Gate, LabIndex, Package, Site
from indexdoctor.lab.stage import stage
from indexdoctor.model.command import CommandKind
from indexdoctor.model.exchange import TransportFailure
from indexdoctor.model.finding import Finding, Remedy
from indexdoctor.model.replayed import Ending
from indexdoctor.versions import NEWEST, Change, auth, publish, search, settings

OUTSIDE = load("always-files-outside-root").scene
CHECKED = scenes()[publish.CHECK_SEEDED]


def finding(scene: Scene, version: str, code: str, mode: str = "check") -> Finding:
    """The one of this code, with the server's address as the scene's files write it."""
    with stage(scene) as staged:
        look = run.check if mode == "check" else run.explain
        report = look(options(staged, version))
        (found,) = [one for one in report.findings if one.code == code]
        origin = staged.fill("{{origin}}")
        remedies = tuple(
            replace(remedy, command=(remedy.command or "").replace(origin, "{{origin}}"))
            for remedy in found.remedies
        )
        return replace(found, remedies=remedies)


def codes(scene: Scene, version: str, mode: str = "check") -> list[str]:
    with stage(scene) as staged:
        look = run.check if mode == "check" else run.explain
        return [one.code for one in look(options(staged, version)).findings]


def real(scene: Scene, version: str) -> Run:
    with stage(scene) as staged, real_uv(release(version)) as uv:
        return run_uv(staged, uv)


def added(scene: Scene, name: str, text: str) -> Scene:
    """The scene with text after that of a file, or in a new one."""
    files = dict(scene.files)
    files[name] = f"{files.get(name, '')}\n{text}\n"
    return replace(scene, files=tuple(files.items()))


def upgrades(remedies: tuple[Remedy, ...]) -> list[str]:
    return [remedy.summary.split()[2] for remedy in remedies if "or later" in remedy.summary]


@pytest.mark.parametrize("version", ["0.6.12", "0.7.0", "0.8.22", NEWEST])
def test_an_index_for_its_root_alone_brings_the_policy_to_the_files(version: str) -> None:
    (remedy,) = finding(OUTSIDE, version, "POL101").remedies
    assert remedy.command is not None
    assert {r.scheme for r in real(OUTSIDE, version).requests} == {None, "basic"}
    covered = added(OUTSIDE, "project/uv.toml", remedy.command)
    assert codes(covered, version) == []
    assert {r.scheme for r in real(covered, version).requests} == {"basic"}


def test_where_that_index_has_no_policy_a_newer_release_is_named() -> None:
    assert upgrades(finding(OUTSIDE, "0.6.11", "POL101").remedies) == ["0.6.12"]


def test_the_check_of_an_upload_takes_an_indexs_variables_since_a_release() -> None:
    refused = finding(CHECKED, "0.8.13", "PUB201")
    assert upgrades(refused.remedies) == ["0.8.14"]
    assert "UV_INDEX_" not in refused.why
    line = next(r.command for r in refused.remedies if (r.command or "").startswith("machine"))
    assert line is not None
    line = line.replace("<user>", ALICE.name).replace("<password>", ALICE.password)
    with_netrc = added(CHECKED, "home/.netrc", line)
    for version in ("0.6.17", "0.8.13"):
        assert "PUB201" not in codes(with_netrc, version)
        assert _checked(real(with_netrc, version)) == "basic"
        assert _checked(real(CHECKED, version)) is None
    assert _checked(real(CHECKED, "0.8.14")) == "basic"


def _checked(done: Run) -> str | None:
    """How the last request of the check URL was authenticated."""
    return [seen.scheme for seen in done.requests if "/simple/" in seen.url][-1]


@pytest.mark.parametrize(
    ("version", "names_login"), [("0.8.14", False), ("0.8.15", False), ("0.8.16", True)]
)
def test_logging_in_is_advised_where_it_takes_the_server(version: str, names_login: bool) -> None:
    found = finding(scenes()[auth.POLICIES_OF_ALL], version, "POL102", "explain")
    assert any("uv auth login" in (r.command or "") for r in found.remedies) is names_login


REDIRECTED = scenes()[search.REDIRECTS_AUTHENTICATED]


def test_a_redirect_to_another_host_wants_a_newer_release_or_its_own_credentials() -> None:
    bare = replace(REDIRECTED, files=tuple(f for f in REDIRECTED.files if "netrc" not in f[0]))
    older = finding(bare, "0.7.13", "READ103")
    assert "looks for no credentials there" in older.cause
    assert upgrades(older.remedies) == ["0.7.14"]
    newer = finding(bare, "0.7.14", "READ103")
    assert "finds no credentials for that host" in newer.cause
    assert not upgrades(newer.remedies)
    assert all("UV_INDEX_" not in (r.command or "") for r in newer.remedies)


def test_a_token_under_always_wants_a_newer_release() -> None:
    scene = scenes()[auth.TOKEN_UNDER_ALWAYS]
    for mode in ("check", "explain"):
        assert upgrades(finding(scene, "0.10.12", "POL103", mode).remedies) == ["0.11.0"]
        assert codes(scene, "0.11.0", mode) == []
    message = 'uv 0.10.12 ends with "Missing password"'
    assert finding(scene, "0.10.12", "POL103").cause.startswith(message)
    assert "Missing password" in real(scene, "0.10.12").stderr


def test_a_netrc_file_dropped_for_a_comment_wants_a_newer_release() -> None:
    scene = scenes()[auth.NETRC_COMMENTS]
    assert upgrades(finding(scene, "0.11.15", "CRED101").remedies) == ["0.11.16"]
    assert codes(scene, "0.11.16") == []
    broken = added(scene, "home/.netrc", "nonsense")
    assert not upgrades(finding(broken, "0.11.15", "CRED101").remedies)


def test_a_user_name_alone_is_no_error_while_it_is_sent() -> None:
    scene = scenes()[auth.PASSWORD_REQUIRED]
    assert "POL103" not in codes(scene, "0.6.8", "explain")
    assert "POL103" in codes(scene, "0.6.9", "explain")


def test_the_keyring_is_asked_without_a_user_name_since_a_release() -> None:
    scene = scenes()[auth.KEYRING_CREDS_MODE]
    with stage(scene) as staged:
        reasons = {
            version: repr(run.explain(options(staged, version)))
            for version in ("0.6.8", "0.6.9", "0.7.0")
        }
    assert "without a user name it is not asked" in reasons["0.6.8"]
    assert "would be asked for the URL of each request" in reasons["0.6.9"]
    assert "would be asked for http://127.0.0.1" in reasons["0.7.0"]


@pytest.mark.parametrize(
    ("kind", "explicit", "version", "works"),
    [
        (CommandKind.LOCK, False, "0.6.5", "0.6.6"),
        (CommandKind.PIP_INSTALL, False, "0.6.9", "0.6.10"),
        (CommandKind.PIP_INSTALL, True, "0.6.11", "0.6.12"),
        (CommandKind.LOCK, True, "0.6.11", "0.6.12"),
    ],
)
def test_a_policy_is_advised_where_it_is_followed(
    kind: CommandKind, explicit: bool, version: str, works: str
) -> None:
    def advised(version: str) -> tuple[Remedy, ...]:
        row = make_row(make_index(explicit=explicit), asked=[found(cred())])
        log = page(302).add(f"{PUBLIC}/foo/", 200, hop=1)
        replayed = log.replayed(found_package())
        case = make_case(row, replayed=replayed, kind=kind, version=version)
        (one,) = [f for f in findings(case) if f.code == "READ104"]
        return one.remedies

    older, newer = advised(version), advised(works)
    assert upgrades(older) == [works]
    assert older[0].command == "https://alice@host.example/api/private/simple"
    assert [r.command for r in newer] == ['# pyproject.toml:5\nauthenticate = "always"']


def test_a_user_name_in_the_url_has_the_password_sent_at_once() -> None:
    url = '[[tool.uv.index]]\nname = "a"\nurl = "http://alice@{{netloc}}/a/simple"\n'
    files = (
        project("pkg", url + "default = true\n"),
        ("home/.netrc", "machine {{host}} login alice password pa55word\n"),
    )
    scene = Scene(
        Site((ALICE,), (index("/a/simple", "pkg", private=True),)),
        files=files,
        command=("uv", "lock"),
    )
    assert {seen.scheme for seen in real(scene, "0.6.5").requests} == {"basic"}


@pytest.mark.parametrize(
    ("version", "name"),
    [("0.10.12", "UV_NATIVE_TLS"), ("0.11.0", "UV_SYSTEM_CERTS"), (NEWEST, "UV_SYSTEM_CERTS")],
)
def test_the_systems_certificates_are_turned_on_by_the_variable_there_is(
    version: str, name: str
) -> None:
    log = Log().add(f"{PRIVATE}/foo/", 0, failure=TransportFailure.TLS)
    case = make_case(make_row(), replayed=log.replayed(ended(Ending.FAILED)), version=version)
    commands = [r.command for f in findings(case) if f.code == "NET103" for r in f.remedies]
    assert commands == [f"export {name}=true", "export SSL_CERT_FILE=/path/to/authority.pem"]


BOB = Account("bob", "w0rd")
TEAM_B = table("b", "/team-b/api/simple", "explicit = true")
TEAMS = Scene(
    Site(
        (ALICE, BOB),
        (
            index("/team-a/simple", "other", private=True),
            LabIndex(
                "/team-b/api/simple",
                (Package("pkg"),),
                gate=replace(Gate.private(), allowed=("bob",)),
                files=Files(path="/team-b/files"),
            ),
        ),
    ),
    files=(
        project(
            "pkg",
            table("a", "/team-a/simple", "default = true"),
            TEAM_B,
            '[tool.uv.sources]\npkg = { index = "b" }\n',
        ),
    ),
    environ=(
        ("UV_INDEX_A_USERNAME", "alice"),
        ("UV_INDEX_A_PASSWORD", ALICE.password),
        ("UV_INDEX_B_USERNAME", "bob"),
        ("UV_INDEX_B_PASSWORD", BOB.password),
    ),
    command=("uv", "sync"),
)


@pytest.mark.parametrize("version", ["0.8.15", "0.8.22", NEWEST])
def test_an_index_for_its_root_alone_brings_its_account_to_the_files(version: str) -> None:
    first = finding(TEAMS, version, "CRED105").remedies[0].command
    assert first is not None
    patch, _, exports = first.partition("\n\nexport ")
    given = dict(pair.split("=", 1) for pair in exports.split(" ", 1))
    assert given == {
        "UV_INDEX_B_ROOT_USERNAME": "bob",
        "UV_INDEX_B_ROOT_PASSWORD": "'<the same password>'",
    }
    given["UV_INDEX_B_ROOT_PASSWORD"] = BOB.password
    covered = added(TEAMS, "project/pyproject.toml", patch)
    covered = replace(covered, environ=(*covered.environ, *given.items()))
    assert "CRED105" not in codes(covered, version)
    assert "alice" in _accounts(real(TEAMS, version))
    assert _accounts(real(covered, version)) == {"bob"}


def _accounts(done: Run) -> set[str | None]:
    """Whose account the files were asked with."""
    return {seen.username for seen in done.requests if "/files/" in seen.url and seen.scheme}


@pytest.mark.parametrize("version", ["0.7.0", "0.8.22", NEWEST])
def test_codes_that_are_ignored_let_the_search_go_on(version: str) -> None:
    scene = scenes()[search.REFUSAL_ENDS_SEARCH]
    stopped = finding(scene, version, "READ105").remedies[-1].command
    assert stopped is not None
    line = stopped.splitlines()[-1]
    name, text = next(file for file in scene.files if file[0].endswith("pyproject.toml"))
    patched = text.replace('name = "first"\n', f'name = "first"\n{line}\n')
    open_ = replace(scene, files=((name, patched), *(f for f in scene.files if f[0] != name)))
    assert "READ105" not in codes(open_, version)
    assert not any("/second/" in seen.url for seen in real(scene, version).requests)
    assert any("/second/" in seen.url for seen in real(open_, version).requests)


@pytest.mark.parametrize("version", ["0.6.17", NEWEST])
def test_an_index_that_is_named_as_advised_has_variables(version: str) -> None:
    scene = load("extra-index-stops-search").scene
    command = finding(scene, version, "CRED105").remedies[0].command
    assert command is not None
    named = command.splitlines()[0].removeprefix("export UV_INDEX=").partition(" ")[0]
    environ = dict(scene.environ)
    environ["UV_EXTRA_INDEX_URL"] = environ["UV_EXTRA_INDEX_URL"].partition(" ")[0]
    environ |= {"UV_INDEX": named, "UV_INDEX_INTERNAL_USERNAME": "ci"}
    environ["UV_INDEX_INTERNAL_PASSWORD"] = "x"
    done = real(replace(scene, environ=tuple(environ.items())), version)
    assert {s.username for s in done.requests if "/acme/" in s.url} == {"ci"}


@pytest.mark.parametrize(
    ("change", "version", "told"),
    [
        (settings.AUTHENTICATE_FIELD, "0.6.5", "uv 0.6.5 passes over `authenticate` of an index"),
        (auth.PIP_POLICIES, "0.6.9", "uv 0.6.9 passes over `authenticate` in `uv pip` commands"),
        (auth.PIP_POLICIES, "0.6.10", ""),
    ],
)
def test_a_policy_that_is_passed_over_is_told_of(change: Change, version: str, told: str) -> None:
    with stage(scenes()[change]) as staged:
        subjects = run.explain(options(staged, version)).subjects
    assert subjects[0].policy_reason == told
