"""The kinds of server a world may have: URLs, realms, user names and files as theirs are."""

from __future__ import annotations

from dataclasses import dataclass

from tests.conformance.draw import Draw


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of server.

    `base` is the base URL it is known by. `read` and `publish` are paths, `{repo}` in them the name
    of a repository; `publish` is empty where nothing is uploaded. `users` are the user names it
    takes, `secret` how its secrets begin. `files` is where its files lie when that is not below the
    index root. `hides` says that it may answer 404 to those who may not read. `is_whole` says that
    there is one index on the host, not several repositories.
    """

    key: str
    base: str
    read: str
    publish: str
    users: tuple[str, ...]
    realm: str
    secret: str = ""
    files: str = ""
    hides: bool = False
    is_whole: bool = False


SHAPES = (
    Shape(
        "artifactory",
        "https://acme.jfrog.io",
        "/artifactory/api/pypi/{repo}/simple",
        "/artifactory/api/pypi/{repo}",
        ("alice", "ci-bot", "dev@acme.example"),
        "Artifactory Realm",
        hides=True,
    ),
    Shape(
        "nexus",
        "https://nexus.acme.example",
        "/repository/{repo}/simple",
        "/repository/{repo}/",
        ("alice", "deployer"),
        "Sonatype Nexus Repository Manager",
    ),
    Shape(
        "azure",
        "https://pkgs.dev.azure.com",
        "/acme/_packaging/{repo}/pypi/simple",
        "/acme/_packaging/{repo}/pypi/upload/",
        ("VssSessionToken", "alice", "any"),
        "https://acme.pkgs.visualstudio.com/",
        files="/acme/_packaging/0a1b2c3d/pypi/download/{repo}",
    ),
    Shape(
        "gitlab",
        "https://gitlab.acme.example",
        "/api/v4/projects/{repo}/packages/pypi/simple",
        "/api/v4/projects/{repo}/packages/pypi",
        ("__token__", "my-token"),
        "GitLab Packages Registry",
        secret="glpat-",
    ),
    Shape(
        "codeartifact",
        "https://acme-111122223333.d.codeartifact.eu-central-1.amazonaws.com",
        "/pypi/{repo}/simple",
        "/pypi/{repo}/",
        ("aws",),
        "acme/packages",
    ),
    Shape(
        "google",
        "https://europe-west3-python.pkg.dev",
        "/acme/{repo}/simple",
        "/acme/{repo}/",
        ("oauth2accesstoken",),
        "",
    ),
    Shape(
        "gitea",
        "https://git.acme.example",
        "/api/packages/{repo}/pypi/simple",
        "/api/packages/{repo}/pypi",
        ("alice", "bob"),
        "Gitea Package API",
    ),
    Shape(
        "devpi",
        "https://devpi.acme.example",
        "/{repo}/dev/+simple",
        "/{repo}/dev/",
        ("alice", "root"),
        "pypi",
        files="/{repo}/dev/+f",
    ),
    Shape(
        "pypiserver",
        "https://pypi.acme.example",
        "/simple",
        "/",
        ("alice", "uploader"),
        "pypi",
        files="/packages",
        is_whole=True,
    ),
    Shape(
        "nginx",
        "https://packages.acme.example",
        "/{repo}/simple",
        "",
        ("alice", "reader"),
        "Restricted",
        files="/{repo}/files",
    ),
)
_REPOSITORIES = ("pypi-local", "team", "internal", "mirror", "python", "releases")


def draw_repositories(draw: Draw, shape: Shape, count: int) -> list[str]:
    """Different names for repositories; GitLab's are the numbers of projects."""
    if shape.key == "gitlab":
        return draw.some(("41", "278", "9017"), count)
    return draw.some(_REPOSITORIES, count)
