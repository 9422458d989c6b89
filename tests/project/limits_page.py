"""The page of limits and of what is masked, made from the constants and the recognisers."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import indexdoctor
from indexdoctor.render.recognisers.registry import RECOGNISERS

PACKAGE = Path(indexdoctor.__file__).parent
SECONDS, BYTES, COUNT = "seconds", "bytes", "count"
# Module and constant, the unit, what is limited, and what becomes of more.
LIMITS = (
    ("replay.content", "PAGE_LIMIT", BYTES, "one simple page, unpacked", "incomplete"),
    ("replay.content", "PAGES_LIMIT", BYTES, "all pages of a run", "incomplete"),
    ("replay.content", "LINKS_LIMIT", COUNT, "links of an HTML page", "incomplete"),
    ("replay.content", "TAGS_LIMIT", COUNT, "tags of an HTML page", "incomplete"),
    ("replay.content", "TAG_LIMIT", BYTES, "one tag", "incomplete"),
    ("replay.content", "VALUES_LIMIT", COUNT, "values of a JSON page", "incomplete"),
    ("replay.content", "METADATA_LIMIT", BYTES, "a metadata file", "the rest is not read"),
    ("replay.content", "SOURCE_LIMIT", BYTES, "a source distribution", "it is not looked into"),
    ("replay.content", "FILE_LIMIT", BYTES, "the beginning of a wheel", "no more is needed"),
    ("replay.content", "OTHER_LIMIT", BYTES, "a refusal or other answer", "no more is needed"),
    ("replay.wire", "HEADERS_LIMIT", BYTES, "status line and headers", "incomplete"),
    (
        "replay.wire",
        "MAX_HEADERS",
        COUNT,
        "headers of an answer",
        "no valid HTTP answer, as for uv",
    ),
    ("replay.recorder", "EXCERPT", BYTES, "a body in the report", "the rest is left out"),
    ("replay.recorder", "PHRASE", COUNT, "characters of a reason phrase", "the rest is left out"),
    ("replay.asking", "MAX_HOPS", COUNT, "redirects of a probe", "the last answer counts"),
    ("clients.uv.redirects", "MAX_REDIRECTS", COUNT, "redirects of uv itself", "uv fails"),
    ("replay.run", "FOLLOWED", SECONDS, "following other releases of uv", "they are left out"),
    ("credentials.keyring", "TIMEOUT", SECONDS, "an answer of `keyring`", "it is ended: no answer"),
    (
        "credentials.keyring",
        "OUTPUT_LIMIT",
        BYTES,
        "the output of `keyring`",
        "it is ended: no answer",
    ),
    ("replay.further", "TIMEOUT", SECONDS, "a further keyring question", "no answer"),
    ("credentials.native_store", "TIMEOUT", SECONDS, "the system's store", "no answer"),
    ("credentials.netrc", "SIZE_LIMIT", BYTES, "a netrc file", "a warning: it is not read"),
    ("credentials.store", "SIZE_LIMIT", BYTES, "uv's credential store", "it is not read"),
    ("discover.documents", "MAX_CONFIG", BYTES, "pyproject.toml, uv.toml", "an error"),
    ("discover.files", "MAX_FILE", BYTES, "a requirements file", "an error"),
    ("discover.files", "MAX_LOCK", BYTES, "uv.lock, pylock.toml", "an error"),
    ("discover.requirements_files", "MAX_NESTED", COUNT, "files nested by -r, -c", "a warning"),
    ("discover.requirements_files", "MAX_REQUIREMENTS", COUNT, "requirements", "a warning"),
    ("discover.pip_conf", "LIMIT", BYTES, "pip.conf, .pypirc", "it is not read"),
    ("discover.workflows", "MAX_FILES", COUNT, "workflows", "the others are not read"),
    ("discover.workflows", "MAX_SIZE", BYTES, "one workflow", "it is not read"),
    ("discover.git_index", "SIZE_LIMIT", BYTES, "the index of git", "it is not read"),
    ("cli.outputs", "LARGEST_LOG", BYTES, "the log of `report --log`", "wrong usage"),
)


def named() -> set[tuple[str, str]]:
    """The public constants of the package whose names say that they limit something."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if module.split(".")[0] in ("lab", "versions", "render"):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            for target in node.targets if isinstance(node, ast.Assign) else ():
                name = getattr(target, "id", "")
                if name.endswith(("LIMIT", "TIMEOUT")) or name.startswith("MAX_"):
                    found.add((module, name))
    return {(module, name) for module, name in found if not name.startswith("_")}


def shown(value: float, unit: str) -> str:
    """A value with its unit."""
    if unit == SECONDS:
        return f"{value:g} s"
    if unit == COUNT:
        return f"{value:,}"
    for size, name in ((1024 * 1024, "MiB"), (1024, "KiB")):
        if value % size == 0:
            return f"{value / size:g} {name}"
    return f"{value:,} bytes"


def page() -> str:
    """The page."""
    parts = [
        "# Limits, and what is hidden",
        "",
        "This page is made from the code.",
        "",
        "## Limits",
        "",
        "Every request has uv's own time limit (`UV_HTTP_TIMEOUT`), the whole run that of",
        "`--deadline` (60 s). What a server, a file or a program says is read up to these limits.",
        "*Incomplete* means that the report names the limit that was reached, concludes nothing",
        "from what was left out, and ends with exit code 4.",
        "",
        "| what | limit | more than that |",
        "|---|---|---|",
    ]
    for module, name, unit, what, more in LIMITS:
        value = getattr(import_module(f"indexdoctor.{module}"), name)
        parts.append(f"| {what} | {shown(value, unit)} | {more} |")
    parts += [
        "",
        "## What is hidden",
        "",
        "Every secret that is read (in URLs, variables, netrc, stores, keyrings, options) is",
        "known and masked as `****` in all that leaves, in every encoding. Redaction has no",
        "switch. These are recognised without being configured, in what servers say too:",
        "",
        *(f"- {recogniser.name}" for recogniser in RECOGNISERS),
        "",
        "Hashes, commits, UUIDs, versions and the names of files stay as they are.",
    ]
    return "\n".join(parts) + "\n"
