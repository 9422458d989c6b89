"""Reports about pip, Poetry and PDM: the same set-up, used with uv, fails of the same cause."""

from __future__ import annotations

from dataclasses import replace

from tests.cases.frame import Case, Unnamed
from tests.cases.shared import KEYRING_ON, TEAM, TWO

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.keyring import Entry, FakeKeyring
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import Account, Answer, Files, Gate, LabIndex, LabPublish, Package, Site

_HOLDS = FakeKeyring((Entry("{{origin}}" + TEAM, ALICE.name, ALICE.password),))
_NETRC = f"machine {{{{host}}}} login {ALICE.name} password {ALICE.password}\n"
_BOB = Account("bob", "s3cret")


def _team(
    *environ: tuple[str, str],
    netrc: str | None = None,
    place: str = "home/.netrc",
    keyring: FakeKeyring | None = None,
    user: str = "",
    gate: Gate | None = None,
    lines: tuple[str, ...] = (),
) -> Scene:
    """A private index `team`, the default one; its URL may hold a user name, and a password."""
    index = LabIndex(TEAM, (Package("pkg"),), gate=gate or Gate.private())
    origin = f"http://{user}@{{{{netloc}}}}" if user else "{{origin}}"
    files = [project("pkg", table("team", TEAM, *lines, "default = true", origin=origin))]
    if netrc is not None:
        files.append((place, netrc))
    return Scene(Site((ALICE,), (index,)), files=tuple(files), environ=environ, keyring=keyring)


_OWN = (("UV_INDEX_TEAM_USERNAME", ALICE.name), ("UV_INDEX_TEAM_PASSWORD", ALICE.password))


def _signed_out() -> Scene:
    """An index that shows everyone without a session the page to sign in, and says 200."""
    form = '<form action="/login"><input name="user"><input type="password"></form>'
    scene = _team()
    (index,) = scene.site.indexes
    fixed = replace(index, fixed=Answer(200, body=form))
    return replace(scene, site=replace(scene.site, indexes=(fixed,)))


def _tool(*environ: tuple[str, str]) -> Scene:
    """`uv tool install` from a private index of the user's own settings."""
    account = f"http://{ALICE.name}@{{{{netloc}}}}"
    settings = f'[[index]]\nname = "team"\nurl = "{account}{TEAM}"\ndefault = true\n'
    return Scene(
        Site((ALICE,), (LabIndex(TEAM, (Package("pkg"),), gate=Gate.private()),)),
        files=(("home/.config/uv/uv.toml", settings),),
        environ=environ,
        command=("uv", "tool", "install", "pkg"),
        keyring=_HOLDS,
    )


def _files_elsewhere(netrc: str, *environ: tuple[str, str]) -> Scene:
    """The index has its account in the URL; its files lie on another host, for accounts too."""
    index = LabIndex(
        TEAM,
        (Package("pkg"),),
        gate=Gate.private(),
        files=Files(path="/files", origin=1),
    )
    account = f"{ALICE.name}:{ALICE.password}"
    return Scene(
        Site((ALICE,), (index,), hosts=TWO),
        files=(
            project(
                "pkg",
                table("team", TEAM, "default = true", origin=f"https://{account}@{{{{netloc}}}}"),
            ),
            ("home/.netrc", netrc),
        ),
        environ=environ,
        command=("uv", "sync"),
    )


def _two_on_one_host(*, apart: bool) -> Scene:
    """Two indexes on one host, each with an account of its own; files beside them, or below."""
    path = None if apart else "/packages"
    one = LabIndex("/one/simple", (Package("first"),), gate=Gate.private(allowed=("alice",)))
    two = LabIndex(
        "/two/simple",
        (Package("second"),),
        gate=Gate.private(allowed=("bob",)),
        files=Files(path=path),
    )
    pins = '[tool.uv.sources]\nfirst = { index = "one" }\nsecond = { index = "two" }\n'
    head = '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.8"\n'
    return Scene(
        Site((ALICE, _BOB), (one, two)),
        files=(
            (
                "project/pyproject.toml",
                "\n".join(
                    (
                        f'{head}dependencies = ["first", "second"]\n',
                        table("one", "/one/simple", "explicit = true"),
                        table("two", "/two/simple", "explicit = true"),
                        pins,
                    )
                ),
            ),
        ),
        environ=(
            ("UV_INDEX_ONE_USERNAME", ALICE.name),
            ("UV_INDEX_ONE_PASSWORD", ALICE.password),
            ("UV_INDEX_TWO_USERNAME", _BOB.name),
            ("UV_INDEX_TWO_PASSWORD", _BOB.password),
        ),
        command=("uv", "sync"),
    )


