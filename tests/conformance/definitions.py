"""Where the settings of a world are written down: files, variables, options."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


def quoted(value: object) -> str:
    """A TOML value (JSON strings, numbers, booleans and lists are TOML too)."""
    return json.dumps(value, ensure_ascii=False)


@dataclass(slots=True)
class UvTable:
    """The settings of one `uv.toml` or `[tool.uv]`; `indexes` are `[[index]]` tables."""

    values: dict[str, object] = field(default_factory=dict)
    indexes: list[dict[str, object]] = field(default_factory=list)
    pip: dict[str, object] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values or self.indexes or self.pip)

    def text(self, prefix: str = "") -> str:
        """The TOML; `prefix` is `tool.uv` inside a pyproject.toml."""
        lines = [f"[{prefix}]"] if prefix and self.values else []
        lines += [f"{key} = {quoted(value)}" for key, value in self.values.items()]
        dotted = f"{prefix}." if prefix else ""
        if self.pip:
            lines += ["", f"[{dotted}pip]"]
            lines += [f"{key} = {quoted(value)}" for key, value in self.pip.items()]
        for index in self.indexes:
            lines += ["", f"[[{dotted}index]]"]
            lines += [f"{key} = {quoted(value)}" for key, value in index.items()]
        return "\n".join(lines) + "\n"


@dataclass(slots=True)
class Written:
    """Everything that is written down in a world, gathered while it is drawn.

    `tables` maps `project`, `user`, `system`, `explicit` and `script` to their settings. `options`
    are words of the command line, `requirement_lines` option lines of the requirements file.
    """

    tables: dict[str, UvTable] = field(
        default_factory=lambda: {
            name: UvTable() for name in ("project", "user", "system", "explicit", "script")
        }
    )
    environ: dict[str, str] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    requirement_lines: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    netrc: list[str] = field(default_factory=list)
    store: list[dict[str, str]] = field(default_factory=list)

    def append_environ(self, name: str, value: str, separator: str = " ") -> None:
        """Add to a list variable."""
        before = self.environ.get(name)
        self.environ[name] = value if not before else f"{before}{separator}{value}"
