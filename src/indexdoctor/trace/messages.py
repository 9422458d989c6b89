"""What uv writes about requests and credentials, release by release.

Each pattern covers all the wordings a message has had; since 0.12.17 URLs and names stand in
backticks. Ranges of releases were found by searching uv's source at each tag, and by running the
releases around each change. A message that is not here says nothing of authentication.
"""

from __future__ import annotations

import enum
import re

from indexdoctor.records import record

_URL = r"`?(?P<url>[^\s`]+?)`?"
_NAME = r"`?(?P<name>[^`]+?)`?"
_STORED = rf"{_URL} is (?:not )?storable(?:.*status code (?P<status>\d\d\d))?.*"
_STATUS = r"(?P<status>[1-5]\d\d)(?: [A-Z][A-Za-z' -]*)?"


class Said(enum.StrEnum):
    """What a message says."""

    VERSION = "version"
    FETCH = "fetch"  # the page of a package is asked for
    FLAT = "flat"  # a find-links page, by its URL
    FRESH = "fresh"  # answered from uv's cache: no request
    STALE = "stale"  # asked again whether the cached answer still holds
    SENDING = "sending"
    HANDLING = "handling"  # a request enters the authentication of uv
    COMPLETE = "complete"  # a user name and password, or a token, came with the request
    PARTIAL = "partial"  # a user name came with the request: a password is looked for
    FROM_URL_CACHE = "from the URL's cache"  # a credential known for this URL is sent at once
    STORED = "stored"  # a good answer goes into uv's cache
    UPLOADS = "uploads"  # the next request is an upload
    TRIES_BARE = "tries bare"
    TRIES_NAME = "tries the name"
    REFUSED = "refused"  # 401, 403 or 404: credentials are looked for
    LOOKS = "looks"  # a credential must be found: nothing was sent yet
    AGAIN = "again"  # the request is sent again, with what was found
    TAKEN = "taken"  # the server took what was found
    ANSWERED = "answered"
    ENDED = "ended"  # the answer with which the client of uv gives up or tries once more
    TRANSIENT = "transient"  # no answer, or one of 5xx: tried once more
    REDIRECTED = "redirected"
    DONE = "done"  # a stage of the command ended well
    PUBLISH_INDEX = "publish index"
    PUBLISHES = "publishes"  # where uploads go
    SEARCH_ENDS = "search ends"
    CHECK_SKIPPED = "check skipped"
    UPLOADED = "uploaded"
    MISSING = "missing"  # no credential, or no password, was found: nothing was sent
    FAILED = "failed"  # the error that uv ends with, and the URL
    STATUS_ERROR = "status error"
    INDEX_REFUSED = "index refused"  # a hint: an index answered 401 or 403
    READ_FOR_INDEX = "read for index"
    CACHED = "cached"  # a credential of a URL is remembered
    CACHE_HIT = "cache hit"
    CACHE_MISS = "cache miss"
    CACHE_NAME = "cache has the name alone"
    FETCHED_BEFORE = "fetched before"
    FAILED_BEFORE = "failed before"
    NETRC_NONE = "no netrc"
    NETRC_BROKEN = "netrc broken"
    NETRC_ASKED = "netrc asked"
    NETRC_HAS = "netrc has"
    STORE_NONE = "no store"
    STORE_READ = "store read"
    STORE_ASKED = "store asked"
    STORE_HAS = "store has"
    STORE_AMBIGUOUS = "store ambiguous"
    NATIVE_ASKED = "native asked"
    NATIVE_LOOKED = "native looked"  # for this service
    NATIVE_HAS = "native has"
    NATIVE_NONE = "native has none"
    KEYRING_CHECKED = "keyring checked"  # looked up; without a user name it may not be asked
    KEYRING_ASKED = "keyring asked"  # with this service
    KEYRING_HAS = "keyring has"
    KEYRING_SKIPPED = "keyring skipped"
    KEYRING_BROKEN = "keyring broken"
    NOT_FOUND = "not found"  # no index has the package
    NO_ANSWER = "no answer"  # why none came
    ERROR = "error"  # what uv ends with
    BROKEN = "broken"  # no answer came
    RANGE_REFUSED = "range refused"


@record
class Event:
    """One message understood. `fields` are the named parts of its pattern that were there."""

    line: int
    said: Said
    fields: dict[str, str]

    @property
    def url(self) -> str:
        return self.fields.get("url", "")

    @property
    def status(self) -> int | None:
        status = self.fields.get("status")
        return None if status is None else int(status)


