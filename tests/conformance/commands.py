"""The commands of a world, and the project or requirements files they work on."""

from __future__ import annotations

from dataclasses import dataclass

from tests.conformance.definitions import UvTable, Written, quoted
from tests.conformance.draw import Draw

from indexdoctor.lab.scene import Dist

PIP = ("pip compile", "pip install", "pip sync")
PROJECT = ("lock", "sync", "add", "run", "tree", "export")


def draw_kind(draw: Draw) -> str:
    return draw.weighted(
        (18, "pip compile"),
        (16, "pip install"),
        (8, "pip sync"),
        (12, "lock"),
        (10, "sync"),
        (7, "add"),
        (5, "run"),
        (4, "tree"),
        (4, "export"),
        (20, "publish"),
    )


@dataclass(frozen=True, slots=True)
class Work:
    """What a command is given: its words (without options) and files of the project."""

    words: tuple[str, ...]
    files: dict[str, str]
    pyproject: str | None  # the text before the [tool.uv] tables
    dists: tuple[Dist, ...] = ()


def specifier(draw: Draw, name: str) -> str:
    return draw.weighted((60, name), (20, f"{name}==1.0"), (12, f"{name}>=1"), (8, f"{name}<3"))


def project_table(names: tuple[str, ...], draw: Draw) -> str:
    dependencies = [specifier(draw, name) for name in names]
    lines = [
        "[project]",
        'name = "proj"',
        'version = "0.1.0"',
        'requires-python = ">=3.11"',
    ]
    if len(names) > 1 and draw.chance(15):
        lines += [f"dependencies = {quoted(dependencies[1:])}", "", "[dependency-groups]"]
        lines += [f"dev = {quoted(dependencies[:1])}"]
    else:
        lines += [f"dependencies = {quoted(dependencies)}"]
    return "\n".join(lines) + "\n"


def draw_work(draw: Draw, kind: str, names: tuple[str, ...], written: Written) -> Work:
    """The command without its index options. Requirement files take `written`'s option lines."""
    files: dict[str, str] = {}

    def requirements(name: str, *, pinned: bool) -> None:
        lines = [f"{n}==1.0" if pinned else specifier(draw, n) for n in names]
        options = written.requirement_lines
        if options and draw.chance(25):
            files["project/nested.txt"] = "\n".join(options) + "\n"
            options = ["-r nested.txt"]
        if draw.chance(10):
            lines.insert(0, "# what we need")
        both = lines + options if draw.chance(20) else options + lines
        files[f"project/{name}"] = "\n".join(both) + "\n"

    if kind == "pip compile":
        if written.sources or (not written.requirement_lines and draw.chance(20)):
            return Work(
                ("uv", "pip", "compile", "pyproject.toml"), files, project_table(names, draw)
            )
        requirements("requirements.in", pinned=False)
        words = ["uv", "pip", "compile", "requirements.in"]
        if draw.chance(15):
            words += ["-o", "requirements.txt"]
        return Work(tuple(words), files, None)
    if kind == "pip install":
        target = draw.one((("--target", "out"), ("--target", "out", "--dry-run")))
        if written.requirement_lines or draw.chance(50):
            requirements("requirements.txt", pinned=False)
            return Work(("uv", "pip", "install", "-r", "requirements.txt", *target), files, None)
        wanted = tuple(specifier(draw, name) for name in names)
        return Work(("uv", "pip", "install", *wanted, *target), files, None)
    if kind == "pip sync":
        requirements("requirements.txt", pinned=True)
        words = ["uv", "pip", "sync", "requirements.txt", "--target", "out"]
        if draw.chance(30):
            words.append("--dry-run")
        return Work(tuple(words), files, None)
    if kind == "publish":
        return _publish(draw, names)
    if kind == "add":
        text = project_table(names[1:], draw)
        return Work(("uv", "add", specifier(draw, names[0])), files, text)
    tail = {"run": ("python", "-c", "pass"), "export": ("--no-hashes",)}.get(kind, ())
    if kind == "sync" and draw.chance(20):
        tail = ("--dry-run",)
    return Work(("uv", kind, *tail), files, project_table(names, draw))


def _publish(draw: Draw, names: tuple[str, ...]) -> Work:
    name = names[0]
    dists = [Dist(name, "1.0", salt="" if draw.chance(70) else "mine")]
    if draw.chance(25):
        dists.append(Dist(name, "1.0", is_sdist=True))
    elif len(names) > 1 and draw.chance(25):
        dists.append(Dist(names[1], "2.0"))
    words = ["uv", "publish"]
    if draw.chance(20):
        words.append("--dry-run")
    return Work(tuple(words), {}, None, tuple(dists))


def pyproject_text(head: str | None, table: UvTable, sources: dict[str, str]) -> str:
    """A pyproject.toml: the project's table, the sources, the settings."""
    parts = [head] if head else []
    if sources:
        lines = ["[tool.uv.sources]"]
        lines += [f"{name} = {{ index = {quoted(index)} }}" for name, index in sources.items()]
        parts.append("\n".join(lines) + "\n")
    if table:
        parts.append(table.text("tool.uv"))
    return "\n".join(parts)


def place_options(words: tuple[str, ...], options: list[str], draw: Draw) -> tuple[str, ...]:
    """The command with its options behind the subcommand, or at the end where that is allowed."""
    head = 3 if words[1] == "pip" else 2
    if words[1] == "run" or draw.chance(60):
        return (*words[:head], *options, *words[head:])
    return (*words, *options)
