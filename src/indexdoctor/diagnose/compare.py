"""Several versions beside one another: where they differ, why, and what that means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from indexdoctor.diagnose.differing import is_bad, status_of, verdict
from indexdoctor.diagnose.outlook import Outlook
from indexdoctor.diagnose.reasons import Cause
from indexdoctor.diagnose.rules import read105
from indexdoctor.model.comparison import (
    Aspect,
    Comparison,
    Difference,
    Found,
    Line,
    Place,
    Reason,
    Side,
)
from indexdoctor.model.finding import Finding, Remedy, Severity
from indexdoctor.model.report import Note
from indexdoctor.model.resolution import IndexRow
from indexdoctor.records import record

_ASPECTS = list(Aspect)


@record
class Examined:
    """One version with all that is known of it: what it does, what is wrong with that, and why it
    does other things than the first version (`causes`; none for the first)."""

    outlook: Outlook
    findings: tuple[Finding, ...] = ()
    causes: tuple[Cause, ...] = ()
    notes: tuple[Note, ...] = ()


def compare(examined: Sequence[Examined], rows: Mapping[str, IndexRow]) -> Comparison:
    """The comparison of two versions or more; the first is the left side.

    `rows` are the first one's index definitions by label. Raises ValueError when there are fewer.
    """
    if len(examined) < 2:
        raise ValueError("a comparison needs two versions")
    versions = tuple(each.outlook.version for each in examined)
    differences = _folded(_differences(examined))
    notes = tuple(
        replace(note, text=f"uv {each.outlook.version}: {note.text}")
        for each in examined
        for note in each.notes
    )
    return Comparison(
        versions=versions,
        verdict=verdict(versions, differences, examined[0].outlook),
        differences=differences,
        reasons=_reasons(examined),
        found=(
            *_found(examined, of_all=False),
            *_supposed(differences, rows),
            *_found(examined, of_all=True),
        ),
        notes=notes,
        breaks=_breaks(versions[0], differences),
    )


def _differences(examined: Sequence[Examined]) -> list[Difference]:
    places: dict[Place, None] = {}
    for each in examined:
        places |= dict.fromkeys(each.outlook.places)
    found = []
    for place in sorted(places, key=lambda place: _ASPECTS.index(place.aspect)):
        # A version that does not start does nothing at any other place.
        there = [e for e in examined if e.outlook.starts or place.aspect is Aspect.START]
        sides: dict[tuple[Line, ...], list[str]] = {}
        for each in there:
            sides.setdefault(each.outlook.at(place), []).append(each.outlook.version)
        if len(sides) > 1:
            reasons = (c.reason.name for e in there for c in e.causes if place in c.places)
            found.append(
                Difference(
                    place,
                    _told_apart([Side(tuple(versions), x) for x, versions in sides.items()]),
                    tuple(dict.fromkeys(reasons)),
                )
            )
    return found


def _told_apart(sides: Sequence[Side]) -> tuple[Side, ...]:
    """The same sides; a secret that is not the first side's is said to be another."""
    first = sides[0]
    return (first, *(replace(side, lines=tuple(_marked(side, first))) for side in sides[1:]))


def _marked(side: Side, first: Side) -> Iterator[Line]:
    for number, line in enumerate(side.lines):
        other = first.lines[number] if number < len(first.lines) else line
        same = replace(line, sent=None) == replace(other, sent=None)
        if same and line.sent != other.sent:
            line = replace(line, credential=f"{line.credential} with another secret")
        yield line


