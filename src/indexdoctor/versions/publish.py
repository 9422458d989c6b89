"""What changed in uploads and the check URL."""

from __future__ import annotations

from indexdoctor.versions.change import Change

_PULL = "https://github.com/astral-sh/uv/pull"

CHECK_SEEDED = Change(
    "check-url-credentials",
    since="0.8.14",
    before="asks the check URL without the credentials of any index",
    now="asks the check URL with the credentials that UV_INDEX_* or its own address hold",
    source=f"{_PULL}/15545",
)
CHECK_NOT_REDIRECTED = Change(
    "check-url-not-redirected",
    since="0.9.18",
    until="0.11.17",
    before="follows a redirect of the check URL",
    now="takes a redirect of the check URL for a page without files",
    source=f"{_PULL}/17130",
)
CHECK_REDIRECTS_AUTHENTICATED = Change(
    "check-url-redirects-authenticated",
    since="0.11.17",
    before="follows a redirect of the check URL without looking at credentials again, or not at "
    "all",
    now="authenticates each step of a redirected check URL anew",
    source=f"{_PULL}/19594",
)
UPLOAD_REDIRECTS = Change(
    "upload-redirects",
    since="0.9.18",
    before="ends with an error when an upload is redirected",
    now="follows the redirect of an upload as long as scheme, host and port stay the same",
    source=f"{_PULL}/17130",
)
HASHED_ORDER = Change(
    "upload-order-hashed",
    since="0.9.12",
    until="0.11.22",
    before="uploads files in the order of their names, since 0.11.22 wheels before source "
    "distributions",
    now="uploads files in an order that depends on the hashes of their names",
    source=f"{_PULL}/16731",
)
WHEELS_FIRST = Change(
    "wheels-first",
    since="0.11.22",
    before="uploads a source distribution before a wheel where its name comes first",
    now="uploads wheels before source distributions",
    source=f"{_PULL}/19831",
)
AUDIENCE_ASKED_ANYWHERE = Change(
    "audience-asked-anywhere",
    since="0.8.18",
    before="asks the server whether it takes trusted publishing on GitHub Actions only",
    now="asks the server, over HTTPS, whether it takes trusted publishing before an upload for "
    "which no credential is given and no keyring is turned on",
    source=f"{_PULL}/15583",
)
