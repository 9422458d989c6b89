"""Random but repeatable worlds: `world(seed, number)` is always the same frozen value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.conformance import odd_publishing
from tests.conformance.bounds import BOUNDED, with_bounds
from tests.conformance.building import BUILT, build
from tests.conformance.commands import PIP, Work, draw_work, place_options, pyproject_text
from tests.conformance.defining import Definer
from tests.conformance.definitions import UvTable
from tests.conformance.draw import Draw
from tests.conformance.frontend import FRONTEND, with_uv_build
from tests.conformance.hashed import HASHED, with_hashes
from tests.conformance.local_projects import LOCAL, with_local_project
from tests.conformance.marked import MARKED, with_marked_sources
from tests.conformance.network import reach
from tests.conformance.odd_locks import ODD_LOCKS, with_odd_lock
from tests.conformance.odd_sources import ODD, vary
from tests.conformance.outputs import KNOWN, with_output
from tests.conformance.publishing import draw_publish
from tests.conformance.pylocks import PYLOCKED, with_pylock
from tests.conformance.removing import REMOVING, with_remove
from tests.conformance.scripts import script_text
from tests.conformance.servers import login_pages
from tests.conformance.sources import draw_index_variables, draw_keyring, draw_netrc, draw_store
from tests.conformance.tools import with_more
from tests.conformance.unsourced import UNSOURCED, without_sources

from indexdoctor.lab.keyring import FakeKeyring
from indexdoctor.lab.scene import Scene
from indexdoctor.lab.site import LabPublish, Site

Variation = Callable[[Draw, Scene], Scene]
NETWORKED = 14  # percent of worlds with TLS, a proxy or other host names


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


class Builder(Definer):
    """Draws one world, step by step."""

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
        elif self.spelling.is_odd and not self.has_explicit_file:
            self.define_other(3, replace(self.configured[0], flat=False))

    def draw_sources(self) -> None:
        """Sources besides URLs."""
        for name in self.names_given.values():
            if self.draw.chance(42):
                draw_index_variables(self.draw, self.people, name, self.written)
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
                self.setting("index-strategy", strategy)
        flat = any(index.flat for index in self.served)
        if self.kind != "publish" and self.draw.chance(20 if flat else 1):
            self.written.options.append("--no-index")
        failing = any(
            answer is not None and answer.status in (408, 429, 500, 502, 503, 504)
            for index in self.configured
            for answer in (index.fixed, index.files.fixed)
        )
        # a publish without credentials tries trusted publishing over HTTPS, which fails slowly here
        failing = failing or (self.kind == "publish" and self.draw.chance(90))
        if failing or self.draw.chance(8):  # uv waits a second or more before each retry
            self.written.environ["UV_HTTP_RETRIES"] = self.draw.one(("0", "0", "0", "1"))

    def setting(self, name: str, value: str) -> None:
        """Write a setting into a table, or its `[pip]` table."""
        table = self.table()
        target = table.pip if self.kind in PIP and self.draw.chance(25) else table.values
        target[name] = value

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
                self.setting("keyring-provider", plan.enabled)
        if self.draw.chance(4):
            return None
        return FakeKeyring(plan.entries, creds_mode=not self.draw.chance(12))

    def files(self, work: Work) -> dict[str, str]:
        """The text of every file that is not the command's own."""
        tables, found, head = self.written.tables, {}, work.pyproject
        sources = self.written.sources
        if work.script is not None:
            text = script_text(work.block, tables["script"], sources)
            found[f"project/{work.script}"] = text
            sources = {}
        if tables["explicit"]:
            found["project/conf/custom.toml"] = tables["explicit"].text()
            if self.draw.chance(50):
                self.written.options += ["--config-file", "conf/custom.toml"]
            else:
                self.written.environ["UV_CONFIG_FILE"] = "conf/custom.toml"
        in_pyproject = self.project_file == "pyproject.toml" or bool(sources)
        if head or (in_pyproject and tables["project"]) or sources:
            table = tables["project"] if in_pyproject else UvTable()
            found["project/pyproject.toml"] = pyproject_text(head, table, sources)
        if tables["project"] and not in_pyproject:
            found["project/uv.toml"] = tables["project"].text()
            if self.draw.chance(12):  # settings that uv ignores beside a uv.toml
                decoy = UvTable({"index-url": "{{origin}}/decoy/simple"})
                before = found.get("project/pyproject.toml", "")
                found["project/pyproject.toml"] = before + "\n" + decoy.text("tool.uv")
        if self.draw.chance(6):
            tables["user"].values.setdefault("index-url", "{{origin}}/decoy/simple")
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
        work = draw_work(self.draw, self.kind, self.names, self.written, self.configured)
        files = self.files(work) | work.files
        words = place_options(work.words, self.written.options, self.draw)
        words = with_more(Draw(f"{seed}/{number}/with"), words)
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
        for name, share, changed in self._variations():
            # Drawn apart, so that the other worlds are what they were without.
            draw = Draw(f"{seed}/{number}/{name}")
            if draw.chance(share):
                scene = changed(draw, scene)
        apart = Draw(f"{seed}/{number}/network")
        if not apart.chance(NETWORKED):
            return World(seed, number, scene, self.people.secrets)
        scene, secrets = reach(apart, scene)
        return World(seed, number, scene, self.people.secrets + secrets)

    def _variations(self) -> tuple[tuple[str, int, Variation], ...]:
        """What changes some worlds, in this order: its name, and of how many in a hundred."""
        people = self.people
        uploads = odd_publishing.ODD if self.kind == "publish" else 0
        return (
            ("marked", MARKED, with_marked_sources),
            ("bounds", BOUNDED, with_bounds),
            ("lock", ODD_LOCKS, with_odd_lock),
            ("pylock", PYLOCKED, lambda draw, scene: with_pylock(draw, scene, people) or scene),
            ("sources", ODD, lambda draw, scene: vary(draw, scene, people)),
            ("upload", uploads, lambda draw, scene: odd_publishing.vary(draw, scene, people)),
            ("builds", BUILT, build),
            ("remove", REMOVING, with_remove),
            ("uv build", FRONTEND, with_uv_build),
            ("hashes", HASHED, with_hashes),
            ("output", KNOWN, with_output),
            ("no sources", UNSOURCED, without_sources),
            ("local project", LOCAL, with_local_project),
        )


def world(seed: int, number: int) -> World:
    """World `number` (counting from 0) of `seed`."""
    return Builder(seed, number).build(seed, number)
