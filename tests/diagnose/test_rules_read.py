"""Rules about the answers of read URLs and the policy: what triggers them, and near misses."""

from __future__ import annotations

import pytest
from tests.diagnose.builders import (
    HOST,
    PRIVATE,
    PUBLIC,
    UPLOAD,
    Log,
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

from indexdoctor.diagnose.rules.registry import findings
from indexdoctor.model.credential import Source
from indexdoctor.model.exchange import Role, TransportFailure
from indexdoctor.model.finding import Confidence, Severity
from indexdoctor.model.index import Policy
from indexdoctor.model.origin import Origin
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import Standing


def test_a_healthy_index_with_credentials_has_no_findings() -> None:
    alice = cred()
    log = page(401).add(f"{PRIVATE}/foo/", 200, alice)
    case = make_case(make_row(asked=[found(alice)]), replayed=log.replayed(found_package()))
    assert codes(case) == []


def test_read101_names_the_place_of_the_refused_secret() -> None:
    alice = cred()
    log = page(401).add(f"{PRIVATE}/foo/", 401, alice)
    case = make_case(make_row(asked=[found(alice)]), replayed=log.replayed(stopped()))
    finding = only(case, "READ101")
    assert finding.cause == (
        "private refuses the credentials of uv 0.13.8 with 401: netrc (~/.netrc:3) alice"
    )
    assert finding.remedies[0].summary == "correct the password or token for alice at ~/.netrc:3"
    assert [line.text for line in finding.evidence] == [
        "GET .../simple/foo/  no credential  401",
        "GET .../simple/foo/  netrc (~/.netrc:3) alice  401",
    ]
    assert "READ102" not in codes(case)
    assert "READ103" not in codes(case)


def test_read101_points_to_another_credential_that_is_accepted() -> None:
    wrong = cred("ci", "old", Source.INDEX_ENV, Origin.env("UV_INDEX_PRIVATE_PASSWORD"))
    right = cred()
    log = page(401, wrong).add(f"{PRIVATE}/foo/", 200, right, probe=True)
    case = make_case(make_row(asked=[found(wrong)]), replayed=log.replayed(stopped()))
    finding = only(case, "READ101")
    assert finding.evidence[-1].label == "proof"
    assert "use netrc (~/.netrc:3) alice" in finding.remedies[0].summary


def test_read102_is_unsure_about_403_until_another_account_reads() -> None:
    alice = cred()
    row = make_row(asked=[found(alice)])
    unsure = only(make_case(row, replayed=page(403, alice).replayed(stopped())), "READ102")
    assert unsure.confidence is Confidence.LIKELY
    assert unsure.decide
    other = page(403, alice).add(f"{PRIVATE}/foo/", 200, cred("bob", "b"), probe=True)
    sure = only(make_case(row, replayed=other.replayed(stopped())), "READ102")
    assert sure.confidence is Confidence.CERTAIN


def test_read102_is_silent_when_the_same_account_reads_another_package() -> None:
    alice = cred()
    log = page(403, alice).add(f"{PRIVATE}/bar/", 200, alice, package="bar")
    case = make_case(
        make_row(asked=[found(alice)]),
        public_row(),
        packages=("foo", "bar"),
        replayed=log.replayed(stopped(), found_package(package="bar")),
    )
    assert codes(case) == ["READ105"]
    remedy = only(case, "READ105").remedies[0]
    assert "ignore-error-codes = [403]" in (remedy.command or "")
    assert remedy.safe


def test_read103_lists_each_source_with_its_reason() -> None:
    row = make_row(
        asked=[
            nothing(Source.INDEX_ENV, reason="UV_INDEX_PRIVATE_USERNAME is not set"),
            nothing(Source.NETRC, reason="no entry for host.example"),
            nothing(Source.KEYRING, "off", "keyring-provider is not set"),
        ]
    )
    finding = only(make_case(row, replayed=page(401).replayed(stopped())), "READ103")
    assert finding.severity is Severity.ERROR
    assert finding.confidence is Confidence.CERTAIN
    assert [(line.label, line.text) for line in finding.evidence[1:]] == [
        ("UV_INDEX_*", "UV_INDEX_PRIVATE_USERNAME is not set"),
        ("netrc", "no entry for host.example"),
        ("keyring", "keyring-provider is not set"),
    ]
    assert finding.remedies[0].command == (
        "export UV_INDEX_PRIVATE_USERNAME='<user>' UV_INDEX_PRIVATE_PASSWORD='<password>'"
    )


def test_read103_is_silent_for_a_public_index_and_for_404() -> None:
    assert "READ103" not in codes(make_case(replayed=page(200).replayed(found_package())))
    missing = page(404).replayed(ended(Ending.MISSING))
    assert codes(make_case(make_row(), replayed=missing)) == ["READ107"]


def test_read104_gitlab_redirects_the_plain_request_elsewhere() -> None:
    alice = cred()
    row = make_row(asked=[found(alice)])
    log = page(302).add(f"{PUBLIC}/foo/", 200, hop=1)
    log.add(f"{PRIVATE}/foo/", 200, alice, probe=True)
    finding = only(make_case(row, replayed=log.replayed(found_package())), "READ104")
    assert finding.confidence is Confidence.CERTAIN
    assert "redirects the plain request to https://public.example" in finding.cause
    assert finding.remedies[0].command == '# pyproject.toml:5\nauthenticate = "always"'


@pytest.mark.parametrize("status", [200, 404])
def test_read104_is_silent_when_the_plain_answer_serves(status: int) -> None:
    row = make_row(asked=[found(cred())])
    log = page(status).replayed(found_package("public"))
    assert "READ104" not in codes(make_case(row, public_row(), replayed=log))


def test_read105_names_the_indexes_that_are_not_asked() -> None:
    case = make_case(make_row(), public_row(), replayed=page(401).replayed(stopped()))
    finding = only(case, "READ105")
    assert finding.cause == (
        "the search for foo stops at private, for which it has no credentials: uv 0.13.8 takes its "
        f"401 as final and does not ask {PUBLIC}"
    )
    ignoring = finding.remedies[-1]
    assert not ignoring.safe
    assert ignoring.command == "# pyproject.toml:5\nignore-error-codes = [401]"
    assert codes(case) == ["READ103", "READ105"]


def test_read105_leads_where_an_index_for_uploads_is_in_the_way() -> None:
    upload = make_row(make_index(publish_url=UPLOAD))
    case = make_case(upload, public_row(), replayed=page(401).replayed(stopped()))
    assert codes(case) == ["READ105"]
    assert "explicit = true" in (only(case, "READ105").remedies[0].command or "")


@pytest.mark.parametrize(("there", "leads"), [(200, "READ105"), (404, "READ103")])
def test_read105_leads_where_a_later_index_has_what_is_asked_for(there: int, leads: str) -> None:
    log = page(401).add(f"{PUBLIC}/foo/", there, asked_for=PUBLIC, probe=True)
    case = make_case(make_row(), public_row(), replayed=log.replayed(stopped()))
    assert findings(case)[0].code == leads


def test_read105_is_silent_at_the_last_index_and_when_the_code_is_ignored() -> None:
    last = make_case(make_row(), replayed=page(401).replayed(stopped()))
    assert "READ105" not in codes(last)
    ignoring = make_row(make_index(ignore=(401,)))
    log = page(401).add(f"{PUBLIC}/foo/", 200, asked_for=PUBLIC)
    case = make_case(ignoring, public_row(), replayed=log.replayed(found_package(PUBLIC)))
    assert "READ105" not in codes(case)
    assert only(case, "READ103").severity is Severity.NOTE


@pytest.mark.parametrize("strategy", ["unsafe-best-match", "unsafe-first-match"])
def test_read105_is_silent_under_unsafe_strategies(strategy: str) -> None:
    case = make_case(
        make_row(),
        public_row(),
        replayed=page(401).replayed(stopped()),
        settings={"index-strategy": strategy},
    )
    assert "READ105" not in codes(case)


def test_read106_sees_a_password_field_but_not_an_index_in_html() -> None:
    html = {"content-type": "text/html; charset=utf-8"}
    form = b'<form><INPUT name=p type="password"></form>'
    login = Log().add(f"{PRIVATE}/foo/", 200, headers=html, body=form)
    case = make_case(make_row(), replayed=login.replayed(ended(Ending.MISSING)))
    assert only(case, "READ106").confidence is Confidence.CERTAIN
    links = Log().add(f"{PRIVATE}/foo/", 200, headers=html, body=b'<a href="foo-1.0.tar.gz">')
    assert codes(make_case(make_row(), replayed=links.replayed(found_package()))) == []


def test_read107_becomes_certain_when_another_account_reads_the_package() -> None:
    alice = cred()
    log = page(404).add(f"{PRIVATE}/foo/", 404, alice)
    row = make_row(asked=[found(alice)])
    unsure = only(make_case(row, replayed=log.replayed(ended(Ending.MISSING))), "READ107")
    assert unsure.confidence is Confidence.POSSIBLE
    log.add(f"{PRIVATE}/foo/", 200, cred("bob", "b"), probe=True)
    sure = only(make_case(row, replayed=log.replayed(ended(Ending.MISSING))), "READ107")
    assert sure.confidence is Confidence.CERTAIN


def test_read190_speaks_only_where_no_other_rule_explains() -> None:
    case = make_case(make_row(), replayed=page(418).replayed(ended(Ending.FAILED, "418")))
    assert codes(case) == ["READ190"]
    explained = make_case(make_row(), public_row(), replayed=page(401).replayed(stopped()))
    assert "READ190" not in codes(explained)


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (TransportFailure.DNS, "NET101"),
        (TransportFailure.CONNECT, "NET102"),
        (TransportFailure.TLS, "NET103"),
        (TransportFailure.PROXY, "NET104"),
        (TransportFailure.TIMEOUT, "NET105"),
    ],
)
def test_no_answer_is_no_question_of_credentials(failure: TransportFailure, code: str) -> None:
    log = Log().add(f"{PRIVATE}/foo/", 0, failure=failure)
    case = make_case(make_row(), replayed=log.replayed(failed_at_private()))
    assert codes(case) == [code]
    assert "This is no matter of credentials" in only(case, code).cause


