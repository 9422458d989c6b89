"""Where a scene keeps its credentials, and what its keyring was asked: the truth about sources."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from tests.conformance.real import Run

from indexdoctor.lab.seen import Seen
from indexdoctor.lab.stage import Staged
from indexdoctor.trace.messages import Said
from indexdoctor.trace.read import stories
from indexdoctor.trace.story import Attempt, Sent, Source, Story


def story_of(text: str) -> Story:
    """The story of a log."""
    [story] = stories(text.splitlines())
    return story


@dataclass(frozen=True, slots=True)
class Kept:
    """The texts in which each source keeps its secrets."""

    netrc: str
    store: str
    keyring: tuple[str, ...]
    others: str

    @classmethod
    def of(cls, staged: Staged) -> Kept:
        files = {name: staged.fill(text) for name, text in staged.scene.files}
        netrc = {name for name in files if name.endswith("netrc")}
        store = {name for name in files if name.endswith("credentials.toml")}
        others = [text for name, text in files.items() if name not in netrc | store]
        others += [*staged.environ.values(), *staged.command]
        others += [index.files.userinfo or "" for index in staged.scene.site.indexes]
        keyring = staged.scene.keyring
        return cls(
            "\n".join(files[name] for name in netrc),
            "\n".join(files[name] for name in store),
            tuple(entry.password for entry in keyring.entries) if keyring is not None else (),
            "\n".join(others),
        )

    def holds(self, request: Seen, attempt: Attempt) -> bool:
        """Whether the source that the log tells can have given what the server saw."""
        if attempt.sent is not Sent.CREDENTIAL or request.secret is None or request.by_proxy:
            return True
        secret = request.secret.reveal()
        match attempt.source:
            case Source.NETRC:
                return _in(secret, self.netrc)
            case Source.STORE:
                return _in(secret, self.store)
            case Source.KEYRING:
                return any(secret == password.strip() for password in self.keyring)
            case Source.URL:
                return _in(secret, self.others)
            case Source.CACHE | Source.BEFORE:
                kept = (self.netrc, self.store, *self.keyring, self.others)
                return any(_in(secret, text) for text in kept)
        return False


def _in(secret: str, text: str) -> bool:
    escaped = secret.replace("\\", "\\\\").replace('"', '\\"')
    return any(form in view for form in (secret, escaped) for view in (text, unquote(text)))


def keyring_differing(run: Run, staged: Staged) -> list[str]:
    """The services asked for in a log, where they are not those that the keyring was asked for."""
    told = [e.url for e in story_of(run.stderr).events if e.said is Said.KEYRING_ASKED]
    if staged.scene.keyring is None:
        return []
    asked = [words[1] for words in run.keyring if words and words[0] == "get"]
    if sorted(told) == sorted(asked):
        return []
    return [f"keyring asked for {asked}, the log says {told}"]
