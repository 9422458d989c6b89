"""Environment variables and encoding: names that no index has, and values that are not plain."""

from __future__ import annotations

from urllib.parse import unquote

from tests.cases.frame import Case, Unnamed
from tests.cases.shared import ISSUE, PULL, TWO

from indexdoctor.lab.changes.shared import ALICE, index, project, table
from indexdoctor.lab.locked import locked_file, pylock_package, pylock_text
from indexdoctor.lab.scene import Dist, Scene
from indexdoctor.lab.site import Account, Gate, LabIndex, LabPublish, Package, Site

_PRIVATE = Site((ALICE,), (index("/private/simple", "pkg", private=True),))


def _named(name: str, **environ: str) -> Scene:
    """A project whose only index is private and has this name, and these variables."""
    tables = table(name, "/private/simple", "default = true")
    return Scene(_PRIVATE, files=(project("pkg", tables),), environ=tuple(environ.items()))


def _unnamed(**environ: str) -> Scene:
    """A project without configuration, and these variables."""
    return Scene(_PRIVATE, files=(project("pkg"),), environ=tuple(environ.items()))


def _user(stem: str, password: str = "pa55word") -> dict[str, str]:
    return {f"{stem}_USERNAME": "alice", f"{stem}_PASSWORD": password}


def _in_url(user: str, password: str) -> Scene:
    """A private index with an account in its URL, percent-encoded."""
    account = Account(unquote(user), unquote(password))
    tables = table(
        "feed",
        "/private/simple",
        "default = true",
        origin=f"http://{user}:{password}@{{{{netloc}}}}",
    )
    private = LabIndex("/private/simple", (Package("pkg"),), gate=Gate.private())
    return Scene(Site((account,), (private,)), files=(project("pkg", tables),))


def _locked(**environ: str) -> Scene:
    """A pylock.toml in a folder of its own, as it is deployed."""
    (private,) = _PRIVATE.indexes
    wheels = (locked_file(private, "pkg"),)
    package = pylock_package("pkg", 'index = "{{origin}}/private/simple"', wheels=wheels)
    return Scene(
        _PRIVATE,
        files=(("project/pylock.toml", pylock_text(package)),),
        environ=tuple(environ.items()),
        command=("uv", "pip", "sync", "pylock.toml"),
    )


# uv's own default index, and another host.
_DEFAULT_AND_OTHER = ("https://pypi.org", "https://pkgs.example.com")


def _tool(**environ: str) -> Scene:
    """A project with an index of its own, and a tool from there."""
    site = Site(
        (ALICE,),
        (index("/simple", "other"), index("/private/simple", "tool", private=True, origin=1)),
        hosts=TWO,
    )
    tables = table("internal", "/private/simple", origin="{{origin2}}")
    return Scene(
        site,
        files=(project("tool", tables),),
        environ=tuple({**_user("UV_INDEX_INTERNAL"), **environ}.items()),
        command=("uvx", "--from", "tool", "tool"),
    )


def _publish(**environ: str) -> Scene:
    """An upload for an account whose name and password hold reserved characters."""
    return Scene(
        Site((Account("alice@corp", "p/w"),), publish=(LabPublish("/legacy/"),)),
        environ=tuple(environ.items()),
        command=("uv", "publish"),
        dists=(Dist("app", "1.0"),),
    )


def _mixed(**environ: str) -> Scene:
    """The private index as index-url, beside a table of another index."""
    tables = (
        '[tool.uv]\nindex-strategy = "unsafe-best-match"\n'
        'index-url = "{{origin}}/private/simple"\n',
        table("public", "/empty/simple"),
    )
    return Scene(
        Site((ALICE,), (index("/empty/simple", "other"), *_PRIVATE.indexes)),
        files=(project("pkg", *tables),),
        environ=tuple(environ.items()),
        command=("uv", "pip", "install", "pkg"),
    )