_GAR = "/acme/team/simple"
_GOOGLE = Account("oauth2accesstoken", "t0ken-of-google")
_PLUGIN = "keyrings.google-artifactregistry-auth"
_GAR_KEYRING = FakeKeyring(
    (Entry("{{origin}}" + _GAR, _GOOGLE.name, _GOOGLE.password),), beside=(_PLUGIN,)
)
_GAR_HOST = ("https://europe-python.pkg.dev",)


def _google(keyring: FakeKeyring, user: str = "") -> Scene:
    """A repository of Google Artifact Registry that is read with the help of a keyring."""
    index = LabIndex(_GAR, (Package("pkg"),), gate=Gate.private())
    origin = f"https://{user}@{{{{netloc}}}}" if user else "{{origin}}"
    return Scene(
        Site((_GOOGLE,), (index,)),
        files=(project("pkg", table("team", _GAR, "default = true", origin=origin)),),
        environ=(KEYRING_ON,),
        keyring=keyring,
    )


def _to_google(user: str) -> Scene:
    """An upload to it; the keyring has a token for whoever is asked for."""
    entries = tuple(
        Entry("{{origin}}/acme/team/", name, _GOOGLE.password)
        for name in (_GOOGLE.name, "__token__")
    )
    return Scene(
        Site((_GOOGLE,), publish=(LabPublish("/acme/team/"),)),
        environ=(KEYRING_ON,),
        command=("uv", "publish", "--publish-url", "{{origin}}/acme/team/", "--username", user),
        keyring=FakeKeyring(entries, beside=(_PLUGIN,)),
        dists=(Dist("mypkg", "1.0"),),
    )


def _named_index(name: str, variable: str) -> Scene:
    """An index of some name, and variables with some name."""
    index = LabIndex(TEAM, (Package("pkg"),), gate=Gate.private())
    return Scene(
        Site((ALICE,), (index,)),
        files=(project("pkg", table(name, TEAM, "default = true")),),
        environ=(
            (f"UV_INDEX_{variable}_USERNAME", ALICE.name),
            (f"UV_INDEX_{variable}_PASSWORD", ALICE.password),
        ),
    )


def _encoded(password: str) -> Scene:
    """An index whose user has a password with characters that a URL would have to encode."""
    alice = Account(ALICE.name, "p@ss/word")
    index = LabIndex(TEAM, (Package("pkg"),), gate=Gate.private())
    return Scene(
        Site((alice,), (index,)),
        files=(project("pkg", table("team", TEAM, "default = true")),),
        environ=(("UV_INDEX_TEAM_USERNAME", alice.name), ("UV_INDEX_TEAM_PASSWORD", password)),
    )


_VALID = "pypi-valid"


def _stored_token(token: str) -> Scene:
    """An upload to PyPI with the token that a keyring gives."""
    text = "Invalid or non-existent authentication information."
    unknown = Answer(403, reason=text, body=f"<h1>403 {text}</h1>")
    return Scene(
        Site(
            (Account("__token__", _VALID),),
            publish=(LabPublish("/legacy/", gate=Gate(Answer(403), unknown)),),
        ),
        environ=(KEYRING_ON,),
        command=("uv", "publish", "--username", "__token__"),
        keyring=FakeKeyring((Entry("{{origin}}/legacy/", "__token__", token),)),
        dists=(Dist("mypkg", "1.0"),),
    )


def _upload(*environ: tuple[str, str]) -> Scene:
    """An upload without options."""
    return Scene(
        Site((ALICE,), publish=(LabPublish("/upload"),)),
        environ=environ,
        command=("uv", "publish", "--publish-url", "{{origin}}/upload"),
        dists=(Dist("mypkg", "1.0"),),
    )


_PIP = "https://github.com/pypa/pip"
_POETRY = "https://github.com/python-poetry/poetry/issues"
_PDM = "https://github.com/pdm-project/pdm/issues"

CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "PIP-01",
        (f"{_PIP}/issues/12543", f"{_PIP}/pull/14150"),
        "the keyring command is not asked without a user name (with uv)",
        _team(KEYRING_ON, keyring=_HOLDS),
        ("CRED115",),
        ("put the user name into the URL", "alice@"),
        near=_team(KEYRING_ON, keyring=_HOLDS, user=ALICE.name),
    ),
    Case(
        "PIP-03",
        (f"{_PIP}/issues/8634",),
        "the secret store answers for the user, with an empty password (with uv)",
        _team(
            KEYRING_ON,
            keyring=FakeKeyring((Entry("{{origin}}" + TEAM, ALICE.name, ""),)),
            user=ALICE.name,
        ),
        ("CRED117",),
        ("empty password for alice", "keyring get"),
        near=_team(KEYRING_ON, keyring=_HOLDS, user=ALICE.name),
    ),
    Case(
        "PIP-05",
        (f"{_PIP}/issues/10979", f"{_PIP}/pull/10998"),
        "pages are read with the index's account, files with that of netrc (with uv: host apart)",
        _files_elsewhere("machine {{host2}} login carol password old\n"),
        ("READ101",),
        ("~/.netrc:1", "carol"),
        near=_files_elsewhere(_NETRC.replace("{{host}}", "{{host2}}")),
        hosts=("https://pypi.corp.example", "https://files.corp.example"),
    ),
    Case(
        "PIP-06",
        (f"{_PIP}/issues/11175",),
        "the file is called _netrc where only .netrc is looked for (with uv)",
        _team(netrc=_NETRC, place="home/_netrc"),
        ("CRED118",),
        ("~/_netrc is read on Windows only",),
        near=_team(netrc=_NETRC),
    ),
    Case(
        "PIP-07",
        (
            "https://github.com/psf/requests/issues/4813",
            "https://github.com/python/cpython/issues/104306",
        ),
        "one malformed entry, and nothing of the netrc file counts (with uv)",
        _team(netrc=f"machine other.example login x pass word\n{_NETRC}"),
        ("CRED101",),
        ("line 1", "the whole file is dropped"),
        near=_team(netrc=f"machine other.example login x password word\n{_NETRC}"),
    ),
    Case(
        "PIP-08",
        (f"{_PIP}/issues/6179", f"{_PIP}/issues/5263"),
        "in CI no credential is found, and nobody is there to type one (with uv)",
        _team(("CI", "true")),
        ("READ103",),
        ("UV_INDEX_TEAM_USERNAME", "no netrc file"),
        near=_team(("CI", "true"), *_OWN),
    ),
    Case(
        "PIP-09",
        (f"{_PIP}/issues/3236", f"{_PIP}/issues/7604", f"{_PIP}/issues/6775"),
        "a password is given percent-encoded where it is not decoded (with uv: in a variable)",
        _encoded("p%40ss%2Fword"),
        ("CRED150",),
        ("UV_INDEX_TEAM_PASSWORD",),
        near=_encoded("p@ss/word"),
    ),
    Case(
        "PIP-10",
        ("https://github.com/pypa/pipx/issues/1758",),
        "a tool is installed with the keyring switched off (with uv)",
        _tool(),
        ("CRED112",),
        ("UV_KEYRING_PROVIDER=subprocess",),
        near=_tool(KEYRING_ON),
    ),
    Case(
        "PIP-11",
        (f"{_PIP}/issues/3931", f"{_PIP}/issues/10902"),
        "two indexes on one host: the account of one is sent for the files of the other (with uv)",
        _two_on_one_host(apart=False),
        ("CRED105",),
        ("one", "two"),
        near=_two_on_one_host(apart=True),
    ),
    Case(
        "PO-01",
        (f"{_POETRY}/7156",),
        "the index's name has an underscore, and the variables are named otherwise (with uv)",
        _named_index("my_repo", "MYREPO"),
        ("CRED104",),
        ("UV_INDEX_MY_REPO_",),
        near=_named_index("my_repo", "MY_REPO"),
        besides=("READ103",),
    ),
    Case(
        "PO-02",
        (f"{_POETRY}/2799", f"{_POETRY}/2988", f"{_POETRY}/3258"),
        "the variables serve the pages and not the files (with uv: files on another host)",
        _files_elsewhere(""),
        ("POL101",),
        ("files.corp.example",),
        near=_files_elsewhere(_NETRC.replace("{{host}}", "{{host2}}")),
        hosts=("https://pypi.corp.example", "https://files.corp.example"),
    ),
    Case(
        "PO-03",
        (f"{_POETRY}/2125", f"{_POETRY}/2577", f"{_POETRY}/3337"),
        "what comes for a refusal is read as an index without files (with uv: a login page)",
        _signed_out(),
        ("READ106",),
        ("instead of a list of files", 'authenticate = "always"'),
        near=_team(*_OWN),
    ),
    Case(
        "PO-04",
        (f"{_POETRY}/4454", f"{_POETRY}/7545"),
        "Google's plug-in is not asked, as no user name is known (with uv)",
        _google(_GAR_KEYRING),
        ("CRED115",),
        ("oauth2accesstoken",),
        near=_google(_GAR_KEYRING, _GOOGLE.name),
        hosts=_GAR_HOST,
    ),
    Case(
        "PO-06",
        (f"{_POETRY}/6320",),
        "the token that a keyring stored for PyPI is not valid any more (with uv)",
        _stored_token("pypi-revoked"),
        ("PUB203",),
        ("is not known there", "keyring get https://upload.pypi.org/legacy/", "API token"),
        near=_stored_token(_VALID),
        hosts=("https://upload.pypi.org",),
    ),
    Case(
        "PO-07",
        (f"{_POETRY}/4623",),
        "the index's name has dots, and so have the variables (with uv)",
        _named_index("nexus.corp.example", "NEXUS.CORP.EXAMPLE"),
        ("CRED104",),
        ("UV_INDEX_NEXUS_CORP_EXAMPLE_USERNAME",),
        near=_named_index("nexus.corp.example", "NEXUS_CORP_EXAMPLE"),
        besides=("READ103",),
    ),
    Case(
        "PD-01",
        (f"{_PDM}/3334",),
        "the keyring has the password, and the URL no user name: 403 (with uv)",
        _team(KEYRING_ON, keyring=_HOLDS, gate=Gate.private(anonymous=403)),
        ("CRED115",),
        ("put the user name into the URL", "alice@"),
        near=_team(KEYRING_ON, keyring=_HOLDS, gate=Gate.private(anonymous=403), user=ALICE.name),
    ),
    Case(
        "PD-02",
        (f"{_PDM}/2961",),
        "the plug-in is installed in the project, beside another keyring command (with uv)",
        _google(FakeKeyring(beside=()), _GOOGLE.name),
        ("CRED114",),
        (_PLUGIN,),
        near=_google(_GAR_KEYRING, _GOOGLE.name),
        hosts=_GAR_HOST,
    ),
    Case(
        "PD-03",
        (f"{_PDM}/2822", "https://github.com/frostming/unearth/issues/102"),
        "the user name __token__ is sent to Google Artifact Registry (with uv)",
        _to_google("__token__"),
        ("CRED106",),
        ("__token__", "UV_PUBLISH_USERNAME=oauth2accesstoken"),
        near=_to_google(_GOOGLE.name),
        hosts=_GAR_HOST,
    ),
    Case(
        "PD-04",
        (f"{_PDM}/1905",),
        "what a program prints in place of the password is sent as the password (with uv)",
        _team(("UV_INDEX_TEAM_USERNAME", ALICE.name), ("UV_INDEX_TEAM_PASSWORD", "<hidden>")),
        ("CRED108",),
        ("a mask", "UV_INDEX_TEAM_PASSWORD"),
        near=_team(*_OWN),
    ),
    Case(
        "PD-05",
        (f"{_PDM}/2333",),
        "two indexes on one host have two accounts, and one serves for both (with uv)",
        _two_on_one_host(apart=False),
        ("CRED105",),
        ("one", "two"),
        near=_two_on_one_host(apart=True),
    ),
    Case(
        "PD-06",
        (f"{_PDM}/1333",),
        "an upload without credentials (with uv)",
        _upload(),
        ("PUB204",),
        ("UV_PUBLISH_USERNAME",),
        near=_upload(("UV_PUBLISH_USERNAME", ALICE.name), ("UV_PUBLISH_PASSWORD", ALICE.password)),
    ),
)
