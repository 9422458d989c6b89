"""`uv publish`: what it requests, in order (crates/uv/src/commands/publish.rs, uv-publish)."""

from __future__ import annotations

import glob
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from pathlib import Path

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from indexdoctor.clients.uv.auth import Middleware, MiddlewareError
from indexdoctor.clients.uv.indexes import IndexLocations
from indexdoctor.clients.uv.search import Search, SearchError, failed
from indexdoctor.clients.uv.seeding import seed
from indexdoctor.clients.uv.simple import File
from indexdoctor.clients.uv.sources import ask
from indexdoctor.credentials import trusted as trusted_publishing
from indexdoctor.credentials.trusted import Platform
from indexdoctor.model.credential import Credential
from indexdoctor.model.exchange import Answer, Flow, Request, Response, Role, Send, Step
from indexdoctor.model.hash_order import fx_hash, set_order
from indexdoctor.model.index import Index, IndexKind
from indexdoctor.model.replayed import Conclusion, Ending
from indexdoctor.model.resolution import Publish
from indexdoctor.model.url import UrlError, parse_address
from indexdoctor.versions import Uv
from indexdoctor.versions import publish as versions
from indexdoctor.versions.auth import STORED_BY_CLIENT

_MAX_REDIRECTS = 10
_ACCEPT = "application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7"


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file to upload: its name, the package it belongs to, and the version.

    `path` is where it lies; None for a file that has not been built.
    """

    filename: str
    package: str
    version: str
    is_wheel: bool
    path: Path | None = None


def distributions(patterns: tuple[str, ...], cwd: Path, uv: Uv) -> tuple[Distribution, ...]:
    """The distributions a version of uv would upload, in its order."""
    found: dict[str, Distribution] = {}
    for pattern in patterns:
        for match in sorted(glob.glob(pattern, root_dir=cwd)):  # noqa: PTH207  # Path.glob takes no absolute pattern
            path = cwd / match
            if path.is_file():
                distribution = parse_distribution(path.name)
                if distribution is not None:
                    found[path.name] = replace(distribution, path=path)
    ordered = sorted(found.values(), key=lambda d: d.filename)
    if versions.HASHED_ORDER in uv:
        return tuple(set_order([(d, fx_hash((d.filename,))) for d in ordered]))
    if versions.WHEELS_FIRST in uv:
        return tuple(sorted(ordered, key=lambda d: not d.is_wheel))
    return tuple(ordered)


def parse_distribution(filename: str) -> Distribution | None:
    """Read a wheel's or source distribution's file name; None for anything else."""
    try:
        if filename.endswith(".whl"):
            name, version, _, _ = parse_wheel_filename(filename)
            return Distribution(filename, name, str(version), True)
        name, version = parse_sdist_filename(filename)
        return Distribution(filename, name, str(version), False)
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None


@dataclass(slots=True)
class Upload:
    """The requests of one `uv publish` run.

    `uploads` is the middleware of the upload client: it knows no indexes and sends nothing without
    a credential. `search` is the registry client of the check URL.
    """

    publish: Publish
    locations: IndexLocations
    search: Search
    uploads: Middleware
    keyring_on: bool
    dry_run: bool
    uv: Uv
    environ: dict[str, str] = field(default_factory=dict)

    def run(self, files: tuple[Distribution, ...]) -> Flow[tuple[Conclusion, ...]]:
        """Check and upload each file in order; the first failure ends the run, as in uv."""
        yield from self._audience()
        credential = yield from self._credential()
        conclusions: list[Conclusion] = []
        for file in files:
            try:
                conclusion = yield from self._one(file, credential)
            except (SearchError, MiddlewareError) as error:
                conclusion = failed(file.filename, error, Role.UPLOAD)
            conclusions.append(conclusion)
            if conclusion.ending in (Ending.FAILED, Ending.REFUSED) and not self.dry_run:
                break
        return tuple(conclusions)

    def _audience(self) -> Flow[None]:
        """Trusted publishing begins with a question to the server, before uv looks where it runs.

        It goes over HTTPS to any server, without a credential. What may follow where there is an
        identity token is not modelled.
        """
        trusted = self.publish.trusted
        if self.publish.credential is not None or self.keyring_on or trusted is None:
            return
        here = trusted_publishing.environment(self.environ)
        asked = versions.AUDIENCE_ASKED_ANYWHERE in self.uv or (
            here.platform is Platform.GITHUB
            and "ACTIONS_ID_TOKEN_REQUEST_TOKEN" not in here.missing
        )
        if trusted.value == "never" or not asked:
            return
        target = self.publish.url.value.url
        url = parse_address(f"https://{target.netloc}/_/oidc/audience").url
        yield Send(Request("GET", url, Role.TRUSTED, asked_for=self.publish.index or str(target)))

    def _credential(self) -> Generator[Step, Answer, Credential | None]:
        """The publish credential, its password asked of the keyring when only the user is known."""
        credential = self.publish.credential
        if credential is None or credential.is_complete or not self.keyring_on:
            return credential
        found = yield from ask(self.publish.url.value.url, credential.username, self.uv)
        return found or credential

    def _one(self, file: Distribution, credential: Credential | None) -> Flow[Conclusion]:
        if (yield from self._check(file)):
            text = "the check URL lists this file already: the upload is skipped"
            return Conclusion(file.filename, Ending.PASSED_OVER, Role.CHECK, None, text)
        if self.dry_run:
            text = "a dry run ends here"
            return Conclusion(file.filename, Ending.PASSED_OVER, Role.CHECK, None, text)
        response = yield from self._send(file, credential)
        if response.status >= 300:
            # uv looks at the check URL again, in case another run uploaded the same file meanwhile.
            yield from self._check(file)
            text = f"the server refuses the upload: {response.status}"
            return Conclusion(file.filename, Ending.REFUSED, Role.UPLOAD, None, text)
        return Conclusion(file.filename, Ending.UPLOADS, Role.UPLOAD, None, "the upload goes on")

    def _check(self, file: Distribution) -> Flow[bool]:
        check = self.publish.check
        if check is None:
            return False
        # Each check builds a new client, which stores the configured credentials again.
        if STORED_BY_CLIENT in self.uv:
            seed(self.uploads.cache, self.locations.known(), self.environ, self.uv)
        index = Index(check.value, IndexKind.INDEX, check.origin, name=self.publish.index)
        files = yield from self.search.page(index, file.package, Role.CHECK)
        for found in files or ():
            if found.filename == file.filename:
                _compare(file, found)
                return True
        return False

    def _send(self, file: Distribution, credential: Credential | None) -> Flow[Response]:
        """The upload itself; the driver sends a form that cannot upload in its place."""
        if (
            credential is not None
            and credential.secret is not None
            and credential.secret.is_empty()
        ):
            # It travels as a header, in which an empty password and none are the same.
            credential = replace(credential, secret=None)
        request = Request(
            method="POST",
            url=self.publish.url.value.url,
            role=Role.UPLOAD,
            credential=credential,
            headers=(("Accept", _ACCEPT),),
            asked_for=self.publish.index or str(self.publish.url.value.url),
            package=file.package,
        )
        for _ in range(_MAX_REDIRECTS + 1):
            response = yield from _as_upload(self.uploads.send(request))
            if response.failure is not None:
                raise SearchError(
                    response.failure_text or response.failure.value, None, Role.UPLOAD
                )
            if not 300 <= response.status < 400 or versions.UPLOAD_REDIRECTS not in self.uv:
                return response
            location = response.headers.get("location")
            if location is None:
                raise MiddlewareError(
                    "The request was redirected, but no location header was present"
                )
            try:
                target = parse_address(location).url
            except UrlError:
                raise MiddlewareError("Redirected URL is not a valid URL") from None
            if target.realm != self.publish.url.value.url.realm:
                raise MiddlewareError("Redirected URL is not in the same realm")
            request = replace(request, url=target, hop=request.hop + 1)
        raise MiddlewareError("Too many redirects")


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


def _as_upload(flow: Flow[Response]) -> Flow[Response]:
    """Take the answer to the probe for that to the upload it stands for.

    A complaint about the form itself (400, 422) shows that the credential was accepted: the probe
    has no file on purpose. The upload would be answered 200, after which uv knows the credential
    for later requests to this server.
    """
    answer: Answer = None
    while True:
        try:
            step = flow.send(answer)
        except StopIteration as stop:
            response: Response = stop.value
            return response
        answer = yield step
        if isinstance(answer, Response) and answer.status in (400, 422):
            answer = replace(answer, status=200)
