"""Pairs of scenes in which the client is answered the same, for another cause."""

from __future__ import annotations

from dataclasses import dataclass

from indexdoctor.lab.scene import Scene
from indexdoctor.model.finding import Confidence


@dataclass(frozen=True, slots=True)
class Named:
    """A scene, the code that names its cause, how sure that is, and words that must be said."""

    scene: Scene
    code: str
    confidence: Confidence
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Twins:
    """Two causes that only a control request tells apart.

    `hosts` are the names of the servers (see `tests.cases.frame`). `in_order` False: which of
    equal requests is refused turns on time, and only their number is the same.
    """

    key: str
    one: Named
    other: Named
    hosts: tuple[str, ...] = ()
    in_order: bool = True
