"""Files, commands and variables of a user that are as bad as the servers."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile.text import ESCAPES, nasty

CANARY = "Wint3r-canary/99+x"
URL = "http://127.0.0.1:9/simple/"  # nobody answers there


@dataclass
class Place:
    """The folder of one scene: `home` is HOME, `project` the working directory."""

    root: Path
    environ: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=lambda: ["uv", "lock"])

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def project(self) -> Path:
        return self.root / "project"

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        return path

    def fifo(self, name: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        os.mkfifo(path)

    def link(self, name: str, target: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(target)

    def program(self, name: str, text: str) -> None:
        path = self.write(f"bin/{name}", f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def requirements(self, text: str) -> None:
        self.write("project/requirements.txt", text)
        self.command = ["uv", "pip", "install", "-r", "requirements.txt"]

    def keyring(self, text: str) -> None:
        self.program("keyring", text)
        self.command = ["uv", "pip", "install", "alpha", "--keyring-provider", "subprocess"]
        self.command += ["--index-url", URL.replace("//", "//alice@")]


Scene = Callable[[Place], None]
SCENES: dict[str, Scene] = {}


def scene(function: Scene) -> Scene:
    SCENES[function.__name__.replace("_", " ")] = function
    return function


@scene
def netrc_of_a_million_lines(place: Place) -> None:
    place.write("home/.netrc", "machine a.example login b password c\n" * 1_000_000)


@scene
def netrc_of_many_lines(place: Place) -> None:
    rows = (f"machine h{n}.example login b password {CANARY}{n}\n" for n in range(16_000))
    place.write("home/.netrc", "".join(rows))


@scene
def netrc_of_one_line(place: Place) -> None:
    place.write("home/.netrc", "machine " + "a" * 3_000_000)


@scene
def netrc_with_escapes(place: Place) -> None:
    place.write("home/.netrc", f"machine 127.0.0.1 login {''.join(ESCAPES)} password {CANARY}\n")


@scene
def netrc_is_a_pipe(place: Place) -> None:
    place.fifo("home/.netrc")


@scene
def netrc_is_a_device(place: Place) -> None:
    place.environ["NETRC"] = "/dev/zero"


@scene
def netrc_is_a_loop(place: Place) -> None:
    place.link("home/.netrc", ".netrc")


@scene
def configuration_is_a_pipe(place: Place) -> None:
    place.fifo("project/uv.toml")
    place.fifo("home/.config/uv/uv.toml")


@scene
def configuration_is_a_device(place: Place) -> None:
    place.environ["UV_CONFIG_FILE"] = "/dev/zero"


@scene
def configuration_is_a_loop(place: Place) -> None:
    place.link("project/uv.toml", "uv.toml")
    place.link("home/.config/uv", "uv")


@scene
def project_is_a_loop(place: Place) -> None:
    place.link("project/pyproject.toml", "other.toml")
    place.link("project/other.toml", "pyproject.toml")


@scene
def project_is_a_pipe(place: Place) -> None:
    place.fifo("project/pyproject.toml")


@scene
def folders_without_end(place: Place) -> None:
    place.link("project/packages/again", "..")
    text = (
        '[project]\nname="p"\nversion="1"\n[tool.uv.workspace]\nmembers=["packages/**", "**/*"]\n'
    )
    place.write("project/pyproject.toml", text)


@scene
def deep_toml(place: Place) -> None:
    place.write("project/uv.toml", "index = " + "[" * 50_000)


@scene
def deep_table(place: Place) -> None:
    place.write("project/uv.toml", "[" + ".".join("a" * 20_000) + "]\nx = 1\n")


@scene
def giant_number(place: Place) -> None:
    place.write("project/uv.toml", "concurrent-downloads = " + "9" * 100_000)


@scene
def large_toml(place: Place) -> None:
    row = '[[index]]\nname = "a{0}"\nurl = "https://ci:{1}@h{0}.example/simple"\n'
    place.write("project/uv.toml", "".join(row.format(n, CANARY) for n in range(800)))


@scene
def huge_toml(place: Place) -> None:
    place.write("project/uv.toml", "# comment\n" * 2_000_000)


@scene
def toml_with_escapes(place: Place) -> None:
    names = "".join(f'[[index]]\nname = "{n}"\nurl = "{n}"\n' for n in ("\\u001b[2J", "\\u202e"))
    place.write("project/uv.toml", names + "".join(ESCAPES).replace("\x00", ""))


@scene
def binary_files(place: Place) -> None:
    noise = bytes(random.Random(1).randrange(256) for _ in range(20_000))
    for name in ("home/.netrc", "home/.pypirc", "home/.config/pip/pip.conf", "project/uv.lock"):
        place.write(name, noise)
    place.write("project/pyproject.toml", b'[project]\nname="p"\nversion="1"\n#\xff\xfe')


@scene
def requirements_that_name_themselves(place: Place) -> None:
    place.write("project/b.txt", "-r requirements.txt\n-c b.txt\n")
    place.requirements("-r requirements.txt\n-r ./requirements.txt\n-r b.txt\n-c b.txt\n")


@scene
def a_chain_of_requirements(place: Place) -> None:
    for number in range(500):
        place.write(f"project/r{number}.txt", f"-r r{number + 1}.txt\n")
    place.requirements("-r r0.txt\n")


@scene
def requirements_are_a_device(place: Place) -> None:
    place.command = ["uv", "pip", "install", "-r", "/dev/zero"]


@scene
def requirements_are_a_pipe(place: Place) -> None:
    place.requirements("")
    place.fifo("project/requirements.txt")


@scene
def many_requirements(place: Place) -> None:
    place.requirements("".join(f"package-{n}==1.{n}\n" for n in range(100_000)))


@scene
def one_long_requirement(place: Place) -> None:
    place.requirements("a" * 2_000_000 + "\nalpha ; " + "(" * 5_000 + "\n" + "\\\n" * 100_000)


@scene
def requirements_with_escapes(place: Place) -> None:
    draw = random.Random(2)
    rows = (f"alpha @ http://ci:{CANARY}@127.0.0.1:9/{nasty(draw)}\n" for _ in range(50))
    place.requirements("".join(rows) + f"--index-url {nasty(draw)}\n")


@scene
def deep_lock(place: Place) -> None:
    place.write("project/pyproject.toml", '[project]\nname="p"\nversion="1"\n')
    place.write("project/uv.lock", "version = 1\npackage = " + "[{a=" * 20_000)


@scene
def large_lock(place: Place) -> None:
    place.write("project/pyproject.toml", '[project]\nname="p"\nversion="1"\ndependencies=["a1"]\n')
    row = '[[package]]\nname = "a{0}"\nversion = "1"\n'
    row += 'source = {{ registry = "https://h.example/simple" }}\n'
    rows = "".join(row.format(n) for n in range(30_000))
    place.write("project/uv.lock", f'version = 1\nrequires-python = ">=3.9"\n{rows}')


@scene
def files_that_are_gone(place: Place) -> None:
    """A listing names them; whoever opens them finds nothing."""
    for name in (
        ".github/workflows/a.yml",
        "dist/x-1.0-py3-none-any.whl",
        "packages/a/pyproject.toml",
    ):
        place.link(f"project/{name}", "gone")
    text = '[project]\nname="p"\nversion="1"\n[tool.uv.workspace]\nmembers=["packages/*"]\n'
    place.write("project/pyproject.toml", text)
    place.command = ["uv", "publish", "--publish-url", "http://127.0.0.1:9/legacy/"]


@scene
def distributions_that_are_none(place: Place) -> None:
    place.write("project/dist/x-1.0-py3-none-any.whl", b"PK\x03\x04" + b"\xff" * 5000)
    place.write("project/dist/x-1.0.tar.gz", b"\x1f\x8b" + b"\xff" * 5000)
    place.fifo("project/dist/y-1.0-py3-none-any.whl")
    place.write("project/dist/z-1.0\x1b[2J-py3-none-any.whl", b"")
    place.command = ["uv", "publish", "--publish-url", "http://127.0.0.1:9/legacy/"]


@scene
def keyring_that_writes_without_end(place: Place) -> None:
    place.keyring(f"while :; do echo {CANARY}{CANARY}{CANARY}; done")


@scene
def keyring_that_complains_without_end(place: Place) -> None:
    place.keyring(f"head -c 50000000 /dev/zero | tr '\\0' 'x' >&2; echo {CANARY}-pw")


@scene
def keyring_that_hangs(place: Place) -> None:
    place.keyring("trap '' TERM INT; sleep 60")


@scene
def keyring_that_leaves_a_child(place: Place) -> None:
    place.keyring("sleep 60 & echo secret-of-the-child")


@scene
def keyring_that_asks(place: Place) -> None:
    place.keyring(
        f'echo "Password: " >&2; read -r answer; read -r x </dev/tty; echo "$answer{CANARY}"'
    )


@scene
def keyring_with_escapes(place: Place) -> None:
    place.keyring(f"printf '\\033[2J{CANARY}\\033]0;x\\007\\n'; printf '\\033[31mboo {CANARY}' >&2")


@scene
def uv_that_hangs(place: Place) -> None:
    place.program("uv", "trap '' TERM; sleep 60")
    place.environ["OWN_UV"] = "1"


@scene
def uv_that_writes_without_end(place: Place) -> None:
    place.program("uv", "yes uv 0.9.7")
    place.environ["OWN_UV"] = "1"


@scene
def variables_with_escapes(place: Place) -> None:
    text = "".join(ESCAPES).replace("\x00", "")
    for name in ("UV_INDEX", "UV_DEFAULT_INDEX", "UV_KEYRING_PROVIDER", "UV_INDEX_STRATEGY"):
        place.environ[name] = text
    place.environ |= {"HTTP_PROXY": text, "SSL_CERT_FILE": text, "UV_HTTP_TIMEOUT": text}


@scene
def long_variables(place: Place) -> None:
    place.environ["UV_INDEX"] = " ".join(f"https://ci:{CANARY}@h{n}.example/" for n in range(2000))
    place.environ["UV_INDEX_CORP_PASSWORD"] = CANARY + "x" * 100_000
    place.environ["NO_PROXY"] = ",".join(f"h{n}.example" for n in range(5000))


@scene
def variables_that_are_no_text(place: Place) -> None:
    bad = os.fsdecode(b"\xff\xfe\x80")
    place.environ |= {
        "UV_INDEX": bad,
        "UV_PUBLISH_PASSWORD": bad,
        "NETRC": bad,
        "UV_CONFIG_FILE": bad,
    }


@scene
def home_is_a_file(place: Place) -> None:
    place.environ["HOME"] = str(place.write("home/file", "x"))


@scene
def home_is_a_pipe(place: Place) -> None:
    place.fifo("home/pipe")
    place.environ["HOME"] = str(place.home / "pipe")
    place.environ["XDG_CONFIG_HOME"] = "/dev/null"


@scene
def a_workflow_that_takes_long(place: Place) -> None:
    place.write("project/.github/workflows/a.yml", "on:\n" + "  a: b\n" * 100_000)
    place.write(
        "project/.github/workflows/b.yml", "".join(" " * n + f"a{n}:\n" for n in range(900))
    )
    place.write("project/Dockerfile", "RUN uv sync \\\n" * 50_000)
    place.write("project/pyproject.toml", '[project]\nname="p"\nversion="1"\n')
