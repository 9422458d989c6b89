"""Causes that look alike to the client, each with its twin."""

from __future__ import annotations

from tests.cases.twins import Named, Twins

from indexdoctor.lab.changes.shared import ALICE, project, table
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import Account, Answer, Files, Gate, LabIndex, LabPublish, Package, Site
from indexdoctor.model.finding import Confidence

CERTAIN, LIKELY, POSSIBLE = Confidence.CERTAIN, Confidence.LIKELY, Confidence.POSSIBLE
_OTHERS = (Package("other"),)
_BOTH = (Package("other"), Package("pkg"))
_NAMES = tuple(f"pkg{number}" for number in range(8))


def _credentials(user: str = "alice", password: str = "pa55word") -> tuple[tuple[str, str], ...]:
    return (("UV_INDEX_CORP_USERNAME", user), ("UV_INDEX_CORP_PASSWORD", password))


def _corp(
    index: LabIndex,
    environ: tuple[tuple[str, str], ...] = _credentials(),
    accounts: tuple[Account, ...] = (ALICE,),
) -> Scene:
    """A project that requires `pkg`, with this index alone."""
    return Scene(
        Site(accounts, (index,)),
        files=(project("pkg", table("corp", index.path, "default = true")),),
        environ=environ,
    )


def _simple(
    packages: tuple[Package, ...],
    gate: Gate,
    missing: int = 404,
    *,
    barred: tuple[str, ...] = (),
    lists: bool = True,
) -> LabIndex:
    return LabIndex(
        "/corp/simple", packages, gate=gate, missing=Answer(missing), barred=barred, lists=lists
    )


def _many(status: int, barred: tuple[str, ...] = (), at_once: int | None = None) -> Scene:
    """Eight packages of one open index, asked for at once, and once each."""
    packages = tuple(Package(name) for name in _NAMES)
    index = LabIndex(
        "/corp/simple",
        packages,
        gate=Gate(forbidden=Answer(status)),
        barred=barred,
        latency=0.4,
        core_metadata=True,
    )
    return Scene(
        Site((), (index,), at_once=at_once, busy=Answer(status)),
        environ=(("UV_HTTP_RETRIES", "0"),),
        files=(
            (
                "project/uv.toml",
                '[[index]]\nname = "corp"\nurl = "{{origin}}/corp/simple"\ndefault = true\n',
            ),
            ("project/requirements.in", "\n".join(_NAMES)),
        ),
        command=("uv", "pip", "compile", "requirements.in"),
    )


def _files(gate: Gate) -> Scene:
    """A private index whose files, below its root, have a gate of their own."""
    return _corp(LabIndex("/corp/simple", _BOTH, gate=Gate.private(), files=Files(gate=gate)))


def _upload(password: str) -> Scene:
    """A publish URL with user information that is percent-encoded, as a URL wants it."""
    return Scene(
        Site((Account("bob@corp.example", password),), publish=(LabPublish("/legacy/"),)),
        environ=(("UV_PUBLISH_URL", "http://bob%40corp.example:p%2Fw@{{netloc}}/legacy/"),),
        command=("uv", "publish"),
        dists=(Dist("pkg", "1.0"),),
    )


def _in_url(password: str) -> Scene:
    """An index URL with user information: the client decodes its percent sequence."""
    index = _simple(_BOTH, Gate.private())
    origin = "http://alice:pa%35word@{{netloc}}"
    return Scene(
        Site((Account("alice", password),), (index,)),
        files=(project("pkg", table("corp", index.path, "default = true", origin=origin)),),
    )


_GITLAB = "/api/v4/projects/7/packages/pypi/simple"
_JOB_TOKEN = "glcbt-64_aB3dE5fG7hJ9kL1mN3pQ"


def _gitlab(token: str) -> Scene:
    """A job token of GitLab under a user name of one's own."""
    challenge = (("WWW-Authenticate", 'Basic realm="GitLab Packages Registry"'),)
    refusal = Answer(401, headers=challenge, challenge=False)
    index = LabIndex(_GITLAB, _BOTH, gate=Gate(refusal, refusal))
    account = Account("gitlab-ci-token", token)
    return _corp(index, _credentials("deployer", _JOB_TOKEN), (account,))


