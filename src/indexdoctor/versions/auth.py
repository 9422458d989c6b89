"""What changed in how uv finds and attaches credentials."""

from __future__ import annotations

from indexdoctor.versions.change import Change

_PULL = "https://github.com/astral-sh/uv/pull"

KEYRING_CREDS_MODE = Change(
    "keyring-creds-mode",
    since="0.6.9",
    before="does not ask the keyring without a user name",
    now='asks the keyring for a user name too under `authenticate = "always"`',
    source=f"{_PULL}/12316",
)
PASSWORD_REQUIRED = Change(
    "password-required",
    since="0.6.9",
    before='sends a user name without a password under `authenticate = "always"`',
    now='ends when under `authenticate = "always"` there is a user name and no password',
    source=f"{_PULL}/12313",
)
PIP_POLICIES = Change(
    "pip-policies",
    since="0.6.10",
    before="passes over `authenticate` in `uv pip` commands",
    now="follows `authenticate` in `uv pip` commands",
    source=f"{_PULL}/12470",
)
POLICIES_OF_ALL = Change(
    "policies-of-all",
    since="0.6.12",
    before="passes over `authenticate` of an index with `explicit = true`",
    now="follows `authenticate` of an index with `explicit = true`",
    source=f"{_PULL}/12631",
)
INDEX_GOVERNS = Change(
    "index-governs-lookups",
    since="0.7.0",
    before="looks credentials up by host: what is known for one index is used for all on its host, "
    "and the keyring is asked for the URL of the request",
    now="looks credentials up by index, and asks the keyring for the URL of the index",
    source=f"{_PULL}/12651",
)
REALM_AFTER_INDEX = Change(
    "host-credentials-after-index",
    since="0.7.4",
    before="uses nothing when no credential is known for the index of a URL",
    now="uses a credential known for the host when none is known for the index",
    source=f"{_PULL}/13463",
)
PLUS_SIMPLE_ROOT = Change(
    "plus-simple-root",
    since="0.7.10",
    before="applies what belongs to an index `…/+simple` to URLs below that address only",
    now="takes the part before `/+simple` as the root of an index, as it does with `/simple`",
    source=f"{_PULL}/13743",
)
ALL_DEFINED_SEEDED = Change(
    "credentials-of-overridden-indexes",
    since="0.8.3",
    before="forgets the credentials of an index that another definition overrides",
    now="uses the credentials of every index defined, also of those that another overrides",
    source=f"{_PULL}/14858",
)
STORED_BY_CLIENT = Change(
    "configured-credentials-last",
    since="0.8.15",
    before="stores the credentials of the project's own indexes after those of the configuration: "
    "where two belong to one host, the project's are used for its other URLs",
    now="stores the credentials of the configuration last, options and variables included: where "
    "two belong to one host, these are used for its other URLs",
    source=f"{_PULL}/15546",
)
STORE = Change(
    "credential-store",
    since="0.8.15",
    before="has no credential store of its own",
    now="looks into `credentials.toml`, which `uv auth login` writes, after netrc",
    source=f"{_PULL}/15588",
)
TOKEN_SUFFICES = Change(
    "token-suffices",
    since="0.8.17",
    before="goes on searching after a request with a token of credentials.toml was refused",
    now="takes a token of credentials.toml for complete: a refusal of it stands",
    source=f"{_PULL}/15772",
)
PINNED_AGAIN = Change(
    "credentials-of-pinned-last",
    since="0.8.18",
    before="stores the credentials of an index that a requirement is pinned to in their turn",
    now="stores the credentials of an index that a requirement is pinned to once more, after all "
    "others: where two belong to one host, these are used for its other URLs",
    source=f"{_PULL}/15844",
)
DEPENDABOT = Change(
    "dependabot-asks-first",
    since="0.9.11",
    before='sends nothing without a credential under `authenticate = "always"`',
    now="sends requests without a credential, whatever the policy, where DEPENDABOT=true is set: "
    "Dependabot adds one on the way",
    source=f"{_PULL}/16773",
)
STORE_TIES_REFUSED = Change(
    "store-ties-refused",
    since="0.10.0",
    before="takes one of several entries of credentials.toml that fit equally well",
    now="takes none of several entries of credentials.toml that fit equally well",
    source=f"{_PULL}/16983",
)
KEYRING_SCHEME = Change(
    "keyring-scheme-and-host",
    since="0.10.3",
    before="asks the keyring for the URL and for the host",
    now="asks the keyring also for the scheme with the host, unless that is https",
    source=f"{_PULL}/17948",
)
TOKEN_UNDER_ALWAYS = Change(
    "token-under-always",
    since="0.11.0",
    before='ends under `authenticate = "always"` when credentials.toml holds a token',
    now='sends a token of credentials.toml under `authenticate = "always"`',
    source=f"{_PULL}/18646",
)
WHOLE_SEGMENTS = Change(
    "whole-path-segments",
    since="0.11.9",
    before="takes any URL that begins with the root of an index as its own, so `/simple-other` "
    "belongs to `/simple`",
    now="takes a URL as an index's own only where a path segment ends",
    source=f"{_PULL}/19154",
)
NETRC_COMMENTS = Change(
    "netrc-comments",
    since="0.11.16",
    before="drops a netrc file with a comment like `#two words` before or between its entries",
    now="passes over a comment like `#two words` in a netrc file",
    source=f"{_PULL}/19494",
)
KEYRING_LINE_END = Change(
    "keyring-line-end",
    since="0.12.24",
    before="takes all white space away from the end of a password that the keyring prints",
    now="takes one line end away from the end of a password that the keyring prints, no blanks",
    source="measured: a password with a blank at its end, in each release from 0.12.5 on",
)
