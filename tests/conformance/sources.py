"""The credential sources of a world."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from tests.conformance.definitions import Written
from tests.conformance.draw import Draw
from tests.conformance.servers import People

from indexdoctor.lab.keyring import Entry
from indexdoctor.lab.site import Account, LabIndex


def base(origin: int) -> str:
    return "{{origin2}}" if origin else "{{origin}}"


def netloc(origin: int) -> str:
    return "{{netloc2}}" if origin else "{{netloc}}"


def host(origin: int) -> str:
    return "{{host2}}" if origin else "{{host}}"


def pair(draw: Draw, people: People) -> tuple[str, str]:
    """A user name and a password: right, wrong, or of nobody."""
    account: Account = draw.one(people.accounts[:2])
    return draw.weighted(
        (76, (account.name, account.password)),
        (16, (account.name, draw.one(people.wrong))),
        (4, ("nobody", draw.one(people.wrong))),
        (4, ("", people.accounts[3].password)),
    )


def encoded(draw: Draw, text: str) -> str:
    """Percent-encoded for userinfo, sometimes more than necessary."""
    return quote(text, safe="" if draw.chance(70) else "+=$!")


def userinfo(draw: Draw, people: People, *, user_only: float = 20) -> str:
    """The userinfo part of a URL, `@` included; a name alone in `user_only` percent and more."""
    name, password = pair(draw, people)
    shape = (
        "user"
        if draw.chance(user_only)
        else draw.weighted(
            (54, "full"), (20, "user"), (8, "user-empty"), (8, "password"), (6, "double")
        )
    )
    user, secret = encoded(draw, name), encoded(draw, password)
    if shape == "full":
        return f"{user}:{secret}@"
    if shape == "user":
        return f"{user or 'alice'}@"
    if shape == "user-empty":
        return f"{user or 'alice'}:@"
    if shape == "password":
        return f":{secret}@"
    return f"{user.upper()}:{secret}@"


def variable(name: str, suffix: str) -> str:
    return "UV_INDEX_" + re.sub(r"[^A-Za-z0-9]", "_", name).upper() + suffix


def draw_index_variables(draw: Draw, people: People, name: str, written: Written) -> None:
    user, password = pair(draw, people)
    shape = draw.weighted(
        (68, "both"), (12, "user"), (12, "password"), (4, "empty-user"), (4, "empty")
    )
    if shape == "empty":
        user = password = ""
    if shape == "empty-user":
        user = ""
    if shape != "password":
        written.environ[variable(name, "_USERNAME")] = user
    if shape != "user":
        written.environ[variable(name, "_PASSWORD")] = password


def draw_netrc(draw: Draw, people: People, origins: int, written: Written) -> None:
    """One or two entries; netrc knows hosts only."""
    for origin in range(origins):
        if origin and not draw.chance(60):
            continue
        name, password = pair(draw, people)
        text = f'password "{password}"' if re.search(r"[\s#]", password) else f"password {password}"
        machine = f"machine {host(origin)}" if draw.chance(85) else "default"
        login = f" login {name}" if name and not draw.chance(5) else ""
        line = f"{machine}{login} {text}"
        if draw.chance(15):
            line = line.replace(" login", "\n  login").replace(" password", "\n\tpassword")
        written.netrc.append(line)
    if draw.chance(5):
        written.netrc.insert(0, "# a comment")
    if draw.chance(3):
        written.netrc.append("macro mess")


def draw_store(draw: Draw, people: People, indexes: tuple[LabIndex, ...], written: Written) -> None:
    """Entries of uv's credentials.toml."""
    for _ in range(draw.weighted((75, 1), (25, 2))):
        index = draw.one(indexes)
        service = draw.weighted(
            (40, base(index.origin) + index.path.rsplit("/", 1)[0]),
            (25, base(index.origin) + "/"),
            (20, base(index.origin) + index.path),
            (15, base(index.file_origin) + index.file_path),
        )
        if draw.chance(15):
            written.store.append(
                {"service": service, "scheme": "bearer", "token": people.accounts[2].password}
            )
            continue
        name, password = pair(draw, people)
        written.store.append(
            {
                "service": service,
                "username": name or "alice",
                "scheme": "basic",
                "password": password,
            }
        )


@dataclass(frozen=True, slots=True)
class KeyringPlan:
    """Whether uv is told to use the keyring, and what the keyring holds."""

    enabled: str | None
    entries: tuple[Entry, ...]


def draw_keyring(draw: Draw, people: People, urls: tuple[tuple[int, str], ...]) -> KeyringPlan:
    """`urls` are (origin, path) of the indexes and of the publish URL."""
    entries: list[Entry] = []
    for _ in range(draw.weighted((14, 0), (50, 1), (36, 2))):
        origin, path = draw.one(urls)
        service = draw.weighted((45, base(origin) + path), (35, netloc(origin)), (20, base(origin)))
        name, password = pair(draw, people)
        if name and password.isascii():
            entries.append(Entry(service, name, password))
    return KeyringPlan(draw.weighted((85, "subprocess"), (15, "disabled")), tuple(entries))
