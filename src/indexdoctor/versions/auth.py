"""What changed in how uv finds and attaches credentials."""

from __future__ import annotations

from indexdoctor.versions.change import Change

_PULL = "https://github.com/astral-sh/uv/pull"

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
ROOT_LOOKUP = Change(
    "root-lookup",
    since="0.8.18",
    before="looks for the password of a user name in an index URL under that URL only",
    now="looks for the password of a user name in an index URL under the root of the index too",
    source=f"{_PULL}/15873",
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
DEPENDABOT = Change(
    "dependabot-asks-first",
    since="0.9.11",
    before='sends nothing without a credential under `authenticate = "always"`',
    now="with DEPENDABOT=true sends requests without a credential whatever the policy, as "
    "Dependabot adds one on the way",
    source=f"{_PULL}/16773",
)
KEYRING_SCHEME = Change(
    "keyring-scheme-and-host",
    since="0.10.3",
    before="asks the keyring for the URL and for the host",
    now="asks the keyring also for the scheme with the host, unless that is https",
    source=f"{_PULL}/17948",
)
WHOLE_SEGMENTS = Change(
    "whole-path-segments",
    since="0.11.9",
    before="takes any URL that begins with the root of an index as its own, so `/simple-other` "
    "belongs to `/simple`",
    now="takes a URL as an index's own only where a path segment ends",
    source=f"{_PULL}/19154",
)
