"""Commands of uv in Dockerfiles: which of them no secret is handed to."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexdoctor.discover.image_builds import without_secrets


def lines(folder: Path, text: str, name: str = "Dockerfile") -> list[str]:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return [str(build.origin) for build in without_secrets(folder)]


@pytest.mark.parametrize(
    "instruction",
    [
        "RUN uv sync --locked",
        "RUN pip install uv && uv sync",
        "run uv --no-cache pip install -r requirements.txt",
        "RUN --mount=type=cache,target=/root/.cache/uv uvx ruff",
        "RUN /bin/uv tool install acme",
    ],
)
def test_a_run_that_asks_indexes_is_found(tmp_path: Path, instruction: str) -> None:
    assert lines(tmp_path, f"FROM x\n\n# uv sync\n{instruction}\n") == ["Dockerfile:4"]


@pytest.mark.parametrize(
    "text",
    [
        "RUN uv --version",
        "RUN pip install uv",
        "RUN --mount=type=secret,id=netrc,target=/root/.netrc uv sync",
        "RUN --mount=type=cache,target=/x \\\n  --mount=type=secret,id=a,env=A \\\n  uv sync",
        "ARG UV_INDEX_CORP_PASSWORD\nRUN uv sync",
        "ENV UV_DEFAULT_INDEX=https://user:word@host/simple\nRUN uv sync",
        "COPY .netrc /root/.netrc\nRUN uv sync",
        "RUN NETRC=/run/secrets/netrc uv sync",
        "CMD uv run app",
    ],
)
def test_what_has_a_secret_or_asks_nothing_is_not(tmp_path: Path, text: str) -> None:
    assert lines(tmp_path, f"FROM x\n{text}\n") == []


def test_an_instruction_counts_from_its_first_line(tmp_path: Path) -> None:
    text = "FROM x\nRUN apt-get update \\\n    # the tools\n    && uv sync\n"
    assert lines(tmp_path, text, "docker/Dockerfile.prod") == ["docker/Dockerfile.prod:2"]


def test_what_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").mkdir()
    assert list(without_secrets(tmp_path)) == []
