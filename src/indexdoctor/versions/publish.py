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
    before="ends with an error when an upload is redirected; after a 301, 302 or 303 it has asked "
    "the new address by GET before that",
    now="follows the redirect of an upload as long as scheme, host and port stay the same",
    source=f"{_PULL}/17130",
)
HASHED_ORDER = Change(
    "upload-order-hashed",
    since="0.9.12",
    until="0.11.22",
    before="uploads files in the order in which the command names them, since 0.11.22 wheels "
    "before source distributions",
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
UPLOAD_ANSWERS_RETRIED = Change(
    "upload-answers-retried",
    since="0.6.6",
    until="0.9.18",
    before="ends with an error when an upload is answered 408, 429 or 5xx",
    now="makes an upload again that is answered 408, 429 or 5xx, up to three times",
    source=f"{_PULL}/12041",
)
UPLOAD_RETRIES_VARIABLE = Change(
    "upload-retries-variable",
    since="0.8.6",
    before="tries a failed upload up to three times more, whatever UV_HTTP_RETRIES says",
    now="takes the number of further tries of an upload from UV_HTTP_RETRIES",
    source=f"{_PULL}/15106",
)
ATTESTATIONS = Change(
    "attestations",
    since="0.9.12",
    before="passes over `*.attestation` files beside what it uploads",
    now="sends `*.attestation` files along, and ends with an error when one is no JSON",
    source=f"{_PULL}/16731",
)
DRY_RUN_GOES_ON = Change(
    "dry-run-goes-on",
    since="0.9.30",
    before="ends a dry run at the first file that fails",
    now="checks all files in a dry run",
    source=f"{_PULL}/17785",
)
NORMALISED_ONLY = Change(
    "normalised-names-only",
    since="0.12.0",
    before="uploads a file whose name is not in the normal form",
    now="passes over a file whose name is not in the normal form, with a warning",
    source=f"{_PULL}/20225",
)
TRUSTED_OPTION_FIRST = Change(
    "trusted-publishing-option-first",
    since="0.12.24",
    before="takes a file's `trusted-publishing` before the option --trusted-publishing",
    now="takes the option --trusted-publishing before a file's `trusted-publishing`",
    source="measured: both given, never as the option, on GitHub Actions with 0.12.23 and 0.12.24",
)
