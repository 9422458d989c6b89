"""Scripts with a block of their own (PEP 723), and the commands that take them."""

from __future__ import annotations

from tests.conformance.definitions import UvTable, quoted
from tests.conformance.draw import Draw

_COMMANDS = ("run", "sync", "lock", "add", "tree", "export", "pip compile", "pip install")
SCRIPTS = tuple(f"script {name}" for name in _COMMANDS)
_REQUIRES = 'requires-python = ">=3.11"\n'


def script_words(draw: Draw, kind: str, path: str, options: list[str]) -> tuple[str, ...]:
    """The words of a command on the script."""
    name = kind.removeprefix("script ")
    if name == "run":
        typed = ["--script", path] if draw.chance(30) else [path]
        return ("uv", "run", *options, *typed)
    if name == "pip compile":
        return ("uv", "pip", "compile", path)
    if name == "pip install":
        return ("uv", "pip", "install", "-r", path, "--target", "out")
    if name == "sync" and draw.chance(20):
        options = [*options, "--dry-run"]
    if name == "export":
        options = [*options, "--no-hashes"]
    return ("uv", name, *options, "--script", path)


def beside_script(draw: Draw, path: str) -> dict[str, str]:
    """Settings that lie beside a script in a folder of its own."""
    if "/" not in path or draw.chance(50):
        return {}
    return {"project/sub/uv.toml": 'extra-index-url = ["{{origin}}/decoy/simple"]\n'}


def script_text(block: str, table: UvTable, sources: dict[str, str]) -> str:
    """A Python file with a block that begins so, and goes on with the settings."""
    text = _REQUIRES + block
    if table:
        text += "\n" + table.text("tool.uv")
    if sources:
        lines = [f"{name} = {{ index = {quoted(index)} }}" for name, index in sources.items()]
        text += "\n".join(("", "[tool.uv.sources]", *lines, ""))
    rows = [f"# {line}".rstrip() for line in text.splitlines()]
    return "\n".join(("#!/usr/bin/env python", "# /// script", *rows, "# ///", "print()", ""))
