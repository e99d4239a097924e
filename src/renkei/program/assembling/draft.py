"""The declarations and blocks of a program so far, in order."""

from __future__ import annotations

from collections.abc import Sequence

from renkei._base.brief import Brief
from renkei.program.assembling.records import (
    BlockRecord,
    CalendarRecord,
    DistRecord,
    GateRecord,
    LossRecord,
    PoolRecord,
    SlotRecord,
    SourceRecord,
    StationRecord,
    StockRecord,
)


class Draft(Brief):
    """What has been collected of a program.

    Parameters
    ----------
    horizon_h, warm_up_h, drain_h
        Statistics cover ``[warm_up_h, horizon_h)``; incidents that arrived in it may end until
        ``horizon_h + drain_h``.
    milestones
        Names of the milestones, in the order of their columns.
    traced
        Those whose critical path is summed by tag.
    places
        Names of the places where incidents arrive; at least one.

    Raises
    ------
    ValueError
        From any method: a name declared twice, a label never placed, arrays of wrong length, a
        loop in which no new round begins; the message names the thing and both values.
    """

    def __init__(
        self,
        horizon_h: float,
        warm_up_h: float = 0.0,
        drain_h: float = 0.0,
        milestones: Sequence[str] = (),
        traced: Sequence[str] = (),
        places: Sequence[str] = ("here",),
    ) -> None:
        if not 0 <= warm_up_h < horizon_h or drain_h < 0:
            raise ValueError(
                f"need 0 <= warm_up_h < horizon_h and drain_h >= 0, got warm_up_h={warm_up_h}, "
                f"horizon_h={horizon_h}, drain_h={drain_h}"
            )
        self.horizon_h = float(horizon_h)
        self.warm_up_h = float(warm_up_h)
        self.drain_h = float(drain_h)
        self.milestones = tuple(milestones)
        self.traced = tuple(self.milestones.index(name) for name in traced)
        self.places = tuple(places)
        self.slots: list[SlotRecord] = []
        self.dists: list[DistRecord] = []
        self.calendars: list[CalendarRecord] = []
        self.gates: list[GateRecord] = []
        self.stations: list[StationRecord] = []
        self.pools: list[PoolRecord] = []
        self.sources: list[SourceRecord] = []
        self.tags: list[tuple[str, ...]] = []
        self.reasons: list[str] = []
        self.stocks: list[StockRecord] = []
        self.tallies: list[str] = []
        self.started: list[str] = []  # names of sources that `start` blocks name
        self.sample_every_h = 0.0
        self.losses: list[LossRecord] = []
        self.blocks: list[BlockRecord] = []
        self.labels: list[tuple[str, int]] = []  # name, block (-1: not placed)
        self.known: dict[tuple[str, object], int] = {}

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__}: {len(self.blocks)} blocks, {len(self.stations)} stations, "
            f"{len(self.pools)} pools, {len(self.sources)} sources>"
        )
