"""PUB220: the server says in its answer why it refuses the upload."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.servers import server_lines
from indexdoctor.diagnose.tokens import Kind, facts
from indexdoctor.diagnose.words import credential_name, sends
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Response
from indexdoctor.model.finding import Confidence, Evidence, Finding, Remedy, Severity
from indexdoctor.records import record


@record
class _Reason:
    """Words of a refusal: what they mean for the account (`{who}`), and the ways out."""

    words: re.Pattern[str]
    cause: str
    remedies: tuple[str, ...]


def _reason(words: str, cause: str, *remedies: str) -> _Reason:
    return _Reason(re.compile(words, re.IGNORECASE), cause, remedies)


_NO_PASSWORDS = _reason(
    r"username/password authentication is no longer supported",
    "{who} is a user name and password, and uploads take API tokens only",
    "use an API token: UV_PUBLISH_TOKEN in place of user name and password",
)
# The words of Warehouse: warehouse/macaroons/caveats/__init__.py, and what it was seen to answer.
_REASONS = (
    _reason(
        r"project-scoped token is not valid for project:? ?['\"]?[\w.-]*['\"]?",
        "the token of {who} is for another project",
        "use a token for this project, or one for all projects for its first release",
        "or correct the name under [project] in pyproject.toml",
    ),
    _reason(
        r"project-scoped token used outside of a project context",
        "the token of {who} is for one project, and the project to upload does not exist yet",
        "use a token for all projects for the first release, or a pending trusted publisher",
        "or correct the name under [project] in pyproject.toml",
    ),
    _reason(
        r"token with user restriction without a (?:user|macaroon)"
        r"|current user does not match user restriction in token",
        "the token of {who} is limited to a user, and the server finds another user for it, or "
        "none",
        "make a new API token in the settings of the account that uploads, and delete this one",
        "or use trusted publishing",
    ),
    _reason(
        r"token is expired",
        "the time of the token of {who} is over",
        "get a new token; one of trusted publishing lives for 15 minutes",
    ),
    _reason(
        r"signatures do not match",
        "the token of {who} is damaged: its parts do not belong together",
        "copy the token anew, from pypi- to its end",
    ),
    _NO_PASSWORDS,
    _reason(
        r"isn't allowed to upload to project ?['\"]?[\w.-]*['\"]?",
        "{who} is known, and may not upload to this project",
        "let an owner of the project invite the account, or take a token of another account",
        "or choose another name: this one is taken",
    ),
    _reason(
        r"does not have a verified primary email address",
        "the account of {who} has no verified address",
        "verify the primary address in the settings of the account",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None:
        return
    for chain in case.upload_chains:
        said = _said(chain)
        if chain.credential is None or said is None:
            continue
        reason, words = said
        if reason is _NO_PASSWORDS and _is_token(chain.credential):
            continue  # CRED106 says that the user name is wrong
        url = publish.url.value.url
        yield RULE.finding(
            case.publish_label,
            f"the upload is refused with {chain.status}: "
            + reason.cause.format(who=credential_name(chain.credential)),
            confidence=Confidence.CERTAIN,
            why="the server says so itself",
            origins=(chain.credential.origin, publish.url.origin),
            evidence=(
                *sends(chain.exchanges, case.client, url),
                Evidence("the server says", words),
                *server_lines(case, chain, url),
            ),
            remedies=tuple(Remedy(text) for text in reason.remedies),
        )
        return


def _is_token(credential: Credential) -> bool:
    return credential.secret is not None and facts(credential.secret).kind is not Kind.UNKNOWN


def _said(chain: Chain) -> tuple[_Reason, str] | None:
    """The reason a refusal gives, and the words that give it."""
    response: Response = chain.last.response
    if response.status not in (400, 401, 403):
        return None
    text = f"{response.reason}\n{response.body.decode('utf-8', 'replace')}"
    text = text.replace("&#x27;", "'").replace("&#39;", "'").replace("\\'", "'")
    for reason in _REASONS:
        match = reason.words.search(text)
        if match is not None:
            return reason, match[0]
    return None


RULE = Rule(
    code="PUB220",
    name="refusal-explains-itself",
    severity=Severity.ERROR,
    meaning="The server refuses the upload and says why in the text of its answer.",
    why="PyPI and servers like it answer 403 to everything: a token nobody knows, one for another "
    "project, one limited to a user, an account without the right. Only the text tells which.",
    fix="Do what the text asks for; the finding says what that is.",
    example="403 Invalid API Token: project-scoped token is not valid for project: 'widget'.",
    references=(
        "https://github.com/pypi/support/issues/3740",
        "https://github.com/RedHatQE/widgetastic.core/issues/229",
        "https://github.com/pypi/warehouse/tree/main/warehouse/macaroons/caveats",
    ),
    find=find,
    instead_of=("PUB203", "PUB222", "CRED107"),
    instead_of_doubtful=("CRED106",),
)
