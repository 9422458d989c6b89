"""PUB218: a token beside a user name or password for publishing."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.credentials.publish import publish_options
from indexdoctor.diagnose.case import Case
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.words import listed
from indexdoctor.model.command import CommandKind
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.origin import Origin, OriginKind


def find(case: Case) -> Iterator[Finding]:
    found = case.discovered
    if found.command.kind is not CommandKind.PUBLISH:
        return
    options = publish_options(found.command.options, found.environment)
    if options.token is None or not options.beside_token:
        return
    token, others = options.token.origin, options.beside_token
    yield RULE.finding(
        "uv publish",
        f"{token} stands beside {listed([str(place) for place in others])}: {case.client} takes "
        "a token or a user name and password, not both",
        confidence=Confidence.CERTAIN,
        why="a token is sent with the user name __token__; a variable counts like the option it "
        "stands for, even when the other is typed",
        origins=(token, *others),
        remedies=(
            Remedy("to publish with the token", _without(others)),
            Remedy("or to publish with the user name and password", _without((token,))),
        ),
    )


def _without(places: tuple[Origin, ...]) -> str:
    unset = [place.name for place in places if place.kind is OriginKind.ENV]
    dropped = [place.name for place in places if place.kind is not OriginKind.ENV]
    parts = [f"unset {' '.join(unset)}"] if unset else []
    if dropped:
        parts.append(f"# leave out {' '.join(dropped)}")
    return "\n".join(parts)


RULE = Rule(
    code="PUB218",
    name="token-beside-user-name",
    severity=Severity.ERROR,
    meaning="A token for publishing is given together with a user name or a password.",
    why="UV_PUBLISH_TOKEN, UV_PUBLISH_USERNAME and UV_PUBLISH_PASSWORD stand for the options of "
    "the same name, and uv refuses --token beside the others. Often one comes from the CI system "
    "and the other from the command.",
    fix="Unset what is not to be used.",
    example="UV_PUBLISH_TOKEN is set for all jobs, and one job runs uv publish --username ci.",
    references=("https://docs.astral.sh/uv/reference/cli/#uv-publish",),
    find=find,
)
