"""What the scenes of changes have in common."""

from __future__ import annotations

from indexdoctor.lab.site import Account, Gate, LabIndex, Package

ALICE = Account("alice", "pa55word")


def index(path: str, *packages: str, private: bool = False, origin: int = 0) -> LabIndex:
    """An index with these packages, open or for accounts only."""
    return LabIndex(
        path,
        tuple(Package(name) for name in packages),
        origin=origin,
        gate=Gate.private() if private else Gate(),
    )


def project(requires: str, *tables: str) -> tuple[str, str]:
    """A pyproject.toml of a project that requires one package, with further tables."""
    fields = ('name = "app"', 'version = "1"', 'requires-python = ">=3.8"')
    head = "\n".join(("[project]", *fields, f'dependencies = ["{requires}"]', ""))
    return "project/pyproject.toml", "\n".join((head, *tables))


def table(name: str, path: str, *lines: str, origin: str = "{{origin}}") -> str:
    """An `[[tool.uv.index]]` table."""
    body = (f'name = "{name}"', f'url = "{origin}{path}"', *lines)
    return "\n".join(("[[tool.uv.index]]", *body, ""))
