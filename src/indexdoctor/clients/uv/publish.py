"""`uv publish`: what it requests, in order (crates/uv/src/commands/publish.rs, uv-publish)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from indexdoctor.clients.uv import audience
from indexdoctor.clients.uv.auth import MiddlewareError
from indexdoctor.clients.uv.distributions import Distribution, parse_distribution
from indexdoctor.clients.uv.endings import SearchError, failed
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.pages import PageReader
from indexdoctor.clients.uv.seeding import seed
from indexdoctor.clients.uv.simple import File
from indexdoctor.clients.uv.sources import ask
from indexdoctor.clients.uv.uploads import Uploads
from indexdoctor.credentials import trusted as trusted_publishing
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Answer, Flow, Request, Response, Role, Step
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import Publish
from indexdoctor.versions import Uv
from indexdoctor.versions import publish as versions
from indexdoctor.versions.auth import STORED_BY_CLIENT

_ACCEPT = "application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7"


@dataclass(slots=True)
class Upload:
    """The requests of one `uv publish` run.

    `uploads` is the upload client: it knows no indexes. `pages` is the registry client of the
    check URL.
    """

    publish: Publish
    locations: IndexLocations
    pages: PageReader
    uploads: Uploads
    keyring_on: bool
    dry_run: bool
    uv: Uv
    environ: dict[str, str] = field(default_factory=dict)

    def run(self, files: tuple[Distribution, ...]) -> Flow[tuple[Conclusion, ...]]:
        """Check and upload each file in order; a failure ends the run, if it is no dry one."""
        is_offered = yield from self._audience()
        if self._needs_token() or (is_offered and self._is_ready):
            return ()  # what follows with an identity token is not modelled
        credential = yield from self._credential()
        conclusions: list[Conclusion] = []
        for file in files:
            try:
                conclusion = yield from self._one(file, credential)
            except (SearchError, MiddlewareError) as error:
                conclusion = failed(file.filename, error, Role.UPLOAD)
            conclusions.append(conclusion)
            if conclusion.ending in (Ending.FAILED, Ending.REFUSED) and self._stops:
                break
        return tuple(conclusions)

    @property
    def _stops(self) -> bool:
        """Whether a failure ends the run."""
        return not self.dry_run or versions.DRY_RUN_GOES_ON not in self.uv

    def _audience(self) -> Flow[bool]:
        """Whether the server takes trusted publishing, as far as uv asks it."""
        trusted = self.publish.trusted
        if self.publish.credential is not None or self.keyring_on or trusted is None:
            return False
        if trusted.value == "never" or not audience.is_asked(self.environ, self.uv):
            return False
        answer = yield from audience.ask(self.publish, self.uploads.retries)
        return answer.status == 200

    @property
    def _is_ready(self) -> bool:
        """Whether uv can get an identity token here, as far as variables tell."""
        return trusted_publishing.environment(self.environ).is_ready

    def _needs_token(self) -> bool:
        """Whether uv ends for want of an identity token."""
        trusted = self.publish.trusted
        always = trusted is not None and trusted.value == "always"
        return always and not self._is_ready

    def _credential(self) -> Generator[Step, Answer, Credential | None]:
        """The publish credential, its password asked of the keyring when only the user is known."""
        credential = self.publish.credential
        if credential is None or credential.is_complete or not self.keyring_on:
            return credential
        found = yield from ask(self.publish.url.value.url, credential.username, self.uv)
        return found or credential

    def _one(self, file: Distribution, credential: Credential | None) -> Flow[Conclusion]:
        if versions.NORMALISED_ONLY in self.uv and not file.is_normalised:
            text = "its file name is not in the normal form"
            return replace(_unusable(file, text), ending=Ending.PASSED_OVER)
        if (yield from self._check(file)):
            text = "the check URL lists this file already: the upload is skipped"
            return Conclusion(file.filename, Ending.PASSED_OVER, Role.CHECK, None, text)
        unreadable = file.unreadable()
        if unreadable is not None:
            return _unusable(file, unreadable)
        if self.dry_run:
            text = "a dry run ends here"
            return Conclusion(file.filename, Ending.PASSED_OVER, Role.CHECK, None, text)
        broken = file.bad_attestation()
        if broken is not None:
            return _unusable(file, f"the attestation {broken.name} is no JSON")
        response = yield from self._send(file, credential)
        if not 200 <= response.status < 300:
            # uv looks at the check URL again, in case another run uploaded the same file meanwhile.
            # A 405 tells it that the URL takes no uploads.
            if response.status != 405 and (yield from self._check(file)):
                text = "the check URL lists this file meanwhile: the upload is skipped"
                return Conclusion(file.filename, Ending.PASSED_OVER, Role.CHECK, None, text)
            text = f"the server refuses the upload: {response.status}"
            return Conclusion(file.filename, Ending.REFUSED, Role.UPLOAD, None, text)
        return Conclusion(file.filename, Ending.UPLOADS, Role.UPLOAD, None, "the upload goes on")

    def _check(self, file: Distribution) -> Flow[bool]:
        check = self.publish.check
        if check is None:
            return False
        # Each check builds a new client, which stores the configured credentials again.
        if STORED_BY_CLIENT in self.uv:
            seed(self.uploads.middleware.cache, self.locations.known(), self.environ, self.uv)
        index = Index(check.value, IndexKind.INDEX, check.origin, name=self.publish.index)
        files = yield from self.pages.page(index, file.package, Role.CHECK)
        for found in files or ():
            listed = parse_distribution(found.filename)
            if listed is not None and listed.key == file.key:
                _compare(file, found)
                return True
        return False

    def _send(self, file: Distribution, credential: Credential | None) -> Flow[Response]:
        credential = _as_sent(credential)
        request = Request(
            method="POST",
            url=self.publish.url.value.url,
            role=Role.UPLOAD,
            credential=credential,
            headers=(("Accept", _ACCEPT),),
            asked_for=self.publish.index or str(self.publish.url.value.url),
            package=file.package,
        )
        return (yield from self.uploads.send(request))


def _unusable(file: Distribution, text: str) -> Conclusion:
    return Conclusion(file.filename, Ending.FAILED, Role.UPLOAD, None, text, is_local=True)


def _as_sent(credential: Credential | None) -> Credential | None:
    """What becomes of the credential on its way into the request.

    With a password it travels as a header, as it was given; an empty password and none are the same
    there. A user name alone goes into the URL: an empty one is none, and it is percent-decoded.
    Raises MiddlewareError for one that does not decode.
    """
    if credential is None:
        return None
    if credential.secret is not None:
        return replace(credential, secret=None) if credential.secret.is_empty() else credential
    if not credential.username:
        return None
    try:
        return replace(credential, username=unquote(credential.username, errors="strict"))
    except UnicodeDecodeError:
        raise MiddlewareError("the user name is not UTF-8 after percent-decoding") from None


def _compare(file: Distribution, listed: File) -> None:
    """Raise SearchError where uv stops: the index lists the file with another hash or none."""
    import hashlib

    if not listed.hashes:
        raise SearchError(f"the index lists {file.filename} without a hash", None, Role.CHECK)
    algorithm, digest = listed.hashes[0]
    if file.path is None or algorithm not in hashlib.algorithms_available:
        return
    with file.path.open("rb") as stream:
        if hashlib.file_digest(stream, algorithm).hexdigest() != digest:
            text = f"the index lists {file.filename} with other contents: the local file differs"
            raise SearchError(text, None, Role.CHECK)
