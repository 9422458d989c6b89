"""What the shape of a secret tells, without showing any of it.

Nothing is verified: no signature, no server. Only facts leave this module (a kind, points of time,
faults of writing); no part of a secret, and no text that was found inside one.
"""

from __future__ import annotations

import enum
import re
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta

from indexdoctor.diagnose.encoded import decode, json_object
from indexdoctor.diagnose.macaroon import read_macaroon
from indexdoctor.diagnose.spoilt import Fault, faults_of
from indexdoctor.model.secret import Secret
from indexdoctor.records import record


class Kind(enum.StrEnum):
    """The kinds of secret that have a shape of their own; the value is how one is called."""

    UNKNOWN = "a secret without a known shape"
    JWT = "a JSON Web Token"
    PYPI = "an API token of PyPI"
    TEST_PYPI = "an API token of TestPyPI"
    PYPI_LIKE = "an API token of a server like PyPI"
    ARTIFACTORY_JWT = "an access token of Artifactory"
    ARTIFACTORY_REFERENCE = "a reference token of Artifactory"
    ARTIFACTORY_KEY = "an API key of Artifactory"
    CODEARTIFACT = "an authorization token of CodeArtifact"
    GOOGLE_ACCESS = "an access token of Google"
    GOOGLE_KEY = "a service account key of Google, in base64"
    AZURE_JWT = "a token of Azure DevOps or Entra"
    GITLAB_PERSONAL = "a personal, project or group access token of GitLab"
    GITLAB_DEPLOY = "a deploy token of GitLab"
    GITLAB_JOB = "a job token of GitLab"
    GITHUB = "a token of GitHub"


# The provider (its key) whose tokens have this shape. Google's and Azure's are of the whole cloud.
OWNERS: dict[Kind, frozenset[str]] = {
    Kind.PYPI: frozenset({"pypi"}),
    Kind.TEST_PYPI: frozenset({"testpypi"}),
    Kind.ARTIFACTORY_JWT: frozenset({"artifactory"}),
    Kind.ARTIFACTORY_REFERENCE: frozenset({"artifactory"}),
    Kind.ARTIFACTORY_KEY: frozenset({"artifactory"}),
    Kind.CODEARTIFACT: frozenset({"codeartifact"}),
    Kind.GOOGLE_ACCESS: frozenset({"google"}),
    Kind.GOOGLE_KEY: frozenset({"google"}),
    Kind.AZURE_JWT: frozenset({"azure"}),
    Kind.GITLAB_PERSONAL: frozenset({"gitlab"}),
    Kind.GITLAB_DEPLOY: frozenset({"gitlab"}),
    Kind.GITLAB_JOB: frozenset({"gitlab"}),
    Kind.GITHUB: frozenset({"github"}),
}


@record
class Facts:
    """What a secret's shape tells.

    `expires` and `issued` are None where the token does not say. `projects` are the normalised
    names of the only projects it is for (None: not limited, or not said); they are compared with a
    name that is known already and not shown. `faults` are in the order of `Fault`.
    """

    kind: Kind = Kind.UNKNOWN
    issued: datetime | None = None
    expires: datetime | None = None
    projects: frozenset[str] | None = field(default=None, repr=False)
    faults: tuple[Fault, ...] = ()

    @property
    def owners(self) -> frozenset[str]:
        """The keys of the providers that hand out such tokens; empty where the shape is common."""
        return OWNERS.get(self.kind, frozenset())

    def is_expired(self, now: datetime) -> bool:
        return self.expires is not None and self.expires <= now

    def describe(self, now: datetime | None = None) -> str:
        """The kind and the age in words: `a JSON Web Token, expired 3 h ago`."""
        parts = [self.kind.value]
        if self.expires is not None and now is not None:
            gap = self.expires - now
            parts.append(
                f"expired {duration(-gap)} ago" if gap <= timedelta() else f"{duration(gap)} left"
            )
        parts += [fault.value for fault in self.faults]
        return ", ".join(parts)


def duration(gap: timedelta) -> str:
    """A span of time in its largest unit, rounded down: `50 s`, `3 h`, `400 days`."""
    seconds = int(gap.total_seconds())
    for size, unit in ((86400, "day"), (3600, "h"), (60, "min")):
        if seconds >= size:
            number = seconds // size
            plural = "s" if unit == "day" and number != 1 else ""
            return f"{number} {unit}{plural}"
    return f"{seconds} s"


def facts(secret: Secret) -> Facts:
    """What the shape of `secret` tells; of the token inside, where white space or quotes stray."""
    text = secret.reveal()
    faults = tuple(faults_of(text))
    bare = text.strip().strip("\"'").strip()
    bare = re.sub(r"(?i)^(basic|bearer)\s+", "", bare)
    found = _shape(bare)
    if found.kind is not Kind.UNKNOWN:  # some tokens are a pair in base64 themselves
        faults = tuple(fault for fault in faults if fault is not Fault.ENCODED)
    return replace(found, faults=faults)