def _folded(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Packages at which the same differs, with the same answers, are told of once; so are
    statuses that lead to the same."""
    kept: dict[object, Difference] = {}
    for difference in differences:
        shape = _shape(difference)
        known = kept.get(shape)
        if known is None:
            kept[shape] = difference
        elif difference.place.aspect is Aspect.ANSWER:
            status = status_of(difference.place)
            place = replace(known.place, part=f"{known.place.part}, {status}")
            kept[shape] = replace(known, place=place)
        else:
            kept[shape] = replace(known, alike=known.alike + 1)
    return tuple(map(_cut, kept.values()))


def _cut(difference: Difference) -> Difference:
    """Without the steps after an answer that all versions begin with."""
    if difference.place.aspect is not Aspect.ANSWER:
        return difference
    shared = 0
    for lines in zip(*(side.lines for side in difference.sides), strict=False):
        if len(set(lines)) > 1:
            break
        shared += 1
    sides = tuple(replace(side, lines=side.lines[shared:]) for side in difference.sides)
    return replace(difference, sides=sides)


def _shape(difference: Difference) -> object:
    """The difference without the names of packages and statuses."""
    place, sides = difference.place, difference.sides
    if place.aspect is Aspect.REQUESTS and place.part:
        lines = tuple(
            (side.versions, tuple((_method(x.text), x.credential, x.answer) for x in side.lines))
            for side in sides
        )
        return (place.aspect, place.subject, lines)
    if place.aspect is Aspect.OUTCOME:
        return (place.aspect, sides)
    if place.aspect is Aspect.ANSWER:
        role, _, status = place.part.partition(" ")
        texts = tuple(
            (side.versions, tuple(x.text.replace(status, "") for x in side.lines)) for side in sides
        )
        return (place.aspect, place.subject, role, texts)
    return difference


def _method(text: str) -> str:
    """The method, and of a file its kind."""
    method, _, url = text.partition(" ")
    return f"{method} {url.rpartition('.')[2] if not url.endswith('/') else '/'}"


def _reasons(examined: Sequence[Examined]) -> tuple[Reason, ...]:
    """Each reason once, with the versions it counts for."""
    kept: dict[str, Reason] = {}
    for each in examined:
        for cause in each.causes:
            known = kept.setdefault(cause.reason.name, cause.reason)
            versions = dict.fromkeys((*known.versions, *cause.reason.versions))
            kept[cause.reason.name] = replace(known, versions=tuple(versions))
    return tuple(kept.values())


def _found(examined: Sequence[Examined], *, of_all: bool) -> Iterator[Found]:
    """The errors that all versions have, or those that some have and others have not.

    Versions to which the same is advised are told of together.
    """
    kinds: dict[tuple[str, str], dict[tuple[Remedy, ...], tuple[Finding, dict[str, None]]]] = {}
    for each in examined:
        version = each.outlook.version
        for finding in each.findings:
            if finding.severity is Severity.ERROR:
                ways = kinds.setdefault((finding.code, finding.subject), {})
                ways.setdefault(finding.remedies, (finding, {}))[1].setdefault(version)
    every = {each.outlook.version for each in examined}
    for ways in kinds.values():
        having = {version for _, versions in ways.values() for version in versions}
        if (having == every) is of_all:
            for finding, versions in ways.values():
                yield Found(tuple(versions), _of_several(finding, tuple(versions)))


def _of_several(finding: Finding, versions: Sequence[str]) -> Finding:
    """The finding of the first of these versions, named after no single one of several."""
    if len(versions) == 1:
        return finding
    return replace(finding, cause=finding.cause.replace(f"uv {versions[0]} ", "uv "))


def _supposed(differences: Sequence[Difference], rows: Mapping[str, IndexRow]) -> Iterator[Found]:
    """What is to be done about answers that end the search in some versions only."""
    told: set[str] = set()
    for difference in differences:
        place = difference.place
        if place.aspect is not Aspect.ANSWER or place.subject in told:
            continue
        statuses = [int(status) for status in status_of(place).split(", ")]
        bad = tuple(v for side in difference.sides if is_bad(side) for v in side.versions)
        goes_on = any(not is_bad(side) for side in difference.sides)
        row = rows.get(place.subject)
        is_last = row is None or not any((r.order or 0) > (row.order or 0) for r in rows.values())
        if row is not None and not is_last and bad and goes_on and {401, 403}.issuperset(statuses):
            told.add(place.subject)
            yield Found(bad, read105.supposed(row, statuses))


def _breaks(first: str, differences: Sequence[Difference]) -> bool:
    """Whether a later version ends badly where the first one does not."""
    for difference in differences:
        if difference.place.aspect not in (Aspect.START, Aspect.OUTCOME):
            continue
        bad = {v for side in difference.sides if is_bad(side) for v in side.versions}
        if bad and first not in bad:
            return True
    return False


def joined(comparisons: Sequence[tuple[str, Comparison]]) -> Comparison | None:
    """The comparisons of several commands as one, the weightiest verdict first."""
    if not comparisons:
        return None
    if len(comparisons) == 1:
        return comparisons[0][1]
    order = sorted(comparisons, key=lambda pair: _weight(pair[1]))
    leading = order[0][1]
    reasons: dict[str, Reason] = {}
    for _, each in comparisons:
        for reason in each.reasons:
            reasons.setdefault(reason.name, reason)
    return replace(
        leading,
        verdict=leading.verdict if not leading.differences else f"{order[0][0]}: {leading.verdict}",
        differences=tuple(
            replace(difference, command=command)
            for command, each in order
            for difference in each.differences
        ),
        reasons=tuple(reasons.values()),
        found=tuple(dict.fromkeys(found for _, each in comparisons for found in each.found)),
        notes=tuple(dict.fromkeys(note for _, each in comparisons for note in each.notes)),
        breaks=any(each.breaks for _, each in comparisons),
    )


def _weight(comparison: Comparison) -> int:
    if not comparison.differences:
        return len(_ASPECTS)
    return _ASPECTS.index(comparison.differences[0].place.aspect)
