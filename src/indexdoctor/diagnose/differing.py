"""Where versions differ, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from indexdoctor.diagnose.outlook import Outlook
from indexdoctor.diagnose.words import count, listed
from indexdoctor.model.comparison import Aspect, Difference, Place, Side

_WHAT = {
    Aspect.REQUESTS: "sends other requests for",
    Aspect.KEYRING: "asks the keyring otherwise",
    Aspect.ORDER: "asks other indexes, or in another order",
    Aspect.INDEX: "takes another policy or credential for",
    Aspect.PUBLISH: "publishes otherwise",
    Aspect.LOCK: "takes uv.lock otherwise",
    Aspect.SETTING: "has another value for",
    Aspect.WARNING: "reads the files otherwise",
}


def verdict(versions: Sequence[str], differences: Sequence[Difference], first: Outlook) -> str:
    """The weightiest difference in one sentence."""
    names = [f"uv {version}" for version in dict.fromkeys(versions)]
    if not differences:
        if not first.starts:
            text = first.at(Place(Aspect.START))[0].text
            return f"no difference: {listed(names)} each {text}"
        return f"no difference: {listed(names)} do the same with these files"
    leading = differences[0]
    more = len(differences) - 1
    text = _sentence(leading, versions[0])
    return f"{text} (and {count(more, 'more difference')})" if more else text


def _sentence(difference: Difference, first: str) -> str:
    """What the others do, the first failing side leading, and what the first version does."""
    mine = next((side for side in difference.sides if first in side.versions), difference.sides[0])
    others = [side for side in difference.sides if side is not mine]
    other = next((side for side in others if is_bad(side)), others[0])
    place = difference.place
    here, there = _uv(mine), _uv(other)
    match place.aspect:
        case Aspect.START:
            if is_bad(other):
                does = "refuses it too, for another reason" if is_bad(mine) else "starts"
                return f"{there} {other.lines[0].text}; {here} {does}"
            return f"{there} starts where {here} {mine.lines[0].text}"
        case Aspect.OUTCOME:
            what = f"{place.subject}: " if place.subject else ""
            return f"{what}{there} {_end(other)} where {here} {_end(mine)}"
        case Aspect.ANSWER:
            role, _, status = place.part.partition(" ")
            url = {"check": "the check URL", "publish": "the publish URL"}.get(role, place.subject)
            answers = " or ".join(status.split(", "))
            return f"where {url} answers {answers}, {there}: {_next(other)}; {here}: {_next(mine)}"
        case Aspect.REQUESTS | Aspect.INDEX | Aspect.SETTING:
            return f"{there} {_WHAT[place.aspect]} {place.subject} than {here}"
        case _:
            return f"{there} {_WHAT[place.aspect]} than {here}"


def _uv(side: Side) -> str:
    """The versions of a side as the one subject of a sentence."""
    names = "uv " + listed(list(side.versions))
    return names if len(side.versions) == 1 else f"each of {names}"


def _end(side: Side) -> str:
    return "; ".join(line.text for line in side.lines) if side.lines else "does not come to it"


def _next(side: Side) -> str:
    return side.lines[0].text if side.lines else "nothing more happens"


def is_bad(side: Side) -> bool:
    return any(line.bad for line in side.lines)


def status_of(place: Place) -> str:
    return place.part.partition(" ")[2]