def _extra(value: str) -> Scene:
    site = Site((ALICE,), (index("/empty/simple", "other"), index("/private/simple", "pkg")))
    environ = {"UV_DEFAULT_INDEX": "{{origin}}/empty/simple", "UV_EXTRA_INDEX_URL": value}
    return Scene(
        site,
        files=(project("pkg"),),
        environ=tuple({**environ, "MY_URL": "{{origin}}/private/simple"}.items()),
    )


CASES: tuple[Case | Unnamed, ...] = (
    Case(
        "UV-ENV-01",
        (f"{PULL}/8306", f"{PULL}/8425", f"{ISSUE}/19817"),
        "the variables have the form UV_HTTP_BASIC_<NAME>_*, as only uv 0.4.23 read them",
        _named("internal", **_user("UV_HTTP_BASIC_INTERNAL")),
        ("CRED104",),
        ("only uv 0.4.23", 'export UV_INDEX_INTERNAL_PASSWORD="$UV_HTTP_BASIC_INTERNAL_PASSWORD"'),
        near=_named("internal", **_user("UV_INDEX_INTERNAL")),
    ),
    Case(
        "UV-ENV-02",
        (f"{ISSUE}/8448",),
        "the index is called my-index, and the variables leave the dash out",
        _named("my-index", **_user("UV_INDEX_MYINDEX")),
        ("CRED104",),
        ('export UV_INDEX_MY_INDEX_USERNAME="$UV_INDEX_MYINDEX_USERNAME"',),
        near=_named("my-index", **_user("UV_INDEX_MY_INDEX")),
    ),
    Case(
        "UV-ENV-03",
        (f"{ISSUE}/9104",),
        "UV_DEFAULT_INDEX gives a bare URL: the index has no name, and so no variables",
        _unnamed(UV_DEFAULT_INDEX="{{origin}}/private/simple", **_user("UV_DEFAULT_INDEX")),
        ("CRED120",),
        (
            "has no name",
            "UV_DEFAULT_INDEX=",
            'UV_INDEX_INTERNAL_PASSWORD="$UV_DEFAULT_INDEX_PASSWORD"',
        ),
        near=_unnamed(
            UV_DEFAULT_INDEX="internal={{origin}}/private/simple", **_user("UV_INDEX_INTERNAL")
        ),
    ),
    Case(
        "UV-ENV-04",
        (f"{ISSUE}/13895",),
        "the password is the whole JSON document that the token was in",
        _named(
            "aws",
            **_user(
                "UV_INDEX_AWS", '{"authorizationToken": "pa55word", "expiration": "2025-06-07"}'
            ),
        ),
        ("CRED108",),
        ("JSON document", "UV_INDEX_AWS_PASSWORD"),
        near=_named("aws", **_user("UV_INDEX_AWS")),
    ),
    Case(
        "UV-ENV-05",
        (f"{ISSUE}/14318",),
        "a notebook sets the variable to $TOKEN, which nothing expands",
        _named("private", **_user("UV_INDEX_PRIVATE", "$TOKEN")),
        ("CRED108",),
        ("not expanded", "UV_INDEX_PRIVATE_PASSWORD"),
        near=_named("private", **_user("UV_INDEX_PRIVATE")),
    ),
    Case(
        "UV-ENV-06",
        (f"{ISSUE}/11187",),
        "a # in the password ends the URL before the host",
        _unnamed(UV_INDEX_URL="http://alice:pa55#word@{{netloc}}/private/simple"),
        ("CRED121",),
        ("%23", "UV_INDEX_URL"),
        near=_unnamed(UV_INDEX_URL="http://alice:pa55word@{{netloc}}/private/simple"),
    ),
    Case(
        "UV-ENV-11",
        (f"{ISSUE}/17138", f"{ISSUE}/15362", f"{ISSUE}/10680"),
        "a pylock.toml is installed without the project that defines the index's name",
        _locked(**_user("UV_INDEX_INTERNAL")),
        ("CFG113",),
        ("UV_INDEX_INTERNAL_PASSWORD", "no index has this name", "export UV_INDEX=internal="),
        near=_locked(UV_INDEX="internal={{origin}}/private/simple", **_user("UV_INDEX_INTERNAL")),
    ),
    Case(
        "UV-ENV-12",
        (f"{ISSUE}/9775", f"{ISSUE}/9554", f"{ISSUE}/8164"),
        "uvx reads no project: its index, and the variables of that, do not exist for it",
        _tool(),
        ("CFG103",),
        (
            "finds no tool",
            "uv tool and uvx read",
            "UV_INDEX_INTERNAL_USERNAME and UV_INDEX_INTERNAL_PASSWORD: internal is not defined",
            "--index internal=https://pkgs.example.com/private/simple",
            "~/.config/uv/uv.toml",
        ),
        near=_tool(UV_INDEX="internal={{origin2}}/private/simple"),
        hosts=_DEFAULT_AND_OTHER,
    ),
    Case(
        "UV-ENV-16",
        ("https://github.com/dependabot/dependabot-core/issues/15207",),
        "a CI service sets UV_INDEX_URL_TOKEN_*, which uv does not know",
        _named("feed", UV_INDEX_URL_TOKEN_1="pa55word"),
        ("CRED104",),
        ("UV_INDEX_URL_TOKEN_1", "UV_INDEX_FEED_PASSWORD"),
        near=_named("feed", **_user("UV_INDEX_FEED")),
        besides=("READ103",),
    ),
    Case(
        "UV-ENV-07",
        (f"{ISSUE}/2566", f"{PULL}/2592"),
        "an early uv sends the e-mail address in an index URL with its % sign",
        _in_url("alice%40corp.example", "pa55word"),
        ("VER103",),
        ("uv 0.1.24", "the user name has percent-encoded characters"),
        near=_in_url("alice%40corp.example", "pa55word"),
        uv="0.1.23",
        near_uv="0.6.0",
    ),
    Case(
        "UV-ENV-08",
        (f"{ISSUE}/2822",),
        "an early uv sends the encoded characters of a password in an index URL as they stand",
        _in_url("_json_key_base64", "pa55word%3D"),
        ("VER103",),
        ("uv 0.1.33", "the password has percent-encoded characters"),
        near=_in_url("_json_key_base64", "pa55word%3D"),
        uv="0.1.32",
        near_uv="0.6.0",
    ),
    Case(
        "UV-ENV-09",
        ("https://docs.astral.sh/uv/reference/environment/",),
        "user name and password of a publish URL are percent-encoded: uv sends them as they stand",
        _publish(UV_PUBLISH_URL="http://alice%40corp:p%2Fw@{{netloc}}/legacy/"),
        ("CRED150",),
        ("without decoding", "UV_PUBLISH_USERNAME", "alice%40corp"),
        near=_publish(
            UV_PUBLISH_URL="{{origin}}/legacy/",
            UV_PUBLISH_USERNAME="alice@corp",
            UV_PUBLISH_PASSWORD="p/w",
        ),
    ),
    Case(
        "UV-ENV-13",
        (f"{ISSUE}/9577",),
        "the index of uv pip is an index-url without a name beside [[tool.uv.index]] tables",
        _mixed(**_user("UV_INDEX_PRIVATE")),
        ("CRED120",),
        ("pyproject.toml:", "has no name", "UV_DEFAULT_INDEX=private="),
        near=_mixed(
            UV_DEFAULT_INDEX="private={{origin}}/private/simple", **_user("UV_INDEX_PRIVATE")
        ),
    ),
    Case(
        "UV-ENV-14",
        (f"{ISSUE}/3614",),
        "the variable holds the name of the variable that holds the URL",
        _extra("MY_URL"),
        ("CFG109",),
        ('export UV_EXTRA_INDEX_URL="$MY_URL"', "a folder named MY_URL"),
        near=_extra("{{origin}}/private/simple"),
    ),
    Unnamed(
        "UV-ENV-15",
        (f"{ISSUE}/21773",),
        "uv upgrade of 0.12 has no options for indexes and reads no variables for them",
        reason="the command is a preview that is not modelled: check says so, and guesses nothing "
        "(uv upgrade has these options since 0.13.0)",
    ),
)
