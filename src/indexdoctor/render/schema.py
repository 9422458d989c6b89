"""The public shape of the JSON document, version 1.

Kept apart from the inner model, which may change freely. Within version 1 members may be added;
none is removed, renamed or given another meaning. A reader should pass over members it does not
know. Text is free of control characters and of every known secret.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from indexdoctor.render.schema_parts import (
    Client,
    Detail,
    Exchange,
    Finding,
    Ignored,
    Index,
    KeyringQuestion,
    LockedFile,
    Note,
    Problem,
    Repository,
    Setting,
    Shape,
    Verdict,
)
from indexdoctor.render.schema_versions import Comparison, Versions

VERSION = 1
FOLDER = Path(__file__).parents[1] / "schemas"


class Document(Shape):
    """A report of indexdoctor; with `comparison` the rest is about its first version."""

    format: Literal["indexdoctor-report"]
    version: Literal[1]
    tool_version: str
    mode: str
    client: Client
    verdict: Verdict
    indexes: list[Index]
    files: list[LockedFile] = Field([], description="What a lock that is taken as it is names.")
    findings: list[Finding]
    ignored: list[Ignored] = Field([], description="Not among `findings`, and not in exit codes.")
    settings: list[Setting]
    problems: list[Problem]
    exchanges: list[Exchange]
    keyring: list[KeyringQuestion]
    notes: list[Note]
    details: list[Detail]
    comparison: Comparison | None = None
    started: str | None = Field(
        None, description="When the run began, in ISO 8601 with the zone's offset."
    )
    environment: list[Detail] = Field(
        [], description="The surroundings: versions, the system, the time."
    )
    repository: Repository | None = None
    exit_code: int | None = Field(None, description="What the process ended with.")
    packages: list[str] = Field([], description="The names of the packages that were looked for.")


DOCUMENTS: dict[str, type[Shape]] = {"report": Document, "versions": Versions}


def schema_text(document: str = "report") -> str:
    """The JSON Schema (draft 2020-12) of one of DOCUMENTS, as it is shipped with the package."""
    return (FOLDER / f"{document}-{VERSION}.json").read_text(encoding="utf-8")


def made(document: str) -> str:
    """The same made from the shapes, with a line break at its end."""
    import json

    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **DOCUMENTS[document].model_json_schema(mode="serialization"),
        "title": f"indexdoctor-{document} version {VERSION}",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
