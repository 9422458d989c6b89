"""The links of an HTML page."""

from __future__ import annotations

import html.parser


class Links(html.parser.HTMLParser):
    """Collects the attributes of each `<a href>`, and the first `<base>` before them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base: str | None = None
        self.links: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "base" and self.base is None and not self.links:
            self.base = values.get("href")
        elif tag == "a" and values.get("href"):
            self.links.append(values)
