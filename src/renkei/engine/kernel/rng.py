"""Keyed random numbers: Philox2x64-7 as a pure function of what is drawn.

What for: a draw depends on (seed, replication; incident, purpose, round) and on nothing else, so
that results do not depend on the number of processes or the order of events, and an incident has
the same luck under every design. Takes 64-bit keys; gives one uniform number in (0, 1).

The generator is Philox of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2,
3", SC11 (2011), on two words of 64 bits, with 7 rounds. The authors' library Random123 says that
they know of no statistical flaw of it with 6 or more. Its 64-bit key is the replication's (itself
a Philox output of seed and replication), its 128-bit counter is the entity's key and the purpose,
moved on by the round.
"""

from __future__ import annotations

import numpy as np

from renkei.engine.kernel.bits import high_product
from renkei.engine.kernel.jit import helper, inlined

U64 = np.uint64
_MULTIPLIER = U64(0xD2B74407B1CE6E93)
_STEP = U64(0x9E3779B97F4A7C15)
_ROUNDS = 7
_ROUND = U64(0x9E3779B97F4A7C15)
_MEMBER = U64(0xD1B54A32D192ED03)
_MIX1 = U64(0xBF58476D1CE4E5B9)
_MIX2 = U64(0x94D049BB133111EB)


@inlined
def philox(key: U64, high: U64, low: U64) -> U64:
    """Return the first word of Philox2x64-7; ``low`` and ``high`` are the words of the counter."""
    for _ in range(_ROUNDS):
        upper = high_product(_MULTIPLIER, low)
        low, high = upper ^ key ^ high, _MULTIPLIER * low
        key = key + _STEP
    return low


@inlined
def to_unit(bits: U64) -> float:
    """Return the upper 52 bits as a number in (0, 1): odd multiples of 2**-53."""
    return (np.float64(bits >> U64(12)) + 0.5) * (1.0 / 4503599627370496.0)


@helper
def uniform(key: U64, entity: U64, purpose: U64, turn: int) -> float:
    """Return the draw of an entity for a purpose in a round."""
    return to_unit(philox(key, purpose + U64(turn) * _ROUND, entity))


@helper
def replication_key(seed: U64, replication: U64) -> U64:
    """Return the Philox key of a replication."""
    return philox(seed, replication, U64(0x52454E4B4549))  # "RENKEI"


@helper
def mix(bits: U64) -> U64:
    """Return the finalizer of SplitMix64: a bijection that spreads the bits."""
    bits = (bits ^ (bits >> U64(30))) * _MIX1
    bits = (bits ^ (bits >> U64(27))) * _MIX2
    return bits ^ (bits >> U64(31))


@helper
def incident_key(source: U64, ordinal: int, member: int) -> U64:
    """Return the key of an incident: arrival ``ordinal`` of a source, member of its cluster."""
    key = mix(source + U64(ordinal + 1) * _ROUND)
    if member > 0:
        key = mix(key + U64(member) * _MEMBER)
    return key