TWINS: tuple[Twins, ...] = (
    Twins(
        "a missing package answered 403, or an account that may read nothing",
        Named(
            _corp(_simple(_OTHERS, Gate.private(), 403)),
            "READ109",
            LIKELY,
            ("for packages it does not have", "the list of the index does not name pkg"),
        ),
        Named(
            _corp(_simple(_BOTH, Gate.private(wrong=403)), _credentials(password="old")),
            "READ102",
            LIKELY,
            ("for its list of packages too", "a package that is surely there"),
        ),
    ),
    Twins(
        "a missing package answered 401, or a wrong password",
        Named(
            _corp(_simple(_OTHERS, Gate.private(), 401, lists=False)),
            "READ101",
            LIKELY,
            ("a package that is surely there",),
        ),
        Named(
            _corp(_simple(_BOTH, Gate.private()), _credentials(password="old")),
            "READ101",
            CERTAIN,
            ("correct the password or token for alice at UV_INDEX_CORP_PASSWORD",),
        ),
    ),
    Twins(
        "one package refused, or all that are missing",
        Named(
            _corp(_simple(_BOTH, Gate.private(), barred=("pkg",), lists=False)),
            "READ109",
            CERTAIN,
            ("refuses pkg with 403, and takes these credentials for others",),
        ),
        Named(
            _corp(_simple(_OTHERS, Gate.private(), 403)),
            "READ109",
            LIKELY,
            ("answers 403 for packages it does not have",),
        ),
    ),
    Twins(
        "404 for a package that is missing, or for everything",
        Named(
            _corp(_simple(_OTHERS, Gate.private(404, 404))),
            "READ107",
            LIKELY,
            ("does not have pkg: it is not in the list",),
        ),
        Named(
            _corp(_simple(_BOTH, Gate.private(404, 404)), _credentials(password="old")),
            "READ107",
            POSSIBLE,
            ("or one hides it from this account", "the list of packages"),
        ),
    ),
    Twins(
        "404 for a package that is missing, or that is hidden",
        Named(
            _corp(_simple(_OTHERS, Gate.private(), lists=False)),
            "READ107",
            LIKELY,
            ("the account itself is accepted",),
        ),
        Named(
            _corp(
                LabIndex(
                    "/corp/simple",
                    _BOTH,
                    gate=Gate(Answer(401), Answer(401), Answer(404)),
                    barred=("pkg",),
                    lists=True,
                )
            ),
            "READ107",
            LIKELY,
            ("corp has pkg in its list and hides it from",),
        ),
    ),
    Twins(
        "no credential, and 403 for what is missing, or for everything",
        Named(
            _corp(_simple(_OTHERS, Gate(), 403), ()),
            "READ109",
            LIKELY,
            ("others are open to everyone", "check the name of pkg"),
        ),
        Named(
            _corp(_simple(_BOTH, Gate.private(403)), ()),
            "READ103",
            LIKELY,
            ("finds no credentials for it", "the list of packages"),
        ),
    ),
    Twins(
        "a password that is encoded, or wrong",
        Named(
            _corp(_simple(_BOTH, Gate.private()), _credentials(password="pa%355word")),
            "CRED150",
            CERTAIN,
            ("decoded it is accepted", "not encoded, at UV_INDEX_CORP_PASSWORD"),
        ),
        Named(
            _corp(_simple(_BOTH, Gate.private()), _credentials(password="wr%355ng")),
            "READ101",
            LIKELY,
            ("alice was refused twice already",),
        ),
    ),
    Twins(
        "a publish URL whose user information is sent as it stands, or a wrong password",
        Named(_upload("p/w"), "CRED150", CERTAIN, ("export UV_PUBLISH_USERNAME=bob@corp.example",)),
        Named(_upload("other"), "PUB203", CERTAIN, ("refused with 401",)),
    ),
    Twins(
        "a percent sign that belongs to the password, or a wrong password",
        Named(
            _in_url("pa%35word"),
            "CRED150",
            CERTAIN,
            ("as it is written it is accepted", "as %25 at pyproject.toml:9"),
        ),
        Named(_in_url("other"), "READ101", LIKELY, ("alice was refused twice already",)),
    ),
    Twins(
        "the right token under a wrong user name, or a token that is wrong as well",
        Named(
            _gitlab(_JOB_TOKEN),
            "CRED106",
            CERTAIN,
            ("with the user name gitlab-ci-token the same token is accepted",),
        ),
        Named(
            _gitlab("glcbt-64_another"),
            "CRED106",
            LIKELY,
            ("with that name this one is refused too",),
        ),
    ),
    Twins(
        "too many requests at once, or one package refused",
        Named(_many(403, at_once=7), "NET150", CERTAIN, ("UV_CONCURRENT_DOWNLOADS=4",)),
        Named(_many(403, barred=("pkg5",)), "READ109", CERTAIN, ("refuses pkg5 with 403",)),
        in_order=False,
    ),
    Twins(
        "429 for too many requests at once, or for one however it is asked",
        Named(_many(429, at_once=7), "NET150", CERTAIN, ("and 200 to the same one alone",)),
        Named(_many(429, barred=("pkg5",)), "NET106", CERTAIN, ("also to one request alone",)),
        in_order=False,
    ),
    Twins(
        "files that are open to everyone but an account, or to nobody",
        Named(
            _files(Gate(wrong=Answer(403), allowed=())),
            "READ150",
            CERTAIN,
            ("open to everyone, and refused with 403 to UV_INDEX_CORP_PASSWORD alice",),
        ),
        Named(
            _files(Gate(Answer(403), Answer(403), allowed=())),
            "READ102",
            CERTAIN,
            ("gives its page and refuses its files with 403 to the same account",),
        ),
    ),
)
