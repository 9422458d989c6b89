"""Where the indexes of a world are defined."""

from __future__ import annotations

from tests.conformance.commands import PIP, draw_further, draw_kind
from tests.conformance.definitions import UvTable, Written
from tests.conformance.draw import Draw
from tests.conformance.scripts import SCRIPTS
from tests.conformance.servers import (
    PACKAGES,
    PATHS,
    People,
    draw_index,
    draw_people,
    redirected,
)
from tests.conformance.sources import base, netloc, userinfo
from tests.conformance.spelling import spelling
from tests.conformance.tools import TOOLS

from indexdoctor.lab.site import LabIndex


class Definer:
    """Draws the servers of a world and writes down their indexes (`written` grows on the way)."""

    def __init__(self, seed: int, number: int) -> None:
        self.draw = Draw(f"{seed}/{number}")
        self.spelling = spelling(seed, number)
        self.people: People = draw_people(self.draw)
        self.origins = 2 if self.draw.chance(40) else 1
        usual = draw_kind(self.draw)
        self.kind = draw_further(Draw(f"{seed}/{number}/command")) or usual
        self.names = tuple(self.draw.some(PACKAGES, self.draw.weighted((60, 1), (30, 2), (10, 3))))
        self.written = Written()
        count = self.draw.weighted((42, 1), (42, 2), (16, 3))
        if self.kind == "publish":
            count = self.draw.weighted((70, 1), (30, 2))
        self.configured = tuple(
            draw_index(
                self.draw, self.spelling.path(path), number, self.origins, self.people, self.names
            )
            for number, path in enumerate(self.draw.some(PATHS, count))
        )
        self.served: list[LabIndex] = []
        for index in self.configured:
            if index.fixed is None and self.draw.chance(8):
                self.served.extend(redirected(self.draw, index, self.origins))
            else:
                self.served.append(index)
        self.has_explicit_file = self.draw.chance(6)
        self.has_keyring = self.draw.chance(38)
        self.project_file = self.draw.one(("uv.toml", "pyproject.toml"))
        self.names_given: dict[int, str] = {}

    def table(self) -> UvTable:
        if self.has_explicit_file:
            return self.written.tables["explicit"]
        if self.kind in SCRIPTS and self.draw.chance(55):
            return self.written.tables["script"]
        if self.kind in TOOLS and self.draw.chance(80):
            return self.written.tables[self.draw.one(("user", "user", "system"))]
        if self.kind == "publish" or not self.draw.chance(25):
            return self.written.tables["project"]
        return self.written.tables[self.draw.one(("user", "system"))]

    def url(self, index: LabIndex, *, may_carry: bool = True) -> str:
        path = self.spelling.write(index.path)
        text = base(index.origin) + path
        if may_carry and self.draw.chance(60 if self.has_keyring else 36):
            text = text.replace(
                "{{",
                userinfo(self.draw, self.people, user_only=60 if self.has_keyring else 15) + "{{",
                1,
            )
            scheme_less = netloc(index.origin) + path
            carried = text.split("{{", 1)[0]
            text = f"http://{carried}{scheme_less}"
        if self.draw.chance(15) and not any(mark in path for mark in "?#"):
            text += "/"
        return text

    def options_of(self, index: LabIndex) -> dict[str, object]:
        found: dict[str, object] = {}
        always = 50 if self.has_keyring else 22
        policy = self.draw.weighted((58, None), (8, "auto"), (always, "always"), (9, "never"))
        if policy:
            found["authenticate"] = policy
        if self.draw.chance(10):
            found["ignore-error-codes"] = self.draw.one(
                ([401], [403], [401, 403], [404], [], [500])
            )
        return found

    def define_table(self, number: int, index: LabIndex, **extra: object) -> None:
        entry: dict[str, object] = {}
        if self.kind == "publish" or extra or self.draw.chance(75):
            entry["name"] = self.name(number)
        entry["url"] = self.url(index)
        if index.flat:
            entry["format"] = "flat"
        entry |= self.options_of(index) | extra
        if self.kind in SCRIPTS and "explicit" in extra:
            self.written.tables["script"].indexes.append(entry)
            return
        self.table().indexes.append(entry)

    def named(self, number: int, index: LabIndex) -> str:
        """`name=url` or the bare URL, as options and variables take them."""
        text = self.url(index)
        if self.draw.chance(50):
            return f"{self.name(number)}={text}"
        return text

    def name(self, number: int) -> str:
        """The name of an index; now and then that of another one (the first with it counts)."""
        taken = list(self.names_given.values())
        name = self.spelling.names[number]
        if taken and number not in self.names_given and self.draw.chance(4):
            name = taken[0]
        self.names_given[number] = name
        return name

    def define_default(self, number: int, index: LabIndex) -> None:
        places = [(60, "table"), (8, "index-url")]
        if self.kind != "publish":
            places += [(14, "--default-index"), (10, "UV_DEFAULT_INDEX")]
            places += [(10, "--index-url"), (8, "UV_INDEX_URL")]
        if self.kind in PIP:
            places += [(7, "pip"), (20, "requirements")]
        place = self.draw.weighted(*places)
        written = self.written
        if place == "table":
            self.define_table(number, index, default=True)
        elif place == "--default-index":
            written.options += ["--default-index", self.named(number, index)]
        elif place == "UV_DEFAULT_INDEX":
            written.environ["UV_DEFAULT_INDEX"] = self.named(number, index)
        elif place == "--index-url":
            written.options += [self.draw.one(("--index-url", "-i")), self.url(index)]
        elif place == "UV_INDEX_URL":
            written.environ["UV_INDEX_URL"] = self.url(index)
        elif place == "requirements":
            option = self.draw.one(("--index-url ", "-i ", "--index-url="))
            written.requirement_lines.append(f"{option}{self.line_url(index)}")
        else:
            table = self.table()
            target = table.pip if place == "pip" else table.values
            target["index-url"] = self.url(index)

    def line_url(self, index: LabIndex) -> str:
        """A URL for a line of a requirements file; a third of the secrets come by variable."""
        text = self.url(index)
        carried, at, rest = text.removeprefix("http://").partition("@")
        user, colon, secret = carried.partition(":")
        if at and colon and secret and self.draw.chance(35):
            self.written.environ["INDEX_PW"] = secret
            return f"http://{user}:${{INDEX_PW}}@{rest}"
        return text

    def define_other(self, number: int, index: LabIndex) -> None:
        if index.flat:
            self.define_find_links(index)
            return
        places = [(44, "table"), (6, "extra-index-url")]
        if self.kind != "publish":
            places += [(14, "--index"), (8, "UV_INDEX"), (9, "--extra-index-url")]
            places += [(8, "UV_EXTRA_INDEX_URL")]
        if self.kind in PIP:
            places += [(6, "pip"), (10, "requirements")]
        place = self.draw.weighted(*places)
        written = self.written
        if place == "table":
            self.define_table(number, index, **self.maybe_explicit(number))
        elif place == "--index":
            written.options += ["--index", self.named(number, index)]
        elif place == "UV_INDEX":
            written.append_environ("UV_INDEX", self.named(number, index))
        elif place == "--extra-index-url":
            written.options += ["--extra-index-url", self.url(index)]
        elif place == "UV_EXTRA_INDEX_URL":
            written.append_environ("UV_EXTRA_INDEX_URL", self.url(index))
        elif place == "requirements":
            written.requirement_lines.append(f"--extra-index-url {self.line_url(index)}")
        else:
            table = self.table()
            target = table.pip if place == "pip" else table.values
            before = target.get("extra-index-url")
            urls = [*before, self.url(index)] if isinstance(before, list) else [self.url(index)]
            target["extra-index-url"] = urls

    def maybe_explicit(self, number: int) -> dict[str, object]:
        pins = self.kind not in (*PIP, *TOOLS) and not self.has_explicit_file
        declared = self.project_file == "pyproject.toml" or self.kind in SCRIPTS
        if not pins or not declared or not self.draw.chance(35):
            return {}
        self.written.sources[self.draw.one(self.names)] = self.spelling.names[number]
        return {"explicit": True} if self.draw.chance(75) else {}

    def define_find_links(self, index: LabIndex) -> None:
        places = [(40, "--find-links"), (20, "UV_FIND_LINKS"), (40, "find-links")]
        if self.kind in PIP:
            places += [(20, "requirements")]
        place = self.draw.weighted(*places)
        if place == "--find-links":
            self.written.options += [self.draw.one(("--find-links", "-f")), self.url(index)]
        elif place == "UV_FIND_LINKS":
            self.written.append_environ("UV_FIND_LINKS", self.url(index), ",")
        elif place == "requirements":
            self.written.requirement_lines.append(f"--find-links {self.line_url(index)}")
        else:
            self.table().values["find-links"] = [self.url(index)]
