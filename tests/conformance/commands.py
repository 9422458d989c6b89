"""The commands of a world, and the project or requirements files they work on."""

from __future__ import annotations

from dataclasses import dataclass

from tests.conformance.definitions import UvTable, Written, quoted
from tests.conformance.draw import Draw
from tests.conformance.locks import lock_text
from tests.conformance.scripts import SCRIPTS, beside_script, script_words
from tests.conformance.servers import PACKAGES
from tests.conformance.sources import base
from tests.conformance.tools import TOOLS, tool_words

from indexdoctor.lab.scene import Dist
from indexdoctor.lab.site import LabIndex
from indexdoctor.lab.wheels import wheel_name

PIP = ("pip compile", "pip install", "pip sync")
PROJECT = ("lock", "sync", "add", "run", "tree", "export")
FURTHER = 14  # percent of worlds with one of the commands below instead


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


def draw_further(draw: Draw) -> str | None:
    """A command of those that were drawn later, so that the other worlds are what they were."""
    if not draw.chance(FURTHER):
        return None
    return draw.one((*TOOLS, *TOOLS, *SCRIPTS))


@dataclass(frozen=True, slots=True)
class Work:
    """What a command is given: its words (without options) and files of the project."""

    words: tuple[str, ...]
    files: dict[str, str]
    pyproject: str | None  # the text before the [tool.uv] tables
    script: str | None = None  # the script's path, and
    block: str = ""  # the text of its block before those tables
    dists: tuple[Dist, ...] = ()


def specifier(draw: Draw, name: str) -> str:
    """A requirement on `name`, sometimes spelled differently."""
    spelled = name if draw.chance(88) else draw.one((name.upper(), name.replace("-", "_")))
    version = draw.weighted((60, ""), (20, "==1.0"), (12, ">=1"), (8, "<3"))
    return spelled + version


def direct(draw: Draw, name: str, indexes: tuple[LabIndex, ...]) -> str | None:
    """A requirement that names the wheel's own URL."""
    index = draw.one(indexes)
    if index.package(name) is None:
        return None
    url = f"{base(index.file_origin)}{index.file_path}/{wheel_name(name, '1.0')}"
    return f"{name} @ {url}"


@dataclass(frozen=True, slots=True)
class Project:
    """A pyproject.toml's `[project]` table, and the specifiers of its direct requirements."""

    text: str
    specifiers: dict[str, str]
    has_groups: bool


def draw_project(draw: Draw, names: tuple[str, ...], indexes: tuple[LabIndex, ...]) -> Project:
    dependencies = [specifier(draw, name) for name in names]
    if names and draw.chance(4):
        dependencies[0] = direct(draw, names[0], indexes) or dependencies[0]
    lines = [
        "[project]",
        'name = "proj"',
        'version = "0.1.0"',
        'requires-python = ">=3.11"',
    ]
    groups = len(names) > 1 and draw.chance(15)
    if groups:
        lines += [f"dependencies = {quoted(dependencies[1:])}", "", "[dependency-groups]"]
        lines += [f"dev = {quoted(dependencies[:1])}"]
    else:
        lines += [f"dependencies = {quoted(dependencies)}"]
    found = {name: text[len(name) :] for name, text in zip(names, dependencies, strict=True)}
    plain = all(text.startswith(name) for name, text in zip(names, dependencies, strict=True))
    odd = not plain or any("@" in text for text in dependencies)
    return Project("\n".join(lines) + "\n", found, groups or odd)


def _requirements(
    draw: Draw, name: str, wanted: list[str], written: Written, files: dict[str, str]
) -> None:
    """Write a requirements file with the option lines, some of them in a nested file."""
    options = list(written.requirement_lines)
    if options and draw.chance(25):
        files["project/nested.txt"] = "\n".join(options) + "\n"
        options = ["-r nested.txt"]
    if draw.chance(10):
        options.insert(0, "# what we need")
    if draw.chance(10):
        files["project/limits.txt"] = "--index-url {{origin}}/nowhere\nfoo<3\n"
        options.append("-c limits.txt")
    both = wanted + options if draw.chance(20) else options + wanted
    files[f"project/{name}"] = "\n".join(both) + "\n"