def failed_at_private() -> Conclusion:
    return Conclusion("foo", Ending.FAILED, Role.PAGE, "private", "Failed to fetch")


@pytest.mark.parametrize("status", [407, 429, 503])
def test_net106_server_errors(status: int) -> None:
    case = make_case(make_row(), replayed=page(status).replayed(failed_at_private()))
    assert codes(case) == ["NET106"]


def test_pol101_file_outside_the_root_is_a_note_while_it_works() -> None:
    alice = cred()
    row = make_row(make_index(policy=Policy.ALWAYS), asked=[found(alice)])
    log = page(200, alice).add(f"{HOST}/files/foo.whl", 401, role=Role.FILE)
    log.add(f"{HOST}/files/foo.whl", 200, alice, role=Role.FILE)
    finding = only(make_case(row, replayed=log.replayed(found_package())), "POL101")
    assert finding.severity is Severity.NOTE
    assert "policy auto instead of always" in finding.cause
    assert finding.remedies == ()  # index and file have nothing but the host in common
    near = page(200, alice).add(f"{HOST}/api/files/foo.whl", 401, role=Role.FILE)
    near.add(f"{HOST}/api/files/foo.whl", 200, alice, role=Role.FILE)
    answers = near.replayed(found_package())
    (remedy,) = only(make_case(row, replayed=answers), "POL101").remedies
    assert remedy.safe
    assert remedy.command == (
        '[[tool.uv.index]]\nname = "private-root"\nurl = "https://host.example/api"\n'
        'explicit = true\nauthenticate = "always"'
    )
    neighbour = make_row(make_index(f"{HOST}/api/other/simple", "other"), order=2)
    (unsafe,) = only(make_case(row, neighbour, replayed=answers), "POL101").remedies
    assert not unsafe.safe


