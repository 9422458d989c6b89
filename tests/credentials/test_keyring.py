"""The `keyring` command: which one, what is asked, what is made of its output."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.credentials.real_uv import refusing_server, run_uv

from indexdoctor.credentials import keyring
from indexdoctor.model.credential import KeyringAnswer, KeyringQuestion, Trouble
from indexdoctor.model.secret import Secret
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import parse_address

pytestmark = pytest.mark.skipif(os.name != "posix", reason="fake commands are shell scripts")

WITH_USER = KeyringQuestion("service", "u")
WITHOUT_USER = KeyringQuestion("service", None)


def command(folder: Path, script: str, *, name: str = "keyring") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(script)
    path.chmod(0o755)
    return path


def fake(folder: Path, output: bytes, exit_code: int = 0) -> None:
    """A `keyring` that writes its arguments to `asked` and prints `output`."""
    (folder / "output").write_bytes(output)
    command(
        folder / "bin",
        f'#!/bin/sh\necho "$*" >> "{folder}/asked"\ncat "{folder}/output"\nexit {exit_code}\n',
    )


def asked(folder: Path) -> list[str]:
    path = folder / "asked"
    lines = path.read_text().splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return lines


def surroundings(folder: Path, **environ: str) -> Surroundings:
    return Surroundings(folder, {"HOME": str(folder), "PATH": f"{folder}/bin:/usr/bin", **environ})


def ask(question: KeyringQuestion, where: Surroundings, timeout: float = 10) -> KeyringAnswer:
    return asyncio.run(keyring.run(question, where, timeout=timeout, limit=1000))


OUTPUTS = (
    b"pw\n",
    b"pw",
    b"pw\r\n",
    b" pw \t\n\n",
    b"",
    b"\n",
    b"one\ntwo\n",
    b"one\r\ntwo\r\n",
    b"one\ntwo\r",
    b"one\n\ntwo\n",
    b"\ntwo\n",
    b"one\n\n",
    b"one\n",
    b"one\ntwo\nthree\n",
    b"pw\x1c\n",
    "pw\u00a0\u2003\n".encode(),
    b"pw\x0b\x0c\n",
    b"pw\r",
    b"pw\r\r\n",
    b"\r\n",
    b"p\xffw\n",
    b"one\x85two\n",
    "pässwörd\n".encode(),
)


@pytest.mark.parametrize("username", ["u", None])
def test_the_real_uv_reads_outputs_alike(tmp_path: Path, username: str | None) -> None:
    where = surroundings(tmp_path)
    with refusing_server() as server:
        index = server.url if username is None else server.url.replace("//", f"//{username}@")
        (tmp_path / "uv.toml").write_text(
            f'[[index]]\nname = "i"\nurl = "{index}"\ndefault = true\nauthenticate = "always"\n'
        )
        for exit_code, output in [(0, output) for output in OUTPUTS] + [(1, b"pw\n")]:
            fake(tmp_path, output, exit_code)
            environ = {**where.environ, "UV_CONFIG_FILE": "uv.toml"}
            run_uv(tmp_path, None, "--keyring-provider", "subprocess", environ=environ)
            questions = keyring.questions(parse_address(server.url).url, username)
            uv_asked = asked(tmp_path)
            answer = ask(questions[0], where)
            assert asked(tmp_path) == uv_asked[:1]
            if answer.secret is None:
                assert uv_asked == [" ".join(question.argv) for question in questions]
                assert server.take() == [] or username is not None
            else:
                assert len(uv_asked) == 1
                expected = f"{answer.username or ''}:{answer.secret.reveal()}".encode()
                assert server.take() == [("Basic", expected)], output


@pytest.mark.parametrize(
    "path",
    [
        "good",
        "good:other",
        "missing:good",
        "directory:good",
        "plain:good",
        "file/x:good",
        "no-interpreter:good",
        "no-format:good",
        "relative",
        "",
        ":good",
        "none",
    ],
)
def test_the_real_uv_runs_the_same_command(tmp_path: Path, path: str) -> None:
    cwd = tmp_path / "cwd"
    script = f'#!/bin/sh\necho "$0" >> {tmp_path}/asked\n/bin/echo pw\n'
    for name in ("good", "other", "cwd", "cwd/relative"):
        command(tmp_path / name, script)
    (tmp_path / "directory" / "keyring").mkdir(parents=True)
    command(tmp_path / "plain", script).chmod(0o644)
    command(tmp_path / "no-interpreter", "#!/no/such/interpreter\n")
    command(tmp_path / "no-format", "echo x")
    (tmp_path / "file").write_text("")
    elements = [
        element if element in ("", "relative") else str(tmp_path / element)
        for element in path.split(":")
    ]
    where = surroundings(cwd, PATH=":".join(elements))
    with refusing_server() as server:
        url = server.url.replace("//", "//u@")
        run_uv(cwd, url, "--keyring-provider", "subprocess", environ=where.environ)
        (header,) = server.take()
    started = {str((cwd / line).resolve()) for line in asked(tmp_path)}
    found = keyring.find_command(where)
    answer = ask(WITH_USER, where)
    assert started == (set() if answer.secret is None else {str(found)})
    assert header == ("Basic", b"u:" if answer.secret is None else b"u:pw")


def test_path_unset_means_the_system_directories(tmp_path: Path) -> None:
    assert keyring.find_command(Surroundings(tmp_path, {})) == next(
        (p for p in (Path("/bin/keyring"), Path("/usr/bin/keyring")) if p.exists()), None
    )


def test_windows_runs_an_exe(tmp_path: Path) -> None:
    found = command(tmp_path / "bin", "MZ", name="keyring.exe")
    where = Surroundings(tmp_path, {"PATH": f"missing;;{tmp_path}/bin"}, "windows")
    assert keyring.find_command(where) == found


@pytest.mark.parametrize(
    ("url", "services"),
    [
        ("https://h/simple/", ["https://h/simple/", "h"]),
        ("https://h:8443/simple", ["https://h:8443/simple", "h:8443"]),
        ("http://h:80/a", ["http://h/a", "h", "http://h"]),
        ("http://h:81", ["http://h:81/", "h:81", "http://h:81"]),
    ],
)
def test_services(url: str, services: list[str]) -> None:
    questions = keyring.questions(parse_address(url).url, "u")
    assert [question.argv for question in questions] == [("get", s, "u") for s in services]


def test_the_real_uv_passes_environment_and_no_input(tmp_path: Path) -> None:
    command(tmp_path / "bin", '#!/bin/sh\ncat >> seen\necho "$TOLD|$PWD" >> seen\necho pw\n')
    where = surroundings(tmp_path, TOLD="yes")
    with refusing_server() as server:
        url = server.url.replace("//", "//u@")
        run_uv(tmp_path, url, "--keyring-provider", "subprocess", environ=where.environ)
    expected = (tmp_path / "seen").read_text()
    assert expected == f"yes|{tmp_path}\n"
    (tmp_path / "seen").unlink()
    assert ask(WITH_USER, where).secret == Secret("pw")
    assert (tmp_path / "seen").read_text() == expected


def test_a_hanging_command_is_ended_with_its_children(tmp_path: Path) -> None:
    command(tmp_path / "bin", "#!/bin/sh\nsleep 60 &\necho $! > child\necho $$ > own\nwait\n")
    started = time.perf_counter()
    answer = ask(WITH_USER, surroundings(tmp_path), timeout=0.5)
    assert answer == KeyringAnswer(failure="no answer within 0.5 s", trouble=Trouble.TIMEOUT)
    assert time.perf_counter() - started < 5
    for name in ("child", "own"):
        process = int((tmp_path / name).read_text())
        assert not is_running(process)


def is_running(process: int) -> bool:
    """Whether a process still runs (one that has ended and was not waited for does not)."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.02)
    return True