# What the layers below uv say when no answer comes.
NO_ANSWERS = (
    *("invalid peer certificate", "received fatal alert", "dns error", "failed to lookup address"),
    *("tcp connect error", "Connection refused", "operation timed out", "unsuccessful tunnel"),
)
_MESSAGES: tuple[tuple[Said, str], ...] = (
    (
        Said.HANDLING,
        rf"Handling request for {_URL}"
        r"(?: with authentication policy (?P<policy>auto|always|never))?",
    ),
    (Said.COMPLETE, rf"Request for {_URL} already contains (?:complete auth|username and pass).*"),
    (Said.COMPLETE, rf"Request for {_URL} is already fully authenticated"),
    # Up to 0.1.35 each request is sent once, with what is found before.
    (Said.COMPLETE, r"Existing credentials include password, skipping cache"),
    (Said.PARTIAL, r"Existing credentials missing password, checking cache"),
    (Said.TRIES_BARE, r"No credentials on request, checking cache\.*"),
    (Said.CACHE_HIT, r"Found cached credentials\."),
    (Said.CACHE_MISS, r"No credentials in cache(?:\.|, using existing credentials)"),
    (Said.CACHE_MISS, r"No credentials in (?P<scope>URL) cache for (?P<place>\S+)"),
    (Said.PARTIAL, rf"Request for {_URL} is missing a password, looking for credentials"),
    (Said.FROM_URL_CACHE, rf"Request for {_URL} is fully authenticated"),
    (Said.REFUSED, rf"Request for {_URL} failed with {_STATUS}, checking for credentials"),
    (Said.TRIES_BARE, rf"Attempting unauthenticated request for {_URL}"),
    (Said.TRIES_NAME, rf"Attempting partially authenticated request for {_URL}"),
    (Said.LOOKS, rf"Checking for credentials for {_URL}"),
    (
        Said.AGAIN,
        rf"Retrying request for {_URL} with (?:(?P<from>credentials|username) from cache )?"
        r"(?P<with>.*)",
    ),
    (Said.TAKEN, rf"Updating cached credentials for {_URL}(?: to (?P<with>.*))?"),
    (
        Said.ANSWERED,
        rf"Received response for (?:fresh|revalidation) request with status {_STATUS} for: {_URL}",
    ),
    (Said.ENDED, rf"Considering retry of response HTTP {_STATUS} for {_URL}"),
    (
        Said.TRANSIENT,
        rf"Transient (?:request )?failure .*?(?:for:?|url) \(?{_URL}\)?(?:[,;](?P<reason>.*))?",
    ),
    (Said.REDIRECTED, rf"Received HTTP {_STATUS}(?:\. Redirecting)? to {_URL}"),
    (Said.SENDING, rf"Sending (?:fresh )?(?P<method>GET|HEAD) request for:? {_URL}"),
    (Said.STALE, rf"Found stale response for:? {_URL}"),
    (Said.FRESH, rf"Found fresh response for:? {_URL}"),
    (Said.FLAT, rf"No packages found in `--find-links` entry: {_URL}"),
    (Said.FLAT, rf"Found \d+ packages? in `--find-links` entry: {_URL}"),
    (Said.FLAT, rf".*Failed to read `--find-links` URL: {_URL}"),
    (Said.FETCH, rf"Fetching metadata for {_NAME} from {_URL}"),
    (Said.STORED, rf"Cached request {_STORED}"),
    (Said.STORED, rf"Response from {_STORED}"),
    (Said.UPLOADS, r"Using (?:HTTP Basic|username/password basic|HTTP token|token) auth.*"),
    *(
        (Said.DONE, rf"{stage} \d+ packages? in .*")
        for stage in ("Resolved", "Prepared", "Installed", "Audited")
    ),
    (Said.DONE, r"Upload succeeded"),
    (Said.PUBLISH_INDEX, rf"Publishing with index {_NAME}"),
    (Said.PUBLISHES, rf"Publishing \d+ files? (?:to )?{_URL}"),
    (Said.PUBLISHES, rf"Skipping validation request for unsupported publish URL: {_URL}"),
    (Said.SEARCH_ENDS, rf"Indexes search failed because of status code failure: {_STATUS}"),
    (
        Said.CHECK_SKIPPED,
        rf"Package not found in the registry; skipping upload check for {_NAME}\.*",
    ),
    (Said.UPLOADED, rf"Response code for {_URL}: {_STATUS}"),
    (
        Said.MISSING,
        rf".*?(?P<what>(?:Missing|Incomplete) (?:credentials|password)) for:? {_URL}(?:[),].*)?",
    ),
    (Said.FAILED, rf".*Failed to fetch:? {_URL}"),
    (
        Said.STATUS_ERROR,
        rf".*HTTP status (?:client|server) error \({_STATUS}\) for url \({_URL}\)",
    ),
    (
        Said.INDEX_REFUSED,
        rf".*An index(?: URL)? \({_URL}\) (?:could not be queried due to a lack of valid"
        rf" authentication credentials \(|returned a ){_STATUS}\W.*",
    ),
    (Said.BROKEN, rf".*error sending request for url \({_URL}\).*"),
    (Said.NOT_FOUND, r".*?(?P<name>[a-z0-9][a-z0-9-]*) was not found in the package registry.*"),
    (Said.NO_ANSWER, rf".*(?P<reason>{'|'.join(NO_ANSWERS)}).*"),
    (Said.READ_FOR_INDEX, rf"Read credentials for index {_NAME}"),
    (Said.CACHED, rf"Caching credentials for {_URL}"),
    (Said.CACHE_HIT, r"Found cached credentials for (?P<scope>URL|realm) `?(?P<place>[^\s`]+)`?"),
    (Said.CACHE_MISS, r"No credentials in cache for (?P<scope>URL|realm) `?(?P<place>[^\s`]+)`?"),
    (Said.CACHE_NAME, r"No password in cache for (?P<scope>URL|realm) `?(?P<place>[^\s`]+)`?"),
    (Said.FETCHED_BEFORE, r"Using credentials from previous fetch for `?(?P<place>[^\s`]+)`?"),
    (
        Said.FAILED_BEFORE,
        r"Skipping fetch of credentials for `?(?P<place>[^\s`,]+)`?, previous attempt failed",
    ),
    (Said.NETRC_NONE, r"No netrc file found"),
    (Said.NETRC_BROKEN, r"Error reading netrc file: (?P<reason>.*)"),
    (Said.NETRC_ASKED, rf"Checking netrc for credentials for {_URL}"),
    (Said.NETRC_HAS, rf"Found credentials in netrc file for {_URL}"),
    (Said.STORE_NONE, r"No credentials file found at `?(?P<path>[^`]+)`?"),
    (Said.STORE_READ, r"Loaded credential file `?(?P<path>[^`]+)`?"),
    (Said.STORE_ASKED, rf"Checking text store for credentials for {_URL}"),
    (Said.STORE_HAS, rf"Found credentials in plaintext store for {_URL}"),
    (Said.STORE_AMBIGUOUS, r"Failed to get credentials from text store: (?P<reason>.*)"),
    (Said.NATIVE_ASKED, rf"Checking native store for credentials for (?:index )?URL {_URL}"),
    (Said.NATIVE_HAS, rf"Found credentials in native store for {_URL}"),
    (Said.NATIVE_NONE, rf"No entry found in system keyring for {_URL}"),
    (
        Said.KEYRING_CHECKED,
        rf"Checking keyring for credentials for (?:(?P<scope>index URL|full URL) )?{_URL}"
        r"(?: without username.*)?",
    ),
    (Said.KEYRING_ASKED, rf"Checking keyring for (?:URL|host|scheme\+host) {_URL}"),
    (Said.KEYRING_HAS, rf"Found credentials in keyring for {_URL}"),
    (
        Said.KEYRING_SKIPPED,
        rf"Skipping keyring (?:fetch|lookup) for {_URL} (?:without|with no) username.*",
    ),
    (Said.KEYRING_BROKEN, r"Failure running `keyring` (?P<reason>.*)"),
    (
        Said.KEYRING_BROKEN,
        r"Failed to (?:parse response from|wait for) `keyring` (?P<reason>.*)",
    ),
    (Said.RANGE_REFUSED, rf"Range requests not supported for {_NAME}; streaming wheel"),
    (Said.ERROR, r"error: (?P<text>.+)"),
    (Said.ERROR, r"× (?P<text>.+)"),
    (Said.VERSION, r"uv (?:uv )?(?P<version>\d+\.\d+\.\d+\S*)(?: .*)?"),
)
# A line is tried against those patterns alone whose first words it has.
_OPENING = re.compile(r"[A-Za-z:×]+(?= )")


def _by_opening() -> dict[str, tuple[tuple[Said, re.Pattern[str]], ...]]:
    found: dict[str, list[tuple[Said, re.Pattern[str]]]] = {}
    for said, pattern in _MESSAGES:
        opening = _OPENING.match(pattern)
        key = "" if opening is None else opening[0]
        found.setdefault(key, []).append((said, re.compile(pattern)))
    return {key: tuple(each) for key, each in found.items()}


_TABLE = _by_opening()
_ANYWHERE = (
    *("Missing ", "Incomplete ", "Failed to fetch", "Failed to read `--find", "HTTP status "),
    *("error sending request ", "An index ", "was not found in the package", *NO_ANSWERS),
)


def understand(line: int, text: str) -> Event | None:
    """What a message says; None where it is none of these."""
    text = text.lstrip()
    tried = _TABLE.get(text.partition(" ")[0], ())
    for words in _ANYWHERE:
        if words in text:
            tried = (*_TABLE[""], *tried)
            break
    for said, pattern in tried:
        match = pattern.fullmatch(text)
        if match is not None:
            return Event(line, said, _fields(match))
    return None


def _fields(match: re.Match[str]) -> dict[str, str]:
    return {name: value for name, value in match.groupdict().items() if value is not None}
