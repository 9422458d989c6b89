"""The golden outputs: `python -m tests.render.golden` writes them anew after a change of form."""

from __future__ import annotations

from pathlib import Path

from tests.render import samples

from indexdoctor.render.registry import renderer
from indexdoctor.render.view import View

FOLDER = Path(__file__).parent / "golden"
CASES = {
    "check-piped": ("table", "check", View()),
    "check-60": ("table", "check", View(width=60)),
    "check-100": ("table", "check", View(width=100)),
    "check-200": ("table", "check", View(width=200)),
    "check-ascii": ("table", "check", View(width=100, unicode=False)),
    "check-color": ("table", "check", View(width=100, color=True)),
    "check-verbose": ("table", "check", View(width=100, verbose=True)),
    "explain-60": ("table", "explain", View(width=60)),
    "explain-100": ("table", "explain", View(width=100)),
    "plain-check": ("plain", "check", View()),
    "plain-check-verbose": ("plain", "check", View(verbose=True)),
    "plain-explain": ("plain", "explain", View(unicode=False)),
    "compared-60": ("table", "compared", View(width=60)),
    "compared-100": ("table", "compared", View(width=100)),
    "compared-ascii": ("table", "compared", View(unicode=False)),
    "compared-equal": ("table", "compared_equal", View(width=100)),
    "plain-compared": ("plain", "compared", View()),
    "json-compared": ("json", "compared", View()),
    "json-check": ("json", "check", View()),
    "github-check": ("github", "check", View()),
    "github-compared": ("github", "compared", View(unicode=False)),
    "har-check": ("har", "check", View()),
    "markdown-check": ("markdown", "check", View()),
    "markdown-ascii": ("markdown", "check", View(unicode=False, verbose=True)),
    "markdown-explain": ("markdown", "explain", View()),
    "markdown-compared": ("markdown", "compared", View()),
}


def output(case: str) -> str:
    name, sample, view = CASES[case]
    return renderer(name)(getattr(samples, sample)(), view)


def path(case: str) -> Path:
    return FOLDER / f"{case}.txt"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for case in CASES:
        path(case).write_text(output(case), encoding="utf-8")
