"""The `keyring` command as uv runs it (crates/uv-auth/src/keyring.rs).

Nothing here imports the `keyring` library: uv asks the first `keyring` on PATH, which can be that
of another Python with other backends.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath, PureWindowsPath

from indexdoctor.discover import paths
from indexdoctor.model.credential import KeyringAnswer, KeyringQuestion, Trouble
from indexdoctor.model.secret import Secret
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import Url

TIMEOUT = 20.0  # seconds
OUTPUT_LIMIT = 64 * 1024  # bytes
NO_COMMAND = KeyringAnswer(failure="no `keyring` command on PATH", trouble=Trouble.MISSING)


def find_command(surroundings: Surroundings) -> Path | None:
    """The `keyring` uv runs: the first on PATH that can be started.

    An empty or relative element of PATH counts from the working directory. A directory, a file
    without the executable bit and a script whose interpreter is missing are passed over, as
    `posix_spawnp` does; a file of no executable format is not (it then fails to start).
    """
    return next(commands_on_path(surroundings), None)


def commands_on_path(surroundings: Surroundings) -> Iterator[Path]:
    """Every `keyring` on PATH that can be started, the one uv runs first."""
    for candidate in paths.keyring_commands(surroundings, _directory_of_uv(surroundings)):
        path = paths.real(candidate, surroundings)
        if can_start(path):
            yield path


def _directory_of_uv(surroundings: Surroundings) -> PurePath | None:
    """On Windows, the directory of the `uv.exe` that is found on PATH."""
    if surroundings.platform != "windows":
        return None
    for element in paths.windows_path(surroundings.environ.get("PATH", "")):
        directory = PureWindowsPath(element)
        if paths.real(directory / "uv.exe", surroundings).is_file():
            return directory
    return None


def can_start(path: Path) -> bool:
    """Whether the file is a program whose interpreter, if it names one, is there."""
    try:
        if not path.is_file() or not os.access(path, os.X_OK):
            return False
        with path.open("rb") as file:
            first = file.read(256).split(b"\n", 1)[0]
    except PermissionError:
        return True  # a program may be executable and not readable
    except (OSError, ValueError):
        return False
    words = first[2:].split() if first.startswith(b"#!") else []
    return not words or Path(os.fsdecode(words[0])).exists()


def questions(
    url: Url, username: str | None, *, with_scheme: bool = True
) -> tuple[KeyringQuestion, ...]:
    """What uv asks for a URL, in its order; it stops at the first answer with a credential.

    `url` is the index URL as configured, or the request URL when no index matches. First the whole
    URL without user information, then `host[:port]`, then for any scheme but https
    `scheme://host[:port]` (`with_scheme`: not every uv does). Without a user name uv asks only
    under `authenticate = "always"` and when an index matches: that is the caller's to decide.
    """
    services = [str(url), url.netloc]
    if with_scheme and url.scheme != "https":
        services.append(url.realm)
    return tuple(KeyringQuestion(service, username) for service in services)


def read_output(question: KeyringQuestion, output: bytes) -> KeyringAnswer:
    """What uv makes of the standard output of a `keyring` that ended with exit code 0.

    With a user name, everything is the password but one line end (LF or CR LF) at its end; nothing
    at all is the empty password. Versions that take more away do so with the answer, which is the
    same for all. Without one, the first line is the user name and the second the password, both as
    they are; further lines are ignored.
    """
    try:
        text = output.decode("utf-8")
    except UnicodeDecodeError:
        return KeyringAnswer(failure="the output is not UTF-8", trouble=Trouble.OTHER)
    if question.username is not None:
        password = text[:-1].removesuffix("\r") if text.endswith("\n") else text
        return KeyringAnswer(question.username, Secret(password))
    lines = text.split("\n")
    # Rust's `str::lines` takes a CR only where a LF follows, and no line after the last LF.
    ended = [line.removesuffix("\r") for line in lines[:-1]] + lines[-1:]
    if ended[-1] == "":
        ended.pop()
    if not ended:
        return KeyringAnswer(failure="no output", trouble=Trouble.OTHER)
    if len(ended) == 1:
        failure = "a user name without a password"
        return KeyringAnswer(failure=failure, trouble=Trouble.OTHER)
    return KeyringAnswer(ended[0] or None, Secret(ended[1]))


async def run(
    question: KeyringQuestion,
    surroundings: Surroundings,
    *,
    timeout: float = TIMEOUT,
    limit: int = OUTPUT_LIMIT,
) -> KeyringAnswer:
    """Ask the `keyring` command, as uv does: same arguments, environment and directory, no input.

    Never raises and never hangs: a command that has not ended and closed its output after
    `timeout` seconds, or writes more than `limit` bytes, is ended with all it started in its
    process group. Unlike under uv it has no terminal, so it cannot ask a person.
    """
    from indexdoctor.credentials import keyring_process
    from indexdoctor.credentials.keyring_errors import complaint

    command = find_command(surroundings)
    if command is None:
        return NO_COMMAND
    ended = await keyring_process.run(
        command, question.argv, surroundings, timeout=timeout, limit=limit
    )
    said = complaint(ended.errors)
    if isinstance(ended, keyring_process.Broken):
        if said is None:
            return KeyringAnswer(failure=ended.reason, trouble=ended.trouble)
        return KeyringAnswer(failure=f"{ended.reason}, {said.text}", trouble=said.trouble)
    if ended.exit_code == 0:
        answer = read_output(question, ended.output)
        if said is not None and (answer.secret is None or answer.secret.is_empty()):
            answer = replace(answer, trouble=said.trouble)
        return answer
    if question.username is None and b"unrecognized arguments: --mode" in ended.errors:
        reason = "the command does not know `--mode creds` (needs keyring 25.2.1)"
        return KeyringAnswer(failure=reason, trouble=Trouble.OLD)
    if said is not None:
        reason = f"exit code {ended.exit_code}, {said.text}"
        return KeyringAnswer(failure=reason, trouble=said.trouble)
    silent = ended.exit_code == 1 and not ended.errors.strip()
    return KeyringAnswer(
        failure="no entry (exit code 1)" if silent else f"exit code {ended.exit_code}",
        trouble=Trouble.ABSENT if silent else Trouble.OTHER,
    )