def test_a_child_that_keeps_the_output_open_does_not_hang(tmp_path: Path) -> None:
    command(tmp_path / "bin", "#!/bin/sh\nsleep 60 &\necho pw\n")
    assert ask(WITH_USER, surroundings(tmp_path), timeout=0.5).secret is None


def test_endless_output_is_cut(tmp_path: Path) -> None:
    command(tmp_path / "bin", "#!/bin/sh\nyes\n")
    answer = ask(WITH_USER, surroundings(tmp_path))
    assert answer == KeyringAnswer(failure="more than 1000 bytes of output", trouble=Trouble.OTHER)


def test_endless_errors_are_cut(tmp_path: Path) -> None:
    command(tmp_path / "bin", "#!/bin/sh\nhead -c 100000 /dev/zero >&2\necho pw\n")
    assert ask(WITH_USER, surroundings(tmp_path)).secret == Secret("pw")


def test_failures_are_told_apart(tmp_path: Path) -> None:
    where = surroundings(tmp_path, PATH=str(tmp_path / "bin"))
    assert ask(WITH_USER, where) == keyring.NO_COMMAND
    command(tmp_path / "bin", "no format")
    assert ask(WITH_USER, where).failure == "cannot be started: Exec format error"
    command(tmp_path / "bin", "#!/bin/sh\nexit 3\n")
    assert ask(WITH_USER, where).failure == "exit code 3"
    command(tmp_path / "bin", "#!/bin/sh\necho 'error: unrecognized arguments: --mode' >&2\nexit 2")
    assert "--mode creds" in str(ask(WITHOUT_USER, where).failure)
    assert ask(WITH_USER, where).failure == "exit code 2"
    assert ask(KeyringQuestion("a\0b", "u"), where).failure == "cannot be started: invalid argument"


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_output_is_read(output: bytes) -> None:
    for question in (WITH_USER, WITHOUT_USER):
        answer = keyring.read_output(question, output)
        assert (answer.secret is None) is (answer.failure is not None)


