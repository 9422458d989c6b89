"""What terminals, build servers and tools make of a log: each takes its lines and gives a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Lines = Sequence[str]
_TIME = "2026-01-02T03:04:05"


def _each(make: Callable[[int, str], str]) -> Callable[[Lines], str]:
    return lambda lines: "".join(f"{make(n, line)}\n" for n, line in enumerate(lines))


def _coloured(_: int, line: str) -> str:
    level, space, rest = line.partition(" ")
    if level not in ("TRACE", "DEBUG"):
        return f"\x1b[1m{line}\x1b[0m"
    return f"\x1b[34m{level}\x1b[0m{space}{rest.replace('http', chr(27) + '[36mhttp', 1)}\x1b[39m"


def _wrapped(columns: int) -> Callable[[Lines], str]:
    def wrap(lines: Lines) -> str:
        rows = (
            line[start : start + columns].rstrip(" ")
            for line in lines
            for start in range(0, max(len(line), 1), columns)
        )
        return "".join(f"{row}\n" for row in rows)

    return wrap


def _gitlab(n: int, line: str) -> str:
    """GitLab writes a long line in parts, the later ones marked with a plus sign."""
    first, second = line[:90], line[90:]
    head = f"{_TIME}.{n:06d}Z 01"
    return f"{head}O {first}" + (f"\n{head}O+{second}" if second else "")


def _sections(lines: Lines) -> str:
    mark = "section_{}:1767322805:step_script\r\x1b[0K"
    return mark.format("start") + "\n" + _each(_gitlab)(lines) + mark.format("end") + "\n"


def _glued(lines: Lines) -> str:
    """Every third line end is lost, where a message of uv's log follows one."""
    text = ""
    for n, line in enumerate(lines):
        following = lines[n + 1] if n + 1 < len(lines) else ""
        both = all(each.startswith(("TRACE ", "DEBUG ")) for each in (line, following))
        text += line + ("" if n % 3 == 0 and both else "\n")
    return text


DRESSINGS: dict[str, Callable[[Lines], str]] = {
    "CRLF": lambda lines: "".join(f"{line}\r\n" for line in lines),
    "BOM": lambda lines: "\ufeff" + "\n".join(lines),
    "colour": _each(_coloured),
    "GitHub raw": _each(lambda n, line: f"{_TIME}.{n:07d}Z {line}"),
    "GitHub with BOM": lambda lines: (
        "\ufeff" + _each(lambda n, line: f"{_TIME}.{n:07d}Z {line}")(lines)
    ),
    "gh run view": _each(lambda n, line: f"test (3.12)\tRun uv sync\t{_TIME}.{n:07d}Z {line}"),
    "GitLab": _sections,
    "GitLab in the browser": _each(lambda n, line: f"{_TIME}.{n:06d}Z 01E {line}"),
    "Azure": _each(lambda n, line: f"{_TIME}.{n:07d}Z {line}"),
    "Jenkins": _each(lambda n, line: f"[{_TIME}.{n % 1000:03d}Z] {line}"),
    "Jenkins, old": _each(lambda n, line: f"03:04:{n % 60:02d}  {line}"),
    "Jenkins, parallel": _each(lambda n, line: f"[{_TIME}.000Z] [linux] {line}"),
    "BuildKit": _each(lambda n, line: f"#12 {n / 1000:.3f} {line}"),
    "docker compose": _each(lambda n, line: f"api-1  | {line}"),
    "journald": _each(lambda n, line: f"Jan 02 03:04:05 build-host uv[4711]: {line}"),
    "journald, ISO": _each(lambda n, line: f"{_TIME}+0000 build-host uv[4711]: {line}"),
    "progress": _each(lambda n, line: f"⠋ Resolving dependencies...\r{line}"),
    "quoted": _each(lambda n, line: f"> {line}"),
    "glued": _glued,
    "80 columns": _wrapped(80),
    "100 columns": _wrapped(100),
    "120 columns": _wrapped(120),
}
