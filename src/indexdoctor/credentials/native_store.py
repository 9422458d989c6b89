"""Reads the system's own credential store, through the `keyring` library."""

from __future__ import annotations

import asyncio
import threading

from indexdoctor.model.credential import KeyringAnswer, KeyringQuestion, Trouble
from indexdoctor.model.secret import Secret

TIMEOUT = 10.0  # seconds


def read(question: KeyringQuestion) -> KeyringAnswer:
    """Read one entry. Can wait for the system; see `run`.

    Never raises: a machine without a store gives an answer with a failure.
    """
    try:
        import keyring

        password = keyring.get_keyring().get_password(question.service, question.username or "")
    except Exception as error:  # backends raise what they like; the text could hold anything
        reason = f"the system's store cannot be read ({type(error).__name__})"
        return KeyringAnswer(failure=reason, trouble=Trouble.BACKEND)
    if password is None:
        return KeyringAnswer(failure="no entry", trouble=Trouble.ABSENT)
    return KeyringAnswer(question.username, Secret(password))


async def run(question: KeyringQuestion, *, timeout: float = TIMEOUT) -> KeyringAnswer:
    """`read`, given up after `timeout` seconds (a store can wait for a person to unlock it)."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[KeyringAnswer] = loop.create_future()

    def finish(found: KeyringAnswer) -> None:
        if not answer.done():
            answer.set_result(found)

    def work() -> None:
        found = read(question)
        if not loop.is_closed():
            loop.call_soon_threadsafe(finish, found)

    # A daemon thread: a store that never answers must not keep the program from ending.
    threading.Thread(target=work, daemon=True).start()
    try:
        async with asyncio.timeout(timeout):
            return await answer
    except TimeoutError:
        failure = f"no answer within {timeout:g} s"
        return KeyringAnswer(failure=failure, trouble=Trouble.TIMEOUT)