def test_the_library_is_not_imported() -> None:
    code = "import sys, indexdoctor.credentials.keyring as k; print('keyring' in sys.modules)"
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("errors", "exit_code", "trouble", "failure"),
    [
        ("", 1, Trouble.ABSENT, "no entry (exit code 1)"),
        ("", 3, Trouble.OTHER, "exit code 3"),
        ("a warning", 1, Trouble.OTHER, "exit code 1"),
        (
            "keyring.errors.NoKeyringError: No recommended backend was available.",
            1,
            Trouble.BACKEND,
            "exit code 1, no backend is available to it",
        ),
        (
            "keyring.errors.KeyringLocked: Failed to unlock the collection!",
            1,
            Trouble.LOCKED,
            "exit code 1, the store behind it is locked",
        ),
        (
            "To sign in, use a web browser to open the page and enter the code AB12CD34",
            1,
            Trouble.SIGN_IN,
            "exit code 1, it asks a person to sign in",
        ),
        (
            "Artifact Registry PyPI Keyring: No credentials could be found.",
            1,
            Trouble.LOGIN,
            "exit code 1, it has no login of its own at the service it asks",
        ),
        (
            "Traceback (most recent call last):\n  …\nkeyring.errors.InitError: secret words",
            1,
            Trouble.OTHER,
            "exit code 1, it ended with keyring.errors.InitError",
        ),
    ],
)
def test_what_it_complains_of_is_told_without_its_words(
    tmp_path: Path, errors: str, exit_code: int, trouble: Trouble, failure: str
) -> None:
    (tmp_path / "errors").write_text(errors)
    script = f'#!/bin/sh\ncat "{tmp_path}/errors" >&2\nexit {exit_code}\n'
    command(tmp_path / "bin", script)
    expected = KeyringAnswer(failure=failure, trouble=trouble)
    assert ask(WITH_USER, surroundings(tmp_path)) == expected


def test_a_sign_in_is_told_behind_silence_and_behind_a_timeout(tmp_path: Path) -> None:
    where = surroundings(tmp_path)
    prompt = "#!/bin/sh\necho 'User interaction required' >&2\n"
    command(tmp_path / "bin", prompt)
    empty = ask(WITH_USER, where)
    assert (empty.secret, empty.trouble) == (Secret(""), Trouble.SIGN_IN)
    command(tmp_path / "bin", prompt + "exec sleep 60\n")
    late = ask(WITH_USER, where, timeout=0.5)
    assert late.failure == "no answer within 0.5 s, it asks a person to sign in"
    assert late.trouble is Trouble.SIGN_IN


@pytest.mark.parametrize(
    ("backend", "question", "trouble"),
    [
        ("fail", WITH_USER, Trouble.BACKEND),
        ("fail", WITHOUT_USER, Trouble.ABSENT),  # keyring 25.7 says nothing then
        ("null", WITH_USER, Trouble.ABSENT),
        ("null", WITHOUT_USER, Trouble.ABSENT),
    ],
)
def test_the_real_command_is_understood(
    tmp_path: Path, backend: str, question: KeyringQuestion, trouble: Trouble
) -> None:
    where = Surroundings(
        tmp_path,
        {
            "HOME": str(tmp_path),
            "PATH": str(Path(sys.executable).parent),
            "PYTHON_KEYRING_BACKEND": f"keyring.backends.{backend}.Keyring",
        },
    )
    answer = ask(question, where, timeout=60)
    assert (answer.secret, answer.trouble) == (None, trouble)
