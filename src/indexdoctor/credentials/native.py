"""The system's own credential store, which uv reads under the preview feature `native-auth`.

Source: crates/uv-auth/src/keyring.rs, crates/uv-keyring.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexdoctor.credentials import preview
from indexdoctor.model.config import Options
from indexdoctor.model.credential import Asked, Credential, Source
from indexdoctor.model.origin import Origin, Stated
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Url

FEATURE = "native-auth"
PREFIX = "uv:"
TIMEOUT = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class NativeQuestion:
    """One look-up in the system's store."""

    service: str
    username: str


def is_on(
    command: Options, environment: Options, configured: Mapping[str, Stated[Any]]
) -> Stated[bool]:
    """Whether uv reads the system's store, and what decided that (see `preview.is_enabled`)."""
    return preview.is_enabled(FEATURE, command, environment, configured)


def questions(url: Url, username: str | None) -> tuple[NativeQuestion, ...]:
    """What uv looks up for a URL, in its order; nothing without a user name.

    `url` is the root of the index (`…/simple` taken away), or the request URL when no index
    matches.
    """
    if not username:
        return ()
    services = [str(url), url.netloc]
    if url.scheme != "https":
        services.append(url.realm)
    return tuple(NativeQuestion(PREFIX + service, username) for service in services)


def why_not(is_on: Stated[bool], username: str | None) -> Asked | None:
    """Why uv does not ask the store; None when it does."""
    if not is_on.value:
        reason = f"the preview feature {FEATURE} is off"
        return Asked(Source.NATIVE, "off", reason, origin=is_on.origin)
    if not username:
        reason = "uv asks the system's store by user name only, and knows none"
        return Asked(Source.NATIVE, "unasked", reason, origin=is_on.origin)
    return None


def read(question: NativeQuestion) -> Asked:
    """Read one entry through the `keyring` library. Can wait for the system; see `run`.

    Never raises: a machine without a store gives the state failed.
    """
    try:
        import keyring

        backend = keyring.get_keyring()
        password = backend.get_password(question.service, question.username)
    except Exception as error:  # backends raise what they like; the text could hold anything
        reason = f"the system's store cannot be read ({type(error).__name__})"
        return Asked(Source.NATIVE, "failed", reason)
    if password is None:
        return Asked(Source.NATIVE, "absent", f"no entry {question.service}")
    name = f"{type(backend).__module__}.{type(backend).__qualname__}"
    origin = Origin.file(name, key=f"{question.service} {question.username}")
    credential = Credential(Source.NATIVE, origin, question.username, Secret(password))
    return Asked(Source.NATIVE, "found", "", credential, origin)


async def run(question: NativeQuestion, *, timeout: float = TIMEOUT) -> Asked:
    """`read`, given up after `timeout` seconds (a store can wait for a person to unlock it)."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Asked] = loop.create_future()

    def finish(asked: Asked) -> None:
        if not answer.done():
            answer.set_result(asked)

    def work() -> None:
        asked = read(question)
        if not loop.is_closed():
            loop.call_soon_threadsafe(finish, asked)

    # A daemon thread: a store that never answers must not keep the program from ending.
    threading.Thread(target=work, daemon=True).start()
    try:
        async with asyncio.timeout(timeout):
            return await answer
    except TimeoutError:
        return Asked(Source.NATIVE, "failed", f"no answer within {timeout:g} s")
