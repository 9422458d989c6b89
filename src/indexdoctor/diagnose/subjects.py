"""One subject an index definition and publish target, with every source's result."""

from __future__ import annotations

from collections.abc import Sequence

from indexdoctor.clients.uv.auth import MISSING, incomplete
from indexdoctor.credentials import keyring, native
from indexdoctor.diagnose.case import ASKED, PUBLISH_ROLES, READ_ROLES, Case, Chain
from indexdoctor.diagnose.cells import (
    badness,
    cell_of,
    overrides,
    policy_reason,
    standing_text,
    untried,
    way,
)
from indexdoctor.diagnose.rules.missed import said
from indexdoctor.diagnose.words import title
from indexdoctor.model.command import CommandKind
from indexdoctor.model.credential import Asked, Credential, Source, is_same
from indexdoctor.model.exchange import Role
from indexdoctor.model.finding import Finding, Severity
from indexdoctor.model.labels import Labels
from indexdoctor.model.replayed import Probe
from indexdoctor.model.report import Cell, Override, SourceRow, State, Subject
from indexdoctor.model.resolution import IndexRow, Publish
from indexdoctor.records import record

_ROLES = {"read": READ_ROLES, "check": (Role.CHECK,), "publish": (Role.UPLOAD,)}
_PROBED = {"read": (Role.PAGE, Role.FLAT), "check": (Role.CHECK,), "publish": (Role.UPLOAD,)}


