"""All faults, and worlds that have one of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from tests.conformance.draw import Draw
from tests.faults import keyrings, netrcs, policies, publishing, secrets, servers, variables
from tests.faults.draw import healthy
from tests.faults.frame import Fault
from tests.faults.world import World

FAULTS: tuple[Fault, ...] = (
    *keyrings.FAULTS,
    *netrcs.FAULTS,
    *variables.FAULTS,
    *secrets.FAULTS,
    *policies.FAULTS,
    *servers.FAULTS,
    *publishing.FAULTS,
)
_TRIES = 2000  # no fault is as rare as that among healthy worlds


@dataclass(frozen=True, slots=True)
class Faulty:
    """A world with one fault."""

    fault: Fault
    world: World


def with_fault(fault: Fault, seed: int, number: int) -> Faulty:
    """The first healthy world, of those drawn for this number, that can have the fault."""
    draw = Draw(f"{seed}/{number}/{fault.name}")
    for at in count(number * _TRIES):
        if at == (number + 1) * _TRIES:
            raise LookupError(f"{fault.name} can be put into none of {_TRIES} worlds")
        world = fault.put(healthy(seed, at), draw)
        if world is not None:
            return Faulty(fault, world)
    raise AssertionError


def faulty(seed: int, number: int) -> Faulty:
    """World `number` (counting from 0) of `seed`, with one fault.

    The faults are drawn at random, none a second time before all were drawn.
    """
    turn, at = divmod(number, len(FAULTS))
    order = Draw(f"{seed}/{turn}/faults").some(FAULTS, len(FAULTS))
    return with_fault(order[at], seed, number)
