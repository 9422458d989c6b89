"""The causes around the keyring command, each with what gives it away and what does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.diagnose.builders import (
    HOST,
    PRIVATE,
    Log,
    cred,
    found_package,
    make_case,
    make_index,
    make_publish,
    make_row,
    nothing,
    page,
    stopped,
)
from tests.diagnose.named import errors, only

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.registry import findings
from indexdoctor.model.config import ConfigFile, ConfigScope
from indexdoctor.model.credential import (
    Credential,
    KeyringAnswer,
    KeyringQuestion,
    Source,
    Trouble,
)
from indexdoctor.model.exchange import KeyringExchange, Role
from indexdoctor.model.finding import Confidence, Finding, Severity
from indexdoctor.model.keyrings import KeyringCommand, KeyringCommands
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.replayed import Conclusion, Ending, Replayed
from indexdoctor.model.resolution import IndexRow
from indexdoctor.model.secret import Secret

_ALONE = frozenset({"keyring"})
TOOL = KeyringCommand("~/.local/bin/keyring", True, "~/tools/keyring", False, _ALONE)
SYSTEM = KeyringCommand("/usr/bin/keyring", True)
OF_PROJECT = KeyringCommand(".venv/bin/keyring", False, ".venv", True, _ALONE)
ABSENT = KeyringAnswer(failure="no entry (exit code 1)", trouble=Trouble.ABSENT)
NAME_ONLY = cred(password=None, source=Source.URL)
ON = {"keyring-provider": "subprocess"}


def keyrings(*on_path: KeyringCommand, elsewhere: Sequence[KeyringCommand] = ()) -> KeyringCommands:
    return KeyringCommands(on_path, tuple(elsewhere))


def asked(
    answer: KeyringAnswer = ABSENT,
    service: str = PRIVATE,
    username: str | None = "alice",
    about: str = "",
) -> KeyringExchange:
    return KeyringExchange(KeyringQuestion(service, username), answer, about)


def password(text: str = "wonder", username: str | None = "alice") -> KeyringAnswer:
    return KeyringAnswer(username, Secret(text))


def with_keyring(case: Case, commands: KeyringCommands) -> Case:
    return replace(case, resolution=replace(case.resolution, keyrings=commands))


def refused(
    *own: KeyringExchange,
    further: Sequence[KeyringExchange] = (),
    commands: KeyringCommands | None = None,
    credential: Credential | None = NAME_ONLY,
    row: IndexRow | None = None,
    settings: dict[str, str] = ON,
    log: Log | None = None,
) -> Case:
    """An index that answered 401, and the questions that were asked before."""
    replayed = (log or page(401, credential)).replayed(stopped())
    replayed = replace(replayed, keyring=own, further=tuple(further))
    seeded = credential if credential is not None and credential.source is Source.URL else None
    case = make_case(
        row or make_row(seeded=seeded, asked=[nothing()]), replayed=replayed, settings=settings
    )
    return with_keyring(case, keyrings(TOOL) if commands is None else commands)


def commands_of(finding: Finding) -> str:
    return "\n".join(remedy.command or "" for remedy in finding.remedies)


def test_cred112_names_the_keyring_that_is_off() -> None:
    finding = only(refused(settings={}), "CRED112")
    assert finding.confidence is Confidence.LIKELY
    assert "UV_KEYRING_PROVIDER=subprocess" in commands_of(finding)
    assert f"keyring get {PRIVATE} alice" in finding.decide
    assert errors(refused(settings={})) == ["CRED112"]


def test_cred112_is_silent_where_the_keyring_would_not_help_as_far_as_is_known() -> None:
    assert errors(refused(settings={}, commands=keyrings())) == ["READ103"]
    assert errors(refused(settings={}, credential=None)) == ["READ103"]
    assert "CRED112" not in errors(refused(asked()))
    given = refused(settings={}, credential=cred(source=Source.URL))
    assert errors(given) == ["READ101"]


def test_cred112_names_the_setting_that_counts_for_something_else() -> None:
    case = refused(settings={}, commands=keyrings())
    origin = Origin.file("pyproject.toml", 9, "tool.uv.pip.keyring-provider")
    path = case.discovered.surroundings.cwd / "pyproject.toml"
    stated = {"keyring-provider": Stated("subprocess", origin)}
    config = ConfigFile(path, ConfigScope.PROJECT, True, pip=stated)
    case = replace(case, discovered=replace(case.discovered, config=(config,)))
    finding = only(case, "CRED112")
    assert "pyproject.toml:9" in finding.cause
    assert "not for uv lock" in finding.cause
    assert '[tool.uv]\nkeyring-provider = "subprocess"' in commands_of(finding)


def test_cred115_is_a_note_where_the_keyring_is_on_for_another_index() -> None:
    case = refused(credential=None)
    assert errors(case) == ["CRED115"]
    other = make_row(
        make_index("https://other.example/simple", "other"),
        order=2,
        seeded=cred(password=None, source=Source.URL),
    )
    rows = (*case.resolution.rows, other)
    case = replace(case, resolution=replace(case.resolution, rows=rows))
    assert errors(case) == ["READ103"]
    assert only(case, "CRED115").severity is Severity.NOTE


def test_cred113_finds_the_keyring_that_is_not_on_path() -> None:
    missing = KeyringAnswer(failure="no `keyring` command on PATH", trouble=Trouble.MISSING)
    beside = refused(asked(missing), commands=keyrings(elsewhere=[OF_PROJECT]))
    assert errors(beside) == ["CRED113"]
    assert ".venv/bin/keyring" in only(beside, "CRED113").cause
    assert errors(refused(asked(missing), commands=keyrings())) == ["READ103"]


def test_cred113_finds_the_keyring_behind_that_of_an_environment() -> None:
    first = replace(OF_PROJECT, on_path=True)
    shadowed = refused(asked(), commands=keyrings(first, SYSTEM))
    assert errors(shadowed) == ["CRED113"]
    assert "/usr/bin/keyring stands behind it" in only(shadowed, "CRED113").cause
    assert errors(refused(asked(), commands=keyrings(first))) == ["CRED102"]
    assert errors(refused(asked(), commands=keyrings(SYSTEM, first))) == ["CRED102"]


FEED = "https://pkgs.dev.azure.com/org/_packaging/feed/pypi/simple"


def azure(
    command: KeyringCommand, further: Sequence[KeyringExchange] = (), answer: KeyringAnswer = ABSENT
) -> Case:
    name = cred("VssSessionToken", None, Source.URL)
    return refused(
        asked(answer, FEED, "VssSessionToken"),
        further=further,
        commands=keyrings(command),
        row=make_row(make_index(FEED), seeded=name, asked=[nothing()]),
        log=Log().add(f"{FEED}/foo/", 401, name),
    )


def test_cred114_sees_that_the_plugin_is_missing() -> None:
    case = azure(TOOL)
    assert errors(case) == ["CRED114"]
    finding = only(case, "CRED114")
    assert finding.confidence is Confidence.LIKELY
    assert commands_of(finding) == "uv tool install keyring --with artifacts-keyring"
    no_backend = KeyringAnswer(failure="exit code 1", trouble=Trouble.BACKEND)
    assert "CRED114" in errors(azure(TOOL, answer=no_backend))
    assert only(azure(SYSTEM), "CRED114").confidence is Confidence.POSSIBLE


def test_cred114_is_silent_with_the_plugin_and_for_other_servers() -> None:
    there = replace(TOOL, distributions=frozenset({"keyring", "artifacts-keyring"}))
    assert "CRED114" not in errors(azure(there))
    assert "CRED114" not in errors(refused(asked()))
    stored = asked(password(), f"{FEED}/", "VssSessionToken", about=FEED)
    assert "CRED114" not in errors(azure(TOOL, [stored]))


def test_cred115_asks_for_a_user_name() -> None:
    case = refused(credential=None)
    assert errors(case) == ["CRED115"]
    finding = only(case, "CRED115")
    assert finding.confidence is Confidence.LIKELY
    assert "https://<user>@host.example/api/private/simple" in commands_of(finding)


def test_cred115_proves_the_name_the_keyring_knows() -> None:
    log = page(401).add(f"{PRIVATE}/foo/", 200, cred(source=Source.KEYRING), probe=True)
    held = asked(password(), username=None, about=PRIVATE)
    finding = only(refused(credential=None, further=[held], log=log), "CRED115")
    assert finding.confidence is Confidence.CERTAIN
    assert finding.cause.endswith("it knows no user name; it has one of alice")
    assert "https://alice@host.example/" in commands_of(finding)
    assert "wonder" not in repr(finding)


def test_cred115_is_silent_where_the_keyring_is_off_or_missing() -> None:
    assert errors(refused(credential=None, settings={})) == ["READ103"]
    assert errors(refused(credential=None, commands=keyrings())) == ["READ103"]


def test_cred116_finds_the_entry_under_another_service() -> None:
    held = asked(password(), f"{PRIVATE}/", about=PRIVATE)
    log = page(401, NAME_ONLY).add(f"{PRIVATE}/foo/", 200, cred(source=Source.KEYRING), probe=True)
    case = refused(asked(), further=[held], log=log)
    assert errors(case) == ["CRED116"]
    finding = only(case, "CRED116")
    assert finding.confidence is Confidence.CERTAIN
    assert f"under {PRIVATE}/" in finding.cause
    assert f"keyring set {PRIVATE} alice" in commands_of(finding)
    unproven = refused(asked(), further=[held])
    assert only(unproven, "CRED116").confidence is Confidence.LIKELY


def test_cred116_finds_the_entry_of_another_user() -> None:
    held = asked(password(username="bob"), username=None, about=PRIVATE)
    finding = only(refused(asked(), further=[held]), "CRED116")
    assert "an entry of bob" in finding.cause
    assert "https://bob@host.example/" in commands_of(finding)


def test_cred116_does_not_take_the_same_question_for_another() -> None:
    assert "CRED116" not in errors(refused(asked(), further=[asked(password(), about=PRIVATE)]))
    assert errors(refused(asked(), further=[asked(about=PRIVATE)])) == ["CRED102"]


def test_cred116_knows_the_url_for_reading_from_that_for_uploads() -> None:
    publish = make_publish(cred(password=None, source=Source.PUBLISH), check=False)
    upload = str(publish.url.value.url)
    log = Log().add(upload, 401, NAME_ONLY, role=Role.UPLOAD, method="POST")
    ended = Conclusion("foo-1.whl", Ending.REFUSED, Role.UPLOAD, None, "refused: 401")
    replayed = replace(
        log.replayed(ended),
        keyring=(asked(service=upload),),
        further=(asked(password(), about=upload),),
    )
    case = make_case(make_row(), publish=publish, replayed=replayed, settings=ON)
    finding = only(with_keyring(case, keyrings(TOOL)), "CRED116")
    assert f"under {PRIVATE}; " in finding.cause
    assert f"keyring set {upload} alice" in commands_of(finding)


@pytest.mark.parametrize("trouble", [Trouble.TIMEOUT, Trouble.SIGN_IN])
def test_cred117_tells_a_command_that_waits(trouble: Trouble) -> None:
    answer = KeyringAnswer(failure="no answer within 20 s", trouble=trouble)
    case = refused(asked(answer))
    assert errors(case) == ["CRED117"]
    assert "no answer within 20 s" in only(case, "CRED117").cause


def test_cred117_tells_an_empty_password_from_a_wrong_one() -> None:
    empty = cred("alice", "", Source.KEYRING, Origin.option(f"keyring get {PRIVATE}"))
    silent = refused(asked(password("")), credential=empty)
    assert errors(silent) == ["CRED117"]
    wrong = cred("alice", "old", Source.KEYRING, Origin.option(f"keyring get {PRIVATE}"))
    assert errors(refused(asked(password("old")), credential=wrong)) == ["READ101"]


def test_cred117_sees_that_the_second_question_is_answered() -> None:
    case = refused(asked(), further=[asked(password(), about=PRIVATE)])
    assert errors(case) == ["CRED117"]
    assert "the second" in only(case, "CRED117").cause


@pytest.mark.parametrize("trouble", [Trouble.BACKEND, Trouble.LOCKED, Trouble.OTHER])
def test_cred102_says_what_the_command_complains_of(trouble: Trouble) -> None:
    answer = KeyringAnswer(failure="exit code 1, it says so", trouble=trouble)
    case = refused(asked(answer))
    assert errors(case) == ["CRED102"]
    assert "exit code 1, it says so" in only(case, "CRED102").cause


def test_cred102_is_silent_when_a_later_question_is_answered() -> None:
    replayed = page(200, cred(source=Source.KEYRING)).replayed(found_package())
    replayed = replace(
        replayed, keyring=(asked(), asked(password(), HOST.removeprefix("https://")))
    )
    case = make_case(make_row(seeded=NAME_ONLY), replayed=replayed, settings=ON)
    assert findings(with_keyring(case, keyrings(TOOL))) == ()


def test_nothing_is_said_of_keyrings_before_anything_is_sent() -> None:
    case = make_case(make_row(seeded=NAME_ONLY, asked=[nothing()]))
    assert findings(with_keyring(case, keyrings(TOOL, elsewhere=[OF_PROJECT]))) == ()
    assert Replayed().further == ()
