"""The external sources in uv's order: netrc, credential store, native store, keyring command."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import field

from indexdoctor.clients.uv.roots import Governor
from indexdoctor.credentials import hugging_face, keyring, native
from indexdoctor.credentials.netrc import Netrc
from indexdoctor.credentials.reading import RUST_WHITE_SPACE
from indexdoctor.credentials.store import Store
from indexdoctor.model.credential import Credential, KeyringAnswer, KeyringQuestion, Source
from indexdoctor.model.exchange import Answer, Ask, Step
from indexdoctor.model.index import Policy
from indexdoctor.model.keyrings import KeyringCommands
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.url import Url
from indexdoctor.records import record
from indexdoctor.versions import Uv, auth, newest


@record
class Sources:
    """What the machine holds. `keyring_on` says whether keyring-provider is `subprocess`.

    `keyrings` are the commands there are. `native` says whether uv asks the system's own store
    (None: it knows none).
    """

    netrc: Netrc
    store: Store
    keyring_on: bool
    environ: Mapping[str, str]
    keyrings: KeyringCommands = field(default_factory=KeyringCommands)
    native: Stated[bool] | None = None
    uv: Uv = field(default_factory=newest)

    def fetch(
        self, url: Url, username: str | None, governor: Governor | None, policy: Policy
    ) -> Generator[Step, Answer, Credential | None]:
        """The first credential found for a request; None when no source has one."""
        for found in (
            hugging_face.from_environment(url, self.environ),
            self.netrc.lookup(url.host, username),
            self.store.lookup(url, username),
        ):
            if found is not None:
                return found
        found = yield from self.ask_native(url, username, governor)
        if found is not None:
            return found
        return (yield from self.ask_keyring(url, username, governor, policy))

    def ask_native(
        self, url: Url, username: str | None, governor: Governor | None
    ) -> Generator[Step, Answer, Credential | None]:
        """Look into the system's own store, where a preview feature switches that on."""
        if self.native is None or not self.native.value:
            return None
        for question in native.questions(governor.root if governor else url, username):
            answer = yield from _answered(question)
            if answer.secret is not None:
                origin = Origin.option(question.text)
                return Credential(Source.NATIVE, origin, username, answer.secret)
        return None

    def ask_keyring(
        self, url: Url, username: str | None, governor: Governor | None, policy: Policy
    ) -> Generator[Step, Answer, Credential | None]:
        """Run the keyring command as the policy allows (crates/uv-auth/src/keyring.rs)."""
        if not self.keyring_on:
            return None
        if username is None:
            by_index = auth.INDEX_GOVERNS in self.uv
            if policy is not Policy.ALWAYS or auth.KEYRING_CREDS_MODE not in self.uv:
                return None
            if governor is None and by_index:
                return None
        return (yield from ask(governor.url if governor else url, username, self.uv))


def ask(url: Url, username: str | None, uv: Uv) -> Generator[Step, Answer, Credential | None]:
    """Ask the keyring command for each of uv's service names until one answers."""
    for question in keyring.questions(url, username, with_scheme=auth.KEYRING_SCHEME in uv):
        answer = yield from _answered(question)
        secret = answer.secret
        if secret is not None:
            if username is not None and auth.KEYRING_LINE_END not in uv:
                secret = secret.without_end(RUST_WHITE_SPACE)
            return Credential(
                Source.KEYRING,
                Origin.option(f"keyring get {question.service}"),
                username=username or answer.username,
                secret=secret,
            )
    return None


def _answered(question: KeyringQuestion) -> Generator[Step, Answer, KeyringAnswer]:
    answer = yield Ask(question)
    if not isinstance(answer, KeyringAnswer):
        raise TypeError("an Ask step is answered with a KeyringAnswer")
    return answer