@record
class Maker:
    """Builds the subjects of one report; equal secrets get equal labels across all of them."""

    case: Case
    findings: Sequence[Finding]
    labels: Labels

    def index(self, row: IndexRow) -> Subject:
        """The subject of one index definition, its publish columns included when it has them."""
        case = self.case
        index = row.index
        target = case.publish if self._is_target(row) else None
        roles = self._roles(row, target)
        sends = tuple(self._sends(index.label, role) for role in roles)
        rows = self._rows(index.label, roles, row.asked, target)
        state = self._state(index.label, sends, row)
        return Subject(
            label=index.label,
            url=str(index.url),
            origin=index.origin,
            state=state,
            verdict=self._verdict(index.label, sends, row),
            standing=standing_text(row),
            policy=row.policy,
            policy_reason=policy_reason(case, row),
            roles=roles,
            rows=rows,
            sends=sends if case.replayed is not None else (),
            overrides=overrides(case, row),
        )

    def publish(self, publish: Publish) -> Subject:
        """The subject of a publish target that no index definition names."""
        case = self.case
        label = case.publish_label
        reader = case.check_row
        roles = ("check", "publish") if publish.check is not None else ("publish",)
        sends = tuple(self._sends(label, role) for role in roles)
        return Subject(
            label=label,
            url=str(publish.url.value.url),
            origin=publish.url.origin,
            state=self._state(label, sends, None),
            verdict=self._verdict(label, sends, None),
            standing="publish target",
            roles=roles,
            rows=self._rows(label, roles, () if reader is None else reader.asked, publish),
            sends=sends if case.replayed is not None else (),
            overrides=tuple(
                Override(str(lost.value), lost.origin, lost.reason) for lost in publish.url.shadowed
            ),
        )

    def _is_target(self, row: IndexRow) -> bool:
        publish = self.case.publish
        if publish is None:
            return False
        return publish.index == row.index.label and self.case.row(publish.index) is row

    def _roles(self, row: IndexRow, target: Publish | None) -> tuple[str, ...]:
        if target is None:
            return ("read",)
        case = self.case
        read = (
            case.discovered.command.kind is not CommandKind.PUBLISH
            or bool(case.chains_of(row.index.label, *READ_ROLES))
            or any(p.index == row.index.label and p.role in READ_ROLES for p in case.probes)
        )
        return (*(("read",) if read else ()), *(("check",) if target.check else ()), "publish")

    def _rows(
        self,
        label: str,
        roles: tuple[str, ...],
        asked: tuple[Asked, ...],
        target: Publish | None,
    ) -> tuple[SourceRow, ...]:
        rows = []
        tried = {role for name in roles for role in _PROBED[name]}
        if any(p.credential is None and p.role in tried for p in self._probes(label)):
            cells = tuple(self._probed(label, role, None) for role in roles)
            rows.append(SourceRow("no credentials", cells=cells))
        entries = list(asked)
        if target is not None:
            entries += [a for a in target.asked if not _listed(a, asked)]
            if target.credential is not None and not any(
                a.credential == target.credential for a in entries
            ):
                credential = target.credential
                entries.append(Asked(credential.source, "found", credential=credential))
        rows += [self._row(label, roles, entry) for entry in entries]
        return tuple(rows)

    def _row(self, label: str, roles: tuple[str, ...], entry: Asked) -> SourceRow:
        credential = entry.credential
        origin = entry.origin or (credential.origin if credential is not None else None)
        name = title(entry)
        place = "" if origin is None or str(origin) == name else str(origin)
        answered = ""
        if credential is None and entry.source in (Source.KEYRING, Source.NATIVE):
            credential = self._answered(label, entry.source)
            answered = self._said(label, entry.source)
        cells: tuple[Cell, ...] = ()
        note = ""
        if entry.state != "found":
            note = answered or _why_not(entry)
        if credential is None:
            return SourceRow(name, place, note=note)
        if self.case.replayed is not None:
            cells = tuple(self._probed(label, role, credential) for role in roles)
        elif not credential.is_complete:
            note = note or "a user name only"
        return SourceRow(
            title=name,
            place=place,
            username=credential.username or "",
            secret=self.labels.label(credential.secret),
            note=note,
            cells=cells,
        )

    def _answered(self, label: str, source: Source) -> Credential | None:
        """What a keyring gave for this index, known from what was sent with it."""
        for chain in self.case.chains:
            credential = chain.credential
            if (
                chain.first.request.asked_for == label
                and credential is not None
                and credential.source is source
            ):
                return credential
        return None

    def _said(self, label: str, source: Source) -> str:
        """What a keyring said last when it was asked for this index; empty if never."""
        row = self.case.row(label)
        if row is None or self.case.replayed is None:
            return ""
        if source is Source.NATIVE:
            services = {question.service for question in native.questions(row.root, "any")}
        else:
            services = {question.service for question in keyring.questions(row.index.url, None)}
        asked = [i for i in self.case.replayed.keyring if i.question.service in services]
        answered = [i for i in asked if i.answer.secret is not None] or asked[-1:]
        return said(answered[0]) if answered else ""

    def _probes(self, label: str) -> list[Probe]:
        return [
            probe
            for probe in self.case.probes
            if probe.index == label or probe.role in PUBLISH_ROLES
        ]

    def _probed(self, label: str, role: str, credential: Credential | None) -> Cell:
        """The result of one credential for one role, from a probe or from what was sent anyway."""
        reason = ""
        for probe in self._probes(label):
            if not is_same(probe.credential, credential) or probe.role not in _PROBED[role]:
                continue
            if probe.exchange is not None and self.case.replayed is not None:
                return cell_of(self.case.replayed.exchange(probe.exchange))
            reason = probe.reason
        for chain in self.case.chains_of(label, *_PROBED[role]):
            for exchange in chain.exchanges:
                if is_same(exchange.request.credential, credential):
                    return cell_of(exchange)
        if reason:
            state = State.NOT_SENT if "scope" in reason else State.NOT_TRIED
            return Cell(state.value, state, why=reason)
        why = "a user name without a password" if credential and not credential.is_complete else ""
        return Cell(State.NOT_TRIED.value, State.NOT_TRIED, why=why)

    def _sends(self, label: str, role: str) -> Cell:
        chains = self.case.chains_of(label, *_ROLES[role])
        if not chains:
            return self._nothing(label, role)
        read = {chain.first.request.url for chain in chains if not _asks_for_size(chain)}
        # A file of which HEAD is refused is read with GET.
        chains = tuple(
            c for c in chains if not _asks_for_size(c) or c.first.request.url not in read
        )
        worst = max(chains, key=lambda chain: badness(self.case, chain))
        cell = cell_of(worst.last)
        if (
            worst.status == 404
            and worst.first.request.role in (Role.PAGE, Role.CHECK)
            and not self.case.is_missing(worst.first.request.package)
        ):
            cell = Cell("404", State.OK, worst.last.id, "no such package here")
        settled = cell.state in (State.OK, State.PROBLEM) and cell.text != "404"
        why = way(worst) if settled else cell.why
        return Cell(cell.text, cell.state, cell.exchange, why)

    def _nothing(self, label: str, role: str) -> Cell:
        """Why the client sent nothing: it would stop before, or never came to it."""
        for conclusion in self.case.conclusions:
            text = conclusion.text
            if text.startswith((MISSING, incomplete(self.case.uv))):
                row = self.case.row(label)
                publishing = role == "publish" and conclusion.role is Role.UPLOAD
                reading = row is not None and role == "read" and str(row.index.url) in text
                if publishing or reading:
                    return Cell("not sent", State.NOT_SENT, why=text)
        return Cell("not tried", State.NOT_TRIED, why=untried(self.case, label, role))

    def _worst(self, label: str) -> Finding | None:
        mine = [f for f in self.findings if f.subject == label]
        return mine[0] if mine else None

    def _state(self, label: str, sends: tuple[Cell, ...], row: IndexRow | None) -> State:
        worst = self._worst(label)
        if worst is not None and worst.severity is not Severity.NOTE:
            return State.PROBLEM
        if row is not None and row.standing not in ASKED:
            return State.NOT_TRIED
        states = {cell.state for cell in sends}
        for state in (State.PROBLEM, State.UNKNOWN, State.OK, State.NOT_SENT):
            if state in states:
                return state
        return State.NOT_TRIED

    def _verdict(self, label: str, sends: tuple[Cell, ...], row: IndexRow | None) -> str:
        worst = self._worst(label)
        if worst is not None and worst.severity is not Severity.NOTE:
            return f"{worst.code} {worst.cause}"
        if row is not None and row.standing not in ASKED:
            standing = row.standing.value
            return f"{standing}: {row.reason}" if row.reason else standing
        if self.case.replayed is None:
            return "nothing was sent"
        tried = [cell for cell in sends if cell.state is not State.NOT_TRIED]
        if not tried:
            return f"not tried: {sends[0].why}" if sends and sends[0].why else "not tried"
        bad = [cell for cell in tried if cell.state is not State.OK]
        if bad:
            return f"{bad[0].text}: {bad[0].why}" if bad[0].why else bad[0].text
        return "healthy"


def _asks_for_size(chain: Chain) -> bool:
    return chain.first.request.method == "HEAD"


def _why_not(entry: Asked) -> str:
    """Why a source gives nothing; that it has nothing is said by the reason itself."""
    if entry.state == "absent":
        return entry.reason or "nothing there"
    word = {"unasked": "not asked"}.get(entry.state, entry.state)
    return f"{word}: {entry.reason}" if entry.reason else word


def _listed(entry: Asked, asked: tuple[Asked, ...]) -> bool:
    """Whether a source's row is shown already: the same credential, or nothing to add to it."""
    return any(
        other.source is entry.source
        and (entry.credential is None or entry.credential == other.credential)
        for other in asked
    )
