"""Anaconda.org."""

from __future__ import annotations

from indexdoctor.diagnose.providers.base import Meaning, Provider, Purpose, Token, Users
from indexdoctor.model.url import Url


def _no_uploads(url: Url) -> str:
    return "uploads go through the command anaconda upload, not through uv or twine"


def _path_secret(url: Url) -> str:
    match url.segments:
        case ("t", token, *_):
            return token
    return ""


_TOKEN = "a private package needs the token in the path: …/t/<token>/<user>/simple"

PROVIDER = Provider(
    key="anaconda",
    title="Anaconda.org",
    hosts=(r"pypi\.anaconda\.org",),
    users=Users("none: the token stands in the path, /t/<token>/<user>/simple"),
    tokens=(Token("access token", "as chosen"),),
    meanings=(
        Meaning(401, Purpose.READ, None, _TOKEN, verified=False),
        Meaning(403, Purpose.READ, None, _TOKEN, verified=False),
        Meaning(404, Purpose.READ, None, f"not there, or private; {_TOKEN}", verified=False),
    ),
    no_uploads=_no_uploads,
    path_secret=_path_secret,
    obtain="make an access token in the settings of Anaconda.org",
    sources=("https://github.com/anaconda/anaconda-client",),
)