def test_pol101_is_an_error_when_the_file_is_refused() -> None:
    alice = cred()
    row = make_row(asked=[found(alice)])
    log = page(200, alice).add("https://files.example/foo.whl", 401, role=Role.FILE)
    case = make_case(row, replayed=log.replayed(ended(Ending.FAILED)))
    assert codes(case) == ["POL101"]
    assert "https://files.example/foo.whl" in {e.text for e in only(case, "POL101").evidence}


@pytest.mark.parametrize(
    ("policy", "target"),
    [
        (Policy.ALWAYS, f"{HOST}/api/private/files/foo.whl"),
        (Policy.AUTO, f"{HOST}/files/foo.whl"),
    ],
)
def test_pol101_is_silent_inside_the_root_and_without_a_policy(policy: Policy, target: str) -> None:
    alice = cred()
    row = make_row(make_index(policy=policy), asked=[found(alice)])
    log = page(200, alice).add(target, 401, role=Role.FILE)
    log.add(target, 200, alice, role=Role.FILE)
    assert codes(make_case(row, replayed=log.replayed(found_package()))) == []


def test_pol102_follows_from_the_files_alone() -> None:
    row = make_row(make_index(policy=Policy.ALWAYS), asked=[nothing()])
    finding = only(make_case(row), "POL102")
    assert finding.confidence is Confidence.CERTAIN
    assert "sends nothing" in finding.cause
    unrun = make_row(
        make_index(policy=Policy.ALWAYS), asked=[nothing(Source.KEYRING, "unasked", "offline")]
    )
    assert only(make_case(unrun), "POL102").confidence is Confidence.POSSIBLE