def is_token(text: str) -> bool:
    """Whether a text that stands where no secret belongs is one: a known shape, or long and random.

    Names of people and accounts are shorter, or have no digits, or hold `@`, `.` or spaces.
    """
    if _shape(text).kind is not Kind.UNKNOWN:
        return True
    random = re.fullmatch(r"[A-Za-z0-9_-]{40,}", text) is not None
    return random and re.search(r"[0-9]", text) is not None


def _shape(text: str) -> Facts:
    for read in (_pypi, _artifactory, _gitlab, _prefixed, _google_key, _jwt):
        found = read(text)
        if found is not None:
            return found
    return Facts()


def _moment(value: object) -> datetime | None:
    """A Unix time in seconds; None for what is none (0 stands for "never")."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _jwt(text: str) -> Facts | None:
    """RFC 7519: three parts, claims in the second; `exp` and `iat` are seconds since 1970.

    CodeArtifact hands out encrypted tokens of five parts whose header bears `isu` and `exp`
    (seen in tokens that stand in public repositories, 2021 to 2025).
    """
    parts = text.split(".")
    if len(parts) not in (3, 5):
        return None
    header = json_object(parts[0])
    if header is None:
        return None
    if len(parts) == 5:
        if "isu" in header and "exp" in header:
            times = _moment(header["isu"]), _moment(header["exp"])
            return Facts(Kind.CODEARTIFACT, *times)
        return Facts(Kind.JWT) if "enc" in header else None
    claims = json_object(parts[1])
    if claims is None:
        return None
    times = _moment(claims.get("iat")), _moment(claims.get("exp"))
    return Facts(_issuer(str(claims.get("iss", ""))), *times)


def _issuer(issuer: str) -> Kind:
    """The kind of a JSON Web Token by who issued it."""
    if re.match(r"(jfrt|jfac|jfxr|jfpip|jfcon|jfevt|jfmc)@", issuer):
        return Kind.ARTIFACTORY_JWT
    if re.match(
        r"https://(sts\.windows\.net|login\.microsoftonline\.com)/|app\.vstoken\.visualstudio\.com",
        issuer,
    ):
        return Kind.AZURE_JWT
    return Kind.JWT


def _artifactory(text: str) -> Facts | None:
    """Reference tokens are base64 of `reftkn:<version>:<end of life>:<random>`, end 0: never.

    API keys begin with AKC. Both shapes are seen in public repositories.
    """
    if re.fullmatch(r"AKC[A-Za-z0-9]{40,}", text):
        return Facts(Kind.ARTIFACTORY_KEY)
    if not text.startswith("cmVmdGtu"):
        return None
    parts = (decode(text) or b"").split(b":")
    if len(parts) < 4 or parts[0] != b"reftkn" or not re.fullmatch(rb"[0-9]{1,12}", parts[2]):
        return Facts(Kind.ARTIFACTORY_REFERENCE)
    return Facts(Kind.ARTIFACTORY_REFERENCE, expires=_moment(int(parts[2])))


def _gitlab(text: str) -> Facts | None:
    """A job token is a JSON Web Token behind its prefix in newer versions of GitLab."""
    if not text.startswith("glcbt-"):
        return None
    inner = _jwt(text.removeprefix("glcbt-")) or Facts()
    return Facts(Kind.GITLAB_JOB, inner.issued, inner.expires)


# Prefixes as GitLab, GitHub and Google document them. An instance of GitLab may set
# others: what fits none of them says nothing.
_PREFIXES = (
    (re.compile(r"glpat-\S{16,}"), Kind.GITLAB_PERSONAL),
    (re.compile(r"gldt-\S{16,}"), Kind.GITLAB_DEPLOY),
    (re.compile(r"gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}"), Kind.GITHUB),
    (re.compile(r"ya29\.[\w.-]{20,}"), Kind.GOOGLE_ACCESS),
)


def _prefixed(text: str) -> Facts | None:
    return next((Facts(kind) for shape, kind in _PREFIXES if shape.fullmatch(text)), None)


def _google_key(text: str) -> Facts | None:
    value = json_object(text) if len(text) > 200 else None
    if value is None or value.get("type") != "service_account":
        return None
    return Facts(Kind.GOOGLE_KEY)


def _pypi(text: str) -> Facts | None:
    """`pypi-` and a macaroon of the second version in base64 (pypi/warehouse, warehouse/macaroons).

    Its location is the host that made it. Its caveats are JSON: `[0, expires, not before]`,
    `[1, [names]]`, and others.
    """
    if not text.startswith("pypi-"):
        return None
    data = decode(text.removeprefix("pypi-"))
    if data is None:
        return None
    location, caveats = read_macaroon(data)
    kinds = {b"pypi.org": Kind.PYPI, b"test.pypi.org": Kind.TEST_PYPI}
    if location is None:
        return None
    issued = expires = None
    projects: frozenset[str] | None = None
    for caveat in caveats:
        match caveat:
            case [0, int(end), int(start)]:
                issued, expires = _moment(start), _moment(end)
            case [1, list(names)]:
                projects = frozenset(str(name) for name in names)
            case {"version": 1, "permissions": {"projects": list(names)}}:
                projects = frozenset(str(name) for name in names)
    return Facts(kinds.get(location, Kind.PYPI_LIKE), issued, expires, projects)
