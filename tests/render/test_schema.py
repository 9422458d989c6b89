"""The JSON document and its published schema."""

from __future__ import annotations

import json

import jsonschema  # type: ignore[import-untyped]  # it has no type information
import pytest
from pydantic import ValidationError
from tests.render import samples

from indexdoctor.model.report import Report
from indexdoctor.render import schema, schema_parts
from indexdoctor.render.json import render
from indexdoctor.render.view import View


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