def test_pol102_is_silent_with_a_credential_a_lender_or_policy_auto() -> None:
    always = make_index(policy=Policy.ALWAYS)
    assert codes(make_case(make_row(always, asked=[found(cred())]))) == []
    assert codes(make_case(make_row(asked=[nothing()]))) == []
    lender = make_row(make_index(f"{HOST}/other/simple", "other"), order=2, seeded=cred())
    assert codes(make_case(make_row(always, asked=[nothing()]), lender)) == []


def test_pol102_needs_the_clients_own_message_when_replayed() -> None:
    row = make_row(make_index(policy=Policy.ALWAYS), asked=[nothing()])
    message = ended(Ending.FAILED, f"Missing credentials for {PRIVATE}/foo/")
    assert codes(make_case(row, replayed=Log().replayed(message))) == ["POL102"]
    assert codes(make_case(row, replayed=Log().replayed(found_package("public")))) == []


def test_pol103_knows_the_user_whose_password_is_missing() -> None:
    user = cred("ci", None, Source.URL, Origin.file("pyproject.toml", 5))
    row = make_row(make_index(policy=Policy.ALWAYS), asked=[found(user), nothing()])
    assert codes(make_case(row)) == ["POL103"]
    finding = only(make_case(row), "POL103")
    assert "the user name ci is known" in finding.cause
    assert [r.command for r in finding.remedies] == [
        "export UV_INDEX_PRIVATE_USERNAME=ci UV_INDEX_PRIVATE_PASSWORD='<password>'",
        "export UV_KEYRING_PROVIDER=subprocess",
    ]


def test_pol104_never_keeps_a_credential_back() -> None:
    row = make_row(make_index(policy=Policy.NEVER), asked=[found(cred())])
    assert codes(make_case(row, replayed=page(401).replayed(stopped()))) == ["POL104"]
    assert codes(make_case(row, replayed=page(200).replayed(found_package()))) == []


def test_cred105_the_credentials_of_another_index_are_sent() -> None:
    team_a = cred("a", "pa", Source.INDEX_ENV, Origin.env("UV_INDEX_A_PASSWORD"))
    lender = make_row(make_index(f"{HOST}/a/simple", "a"), order=1, seeded=team_a)
    row = make_row(order=2)
    log = page(403, team_a)
    case = make_case(lender, row, replayed=log.replayed(stopped()))
    assert codes(case) == ["CRED105"]
    assert "the credentials of a to private" in only(case, "CRED105").cause
    own = make_row(order=2, seeded=team_a)
    assert codes(make_case(lender, own, replayed=log.replayed(stopped()))) == ["READ102"]


def test_an_unused_definition_is_never_spoken_of() -> None:
    row = make_row(make_index(policy=Policy.ALWAYS), Standing.UNUSED, asked=[nothing()])
    assert codes(make_case(row, packages=())) == []


def test_pol105_a_covering_root_brings_its_policy() -> None:
    wide = make_index(f"{HOST}/simple", "wide", policy=Policy.NEVER)
    inner = make_index(f"{HOST}/team/simple", "team", origin=Origin.file("pyproject.toml", 20))
    origin = wide.field_origin("authenticate")
    wide_row = make_row(wide)
    row = make_row(inner, order=2, policy=Policy.NEVER, policy_origin=origin)
    note = only(make_case(wide_row, row), "POL105")
    assert note.severity is Severity.NOTE
    assert note.cause == "uv 0.13.8 uses policy never of wide for team, not its own (auto)"
    stated = make_index(f"{HOST}/team/simple", "team", policy=Policy.ALWAYS)
    lost = make_row(stated, order=2, policy=Policy.NEVER, policy_origin=Origin.file("uv.toml", 9))
    wide_elsewhere = make_index(
        f"{HOST}/simple", "wide", policy=Policy.NEVER, origin=Origin.file("uv.toml", 9)
    )
    warned = only(make_case(make_row(wide_elsewhere), lost), "POL105")
    assert warned.severity is Severity.WARNING
    kept = make_row(inner, order=2)
    assert "POL105" not in codes(make_case(wide_row, kept))


def test_read103_a_redirect_to_a_host_without_credentials() -> None:
    alice = cred()
    log = page(302, alice).add("https://files.example/foo/", 401, hop=1)
    held = make_case(make_row(asked=[found(alice)]), replayed=log.replayed(stopped()))
    assert codes(held) == ["POL106"]  # what it has is not taken along
    case = make_case(make_row(), replayed=log.replayed(stopped()))
    assert codes(case) == ["READ103"]
    assert only(case, "READ103").cause == (
        "private redirects to https://files.example, which answers 401, and uv 0.13.8 finds no "
        "credentials for that host"
    )


