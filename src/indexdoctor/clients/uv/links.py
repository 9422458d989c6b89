"""The links of an HTML page."""

from __future__ import annotations

import html.parser


class Links(html.parser.HTMLParser):
    """Collects the attributes of each `<a href>`, and the `href` of the first `<base>`.

    As in uv, a `<base>` counts only before any `<a>` or `<link>`, and only the first.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base: str | None = None
        self._takes_base = True
        self.links: list[dict[str, str | None]] = []

    def parse_html_declaration(self, i: int) -> int:
        """As the library does, but for what it dies of (`<![A:`): that is a comment."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "base" and self._takes_base:
            self.base = values.get("href")
        elif tag == "a" and values.get("href"):
            self.links.append(values)
        if tag in ("base", "a", "link"):
            self._takes_base = False
