"""Networks of members who pass messages on, built on the assembler.

What for: published results on organisations as networks. Takes who passes a message for whom to
whom; gives programs, in which each member is a station with one team, and messages are background
load. Times are in any one unit (called hour here).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals, Station
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import Distribution

Next = Callable[[int, int], Sequence[int]]
"""Gives to whom a member passes a message for an addressee, each equally probable.

The addressee ends it; he does no work on it.
"""


def member(number: int) -> str:
    """Return the name of the station of a member."""
    return f"member {number:04d}"


def messages(
    rates: Mapping[int, Mapping[int, float]],
    onward: Next,
    handling: Distribution,
    horizon_h: float,
    warm_up_h: float = 0.0,
    *,
    sender_works: bool,
) -> Program:
    """Return a network in which messages are passed from member to member.

    Parameters
    ----------
    rates
        Messages per hour by sender and addressee.
    onward
        To whom each member passes a message for an addressee.
    handling
        Work of a member on a message.
    sender_works
        Whether the sender handles the message too, before it passes it on.
    """
    asm = Assembler(horizon_h, warm_up_h)
    stations: dict[int, Station] = {}
    work = asm.distribution(handling)
    labels: dict[tuple[int, int], int] = {}
    waiting: list[tuple[int, int]] = []
    done = asm.label("arrived")

    def at(holder: int, addressee: int) -> int:
        """Return the label where a member begins to handle a message."""
        if holder == addressee:
            return done
        key = (holder, addressee)
        if key not in labels:
            labels[key] = asm.label(f"{holder} for {addressee}")
            waiting.append(key)
        return labels[key]

    def leave(holder: int, addressee: int) -> None:
        following = [at(one, addressee) for one in onward(holder, addressee)]
        if len(following) == 1:
            asm.jump(following[0], next_round=True)
            return
        share = 1.0 / len(following)
        asm.route("passed on", [(label, share) for label in following], next_round=True)

    entries = {}
    for sender, to in rates.items():
        starts = {addressee: asm.label(f"{sender} to {addressee}") for addressee in to}
        entries[sender] = asm.here(f"from {sender}")
        asm.route("addressee", [(starts[one], rate) for one, rate in to.items()])
        for addressee, label in starts.items():
            asm.place_label(label)
            if sender_works:
                asm.jump(at(sender, addressee))
            else:
                leave(sender, addressee)
    while waiting:
        holder, addressee = waiting.pop()
        asm.place_label(labels[holder, addressee])
        if holder not in stations:
            stations[holder] = asm.station(member(holder), asm.constant(1))
        asm.work(stations[holder], work, "handling")
        leave(holder, addressee)
    asm.place_label(done)
    asm.finish()
    asm.end()
    for sender, to in rates.items():
        rate = asm.slot(f"rate {sender:04d}", sum(to.values()))
        asm.source(f"from {sender:04d}", [[entries[sender]]], Arrivals(rate=rate), counted=False)
    return asm.build()
