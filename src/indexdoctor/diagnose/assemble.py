"""From what was found, resolved and replayed to the whole answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from indexdoctor import __version__
from indexdoctor.diagnose.branches import Factory, SessionLike, publish_branches, read_branches
from indexdoctor.diagnose.case import ASKED, Case
from indexdoctor.diagnose.rules.registry import findings
from indexdoctor.diagnose.selection import divide
from indexdoctor.diagnose.strays import stray_secrets
from indexdoctor.diagnose.subjects import Maker
from indexdoctor.diagnose.verdict import overall
from indexdoctor.diagnose.words import count
from indexdoctor.model.discovered import Discovered
from indexdoctor.model.exchange import Exchange, Role
from indexdoctor.model.labels import Labels
from indexdoctor.model.origin import Setting, Shadowed
from indexdoctor.model.problem import Problem
from indexdoctor.model.replayed import Replayed
from indexdoctor.model.report import Branch, Client, File, Note, Report, Subject
from indexdoctor.model.resolution import IndexRow, Network, Resolution, Standing
from indexdoctor.model.selection import Selection

T = TypeVar("T")
_EVERYTHING = Selection()


def report(
    discovered: Discovered,
    resolution: Resolution,
    replayed: Replayed | None,
    mode: str,
    *,
    client: Client,
    notes: tuple[Note, ...] = (),
    labels: Labels | None = None,
    session: Factory | None = None,
    selection: Selection = _EVERYTHING,
) -> Report:
    """The report of one command.

    `replayed` is None for `explain`; each subject then has branches, made by `session` (default:
    the model of uv). `labels` shares secret labels between several reports of one run.
    `selection` says which findings count; the state of an index knows all of them.
    """
    case = Case(discovered, resolution, replayed, mode)
    stray_secrets(case)  # from here on they are known, and masked
    every = findings(case)
    found, ignored = divide(every, selection)
    labels = Labels() if labels is None else labels
    maker = Maker(case, every, labels)
    subjects = [maker.index(row) for row in _shown(case)]
    publish = resolution.publish
    if publish is not None and not any("publish" in subject.roles for subject in subjects):
        subjects.append(maker.publish(publish))
    problems = _problems(discovered, resolution)
    if replayed is None and not any(problem.fatal for problem in problems):
        subjects = _with_branches(case, subjects, session or _uv)
    all_notes = (*notes, *_notes(case))
    verdict, state = overall(case, found, ignored, problems, all_notes)
    return Report(
        mode=mode,
        tool_version=__version__,
        client=client,
        verdict=verdict,
        state=state,
        subjects=tuple(subjects),
        files=tuple(_files(resolution)),
        findings=found,
        ignored=ignored,
        exchanges=() if replayed is None else tuple(_exchanges(replayed, labels)),
        keyring=() if replayed is None else (*replayed.keyring, *replayed.further),
        settings=(*resolution.settings.items(), *_network(resolution.network)),
        problems=problems,
        notes=all_notes,
        packages=tuple(dict.fromkeys(wanted.name for wanted in resolution.wanted)),
    )


def _exchanges(replayed: Replayed, labels: Labels) -> Iterator[Exchange]:
    """The exchanges, each with the label of its secret and whether the client sends it."""
    own = set(replayed.effective)
    for item in replayed.exchanges:
        credential = item.request.credential
        secret = "" if credential is None else labels.label(credential.secret)
        yield replace(item, further=item.id not in own, secret=secret)


def _files(resolution: Resolution) -> Iterator[File]:
    """The files of a lock that are fetched."""
    for wanted in resolution.wanted:
        fetch = wanted.fetch
        if fetch is not None:
            yield File(
                package=wanted.name,
                url=str(fetch.address.url),
                origin=fetch.origin,
                policy=fetch.policy,
                index=fetch.index or "",
                root="" if fetch.root is None else str(fetch.root),
            )


def _shown(case: Case) -> tuple[IndexRow, ...]:
    """The definitions that bear on the command: for an upload those on its hosts, else all."""
    publish = case.publish
    if publish is None:
        return tuple(case.rows())
    realms = {publish.url.value.url.realm}
    if publish.check is not None:
        realms.add(publish.check.value.url.realm)
    return tuple(row for row in case.rows() if row.index.url.realm in realms)


def _uv(resolution: Resolution, discovered: Discovered) -> SessionLike:
    from indexdoctor.clients.uv import Session

    return Session(resolution, discovered)


def _problems(discovered: Discovered, resolution: Resolution) -> tuple[Problem, ...]:
    every = (
        *discovered.command.problems,
        *discovered.problems,
        *resolution.problems,
    )
    return tuple(dict.fromkeys(every))


def _with_branches(case: Case, subjects: list[Subject], factory: Factory) -> list[Subject]:
    rows = {id(subject): row for subject, row in zip(subjects, _shown(case), strict=False)}
    return [
        replace(subject, branches=_branches(case, subject, rows.get(id(subject)), factory))
        for subject in subjects
    ]


def _branches(
    case: Case, subject: Subject, row: IndexRow | None, factory: Factory
) -> tuple[Branch, ...]:
    resolution, found = case.resolution, case.discovered
    branches: list[Branch] = []
    asked = row is not None and row.standing in ASKED and not row.index.url.is_local
    if asked and row is not None and "read" in subject.roles:
        branches += read_branches(resolution, found, row, factory)
    if "check" in subject.roles:
        branches += publish_branches(resolution, found, Role.CHECK, factory)
    if "publish" in subject.roles:
        branches += publish_branches(resolution, found, Role.UPLOAD, factory)
    return tuple(branches)


def _notes(case: Case) -> tuple[Note, ...]:
    notes = [] if case.replayed is None else list(case.replayed.notes)
    left_out = case.resolution.left_out
    if left_out:
        shown = ", ".join(left_out[:5])
        more = f" and {len(left_out) - 5} more" if len(left_out) > 5 else ""
        notes.append(Note(f"{count(len(left_out), 'package')} left out: {shown}{more}"))
    if case.discovered.command.assumed:
        notes.append(
            Note(
                f"no command was given: looked at as {case.resolution.client} "
                f"{case.discovered.command.kind.value} would",
                minor=True,
            )
        )
    unasked = [
        row.index.label
        for row in case.rows(Standing.EXPLICIT)
        if case.resolution.wanted and not any(row in w.indexes for w in case.resolution.wanted)
    ]
    if unasked:
        notes.append(Note(f"no package is pinned to {', '.join(unasked)}: not asked", minor=True))
    return tuple(notes)


def _network(network: Network) -> tuple[tuple[str, Setting[object]], ...]:
    """The network settings in effect, those left at their default included for the timeouts."""
    shown: list[tuple[str, Setting[object]]] = [
        ("http-timeout", _plain(network.timeout)),
        ("connect-timeout", _plain(network.connect_timeout)),
        ("http-retries", _plain(network.retries)),
    ]
    shown += [(f"{name}-proxy", _plain(value)) for name, value in network.proxies.items()]
    optional = (
        ("no-proxy", network.no_proxy),
        ("tls-roots", network.tls_roots),
        ("ca-file", network.ca_file),
        ("ca-dir", network.ca_dir),
        ("client-cert", network.client_cert),
    )
    shown += [(name, _plain(value)) for name, value in optional if value is not None]
    if network.offline is not None:
        shown.append(("offline", _plain(network.offline)))
    shown += [("allow-insecure-host", _plain(value)) for value in network.insecure_hosts]
    return tuple(shown)


def _plain(setting: Setting[T]) -> Setting[object]:
    """The same setting, its type widened."""
    # Made without `Shadowed[object](…)`, which sets an attribute that these values do not take.
    lost: tuple[Shadowed[object], ...] = tuple(
        Shadowed(s.value, s.origin, s.reason) for s in setting.shadowed
    )
    return Setting(setting.value, setting.origin, lost)
