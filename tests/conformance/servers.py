"""The servers of a world: indexes, what they hold, and how they answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.conformance.draw import Draw

from indexdoctor.lab.site import (
    Account,
    Answer,
    Files,
    FixedPath,
    Gate,
    LabIndex,
    Package,
    PageFormat,
)

PACKAGES = ("foo", "bar-baz", "qux")
USERS = ("alice", "bob@example.org", "svc+ci", "_json_key", "__token__", "carol")
SPECIALS = ("", "", "", "%", "@:/", "p#?", " x", "ü", "+=", "$HOME", "%41")
PATHS = (
    "/a/simple",
    "/artifactory/api/pypi/pypi/simple",
    "/simple",
    "/root/dev/+simple",
    "/root/pypi",
    "/a",
    "/a/b",
    "/api/v4/projects/7/packages/pypi/simple",
    "/Simple",
    "/pypi/simple/v2",
)


@dataclass(frozen=True, slots=True)
class People:
    """The accounts of a world, and passwords that are no account's."""

    accounts: tuple[Account, ...]
    wrong: tuple[str, ...]

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(account.password for account in self.accounts) + self.wrong


def draw_people(draw: Draw) -> People:
    names = draw.some(USERS, 2)
    accounts = [Account(name, f"pw{draw.token()}{draw.one(SPECIALS)}") for name in names]
    accounts.append(Account("", f"bearer{draw.token()}"))
    accounts.append(Account("", f"nameless{draw.token()}"))
    wrong = tuple(f"bad{draw.token()}{draw.one(SPECIALS)}" for _ in range(3))
    return People(tuple(accounts), wrong)


def draw_gate(draw: Draw, people: People) -> Gate:
    """Who may read, and how the others are refused."""
    login = Answer(302, "{{origin}}/login")
    anonymous, wrong = draw.weighted(
        (14, (None, None)),
        (4, (None, 401)),
        (3, (None, 403)),
        (30, (401, 401)),
        (10, (401, 403)),
        (12, (403, 403)),
        (5, (403, 401)),
        (9, (404, 404)),
        (4, (404, 401)),
        (4, (401, 404)),
        (3, (302, 401)),
        (2, (302, 302)),
    )

    def answer(status: int | None) -> Answer | None:
        if status is None:
            return None
        return login if status == 302 else Answer(status, challenge=not draw.chance(20))

    allowed: tuple[str, ...] | None = None
    if draw.chance(14):
        allowed = (draw.one(people.accounts[:2]).name,)
    forbidden = Answer(draw.weighted((70, 403), (20, 404), (10, 401)))
    return Gate(answer(anonymous), answer(wrong), forbidden, allowed)


def _files(draw: Draw, path: str, number: int, origins: int, people: People) -> Files:
    gate = draw.weighted((62, None), (22, Gate()), (16, draw_gate(draw, people)))
    where = draw.weighted((38, "root"), (32, "outside"), (18, "relative"), (12, "other"))
    files = Files(
        gate=gate,
        ranges=draw.chance(75),
        head=draw.chance(85),
        no_head=draw.weighted((60, 405), (15, 403), (10, 404), (10, 501), (5, 400)),
        userinfo=None,
    )
    if where == "outside":
        files = replace(files, path=f"/packages{number}")
    elif where == "relative":
        files = replace(files, path=f"{path.rsplit('/', 1)[0]}/files{number}", relative=True)
    elif where == "other" and origins == 2:
        files = replace(files, path=f"/store{number}", origin=1)
    if draw.chance(5):
        target = "{{origin2}}" if origins == 2 and draw.chance(60) else "{{origin}}"
        files = replace(files, redirect=f"{target}/blobs{number}")
    if draw.chance(2):
        files = replace(files, fixed=Answer(draw.one((403, 404, 410))))
    if draw.chance(3):
        account = people.accounts[0]
        if account.name.isidentifier() and account.password.isalnum():
            files = replace(files, userinfo=f"{account.name}:{account.password}", relative=False)
    return files


def draw_index(
    draw: Draw, path: str, number: int, origins: int, people: People, names: tuple[str, ...]
) -> LabIndex:
    """One index on the servers (whether and how it is configured is drawn elsewhere)."""
    held = tuple(
        Package(
            name,
            draw.one((("1.0",), ("1.0",), ("1.0", "2.0"), ("0.9", "1.0", "1.1"))),
            requires_python=draw.weighted((85, None), (15, ">=3.8")),
            salt="" if draw.chance(70) else str(number),
            padding=draw.weighted((86, 0), (7, 20_000), (7, 120_000)),
        )
        for name in names
        if draw.chance(88)
    )
    index = LabIndex(
        path=path,
        packages=held,
        origin=1 if origins == 2 and draw.chance(45) else 0,
        gate=draw_gate(draw, people),
        missing=draw.weighted((66, Answer(404)), (12, Answer(403)), (8, Answer(401)), (14, None)),
        files=_files(draw, path, number, origins, people),
        page_format=draw.weighted(
            (60, PageFormat.NEGOTIATED), (25, PageFormat.HTML), (15, PageFormat.JSON)
        ),
        core_metadata=draw.chance(35),
        hashes=draw.chance(80),
    )
    if draw.chance(3):
        status = draw.one((500, 503, 429, 410, 400, 407))
        headers = (("Retry-After", "0"),) if draw.chance(30) else ()
        index = replace(index, fixed=Answer(status, headers=headers))
    return index


def redirected(draw: Draw, index: LabIndex, origins: int) -> tuple[LabIndex, LabIndex]:
    """The index as a redirect to a second place that serves it: (front, behind)."""
    kind = draw.weighted((35, "absolute"), (25, "path"), (15, "relative"), (25, "cross"))
    behind_path = f"/behind{index.path}"
    origin = index.origin
    if kind == "cross" and origins == 2:
        origin = 1 - origin
    base = "{{origin2}}" if origin == 1 else "{{origin}}"
    if kind == "path":
        target = behind_path
    elif kind == "relative":
        depth = len([part for part in index.path.split("/") if part]) + 1
        target = "../" * depth + behind_path.lstrip("/")
    else:
        target = base + behind_path
    behind = replace(index, path=behind_path, origin=origin)
    if index.files.path is not None and index.files.origin is None:
        behind = replace(behind, files=replace(behind.files, origin=index.origin, relative=False))
    if index.files.path is not None:
        front = replace(index, packages=(), redirect=target, files=Files())
    else:
        front = replace(index, packages=(), redirect=target)
    return replace(front, redirect_status=draw.one((301, 302, 303, 307, 308))), behind


def login_pages(origins: int) -> tuple[FixedPath, ...]:
    """The page that answers 200 whoever asks, on every origin."""
    return tuple(FixedPath("/login", Answer(200), origin) for origin in range(origins))
