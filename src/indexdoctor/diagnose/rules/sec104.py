"""SEC104: a source distribution names an index that gets the user's credentials."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.versions.builds import SOURCES_OF_SDISTS


def find(case: Case) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for exchange in case.effective:
        request = exchange.request
        credential = request.credential
        if credential is None or credential.taken_by is None:
            continue
        package, realm = credential.taken_by, request.url.realm
        if (package, realm) in seen:
            continue
        seen.add((package, realm))
        yield RULE.finding(
            package,
            f"{case.client} gives {credential.origin} to {realm}: a source distribution of "
            f"{package}, and not you, says that this server is the index of that name",
            confidence=Confidence.CERTAIN,
            why=f"since {SOURCES_OF_SDISTS.since} uv follows [tool.uv.sources] and "
            "[[tool.uv.index]] in the pyproject.toml of a source distribution for what its build "
            "requires, and the variables UV_INDEX_<NAME>_* go to whatever has the name",
            origins=(credential.origin,),
            evidence=(
                Evidence("would be sent", f"GET {request.url}  {credential.origin}", exchange.id),
                Evidence("not sent", "indexdoctor keeps the credential"),
            ),
            remedies=(
                Remedy(
                    f"take no source distribution of {package}",
                    f"export UV_NO_BUILD_PACKAGE={package}",
                ),
                Remedy(
                    "or give the password where it is bound to a server: in ~/.netrc, or with",
                    "uv auth login '<url of your index>' --username '<user>'",
                ),
            ),
        )


RULE = Rule(
    code="SEC104",
    name="credentials-taken-by-a-package",
    severity=Severity.ERROR,
    meaning="A source distribution declares an index of its own under a name for which "
    "UV_INDEX_<NAME>_* is set, and uv would send the password to that server.",
    why="uv looks the variables up by the name of an index alone. A source distribution that is "
    "built may declare an index of any name at any URL for what its build requires.",
    fix="Build no packages you do not trust, or keep passwords where they are bound to a server: "
    "in netrc or in uv's own store.",
    example="UV_INDEX_INTERNAL_PASSWORD is set, and the pyproject.toml of a public package has "
    '[[tool.uv.index]] name = "internal" with a URL elsewhere.',
    references=("https://github.com/astral-sh/uv/pull/14910",),
    changes=(SOURCES_OF_SDISTS,),
    find=find,
)
