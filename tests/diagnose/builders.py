"""Small values for the tests of rules and reports: indexes, credentials, exchanges, cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from indexdoctor.diagnose.case import Case
from indexdoctor.model.command import Command, CommandKind
from indexdoctor.model.credential import Asked, Credential, Source
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Exchange, Request, Response, Role, TransportFailure
from indexdoctor.model.index import Index, IndexKind, Policy
from indexdoctor.model.origin import Origin, Setting
from indexdoctor.model.replayed import Conclusion, Ending, Probe, Replayed
from indexdoctor.model.requirement import Requirement
from indexdoctor.model.requirements_files import IndexOption, RequirementsFiles
from indexdoctor.model.resolution import (
    IndexRow,
    Network,
    Publish,
    Resolution,
    Standing,
    Wanted,
)
from indexdoctor.model.secret import Secret
from indexdoctor.model.surroundings import Surroundings
from indexdoctor.model.url import Address, Url, parse_address
from indexdoctor.versions import NEWEST, known

HOST = "https://host.example"
PRIVATE = f"{HOST}/api/private/simple"
PUBLIC = "https://public.example/simple"
UPLOAD = f"{HOST}/api/private/upload"


def url(text: str) -> Url:
    return parse_address(text).url


def make_index(
    text: str = PRIVATE,
    name: str | None = "private",
    *,
    kind: IndexKind = IndexKind.INDEX,
    origin: Origin | None = None,
    policy: Policy = Policy.AUTO,
    explicit: bool = False,
    publish_url: str | None = None,
    ignore: tuple[int, ...] | None = None,
) -> Index:
    place = origin or Origin.file("pyproject.toml", 5, "tool.uv.index[0].url")
    return Index(
        address=parse_address(text),
        kind=kind,
        origin=place,
        name=name,
        explicit=explicit,
        authenticate=policy,
        publish_url=parse_address(publish_url) if publish_url else None,
        ignore_error_codes=ignore,
        origins={"authenticate": Origin.file("pyproject.toml", 7)}
        if policy is not Policy.AUTO
        else {},
    )


def make_row(
    index: Index | None = None,
    standing: Standing = Standing.SEARCHED,
    order: int | None = 1,
    *,
    policy: Policy | None = None,
    policy_origin: Origin | None = None,
    by: Index | None = None,
    reason: str = "",
    seeded: Credential | None = None,
    asked: Sequence[Asked] = (),
) -> IndexRow:
    index = index or make_index()
    path = index.url.path.removesuffix("/").removesuffix("/simple")
    return IndexRow(
        index=index,
        standing=standing,
        order=order if standing is Standing.SEARCHED else None,
        root=index.url.with_path(path or "/"),
        policy=Setting(
            policy or index.authenticate, policy_origin or index.field_origin("authenticate")
        ),
        reason=reason,
        by=by,
        seeded=seeded,
        asked=tuple(asked),
    )


def public_row(order: int = 2) -> IndexRow:
    origin = Origin.default("the default index")
    return make_row(make_index(PUBLIC, None, origin=origin), order=order)


def cred(
    username: str | None = "alice",
    password: str | None = "wonder",
    source: Source = Source.NETRC,
    origin: Origin | None = None,
) -> Credential:
    place = origin or Origin.file("~/.netrc", 3)
    secret = None if password is None else Secret(password)
    return Credential(source, place, username, secret)


def found(credential: Credential) -> Asked:
    return Asked(credential.source, "found", "", credential, credential.origin)


def nothing(
    source: Source = Source.NETRC, state: str = "absent", reason: str = "no entry"
) -> Asked:
    return Asked(source, state, reason)


class Log:
    """Exchanges in the order of writing; those written with `probe` are not the client's own."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.effective: list[int] = []
        self.probes: list[Probe] = []

    def add(
        self,
        target: str,
        status: int,
        credential: Credential | None = None,
        *,
        role: Role = Role.PAGE,
        asked_for: str = "private",
        package: str | None = "foo",
        policy: Policy = Policy.AUTO,
        hop: int = 0,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        failure: TransportFailure | None = None,
        probe: bool = False,
    ) -> Log:
        number = len(self.exchanges) + 1
        request = Request(
            method,
            url(target),
            role,
            credential,
            policy=policy,
            asked_for=asked_for,
            package=package,
            hop=hop,
        )
        response = Response(status, url(target), headers or {}, body, failure=failure)
        self.exchanges.append(Exchange(number, request, response))
        if probe:
            self.probes.append(Probe(asked_for, role, credential, number))
        else:
            self.effective.append(number)
        return self

    def replayed(self, *conclusions: Conclusion) -> Replayed:
        return Replayed(
            tuple(self.exchanges),
            tuple(self.effective),
            conclusions=conclusions,
            probes=tuple(self.probes),
        )


def page(status: int, credential: Credential | None = None) -> Log:
    """A log with one page request of the private index."""
    return Log().add(f"{PRIVATE}/foo/", status, credential)


def stopped(index: str = "private", package: str = "foo") -> Conclusion:
    return Conclusion(package, Ending.STOPPED, Role.PAGE, index, "the search stops at this index")


def ended(ending: Ending, text: str = "", role: Role = Role.PAGE) -> Conclusion:
    return Conclusion("foo", ending, role, None, text)


def found_package(index: str = "private", package: str = "foo") -> Conclusion:
    return Conclusion(package, Ending.FOUND, Role.PAGE, index, "found version 1.0")


def make_publish(
    credential: Credential | None = None,
    *,
    check: bool = True,
    target: str = UPLOAD,
    index: str | None = "private",
    asked: Sequence[Asked] = (),
) -> Publish:
    origin = Origin.file("pyproject.toml", 6)
    return Publish(
        url=Setting(parse_address(target), origin),
        credential=credential,
        check=Setting(parse_address(PRIVATE), origin) if check else None,
        index=index,
        asked=tuple(asked),
    )


def make_network() -> Network:
    default = Origin.default("uv")
    return Network(
        timeout=Setting(30.0, default),
        connect_timeout=Setting(10.0, default),
        upload_timeout=Setting(900.0, default),
        retries=Setting(3, default),
    )


def make_case(
    *rows: IndexRow,
    replayed: Replayed | None = None,
    packages: Sequence[str] = ("foo",),
    environ: Mapping[str, str] | None = None,
    publish: Publish | None = None,
    options: Sequence[IndexOption] = (),
    settings: Mapping[str, str] | None = None,
    kind: CommandKind | None = None,
    version: str = NEWEST,
) -> Case:
    """A case in which every package may be asked of every searched row."""
    searched = tuple(row for row in rows if row.standing is Standing.SEARCHED)
    command = kind or (CommandKind.PUBLISH if publish is not None else CommandKind.LOCK)
    origin = Origin.file("pyproject.toml", 2)
    wanted = [Wanted(name, Requirement(name, name, origin), searched) for name in packages]
    return Case(
        Discovered(
            Surroundings(Path("/project"), dict(environ or {}), uv=known(version)),
            Command(command),
            requirements=RequirementsFiles(index_options=tuple(options)),
        ),
        Resolution(
            "uv",
            version,
            tuple(rows),
            () if publish is not None else tuple(wanted),
            make_network(),
            publish,
            {name: Setting(value, origin) for name, value in (settings or {}).items()},
        ),
        replayed,
        "explain" if replayed is None else "check",
    )


def address(text: str) -> Address:
    return parse_address(text)
