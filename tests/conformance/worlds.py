"""Random but repeatable worlds: `world(seed, number)` is always the same frozen value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.conformance.commands import (
    PIP,
    draw_kind,
    draw_work,
    place_options,
    pyproject_text,
)
from tests.conformance.definitions import UvTable, Written
from tests.conformance.draw import Draw
from tests.conformance.publishing import draw_publish
from tests.conformance.servers import (
    PACKAGES,
    PATHS,
    People,
    draw_index,
    draw_people,
    login_pages,
    redirected,
)
from tests.conformance.sources import (
    base,
    draw_index_variables,
    draw_keyring,
    draw_netrc,
    draw_store,
    netloc,
    userinfo,
)

from indexdoctor.lab.keyring import FakeKeyring
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabIndex, LabPublish, Site

NAMES = ("corp", "my-index", "b.c", "Extra_1")


@dataclass(frozen=True, slots=True)
class World:
    """One world. `secrets` are all passwords and tokens in it, right and wrong."""

    seed: int
    number: int
    scene: Scene
    secrets: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"world {self.number} of seed {self.seed}"


class Builder:
    """Draws one world, step by step; `written` and `indexes` grow on the way."""

    def __init__(self, seed: int, number: int) -> None:
        self.draw = Draw(f"{seed}/{number}")
        self.people: People = draw_people(self.draw)
        self.origins = 2 if self.draw.chance(40) else 1
        self.kind = draw_kind(self.draw)
        self.names = tuple(self.draw.some(PACKAGES, self.draw.weighted((60, 1), (30, 2), (10, 3))))
        self.written = Written()
        count = self.draw.weighted((42, 1), (42, 2), (16, 3))
        if self.kind == "publish":
            count = self.draw.weighted((70, 1), (30, 2))
        self.configured = tuple(
            draw_index(self.draw, path, number, self.origins, self.people, self.names)
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

    # where an index is defined

    def table(self) -> UvTable:
        if self.has_explicit_file:
            return self.written.tables["explicit"]
        if self.kind == "publish" or not self.draw.chance(25):
            return self.written.tables["project"]
        return self.written.tables[self.draw.one(("user", "system"))]

    def url(self, index: LabIndex, *, may_carry: bool = True) -> str:
        text = base(index.origin) + index.path
        if may_carry and self.draw.chance(60 if self.has_keyring else 36):
            text = text.replace(
                "{{",
                userinfo(self.draw, self.people, user_only=60 if self.has_keyring else 15) + "{{",
                1,
            )
            scheme_less = netloc(index.origin) + index.path
            carried = text.split("{{", 1)[0]
            text = f"http://{carried}{scheme_less}"
        if self.draw.chance(15):
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
        if self.kind == "publish" or extra.get("explicit") or self.draw.chance(75):
            entry["name"] = NAMES[number]
            self.names_given[number] = NAMES[number]
        entry["url"] = self.url(index)
        if index.flat:
            entry["format"] = "flat"
        entry |= self.options_of(index) | extra
        self.table().indexes.append(entry)

    def named(self, number: int, index: LabIndex) -> str:
        """`name=url` or the bare URL, as options and variables take them."""
        text = self.url(index)
        if self.draw.chance(50):
            self.names_given[number] = NAMES[number]
            return f"{NAMES[number]}={text}"
        return text

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
        pins = self.kind not in PIP and not self.has_explicit_file
        if not pins or self.project_file != "pyproject.toml" or not self.draw.chance(35):
            return {}
        self.written.sources[self.draw.one(self.names)] = NAMES[number]
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

    # the rest

    def define_all(self) -> None:
        default = self.draw.one(range(len(self.configured)))
        for number, index in enumerate(self.configured):
            if number == default:
                self.define_default(number, index)
                continue
            if self.kind != "publish" and self.draw.chance(14):
                flat = replace(index, flat=True)
                self.served = [flat if entry is index else entry for entry in self.served]
                index = flat if flat in self.served else index
            self.define_other(number, index)
        if self.draw.chance(6) and not self.has_explicit_file:
            twin = replace(self.draw.one(self.configured), flat=False)
            self.define_other(3, twin)

    def draw_sources(self) -> None:
        """Sources besides URLs."""
        for number, name in self.names_given.items():
            if self.draw.chance(42):
                draw_index_variables(self.draw, self.people, NAMES[number], self.written)
            del name
        if self.draw.chance(34):
            draw_netrc(self.draw, self.people, self.origins, self.written)
        if self.draw.chance(18):
            draw_store(self.draw, self.people, self.configured, self.written)

    def draw_settings(self) -> None:
        if self.kind != "publish" and self.draw.chance(18):
            strategy = self.draw.one(("unsafe-first-match", "unsafe-best-match", "first-index"))
            place = self.draw.one(("option", "environ", "table"))
            if place == "option":
                self.written.options += ["--index-strategy", strategy]
            elif place == "environ":
                self.written.environ["UV_INDEX_STRATEGY"] = strategy
            else:
                self.table().values["index-strategy"] = strategy
        failing = any(
            answer is not None and answer.status in (408, 429, 500, 502, 503, 504)
            for index in self.configured
            for answer in (index.fixed, index.files.fixed)
        )
        # a publish without credentials tries trusted publishing over HTTPS, which fails slowly here
        failing = failing or (self.kind == "publish" and self.draw.chance(90))
        if failing or self.draw.chance(8):  # uv waits a second or more before each retry
            self.written.environ["UV_HTTP_RETRIES"] = self.draw.one(("0", "0", "0", "1"))

    def draw_keyring(self, publish: tuple[LabPublish, ...]) -> FakeKeyring | None:
        if not self.has_keyring:
            return None
        urls = tuple((index.origin, index.path) for index in self.configured)
        urls += tuple((endpoint.origin, endpoint.path) for endpoint in publish)
        plan = draw_keyring(self.draw, self.people, urls)
        if plan.enabled:
            place = self.draw.one(("option", "environ", "table"))
            if place == "option":
                self.written.options += ["--keyring-provider", plan.enabled]
            elif place == "environ":
                self.written.environ["UV_KEYRING_PROVIDER"] = plan.enabled
            else:
                self.table().values["keyring-provider"] = plan.enabled
        if self.draw.chance(4):
            return None
        return FakeKeyring(plan.entries, creds_mode=not self.draw.chance(12))

    def files(self, head: str | None) -> dict[str, str]:
        """The text of every file that is not the command's own."""
        tables, found = self.written.tables, {}
        if tables["explicit"]:
            found["project/conf/custom.toml"] = tables["explicit"].text()
            if self.draw.chance(50):
                self.written.options += ["--config-file", "conf/custom.toml"]
            else:
                self.written.environ["UV_CONFIG_FILE"] = "conf/custom.toml"
        in_pyproject = self.project_file == "pyproject.toml" or bool(self.written.sources)
        if head or (in_pyproject and tables["project"]) or self.written.sources:
            table = tables["project"] if in_pyproject else UvTable()
            found["project/pyproject.toml"] = pyproject_text(head, table, self.written.sources)
        if tables["project"] and not in_pyproject:
            found["project/uv.toml"] = tables["project"].text()
        if tables["user"]:
            found["home/.config/uv/uv.toml"] = tables["user"].text()
        if tables["system"]:
            found["etc/uv/uv.toml"] = tables["system"].text()
        if self.written.netrc:
            name = "home/.netrc"
            if self.draw.chance(15):
                name = "home/other-netrc"
                self.written.environ["NETRC"] = "{{root}}/home/other-netrc"
            found[name] = "\n".join(self.written.netrc) + "\n"
        if self.written.store:
            table = UvTable(indexes=[dict(entry) for entry in self.written.store])
            text = table.text().replace("[[index]]", "[[credential]]")
            folder = "home/.local/share/uv/credentials"
            if self.draw.chance(15):
                folder = "home/creds"
                self.written.environ["UV_CREDENTIALS_DIR"] = "{{root}}/home/creds"
            found[f"{folder}/credentials.toml"] = text
        return found

    def build(self, seed: int, number: int) -> World:
        self.define_all()
        self.draw_sources()
        self.draw_settings()
        publish: tuple[LabPublish, ...] = ()
        if self.kind == "publish":
            publish = draw_publish(
                self.draw, self.people, self.configured, self.written, self.origins
            )
        keyring = self.draw_keyring(publish)
        work = draw_work(self.draw, self.kind, self.names, self.written)
        files = self.files(work.pyproject) | work.files
        words = place_options(work.words, self.written.options, self.draw)
        hosts: tuple[str, ...] = ("127.0.0.1",)
        if self.origins == 2:
            hosts += (self.draw.one(("127.0.0.1", "localhost")),)
        site = Site(
            self.people.accounts,
            tuple(self.served),
            publish,
            login_pages(self.origins),
            hosts,
        )
        scene = Scene(
            site,
            tuple(files.items()),
            tuple(self.written.environ.items()),
            words,
            keyring,
            work.dists,
        )
        return World(seed, number, scene, self.people.secrets)


def world(seed: int, number: int) -> World:
    """World `number` (counting from 0) of `seed`."""
    return Builder(seed, number).build(seed, number)
