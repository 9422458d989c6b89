"""The JSON document and its published schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError
from tests.render import samples

from indexdoctor.model.report import Report
from indexdoctor.render import schema, schema_parts
from indexdoctor.render.json import render
from indexdoctor.render.view import View

PROMISED = Path(__file__).parent / "promised"
WORDS = ("title", "description", "default")


@pytest.mark.parametrize("report", [samples.check(), samples.explain(), samples.compared()])
def test_documents_are_valid_against_the_schema(report: Report) -> None:
    published = json.loads(schema.schema_text())
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.Draft202012Validator(published).validate(json.loads(render(report, View())))


def test_the_schema_refuses_another_version_and_unknown_members() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema.schema_text()))
    document = json.loads(render(samples.check(), View()))
    assert validator.is_valid(document)
    assert not validator.is_valid({**document, "version": 2})
    assert not validator.is_valid({**document, "surprise": True})


def test_a_document_is_read_back_as_it_was() -> None:
    text = render(samples.check(), View())
    assert schema.Document.model_validate_json(text).model_dump(mode="json") == json.loads(text)


def test_lines_count_from_one() -> None:
    with pytest.raises(ValidationError):
        schema_parts.Origin(kind="file", name="uv.toml", line=0, key=None)


def without_words(value: Any) -> Any:
    """A schema without what is said in it, and without what is left out means."""
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if k not in WORDS or isinstance(v, dict)}
        return {key: without_words(item) for key, item in kept.items()}
    return [without_words(item) for item in value] if isinstance(value, list) else value


def test_within_a_version_members_are_only_added() -> None:
    """The file is what was published first, and is never written anew."""
    first = json.loads((PROMISED / "report-1.json").read_text(encoding="utf-8"))
    today = json.loads(schema.schema_text())
    pairs = {"": (first, today)}
    pairs |= {name: (shape, today["$defs"][name]) for name, shape in first["$defs"].items()}
    for name, (old, new) in pairs.items():
        assert set(old["required"]) == set(new["required"]), name
        for member, shape in old["properties"].items():
            assert without_words(new["properties"][member]) == without_words(shape), member


def test_the_schema_is_shipped_as_it_is_made() -> None:
    for document in schema.DOCUMENTS:
        assert schema.schema_text(document) == schema.made(document)
