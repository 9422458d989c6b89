"""The commands of a world that are the user's own: `uv tool install` and `uv tool run`."""

from __future__ import annotations

from tests.conformance.definitions import Written
from tests.conformance.draw import Draw
from tests.conformance.servers import PACKAGES

TOOLS = ("tool install", "tool run")


def tool_words(
    draw: Draw, kind: str, wanted: list[str], written: Written, files: dict[str, str]
) -> tuple[str, ...]:
    """The words of the command for these requirements; the first of them is the tool."""
    first, *others = wanted
    words: list[str] = []
    for other in others:
        if draw.chance(70):
            words += ["--with", other]
            continue
        lines = [other]
        if draw.chance(30):  # an option that uv does not take from here
            lines.insert(0, "--extra-index-url {{origin}}/nowhere")
        files["project/with.txt"] = "\n".join(lines) + "\n"
        words += ["--with-requirements", "with.txt"]
    if draw.chance(10):
        files["project/limits.txt"] = f"{draw.one(PACKAGES)}<3\n"
        words += ["-c", "limits.txt"]
    name = first.partition("=")[0].partition("<")[0].partition(">")[0]
    target = first
    if "@" not in first:
        target = draw.weighted((70, first), (14, f"{name}@1.0"), (16, f"{name}@latest"))
    if kind == "tool run":
        if draw.chance(15):
            words.append("--isolated")
        if draw.chance(25) or target == first != name:
            return (*words, "--from", target, "some-command", "--help")
        return (*words, target, "--help")
    if draw.chance(12):
        words.append("--force")
    if draw.chance(15):
        return (*words, name, "--from", first)
    return (*words, target)


def with_more(draw: Draw, words: tuple[str, ...]) -> tuple[str, ...]:
    """`uv run`, now and then with packages besides those of the project, or without the project."""
    if words[1] != "run" or not draw.chance(35):
        return words
    more: list[str] = []
    for name in draw.some(PACKAGES, draw.weighted((75, 1), (25, 2))):
        more += ["--with", name + draw.weighted((75, ""), (25, "==1.0"))]
    more += draw.weighted((80, []), (10, ["--no-project"]), (10, ["--no-sync"]))
    return (*words[:2], *more, *words[2:])
