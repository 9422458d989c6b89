"""Words and variables that uv's parser refuses: fatal here exactly where uv exits with 2."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.discover.oracle import Place, run_uv

from indexdoctor.clients.uv.settings import resolve
from indexdoctor.discover.command import parse_command
from indexdoctor.discover.gather import discover
from indexdoctor.model.problem import Problem

PROJECT = '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = []\n'
COMPILE = "pip compile r.in --offline --no-index"
# Words after `uv pip compile r.in --offline --no-index`.
WITH_COMPILE = [
    "--index-url http://a/ --default-index http://b/",
    "--index http://a/ --extra-index-url http://b/",
    "--extra-index-url",
    "--offline=1",
    "--offline --no-offline",
    "--index-url=http://a/ --index-url=http://b/",
    "--default-index http://a/ --default-index http://b/",
    "-i http://a/ --index-url http://b/",
    "--keyring-provider=subprocess --keyring-provider disabled",
    "--keyring-provider=",
    "--index=",
    "--index-url=",
    "--index a=",
    "--index a:b=http://a/",
    "--index é=http://a/",
    "--index nourl",
    "--allow-insecure-host h:99999",
    "--allow-insecure-host *",
    "--directory missing",
    "--project missing",
    "--no-config --config-file uv.toml",
    "--quiet --verbose",
    "-qq",
    "--no-cache --refresh",
    "-xyz",
    "--exclude-newer nonsense",
    "--python-version nonsense",
    "--upgrade --upgrade-package a",
    "--no-build --build-isolation",
    "--generate-hashes --no-generate-hashes",
    "--universal --python-platform linux",
    "--no-index --find-links ./none",
    "r.in",
    "--link-mode copy",
    "--constraint",
    "-c missing.txt",
    "--override missing.txt",
    "--native-tls --no-native-tls",
    "--system-certs --native-tls",
]
WHOLE = [
    "pip compile --offline -",
    "pip compile r.in --offline --index-strategy=unsafe-best-match --no-index",
    "pip install --offline",
    "pip install -r missing.txt --offline",
    "pip sync missing.txt --offline",
    "pip",
    "lock --offline --index-url http://a/ --default-index http://b/",
    "lock --offline extra",
    "lock --offline --dry-run --check",
    "lock --offline --no-sources --upgrade",
    "lock --offline -U -P a",
    "sync --offline --all-packages --package a",
    "sync --offline --group é",
    "sync --offline --only-group a --extra b",
    "sync --offline --extra a --all-extras",
    "tree --offline --invert --depth x",
    "export --offline --format nonsense",
    "add --offline",
    "add --offline -r r.in --frozen",
    "add --offline foo --dev --group a",
    "add --offline foo --optional a --dev",
    "add --offline foo --bounds nonsense",
    "add --offline foo --rev a --tag b",
    "publish --username a --token b",
    "publish --password b --token b --dry-run",
    "publish --publish-url nonsense",
    "publish --publish-url http://h:99999/",
    "publish --index a --check-url http://h/",
    "publish --trusted-publishing",
    "publish --keyring-provider safe",
    "publish -u a -u b",
    "publish -t a -u b",
    "publish --publish-url",
    "tool",
    "tool --offline install --no-index",
    "tool install --offline --no-index a b",
    "tool install --offline --no-index a -- -b",
    "tool install --offline --no-index --nonsense a",
    "tool install --offline --no-index a --with-requirements missing.txt",
    "tool run --offline --no-index --from",
    "tool run --offline --no-index --nonsense a",
    "tool run --offline --no-index a --nonsense",
    "nonsense",
    "--offline",
    "--nonsense lock",
    "--offline lock --offline",
    "--no-config --config-file missing.toml lock --offline",
    "--directory . --project . lock --offline",
    "lock --refresh-package a --offline",
    "lock --offline --no-offline --refresh --locked --frozen",
]
# Variables beside words; uv lets some words hide a variable.
VARIABLES: list[tuple[str, dict[str, str]]] = [
    *(
        (words, {name: value})
        for words in (COMPILE, "lock --offline")
        for name, value in (
            ("UV_OFFLINE", "maybe"),
            ("UV_KEYRING_PROVIDER", "safe"),
            ("UV_KEYRING_PROVIDER", ""),
            ("UV_INDEX_URL", "http://h:99999/"),
            ("UV_INDEX", "a= http://b/"),
            ("UV_DEFAULT_INDEX", "é=http://a/"),
            ("UV_FIND_LINKS", "http://h:99999/"),
            ("UV_NO_CONFIG", "maybe"),
            ("UV_NO_CACHE", "x"),
            ("UV_CONFIG_FILE", "missing.toml"),
            ("UV_HTTP_TIMEOUT", "x"),
            ("UV_HTTP_TIMEOUT", ""),
            ("UV_HTTP_RETRIES", "-1"),
            ("UV_CONCURRENT_DOWNLOADS", "0"),
            ("UV_INDEX_STRATEGY", ""),
            ("UV_PRERELEASE", "x"),
            ("UV_NATIVE_TLS", "2"),
            ("UV_SYSTEM_CERTS", ""),
            ("UV_INSECURE_HOST", "h:x"),
            ("UV_EXCLUDE_NEWER", "nonsense"),
            ("UV_CACHE_DIR", ""),
            ("UV_PROJECT", "missing"),
            ("UV_WORKING_DIR", "missing"),
            ("UV_PUBLISH_URL", "http://h:99999/"),
        )
    ),
    ("lock --offline --no-index", {"UV_INDEX": "http://a/"}),
    ("lock --offline --index http://a/", {"UV_NO_INDEX": "1"}),
    ("lock --refresh", {"UV_OFFLINE": "1"}),
    ("lock --refresh --no-offline --frozen --locked", {"UV_OFFLINE": "1"}),
    ("lock --offline --python-preference system", {"UV_MANAGED_PYTHON": "1"}),
    ("lock --offline --python-preference system --no-managed-python", {"UV_MANAGED_PYTHON": "1"}),
    ("lock --offline", {"UV_FROZEN": "1", "UV_LOCKED": "1"}),
    ("sync --offline", {"UV_FROZEN": "1", "UV_LOCKED": "1"}),
    ("tree --offline", {"UV_FROZEN": "1", "UV_LOCKED": "1"}),
    (f"{COMPILE} --index-url http://a/", {"UV_INDEX_URL": "http://h:99999/"}),
    (f"{COMPILE} --keyring-provider disabled", {"UV_KEYRING_PROVIDER": "safe"}),
    ("publish", {"UV_PUBLISH_URL": "http://h:99999/"}),
    ("publish", {"UV_PUBLISH_TOKEN": "t", "UV_PUBLISH_USERNAME": "u"}),
]


def check(tmp_path: Path, words: list[str], environ: dict[str, str]) -> tuple[Problem, ...]:
    place = Place(tmp_path)
    place.write({"work/r.in": "", "work/uv.toml": "", "work/pyproject.toml": PROJECT})
    surroundings = place.surroundings(environ)
    command = parse_command(["uv", *words], surroundings)
    found = discover(surroundings, command)
    problems = (*command.problems, *found.problems, *resolve(found).problems)
    answer = run_uv(place, words, environ)
    fatal = any(problem.fatal for problem in problems)
    assert fatal == (answer.code == 2), (answer.err, problems)
    return problems


@pytest.mark.parametrize("words", WITH_COMPILE)
def test_words_with_compile(words: str, tmp_path: Path) -> None:
    check(tmp_path, [*COMPILE.split(), *words.split()], {})


@pytest.mark.parametrize("words", WHOLE)
def test_whole_commands(words: str, tmp_path: Path) -> None:
    check(tmp_path, words.split(), {})


@pytest.mark.parametrize(("words", "environ"), VARIABLES)
def test_variables(words: str, environ: dict[str, str], tmp_path: Path) -> None:
    for problem in check(tmp_path, words.split(), environ):
        assert str(problem.origin)


def test_standard_input_is_not_read(tmp_path: Path) -> None:
    (problem,) = check(tmp_path, ["pip", "compile", "--offline", "-"], {})
    assert "standard input" in problem.message
