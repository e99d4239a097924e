"""The declarations of the assembler: worlds, distributions, stations, pools, sources, tags.

What for: the half of :class:`~renkei.program.assembling.assembler.Assembler` that needs no order.
Takes names and numbers; gives handles. Units: hours since the start, 1/h, nautical miles, knots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from renkei.program.assembling.records import (
    BlockRecord,
    Calendar,
    CalendarRecord,
    Dist,
    DistRecord,
    Gate,
    GateRecord,
    Pool,
    PoolRecord,
    Slot,
    SlotRecord,
    SourceRecord,
    Station,
    StationRecord,
    StockRecord,
    Tag,
)
from renkei.program.machine.program import TAG_FIELDS
from renkei.program.machine.shapes import unit_shape
from renkei.scenario.quantities.distributions import Distribution
from renkei.scenario.quantities.units import YEAR_H


class Declarer:
    """Collect the declarations of a program.

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
        self.blocks: list[BlockRecord] = []
        self.labels: list[tuple[str, int]] = []  # name, block (-1: not placed)
        self._known: dict[tuple[str, object], int] = {}

    # Declarations

    def slot(
        self,
        path: str,
        best: float,
        low: float | None = None,
        high: float | None = None,
        factor: Slot | None = None,
        inverse: bool = False,
        middle: float | None = None,
    ) -> Slot:
        """Declare a world value: a number that a replication draws once.

        Its draw is keyed by ``path``; the value is ``low`` at u = 0, ``middle`` (default ``best``)
        at u = 1/2, ``high`` at u = 1 and linear between, times the value of ``factor``; in the
        nominal world it is ``best``. The same path with other values,
        as in a later phase of a design, is another slot with the same draw. With ``inverse`` it
        counts as one over its value wherever it is used, and is reported as it is.
        """
        low = best if low is None else low
        high = best if high is None else high
        middle = best if middle is None else middle
        if not low <= best <= high:
            raise ValueError(f"slot {path}: need low <= best <= high, got {low}, {best}, {high}")
        if not low <= middle <= high:
            raise ValueError(
                f"slot {path}: need low <= middle <= high, got {low}, {middle}, {high}"
            )
        if inverse and not low > 0:
            raise ValueError(f"slot {path}: one over a value that may be {low}")
        record = SlotRecord(
            path,
            float(best),
            float(middle),
            float(low),
            float(high),
            factor.index if factor else -1,
            inverse,
        )
        index = self._known.setdefault(("slot", record), len(self.slots))
        if index == len(self.slots):
            self.slots.append(record)
        return Slot(index)

    def constant(self, value: float) -> Slot:
        """Declare a world value that is the same in every world."""
        return self.slot(f"={float(value)!r}", float(value))

    def distribution(
        self, dist: Distribution, slot: Slot | None = None, factor: Slot | None = None
    ) -> Dist:
        """Declare a distribution: the shape of ``dist`` at the mean of ``slot`` times ``factor``.

        Without ``slot`` the mean is that of ``dist``.
        """
        key = ("dist", (dist, slot, factor))
        if key not in self._known:
            self._known[key] = len(self.dists)
            self.dists.append(
                DistRecord(
                    unit_shape(dist),
                    float(dist.mean()),
                    slot.index if slot else -1,
                    factor.index if factor else -1,
                )
            )
        return Dist(self._known[key])

    def calendar(self, name: str, opens: ArrayLike, closes: ArrayLike) -> Calendar:
        """Declare opening hours ``[opens[i], closes[i])`` [h], sorted and disjoint."""
        starts, ends = _floats(opens), _floats(closes)
        if len(starts) != len(ends) or not len(starts):
            raise ValueError(
                f"calendar {name}: {len(starts)} opening and {len(ends)} closing times"
            )
        if np.any(ends <= starts) or np.any(starts[1:] <= ends[:-1]):
            raise ValueError(f"calendar {name}: intervals must be sorted, disjoint and not empty")
        self._new("calendar", name, len(self.calendars))
        self.calendars.append(CalendarRecord(name, starts, ends))
        return Calendar(len(self.calendars) - 1)

    def gate(self, name: str, times: ArrayLike) -> Gate:
        """Declare a gate that lets tokens through at ``times`` [h], sorted."""
        at = _floats(times)
        if np.any(at[1:] <= at[:-1]):
            raise ValueError(f"gate {name}: times must rise strictly")
        self._new("gate", name, len(self.gates))
        self.gates.append(GateRecord(name, at))
        return Gate(len(self.gates) - 1)

    def station(
        self,
        name: str,
        teams: Slot,
        calendar: Calendar | None = None,
        off_teams: Slot | None = None,
        schedule: Sequence[tuple[float, Slot | None]] = (),
        build_up: Sequence[tuple[Slot, Slot]] | None = None,
        rooms: int | None = None,
        interrupts: int | None = None,
    ) -> Station:
        """Declare teams that work in parallel before a queue.

        Four precedence classes, first come first served in each.

        Parameters
        ----------
        teams
            Teams, rounded to the nearest integer, and at least 1 where the best value is.
        calendar
            Hours in which they work; None: always.
        off_teams
            Teams outside the calendar; work in hand is then finished. None: nobody works and
            nothing starts outside the calendar, and work in hand rests.
        schedule
            (hour, teams) of later design phases; None: from then on it serves what comes, but
            counts as present only while it is at work.
        build_up
            (hours after activation, share of the teams) of a station that has no teams until
            activated; ``ceil(share * teams)`` from each step on. Work in hand is finished after
            deactivation, the queue is kept.
        rooms
            Most tokens in queue and service; a further arrival jumps to the block's ``balk``.
        interrupts
            Least urgent class that interrupts the work of a less urgent one when no team is free:
            preemptive resume. None: work in hand is never interrupted.
        """
        if off_teams is not None and calendar is None:
            raise ValueError(f"station {name}: off_teams needs a calendar")
        if rooms is not None and rooms < 1:
            raise ValueError(f"station {name}: rooms must be 1 or more, got {rooms}")
        if interrupts is not None and not 0 <= interrupts <= 2:
            raise ValueError(f"station {name}: interrupts must be 0 to 2, got {interrupts}")
        self._new("station", name, len(self.stations))
        self.stations.append(
            StationRecord(
                name,
                teams.index,
                calendar.index if calendar else -1,
                off_teams.index if off_teams else -1,
                tuple(sorted((float(hour), slot.index if slot else -1) for hour, slot in schedule)),
                None
                if build_up is None
                else tuple((after.index, share.index) for after, share in build_up),
                -1 if rooms is None else int(rooms),
                0 if interrupts is None else interrupts + 1,
            )
        )
        return Station(len(self.stations) - 1)

    def pool(
        self,
        name: str,
        platforms: Slot,
        availability: Slot | None,
        notice: Dist,
        turnaround: Dist | None,
        speed: Slot,
        distances_nmi: ArrayLike,
        endurance: Slot | None = None,
        training: Slot | None = None,
        fleet: Pool | None = None,
    ) -> Pool:
        """Declare interchangeable platforms: ``floor(platforms * availability + 0.5)`` of them.

        ``endurance`` limits the time on station in one go [h]; ``training`` is the share of time
        in which a platform that is ready is in use all the same. With a ``fleet`` it has no
        platforms of its own but is what that pool becomes in a later phase: see :meth:`phases`.
        """
        distances = _floats(distances_nmi)
        if len(distances) != len(self.places):
            raise ValueError(
                f"pool {name}: {len(distances)} distances for {len(self.places)} places"
            )
        self._new("pool", name, len(self.pools))
        self.pools.append(
            PoolRecord(
                name,
                platforms.index,
                availability.index if availability else -1,
                notice.index,
                turnaround.index if turnaround else -1,
                speed.index,
                endurance.index if endurance else -1,
                distances,
                training.index if training else -1,
                fleet.index if fleet else -1,
            )
        )
        return Pool(len(self.pools) - 1)

    def phases(self, fleet: Pool, schedule: Sequence[tuple[float, Pool | None]]) -> None:
        """Let a fleet have, from each hour on, the platforms and training of a pool of it.

        Platforms that are added are ready; those that are taken away go when they are free.
        """
        steps = self.pools[fleet.index].schedule
        steps += [(float(hour), pool.index if pool else -1) for hour, pool in schedule]

    def source(
        self,
        name: str,
        entries: ArrayLike,
        phase_times: ArrayLike = (0.0,),
        rate: Slot | None = None,
        intensity: tuple[ArrayLike, ArrayLike] | None = None,
        overdispersion: Slot | None = None,
        cluster: tuple[Slot, Dist] | None = None,
        times: ArrayLike | None = None,
        place_weights: ArrayLike | None = None,
        precedence: int = 3,
        counted: bool = True,
        years: ArrayLike | None = None,
        triggered: bool = False,
    ) -> None:
        """Declare arrivals of incidents.

        Parameters
        ----------
        entries
            ``(n_phases, n_places)`` labels at which a token of each phase and place starts.
        phase_times
            Start of each phase [h]; the first is 0.
        rate, intensity
            Poisson arrivals at ``rate`` times a factor that is piecewise constant: (times [h],
            the first 0; factors).
        overdispersion
            Coefficient of variation of a gamma factor of mean 1 on the rate of each year.
        years
            Starts of years [h]; default every 365 d from hour 0.
        cluster
            Each arrival brings a Poisson number of further incidents of this mean, each after
            a drawn delay.
        times
            A fixed list [h] instead of a rate, sorted.
        place_weights
            Relative frequency of each place; default equal.
        precedence
            0 (FLASH) to 3 (ROUTINE).
        counted
            Whether its incidents have rows and critical paths; False for background load, which
            has sojourn tallies only.
        triggered
            Its incidents are started by a `start` block or the orders of a stock; they are not
            counted, and there is neither a rate nor times.
        """
        labels = np.asarray(entries, dtype=np.int64)
        starts = _floats(phase_times)
        n_places = len(self.places)
        if labels.shape != (len(starts), n_places) or starts[0] != 0:
            raise ValueError(
                f"source {name}: entries have shape {labels.shape}, expected "
                f"({len(starts)}, {n_places}); the first phase starts at {starts[0]}, expected 0"
            )
        if triggered and not (rate is None and times is None):
            raise ValueError(f"source {name}: triggered sources have neither a rate nor times")
        if not triggered and (rate is None) == (times is None):
            raise ValueError(f"source {name}: give either a rate or times")
        if not 0 <= precedence <= 3:
            raise ValueError(f"source {name}: precedence must be 0 to 3, got {precedence}")
        weights = np.ones(n_places) if place_weights is None else _floats(place_weights)
        if len(weights) != n_places or np.any(weights < 0) or not weights.sum() > 0:
            raise ValueError(f"source {name}: place weights {weights} for {n_places} places")
        level_times, level_factors = intensity if intensity is not None else ((0.0,), (1.0,))
        fixed = np.zeros(0) if times is None else _floats(times)
        if np.any(np.diff(fixed) < 0) or np.any(fixed < 0):
            raise ValueError(f"source {name}: times must be sorted and not negative")
        end = self.horizon_h + self.drain_h
        year_starts = np.arange(0.0, end + YEAR_H, YEAR_H) if years is None else _floats(years)
        levels = _floats(level_times)
        if levels[0] != 0 or year_starts[0] > 0:
            raise ValueError(f"source {name}: intensity and years must start at hour 0")
        self._new("source", name, len(self.sources))
        self.sources.append(
            SourceRecord(
                name,
                labels,
                starts,
                weights / weights.sum(),
                rate.index if rate else -1,
                levels,
                _floats(level_factors),
                overdispersion.index if overdispersion else -1,
                cluster[0].index if cluster else -1,
                cluster[1].index if cluster else -1,
                fixed,
                year_starts,
                precedence,
                counted and not triggered,
                triggered,
            )
        )

    def population(self, name: str, n: int | Slot, entry: int) -> None:
        """Declare ``n`` tokens that start at ``entry`` at time 0, each its own incident.

        A world value is rounded to the nearest number.
        """
        entries = [[entry] * len(self.places)]
        if isinstance(n, Slot):
            self.source(name, entries, triggered=True)
            self.sources[-1] = replace(self.sources[-1], triggered=False, population=n.index)
        else:
            self.source(name, entries, times=np.zeros(n), counted=False)

    def tag(self, name: str, **info: str) -> Tag:
        """Declare an attribution key; ``info`` fills the columns of ``TAG_FIELDS``."""
        unknown = set(info) - set(TAG_FIELDS[1:])
        if unknown:
            raise ValueError(f"tag {name}: unknown columns {sorted(unknown)}")
        row = (name, *(info.get(column) or "" for column in TAG_FIELDS[1:]))
        index = self._known.setdefault(("tag", name), len(self.tags))
        if index == len(self.tags):
            self.tags.append(row)
        elif self.tags[index] != row:
            raise ValueError(f"tag {name} declared twice: {self.tags[index]} and {row}")
        return Tag(index)

    def _new(self, kind: str, name: str, index: int) -> None:
        if (kind, name) in self._known:
            raise ValueError(f"{kind} {name} declared twice")
        self._known[kind, name] = index


def _floats(values: ArrayLike) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(values, dtype=np.float64).reshape(-1)
