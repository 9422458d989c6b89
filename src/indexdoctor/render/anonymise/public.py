"""What is no one's name: public hosts and user names, the usual parts of paths, plain words."""

from __future__ import annotations

import re
from functools import cache

from indexdoctor.diagnose.providers.base import Users
from indexdoctor.diagnose.providers.registry import PROVIDERS

LOOPBACK = re.compile(r"localhost|127(\.[0-9]+){3}|0\.0\.0\.0|\[::1?\]|::1")
# What indexdoctor itself points to.
PLACES = ("https://docs.astral.sh/", "https://github.com/astral-sh/uv/")
_PLACE_HOSTS = {"astral.sh", "docs.astral.sh"}

# Parts of the paths of URLs and files that say nothing of whose they are.
_IN_PATHS = """
api artifactory artifacts conda content dist download f files index legacy nexus npm packages
project projects groups pypi repository root service simple upload
+simple +f +api _packaging v1 v2 v3 v4 whl wheels nightly stable git lfs raw blob
bin boot dev etc home lib lib64 local mnt null opt private proc root run sbin share src srv sys
tmp usr var Users Volumes Library Preferences AppData Roaming Local ProgramData Windows
.cache .config .git .github .gitlab .local .venv venv site-packages tests test docs workflows
uv pip keyring credentials credentials.toml keyring.cfg config build cache tools
pyproject.toml uv.toml uv.lock pylock.toml requirements.txt requirements.in constraints.txt
setup.py setup.cfg .netrc _netrc netrc .pypirc pip.conf pip.ini pypirc .env .python-version
uv-receipt.toml poetry.lock poetry.toml auth.toml config.toml pdm.lock Dockerfile Containerfile
linux darwin win32 windows gnu musl x86_64 aarch64 arm64 amd64 x86_64-linux-gnu
ca.pem ca-bundle.crt ca-certificates.crt cert.pem ssl certs tls
"""
_PATH_WORDS = frozenset(_IN_PATHS.split())
_VERSION = re.compile(r"(?:c?python|pypy|uv)?-?v?[0-9]{1,3}(?:\.[0-9]+)+t?|python3?|pypy3?")
# Words of the report's own sentences: as names they are replaced only where names stand.
_IN_SENTENCES = """
account accounts alone always anonymous answer answers asked auto basic bearer body build
cache certain check client command config content-type credential credentials date default
delete denied error example explicit export file files find-links fix flat found get group
header hidden host http https index indexes install internal key keyring line link lock
login main metadata method name names netrc never none note package packages page password
path post private probe problem project proof proxy publish put pypi python read ready realm
refused release request root run secret send sends sent server simple source status store
sync system test time token tool tree upload url use user username users uv value variable
version warning
"""
PLAIN = frozenset(_IN_SENTENCES.split())


def host_label(host: str, number: int) -> str | None:
    """The label of a host, under the domain of the provider where it has one; None: it stays."""
    lowered = host.lower().rstrip(".")
    if LOOPBACK.fullmatch(lowered) or lowered in _PLACE_HOSTS:
        return None
    first = f"host-{number}"
    labels = lowered.split(".")
    for at in range(len(labels) - 1, 0, -1):
        rest = ".".join(labels[at:])
        # The account's number is a part of the names of one provider.
        for name in (f"{first}.{rest}", f"{first}-000000000000.{rest}"):
            if _is_provider(name):
                return name
    return None if _is_provider(lowered) else f"{first}.example"


def _is_provider(host: str) -> bool:
    return any(re.fullmatch(pattern, host) for provider in PROVIDERS for pattern in provider.hosts)


@cache
def users() -> frozenset[str]:
    """The user names that providers prescribe: they are the same for everyone."""
    found = {"__token__", "user", "token"}

    def add(rule: Users) -> None:
        found.update(rule.accepted, rule.refused, {rule.instead or ""})
        for other in rule.per_token.values():
            add(other)

    for provider in PROVIDERS:
        add(provider.users)
    return frozenset(found - {""})


def is_realm(text: str) -> bool:
    """Whether the realm of a challenge is that of a kind of server."""
    return any(
        re.fullmatch(pattern, text, re.IGNORECASE)
        for provider in PROVIDERS
        for pattern in provider.realms
    )


def is_path_word(segment: str) -> bool:
    """Whether a part of a path is a usual one, or a version."""
    usual = segment in _PATH_WORDS or segment.lower() in _PATH_WORDS
    return usual or segment in {"", ".", "..", "~"} or _VERSION.fullmatch(segment) is not None


def is_plain(name: str) -> bool:
    """Whether a name is also a word of sentences, or too short or too numeric to tell apart."""
    return len(name) < 3 or name.lower() in PLAIN or (name.isdigit() and len(name) < 5)
