"""What changed in how uv asks indexes for packages and files."""

from __future__ import annotations

from indexdoctor.versions.change import Change

_PULL = "https://github.com/astral-sh/uv/pull"

REFUSAL_ENDS_SEARCH = Change(
    "refusal-ends-search",
    since="0.7.0",
    before="goes on to the next index after a 401 or 403",
    now="ends the search for a package at an index that answers 401 or 403",
    source="https://github.com/astral-sh/uv/pull/12805",
)
IGNORE_ERROR_CODES = Change(
    "ignore-error-codes",
    since="0.7.0",
    before="does not know `ignore-error-codes`",
    now="goes on to the next index after the codes that an index's `ignore-error-codes` lists",
    source=f"{_PULL}/12805",
)
REDIRECTS_AUTHENTICATED_FIRST = Change(
    "redirects-authenticated-first-try",
    since="0.7.0",
    until="0.7.1",
    before="follows a redirect of a page without looking at credentials again",
    now="authenticates each step of a redirected page anew, and keeps the credential when it leads "
    "to another host",
    source=f"{_PULL}/13050",
)
REDIRECTS_AUTHENTICATED = Change(
    "redirects-authenticated",
    since="0.7.14",
    before="follows a redirect of a page without looking at credentials again: on the same host it "
    "keeps the credential, on another it sends none",
    now="authenticates each step of a redirected page anew: netrc, keyring and the rest count for "
    "the host it leads to",
    source=f"{_PULL}/14126",
)
REDIRECT_USERINFO = Change(
    "redirect-userinfo",
    since="0.7.16",
    before="drops a user name and password in the address of a redirect",
    now="uses a user name and password in the address of a redirect",
    source=f"{_PULL}/14315",
)
SAME_URL_ONCE = Change(
    "same-url-once",
    since="0.7.3",
    before="asks an index as often as its URL is configured",
    now="asks an index once, however often its URL is configured",
    source=f"{_PULL}/13205",
)
INDEX_WITHOUT_USER = Change(
    "index-without-user",
    since="0.8.23",
    before="takes the error codes to ignore from a definition whose URL is the same to the letter, "
    "user information included",
    now="takes the error codes to ignore from the first definition of the same URL, whatever user "
    "information it has",
    source=f"{_PULL}/16088",
)
STALE_AT_ONCE = Change(
    "stale-at-once",
    since="0.11.28",
    before="reads a find-links page once for locking and installing, as long as both happen within "
    "the same second",
    now="reads a find-links page again to install, unless the server lets it be kept",
    source=f"{_PULL}/20183",
)
RETRIES_VARIABLE = Change(
    "retries-variable",
    since="0.7.21",
    before="tries a failed request three times more, whatever UV_HTTP_RETRIES says",
    now="takes the number of further tries from UV_HTTP_RETRIES",
    source=f"{_PULL}/14544",
)
RETRIES_MULTIPLIED = Change(
    "retries-multiplied",
    since="0.8.15",
    until="0.9.19",
    before="makes one request more than UV_HTTP_RETRIES says when a server keeps failing: 4",
    now="retries at two places at once: 16 requests where 4 were meant",
    source=f"{_PULL}/17104",
)
METADATA_HASH_CHECKED = Change(
    "metadata-hash-checked",
    since="0.12.13",
    before="passes a version over whose metadata cannot be read, a login page in its place, and "
    "takes the next",
    now="ends with an error at metadata that is not what the hash of the page says",
    source=f"{_PULL}/21563",
)
INDEX_SLASH_DROPPED = Change(
    "final-slash-dropped",
    since="0.7.16",
    until="0.7.20",
    before="asks for a find-links page, and the keyring for an index, with the final slash that "
    "its URL has",
    now="drops the final slash of the URL of an index or find-links page",
    source=f"{_PULL}/14245",
)
NOT_FOUND_AFTER_RETRY = Change(
    "not-found-after-retry",
    since="0.7.14",
    until="0.8.5",
    before="goes on to the next index after a 404, whether it came at once or after a retry",
    now="ends with an error at a 404 that comes only after a retry",
    source=f"{_PULL}/13897",
)
IGNORED_CODES_OF_FILES = Change(
    "ignored-codes-of-files",
    since="0.11.27",
    before="heeds `ignore-error-codes` for pages alone: a file that is answered so ends the run",
    now="passes a version over whose file is answered with one of the `ignore-error-codes` of its "
    "index",
    source=f"{_PULL}/12255",
)
EXCLUDED_URLS_LEFT_OUT = Change(
    "excluded-urls-left-out",
    since="0.11.25",
    before="fetches the direct URL of a package in `exclude-dependencies`, and leaves it out then",
    now="passes over the direct URL of a package in `exclude-dependencies`",
    source=f"{_PULL}/19977",
)
MARKED_LOOKED_AHEAD = Change(
    "marked-looked-ahead",
    since="0.8.20",
    before="reads the metadata of a requirement with a marker or an extra only when all before it "
    "are settled",
    now="reads the metadata of a requirement with a marker or an extra ahead, like that of any "
    "other",
    source=f"{_PULL}/15200",
)