def draw_work(
    draw: Draw,
    kind: str,
    names: tuple[str, ...],
    written: Written,
    indexes: tuple[LabIndex, ...],
) -> Work:
    """The command without its index options. Requirement files take `written`'s option lines."""
    if kind == "publish":
        return _publish(draw, names)
    if kind in SCRIPTS:
        return _script(draw, kind, names, indexes)
    if kind in TOOLS:
        return _tool(draw, kind, names, written, indexes)
    if kind not in PIP:
        return _project(draw, kind, names, indexes)
    files: dict[str, str] = {}
    wanted = [specifier(draw, name) for name in names]
    if draw.chance(4):
        wanted[0] = direct(draw, names[0], indexes) or wanted[0]
    if kind == "pip compile":
        if written.sources or (not written.requirement_lines and draw.chance(20)):
            project = draw_project(draw, names, indexes)
            return Work(("uv", "pip", "compile", "pyproject.toml"), files, project.text)
        _requirements(draw, "requirements.in", wanted, written, files)
        words = ["uv", "pip", "compile", "requirements.in"]
        if draw.chance(15):
            words += ["-o", "requirements.txt"]
        return Work(tuple(words), files, None)
    if kind == "pip install":
        target = draw.one((("--target", "out"), ("--target", "out", "--dry-run")))
        if written.requirement_lines or draw.chance(50):
            _requirements(draw, "requirements.txt", wanted, written, files)
            return Work(("uv", "pip", "install", "-r", "requirements.txt", *target), files, None)
        return Work(("uv", "pip", "install", *wanted, *target), files, None)
    _requirements(draw, "requirements.txt", [f"{n}==1.0" for n in names], written, files)
    words = ["uv", "pip", "sync", "requirements.txt", "--target", "out"]
    if draw.chance(30):
        words.append("--dry-run")
    return Work(tuple(words), files, None)


def _project(draw: Draw, kind: str, names: tuple[str, ...], indexes: tuple[LabIndex, ...]) -> Work:
    files: dict[str, str] = {}
    if kind == "add":
        project = draw_project(draw, names[1:], indexes)
        return Work(("uv", "add", specifier(draw, names[0])), files, project.text)
    project = draw_project(draw, names, indexes)
    options: list[str] = []
    if draw.chance(30) and not project.has_groups:
        text = lock_text(draw, indexes, project.specifiers)
        if text is not None:
            files["project/uv.lock"] = text
            options += draw.weighted((60, []), (25, ["--frozen"]), (15, ["--locked"]))
            if kind == "lock":
                options = draw.weighted((60, []), (20, ["--check"]), (20, ["--upgrade"]))
    if kind == "sync" and draw.chance(20):
        options.append("--dry-run")
    text = project.text
    if draw.chance(7) and not files and not project.has_groups:
        members = '\n[tool.uv.workspace]\nmembers = ["part"]\n'
        part = draw_project(draw, (draw.one(PACKAGES),), indexes)
        settings = "" if draw.chance(50) else '\n[tool.uv]\nindex-url = "{{origin}}/ignored"\n'
        files["project/part/pyproject.toml"] = part.text.replace('"proj"', '"part"', 1) + settings
        text += members
        if kind in ("sync", "run", "export") and draw.chance(50):
            options += ["--package", "part"]
    tail = {"run": ["python", "-c", "pass"], "export": ["--no-hashes"]}.get(kind, [])
    return Work(("uv", kind, *options, *tail), files, text)


def _tool(
    draw: Draw,
    kind: str,
    names: tuple[str, ...],
    written: Written,
    indexes: tuple[LabIndex, ...],
) -> Work:
    files: dict[str, str] = {}
    wanted = [specifier(draw, name) for name in names]
    if draw.chance(4):
        wanted[0] = direct(draw, names[0], indexes) or wanted[0]
    words = tool_words(draw, kind, wanted, written, files)
    around = draw_project(draw, names, indexes).text if draw.chance(30) else None
    return Work(("uv", *kind.split(), *words), files, around)


def _script(draw: Draw, kind: str, names: tuple[str, ...], indexes: tuple[LabIndex, ...]) -> Work:
    adds = kind == "script add"
    own = names[1:] if adds else names
    wanted = [specifier(draw, name) for name in own]
    if own and draw.chance(4):
        wanted[0] = direct(draw, own[0], indexes) or wanted[0]
    plain = all(text.startswith(name) for name, text in zip(own, wanted, strict=True))
    specifiers = {name: text[len(name) :] for name, text in zip(own, wanted, strict=True)}
    path = "tool.py" if draw.chance(85) else "sub/tool.py"
    files = beside_script(draw, path)
    options: list[str] = []
    if draw.chance(35) and plain and not any("@" in text for text in wanted):
        text = lock_text(draw, indexes, specifiers, script=True)
        if text is not None:
            files[f"project/{path}.lock"] = text
            options += draw.weighted((60, []), (25, ["--frozen"]), (15, ["--locked"]))
            if kind == "script lock":
                options = draw.weighted((60, []), (20, ["--check"]), (20, ["--upgrade"]))
    elif draw.chance(8):
        options.append(draw.one(("--frozen", "--locked")))
    words = script_words(draw, kind, path, options)
    if adds:
        words = (*words, specifier(draw, names[0]))
    around = draw_project(draw, names, indexes).text if draw.chance(30) else None
    return Work(words, files, around, script=path, block=f"dependencies = {quoted(wanted)}\n")


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
    return Work(tuple(words), {}, None, dists=tuple(dists))


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


def name_length(words: tuple[str, ...]) -> int:
    """How many words the command's name has, `uv` included."""
    return 3 if words[1] in ("pip", "tool") else 2


def place_options(words: tuple[str, ...], options: list[str], draw: Draw) -> tuple[str, ...]:
    """The command with its options behind the subcommand, or at the end where that is allowed."""
    head = name_length(words)
    if words[head - 1] == "run" or draw.chance(60):
        return (*words[:head], *options, *words[head:])
    return (*words, *options)
