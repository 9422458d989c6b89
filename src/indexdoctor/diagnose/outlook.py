"""What one version of a client does, as lines that can be laid beside those of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexdoctor.credentials.keyring import NO_COMMAND
from indexdoctor.diagnose.branches import Factory, publish_branches, read_branches
from indexdoctor.diagnose.case import ASKED
from indexdoctor.diagnose.cells import standing_text
from indexdoctor.diagnose.words import credential_name, outcome, short
from indexdoctor.model.comparison import Aspect, Line, Place
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Exchange, KeyringExchange, Request, Role
from indexdoctor.model.problem import Problem
from indexdoctor.model.replayed import Conclusion, Ending, Replayed
from indexdoctor.model.report import Branch
from indexdoctor.model.resolution import Fetch, IndexRow, Network, Publish, Resolution
from indexdoctor.records import record

Places = dict[Place, tuple[Line, ...]]
_NO_KEYRING = Line(f"{NO_COMMAND.failure}")
BAD = (Ending.STOPPED, Ending.FAILED, Ending.MISSING, Ending.REFUSED)


@record
class Outlook:
    """One version: what it does at each place. `starts` False: it refuses to."""

    version: str
    starts: bool
    places: Mapping[Place, tuple[Line, ...]]

    def at(self, place: Place) -> tuple[Line, ...]:
        return self.places.get(place, ())

    def same(self, other: Outlook) -> bool:
        """Whether both do the same everywhere."""
        return self.places == other.places


def outlook(
    found: Discovered,
    resolution: Resolution,
    replayed: Replayed | None,
    session: Factory | None = None,
) -> Outlook:
    """What a version makes of the files and of the answers in `replayed`.

    Without `replayed` the branches stand for them, made by `session`; without both, the files
    alone are looked at.
    """
    version = found.surroundings.uv.version
    problems = (*found.command.problems, *found.problems, *resolution.problems)
    refusals = [p for p in problems if p.fatal and not p.late]
    start = Place(Aspect.START)
    if refusals:
        line = Line(f"refuses to start: {_message(refusals[0], version)}", bad=True)
        return Outlook(version, False, {start: (line,)})
    places: Places = {start: (Line("starts"),)}
    places |= _written(found, resolution, problems)
    if replayed is not None:
        places |= _seen(replayed, _homes(resolution))
    elif session is not None:
        places |= _answers(found, resolution, session)
    return Outlook(version, True, places)


def _message(problem: Problem, version: str) -> str:
    """Without the version, which is no difference by itself."""
    message = problem.message.replace(f"uv {version}", "uv")
    return f"{message} ({problem.origin})"


def _written(
    found: Discovered, resolution: Resolution, problems: tuple[Problem, ...]
) -> Iterator[tuple[Place, tuple[Line, ...]]]:
    version = found.surroundings.uv.version
    order: list[Line] = []
    rows: dict[Place, tuple[Line, ...]] = {}
    for row in resolution.rows:
        if row.standing in ASKED:
            order.append(Line(f"{len(order) + 1}. {row.index.label} ({row.standing})"))
        place = Place(Aspect.INDEX, row.index.label, str(row.index.origin))
        rows[place] = rows.get(place, ()) + tuple(_row(row))
    yield Place(Aspect.ORDER), tuple(order)
    yield from rows.items()
    for name, setting in resolution.settings.items():
        yield Place(Aspect.SETTING, name), (Line(f"{setting.value} ({setting.origin})"),)
    yield from _proxies(resolution.network)
    if resolution.publish is not None:
        yield Place(Aspect.PUBLISH), tuple(_publish(resolution.publish))
    if resolution.lock is not None:
        lock = resolution.lock
        reason = f": {lock.reason}" if lock.reason else ""
        yield Place(Aspect.LOCK), (Line(f"{lock.origin} is {lock.use}{reason}"),)
    for wanted in resolution.wanted:
        if wanted.fetch is not None:
            yield Place(Aspect.LOCK, wanted.name), tuple(_fetch(wanted.fetch))
    warned: dict[Place, tuple[Line, ...]] = {}
    for problem in dict.fromkeys(problems):
        if problem.late and problem.fatal:
            place, line = (
                Place(Aspect.OUTCOME),
                Line(f"ends: {_message(problem, version)}", bad=True),
            )
        else:
            place, line = Place(Aspect.WARNING), Line(_message(problem, version))
        warned[place] = (*warned.get(place, ()), line)
    yield from warned.items()


def _proxies(network: Network) -> Iterator[tuple[Place, tuple[Line, ...]]]:
    for name, proxy in network.proxies.items():
        text = f"{proxy.value} ({proxy.origin})"
        yield Place(Aspect.SETTING, f"{name}-proxy"), (Line(text),)
    if network.no_proxy is not None and network.proxies:
        past = network.no_proxy
        text = f"{past.value} ({past.origin})"
        if network.no_proxy_cased and past.value != past.value.lower():
            text += ", whose capital letters match no host"
        yield Place(Aspect.SETTING, "no-proxy"), (Line(text),)


def _row(row: IndexRow) -> Iterator[Line]:
    yield Line(standing_text(row))
    yield Line(f"policy {row.policy.value.value} ({row.policy.origin})")
    if row.index.ignore_error_codes is not None:
        codes = ", ".join(map(str, row.index.ignore_error_codes))
        yield Line(f"ignores {codes or 'no status'}")
    if row.seeded is not None:
        yield Line(f"known from the start: {credential_name(row.seeded)}")
    for asked in row.asked:
        if asked.credential is not None and asked.credential != row.seeded:
            yield Line(f"{asked.state}: {credential_name(asked.credential)}")


def _fetch(fetch: Fetch) -> Iterator[Line]:
    yield Line(f"fetches {short(fetch.address.url)} ({fetch.origin})")
    below = f"below {fetch.root} of {fetch.index}" if fetch.index else "below no index"
    yield Line(f"{below}: policy {fetch.policy.value.value}")


def _publish(publish: Publish) -> Iterator[Line]:
    yield Line(f"uploads to {publish.url.value.url} ({publish.url.origin})")
    yield Line(f"with {credential_name(publish.credential)}")
    if publish.check is not None:
        yield Line(f"checks {publish.check.value.url} ({publish.check.origin})")
    else:
        yield Line("checks nothing")


def _homes(resolution: Resolution) -> dict[str, str]:
    """The server of each label that requests belong to."""
    homes = {row.index.label: row.index.url.realm for row in resolution.rows}
    publish = resolution.publish
    if publish is not None:
        url = publish.url.value.url
        homes.setdefault(publish.index or str(url), url.realm)
    return homes


def _seen(replayed: Replayed, homes: Mapping[str, str]) -> Iterator[tuple[Place, tuple[Line, ...]]]:
    wanted = set(replayed.effective)
    lines: dict[Place, tuple[Line, ...]] = {}
    for exchange in replayed.exchanges:
        if exchange.id in wanted or not exchange.id:
            place = _place(exchange.request)
            lines[place] = (*lines.get(place, ()), _request(exchange, homes))
    if replayed.keyring:
        # Without a command nobody is asked anything, however often.
        asked = [item for item in replayed.keyring if item.answer != NO_COMMAND]
        lines[Place(Aspect.KEYRING)] = tuple(map(_question, asked)) or (_NO_KEYRING,)
    for conclusion in replayed.conclusions:
        place = Place(Aspect.OUTCOME, conclusion.subject)
        line = Line(_ending(conclusion), bad=conclusion.ending in BAD)
        lines[place] = (*lines.get(place, ()), line)
    yield from lines.items()


def _place(request: Request) -> Place:
    subject = request.asked_for or request.url.realm
    return Place(Aspect.REQUESTS, subject, request.package or "")


def _request(exchange: Exchange, homes: Mapping[str, str]) -> Line:
    """A request; on the server of its own index only the path is shown."""
    request = exchange.request
    where = short(request.url)
    if homes.get(request.asked_for or "") == request.url.realm:
        where = where.removeprefix(request.url.realm)
    text = f"{request.method} {where}"
    name, sent = credential_name(request.credential), request.credential
    answer = outcome(exchange.response)
    return Line(text, name, answer, sent=None if sent is None or sent.is_empty else sent.key)


def _question(item: KeyringExchange) -> Line:
    answer = item.answer
    result = "nothing" if answer.secret is None else "a password"
    return Line(item.question.text, "", answer.failure or result)


def _ending(conclusion: Conclusion) -> str:
    """How it ends, so that `uv 0.13.8` can stand before it."""
    where = f" {conclusion.index}" if conclusion.index else ""
    match conclusion.ending:
        case Ending.FOUND:
            return f"takes it from{where}" if where else "gets it"
        case Ending.STOPPED:
            status = conclusion.text.rpartition(" ")[2]
            return f"stops at{where} ({status})"
        case Ending.MISSING:
            return "finds it nowhere"
        case Ending.FAILED:
            at = f" at{where}" if where else ""
            return f"fails{at}: {conclusion.text}"
        case Ending.UPLOADS:
            return "uploads it"
        case Ending.REFUSED:
            return f"has the upload refused: {conclusion.text}"
        case Ending.PASSED_OVER:
            return f"does not upload it: {conclusion.text}"


def _answers(
    found: Discovered, resolution: Resolution, session: Factory
) -> Iterator[tuple[Place, tuple[Line, ...]]]:
    """What each answer of each index, check URL and publish URL would lead to."""
    for row in resolution.rows:
        if row.standing in ASKED and not row.index.url.is_local:
            for branch in read_branches(resolution, found, row, session):
                yield _branch(row.index.label, branch)
    publish = resolution.publish
    if publish is not None:
        label = publish.index or str(publish.url.value.url)
        for role in (Role.CHECK, Role.UPLOAD):
            for branch in publish_branches(resolution, found, role, session):
                yield _branch(label, branch)


def _branch(label: str, branch: Branch) -> tuple[Place, tuple[Line, ...]]:
    lines = tuple(map(_step, branch.steps))
    return Place(Aspect.ANSWER, label, f"{branch.role} {branch.status}"), lines


def _step(step: str) -> Line:
    ending, colon, text = step.partition(": ")
    if colon and ending in list(Ending):
        # All other servers were supposed to have nothing, so that nothing is found says nothing.
        return Line(text, bad=ending in BAD and ending != Ending.MISSING)
    return Line(step)
