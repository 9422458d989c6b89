"""Draws healthy worlds: `world(seed, number)` is always the same."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.draw import Draw
from tests.faults.shapes import SHAPES, Shape, draw_repositories
from tests.faults.world import Form, Place, Source, Upload, World, netloc

from indexdoctor.lab.keyring import FakeKeyring
from indexdoctor.lab.locked import base, locked_file, pylock_package, pylock_text, wheel_hash
from indexdoctor.lab.scene import Dist
from indexdoctor.lab.site import (
    Account,
    Answer,
    Files,
    Gate,
    LabIndex,
    LabPublish,
    Package,
    PageFormat,
)
from indexdoctor.lab.wheels import wheel_name

_PACKAGES = ("alpha", "beta-core", "gamma", "delta")
_NAMES = ("corp", "team-index", "internal", "mirror", "private", "ml")
_KINDS = (
    (18, ""),
    (14, "lock"),
    (14, "sync"),
    (14, "pip compile"),
    (12, "pip install"),
    (6, "pip sync"),
    (6, "tool install"),
    (16, "publish"),
)
_FORMS = {
    "": (Form.PYPROJECT,),
    "lock": (Form.PYPROJECT, Form.PYPROJECT, Form.UV_TOML, Form.VARIABLES, Form.OPTIONS, Form.USER),
    "sync": (Form.PYPROJECT, Form.PYPROJECT, Form.UV_TOML, Form.VARIABLES, Form.OPTIONS),
    "pip compile": (Form.UV_TOML, Form.REQUIREMENTS, Form.VARIABLES, Form.OPTIONS, Form.USER),
    "pip install": (Form.UV_TOML, Form.REQUIREMENTS, Form.VARIABLES, Form.OPTIONS, Form.USER),
    "pip sync": (Form.UV_TOML, Form.USER),
    "tool install": (Form.USER, Form.OPTIONS, Form.VARIABLES),
    "publish": (Form.PYPROJECT, Form.PYPROJECT, Form.UV_TOML),
}
_WITH_POLICIES = (Form.PYPROJECT, Form.UV_TOML, Form.USER)


def healthy(seed: int, number: int) -> World:
    """World `number` (counting from 0) of `seed`, with nothing wrong in it."""
    return _Drawing(Draw(f"{seed}/{number}/healthy"), f"world {number} of seed {seed}").world()


class _Drawing:
    def __init__(self, draw: Draw, label: str) -> None:
        self.draw, self.label = draw, label
        self.kind = draw.weighted(*_KINDS)
        self.form = draw.one(_FORMS[self.kind])
        count = draw.weighted((45, 1), (55, 2))
        self.shapes = draw.some(SHAPES, count)
        self.accounts = [self._account(shape) for shape in self.shapes]

    def _account(self, shape: Shape) -> Account:
        tail = self.draw.one(("", "", "", "", "@acme", "/x%", "+=", ":q", "#1"))
        return Account(self.draw.one(shape.users), shape.secret + self.draw.token(20) + tail)

    def world(self) -> World:
        places = self._places()
        wanted = tuple(p.name for place in places for p in place.index.packages)
        wanted = tuple(dict.fromkeys(wanted))
        if self.kind == "tool install":
            wanted = wanted[:1]
        world = World(
            self.label,
            self.kind,
            self.form,
            tuple(shape.base for shape in self.shapes),
            tuple(self.accounts),
            tuple(places),
            wanted,
            keyring=FakeKeyring(creds_mode=any(p.policy for p in places) or self.draw.chance(60)),
        )
        if self.kind in ("", "publish") and (self.kind or self.draw.chance(50)):
            upload = self._upload(world)
            world = replace(world, upload=upload, kind=self.kind if upload else "")
        if self.kind in ("sync", "pip sync") and (self.kind == "pip sync" or self.draw.chance(50)):
            world = replace(world, lock=_lock(world))
            # Files outside the root: the keyring is asked for their own URL, then for the host.
            for place in world.having(Source.KEYRING):
                if place.index.files.path is not None:
                    world = world.changed(place.name, service=netloc(place.origin))
        return world

    def _places(self) -> list[Place]:
        draw = self.draw
        count = draw.weighted((35, 1), (40, 2), (25, 3)) if len(self.shapes) > 1 else 1
        count = max(count, len(self.shapes))
        if len(self.shapes) == 1 and not self.shapes[0].is_whole:
            count = draw.weighted((65, 1), (35, 2))
        repositories = [draw_repositories(draw, shape, 3) for shape in self.shapes]
        names, packages = draw.some(_NAMES, count), draw.some(_PACKAGES, len(_PACKAGES))
        places: list[Place] = []
        for number in range(count):
            origin = number if number < len(self.shapes) else draw.one(range(len(self.shapes)))
            if number >= len(self.shapes) and self.shapes[origin].is_whole:
                continue
            repo = repositories[origin].pop()
            places.append(self._place(names[number], origin, repo, packages.pop()))
        default = draw.one(range(len(places)))
        last = places[default]
        if draw.chance(15):  # a page without files for what is not there: it ends a search
            last = replace(last, index=replace(last.index, missing=None))
        places[default] = replace(last, is_default=True)
        pins = self.kind in ("", "lock", "sync") and self.form is Form.PYPROJECT
        return [
            replace(place, is_explicit=pins and not place.is_default and draw.chance(35))
            for place in places
        ]

    def _place(self, name: str, origin: int, repo: str, package: str) -> Place:
        draw, shape = self.draw, self.shapes[origin]
        source = self._source(shape, self.accounts[origin].password)
        account = None if source is Source.NONE else self.accounts[origin]
        policies = self.form in _WITH_POLICIES and self.kind != "publish"
        policy = "always" if policies and account is not None and draw.chance(25) else ""
        gate = self._gate(shape, policy) if account is not None else Gate()
        path = shape.read.format(repo=repo)
        outside = shape.files and not policy and draw.chance(60)
        index = LabIndex(
            path,
            (Package(package, draw.one((("1.0",), ("1.0", "0.9"))), command=package),),
            origin,
            gate,
            files=Files(
                path=shape.files.format(repo=repo) if outside else None,
                head=draw.chance(85),
                ranges=draw.chance(80),
            ),
            page_format=draw.one(tuple(PageFormat)),
            core_metadata=draw.chance(40),
        )
        path += draw.one(("", "", "/"))
        service = draw.one((base(origin) + path, netloc(origin)))
        return Place(
            name,
            shape,
            repo,
            origin,
            index,
            account,
            source,
            user="" if account is None else account.name,
            secret="" if account is None else account.password,
            policy=policy,
            variable=name,
            service=service if source is Source.KEYRING else "",
            path=path,
        )

    def _source(self, shape: Shape, secret: str) -> Source:
        sources = [Source.NONE, Source.URL, Source.URL]
        plain = secret.isalnum() or secret.startswith("glpat-")
        if self.form is not Form.REQUIREMENTS:
            sources += [Source.VARIABLES, Source.VARIABLES]
        if plain:
            sources += [Source.NETRC, Source.NETRC]
        sources += [Source.STORE]
        if self.kind != "publish":
            sources += [Source.KEYRING, Source.KEYRING]
        return self.draw.one(sources)

    def _gate(self, shape: Shape, policy: str) -> Gate:
        plain = self.draw.one((401, 401, 401, 403))
        if shape.hides and policy:
            plain = self.draw.one((401, 404))
        return Gate(refusal(shape, plain), refusal(shape, 401))

    def _upload(self, world: World) -> Upload | None:
        """An upload to the server of one of the places, which is checked too."""
        draw = self.draw
        able = [place for place in world.places if place.shape.publish]
        if not able:
            return None
        place = draw.one(able)
        account = self.accounts[place.origin]
        gate = Gate(refusal(place.shape, 401), refusal(place.shape, 401))
        path = place.shape.publish.format(repo=place.repo)
        endpoint = LabPublish(path, place.origin, gate, accepted=Answer(draw.one((200, 201))))
        by_name = self.kind == "" or draw.chance(70)
        hows = ["variables"] if self.kind == "" else ["variables", "options"]
        if account.name == "__token__":
            hows += ["token"]
        dists = [Dist("mine", "1.0")]
        if draw.chance(40):
            dists.append(Dist("mine", "1.0", is_sdist=True))
        return Upload(
            endpoint,
            place.name,
            by_name,
            draw.one(hows) if self.kind else "variables",
            account.name,
            account.password,
            tuple(dists),
            base(place.origin) + path,
        )


def refusal(shape: Shape, status: int) -> Answer:
    """A refusal as this kind of server makes it; one with 401 has its realm."""
    if status != 401:
        return Answer(status)
    realm = f'Basic realm="{shape.realm}"'
    return Answer(status, headers=(("WWW-Authenticate", realm),), challenge=False)


def _lock(world: World) -> str:
    """The lock of all wanted packages: a pylock.toml, or a uv.lock that fits the project."""
    held = {package.name: place for place in world.places for package in place.index.packages}
    if world.kind == "pip sync":
        parts = (
            pylock_package(name, wheels=[locked_file(held[name].index, name)])
            for name in sorted(world.wanted)
        )
        return pylock_text(*parts)
    lines = ["version = 1", "revision = 3", 'requires-python = ">=3.11"', ""]
    for name in sorted(world.wanted):
        index = held[name].index
        package = index.package(name)
        assert package is not None
        url = f"{base(index.file_origin)}{index.file_path}/{wheel_name(name, '1.0')}"
        lines += [
            "[[package]]",
            f'name = "{name}"',
            'version = "1.0"',
            f'source = {{ registry = "{base(index.origin)}{held[name].path.rstrip("/")}" }}',
            f'wheels = [{{ url = "{url}", hash = "sha256:{wheel_hash(package)}" }}]',
            "",
        ]
    lines += ["[[package]]", 'name = "mine"', 'version = "1.0"', 'source = { virtual = "." }']
    lines += ["dependencies = ["]
    lines += [*(f'    {{ name = "{name}" }},' for name in sorted(world.wanted)), "]", ""]
    lines += ["[package.metadata]", "requires-dist = ["]
    for name in sorted(world.wanted):
        pin = f', index = "{base(held[name].origin)}{held[name].path}"'
        lines.append(f'    {{ name = "{name}"{pin if held[name].is_explicit else ""} }},')
    return "\n".join((*lines, "]", ""))