def test_read103_speaks_of_files_below_the_root() -> None:
    log = page(200).add(f"{HOST}/api/private/files/foo.whl", 401, role=Role.FILE)
    case = make_case(make_row(asked=[nothing()]), replayed=log.replayed(failed_at_private()))
    assert codes(case) == ["READ103"]


def test_a_refused_account_on_a_file_outside_the_root_is_no_question_of_policy() -> None:
    alice = cred()
    log = page(200, alice).add(f"{HOST}/files/foo.whl", 401, role=Role.FILE)
    log.add(f"{HOST}/files/foo.whl", 403, alice, role=Role.FILE)
    case = make_case(make_row(asked=[found(alice)]), replayed=log.replayed(failed_at_private()))
    assert codes(case) == ["READ102"]


def test_read108_the_page_has_no_fitting_file() -> None:
    missing = Conclusion("foo", Ending.MISSING, Role.PAGE, "private", "no file fits")
    case = make_case(make_row(), replayed=page(200).replayed(missing))
    assert codes(case) == ["READ108"]
    assert "READ108" not in codes(make_case(make_row(), replayed=page(404).replayed(missing)))
    assert codes(make_case(make_row(), replayed=page(200).replayed(found_package()))) == []


def test_read109_one_package_is_refused_at_the_last_index() -> None:
    alice = cred()
    log = page(403, alice).add(f"{PRIVATE}/bar/", 200, alice, package="bar")
    answers = log.replayed(stopped(), found_package(package="bar"))
    row = make_row(asked=[found(alice)])
    case = make_case(row, packages=("foo", "bar"), replayed=answers)
    assert codes(case) == ["READ109"]
    fine = page(404, alice).add(f"{PRIVATE}/bar/", 200, alice, package="bar")
    served = fine.replayed(found_package(PUBLIC), found_package(package="bar"))
    assert codes(make_case(row, packages=("foo", "bar"), replayed=served)) == []


def test_a_refused_find_links_page_is_an_error() -> None:
    flat = make_row(make_index(PRIVATE), Standing.FLAT, asked=[nothing()])
    log = Log().add(PRIVATE, 401, role=Role.FLAT, package=None)
    failed = Conclusion("private", Ending.FAILED, Role.FLAT, "private", "the server answers 401")
    case = make_case(flat, replayed=log.replayed(failed))
    assert codes(case) == ["READ103"]
    assert only(case, "READ103").severity is Severity.ERROR


def test_pol102_is_not_said_of_an_index_that_was_not_reached() -> None:
    user = cred("ci", None, Source.INDEX_ENV, Origin.env("UV_INDEX_LATER_USERNAME"))
    first = make_row(make_index(PRIVATE + "/", None, policy=Policy.ALWAYS), asked=[nothing()])
    later = make_row(make_index(PRIVATE, "later", policy=Policy.ALWAYS), asked=[found(user)])
    message = ended(Ending.FAILED, f"Missing credentials for {PRIVATE}/foo/")
    assert "POL103" not in codes(make_case(first, later, replayed=Log().replayed(message)))


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_account_is_milder_where_the_search_goes_on(status: int) -> None:
    alice = cred()
    ignoring = make_row(make_index(ignore=(status,)), asked=[found(alice)])
    log = page(status, alice).add(f"{PUBLIC}/foo/", 200, asked_for=PUBLIC)
    answers = log.replayed(found_package(PUBLIC))
    code = {401: "READ101", 403: "READ102"}[status]
    ignored = make_case(ignoring, public_row(), replayed=answers)
    assert only(ignored, code).severity is Severity.NOTE
    unsafe = make_case(
        make_row(asked=[found(alice)]),
        public_row(),
        replayed=answers,
        settings={"index-strategy": "unsafe-best-match"},
    )
    assert only(unsafe, code).severity is Severity.WARNING
    assert all(f.severity is Severity.WARNING for f in findings(unsafe))


def test_pol103_the_urls_user_name_hides_another_account() -> None:
    user = cred("ci", None, Source.URL, Origin.file("pyproject.toml", 5))
    row = make_row(make_index(policy=Policy.ALWAYS), asked=[found(user), found(cred())])
    message = ended(Ending.FAILED, f"Incomplete credentials for {PRIVATE}/foo/")
    case = make_case(row, replayed=Log().replayed(message))
    assert codes(case) == ["POL103"]
    assert only(case, "POL103").remedies[0].summary == (
        "drop the user name ci from the URL: then netrc (~/.netrc:3) alice is used"
    )
