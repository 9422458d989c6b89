"""Where a source distribution says its build requirements come from.

`[tool.uv.sources]` of its own pyproject.toml, which uv follows since 0.9.26 even where it got the
file from an index (crates/uv-distribution/src/source/mod.rs). `--no-sources` does not stop it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indexdoctor.clients.uv.endings import SearchError
from indexdoctor.clients.uv.markers import holds
from indexdoctor.clients.uv.roots import root_url
from indexdoctor.discover.requirements import normalise_name
from indexdoctor.model.index import Index, IndexFormat, IndexKind, Policy
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.resolution import IndexRow, Standing
from indexdoctor.model.url import UrlError, parse_address
from indexdoctor.records import record
from indexdoctor.versions import Uv

_FILE = "pyproject.toml of a source distribution"


@record
class OwnPin:
    """A package whose index is named there, for all machines or for those of a marker."""

    package: str
    index: str
    marker: str | None = None


def own_pins(document: Mapping[str, Any]) -> Iterator[OwnPin]:
    """The index pins; none without a `[project]` table, for then uv looks for no others."""
    sources = _uv(document).get("sources")
    if not isinstance(document.get("project"), dict) or not isinstance(sources, dict):
        return
    for package, given in sources.items():
        for entry in given if isinstance(given, list) else [given]:
            if isinstance(entry, dict) and isinstance(entry.get("index"), str):
                marker = entry.get("marker")
                yield OwnPin(normalise_name(package), entry["index"], marker)


def own_indexes(document: Mapping[str, Any]) -> Iterator[Index]:
    """The named indexes a source distribution declares."""
    given = _uv(document).get("index")
    for entry in given if isinstance(given, list) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            continue
        try:
            address = parse_address(str(entry.get("url", "")))
        except UrlError:
            continue
        yield Index(
            address,
            IndexKind.INDEX,
            Origin.default(_FILE),
            name=entry["name"],
            explicit=True,
            format=IndexFormat(entry.get("format", IndexFormat.SIMPLE)),
        )


def pinned_row(
    pins: Sequence[OwnPin], indexes: Sequence[Index], package: str, uv: Uv
) -> IndexRow | None:
    """The index a build requirement is pinned to here; `indexes` are all that can be meant.

    Raises SearchError for a pin, whatever its marker, to an index that is not among them.
    """
    row = None
    for pin in pins:
        if pin.package != package:
            continue
        index = next((index for index in indexes if index.name == pin.index), None)
        if index is None:
            text = f"a source distribution pins {package} to the index `{pin.index}`, which neither"
            raise SearchError(f"{text} it nor the command line declares")
        if row is None and holds(pin.marker):
            row = IndexRow(
                index,
                Standing.EXPLICIT,
                None,
                root_url(index.url, uv) or index.url,
                Setting(Policy.AUTO, index.origin),
                reason="a source distribution pins what its build requires to it",
            )
    return row


def _uv(document: Mapping[str, Any]) -> Mapping[str, Any]:
    tool = document.get("tool")
    table = tool.get("uv") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else {}
