"""Focused replications: the world as it always runs, and one incident more at a random moment.

What for: measures of an incident type that is too rare to be waited for; see
:mod:`renkei.engine.focus` for why an added incident is right. Takes a program, what is in focus, a
seed and the number of a replication; gives a :class:`~renkei.engine.replication.Replication` with
one row: the incident in focus.

The program of such a replication is the long run's with other sources beside it, and a window of
one tick, that of the moment: so only the incident in focus counts, and the engine ends as soon as
its response has. Until the moment everything is as in the long run of that number, to the last bit.
The sums of stations, pools and stocks are of a window of no length; they say nothing and are empty.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from renkei._base.errors import RunError
from renkei._base.language import Phrase
from renkei.engine.columns import POOLS, SOJOURNS, STATIONS
from renkei.engine.focus import Companion, Focus, Span
from renkei.engine.moments import MOST_TRIES, Density, Moment, World, draw_moment, intensity_of
from renkei.engine.replication import Incidents, Replication
from renkei.engine.twin import draws
from renkei.program.machine.blocks import Op
from renkei.program.machine.clock import TICKS
from renkei.program.machine.program import Floats, Integers, Program, Table, text_hash

_LOOKS_H = 3.0
"""Time between two looks at the incident in focus: whether it is followed on."""

_BEFORE = text_hash("moment before the incident in focus")
_SEASON = text_hash("season of the moment before the incident in focus")
_ONE_OF = text_hash("one of those before the incident in focus")

Replicate = Callable[..., Replication]


def in_focus(incident: str) -> str:
    """Return the name of the source that brings the incident in focus."""
    return f"{incident} (in focus)"


def replicate_focused(
    program: Program,
    focus: Focus,
    seed: int,
    replication: int,
    *,
    nominal: bool = False,
    replicate: Replicate | None = None,
    given: Floats | None = None,
) -> Replication:
    """Run one focused replication.

    Parameters
    ----------
    program
        Of the long run.
    focus
        What it holds.
    seed, replication, nominal, given
        As for :func:`renkei.engine.run.replicate`.
    replicate
        Runs a program in the place of the kernel, to the end of the response.

    Raises
    ------
    RunError
        As :func:`renkei.engine.run.replicate`, and if its conditions are not met in so many draws.
    ValueError
        If the type comes on fixed dates, or its moment cannot fall anywhere.
    """
    from renkei.engine import run

    row = program.sources.index(focus.of(replication))
    world = World(program, draws.replication_key(seed, replication), nominal, given)
    for turn in range(MOST_TRIES if focus.companions else 1):
        moment = draw_moment(program, focus, row, world, turn)
        before = _before(program, focus, moment, world, turn)
        if before is None:
            continue
        short = _short(program, focus, row, moment, before, world)
        options: dict[str, Any] = {"nominal": nominal}
        if given is not None:  # the values added are fixed
            more = np.full(len(short.slots) - len(given), np.nan)
            options["given"] = np.concatenate([given, more])
        if any(one.open for one in focus.companions):
            # At the moment, before anything of it happens: who is open then?
            until = replace(short, horizon_h=moment.at / TICKS, warm_up_h=0.0, drain_h=0.0)
            found = (replicate or run.replicate)(until, seed, replication, **options)
            if not _is_chosen(focus, moment, short, found.incidents, world, turn):
                continue
        if replicate is None:
            done = _followed(short, focus, row, seed, replication, nominal, options.get("given"))
        else:
            done = replicate(short, seed, replication, **options)
        if _is_chosen(focus, moment, short, done.incidents, world, turn, arrivals=True):
            return _told(program, short, row, done)
    raise RunError(
        Phrase(
            "replication {replication}, seed {seed}: the conditions on "
            "{row} ({given}) are not met in {most_tries} draws",
            replication=replication,
            seed=seed,
            row=program.sources[row],
            given=focus.given,
            most_tries=MOST_TRIES,
        )
    )


def focused_program(
    program: Program,
    focus: Focus,
    seed: int,
    replication: int,
    *,
    nominal: bool = False,
    given: Floats | None = None,
) -> tuple[Program, Floats | None]:
    """Return the program that a focused replication runs, and its values that are not drawn.

    Its incident in focus is number 0 of the source :func:`in_focus`. Parameters and errors are
    those of :func:`replicate_focused`.
    """
    from renkei.engine import run

    last: list[tuple[Program, Floats | None]] = []

    def kept(short: Program, seed: int, replication: int, **options: Any) -> Replication:
        last[:] = [(short, options.get("given"))]
        return run.replicate(short, seed, replication, **options)

    replicate_focused(
        program, focus, seed, replication, nominal=nominal, replicate=kept, given=given
    )
    return last[0]


def _followed(
    short: Program,
    focus: Focus,
    row: int,
    seed: int,
    replication: int,
    nominal: bool,
    given: Floats | None,
) -> Replication:
    """Run the kernel until the incident in focus has passed the milestones it is followed to."""
    from renkei.engine.kernel.program_arrays import tables_of
    from renkei.engine.kernel.state import Code
    from renkei.engine.run import go_on, harvest, started

    source = short.sources.index(in_focus(short.sources[row]))
    wanted = [short.milestones.index(name) for name in focus.until]
    tables = tables_of(short)
    state = started(short, tables, seed, replication, nominal, 1024, False, given)
    at = float(state.core["horizon"][0])
    state, code = go_on(short, tables, state, at, seed, replication)
    while code == Code.UNTIL:
        incidents = state.incident[: int(state.core["incident_used"][0])]
        own = incidents["source"] == source
        own &= (incidents["ordinal"] == 0) & (incidents["tokens"] > 0)
        if wanted and not np.isnan(state.stamps[: len(incidents)][own][:, wanted]).any():
            break
        at += _LOOKS_H * TICKS
        state, code = go_on(short, tables, state, at, seed, replication)
    return harvest(short, tables, state, seed, replication)


# Conditions on what came before

Times = tuple[float, ...]


def _before(
    program: Program, focus: Focus, moment: Moment, world: World, turn: int
) -> Times | None:
    """Return when the incident of each condition came [ticks]; None: this draw is none.

    One is added at an even moment before the incident in focus. As it follows the intensity of its
    own type, an even draw counts in proportion to it.
    """
    found = []
    for number, one in enumerate(focus.companions):
        source = program.source[program.sources.index(one.incident)]
        key = int(source["key"])
        again = turn * len(focus.companions) + number
        back = draws.uniform(world.key, key, _BEFORE, again) * one.within_h
        at = float(math.floor(moment.at - back * TICKS))
        density = Density(program, source, ((0.0, program.horizon_h),))
        if draws.uniform(world.key, key, _SEASON, again) >= density.share(at / TICKS):
            return None
        found.append(at)
    return tuple(found)


def _is_chosen(
    focus: Focus,
    moment: Moment,
    short: Program,
    rows: Incidents,
    world: World,
    turn: int,
    *,
    arrivals: bool = False,
) -> bool:
    """Return whether the incident added for each condition is the one that stands for all.

    Where n incidents meet a condition, the same history is drawn with each of them as the one that
    was added: n times as often as it should be. So it counts once in n times. With ``arrivals``
    the conditions on arrivals are looked at, else those on incidents that are open.
    """
    for number, one in enumerate(focus.companions):
        if one.open == arrivals:
            continue
        own = [short.sources.index(name) for name in (one.incident, _companion(one, number))]
        ago = moment.at / TICKS - rows.arrived_h
        met = np.isin(rows.source, own) & (ago > 0.0) & (ago <= one.within_h)
        if one.open:
            met &= rows.outcome == 0
            if not np.any(met & (rows.source == own[1])):
                return False
        u = draws.uniform(world.key, text_hash(one.incident), _ONE_OF, turn)
        if u * np.count_nonzero(met) >= 1.0:
            return False
    return True


def _companion(one: Companion, number: int) -> str:
    """Return the name of the source that brings the incident of a condition."""
    return f"{one.incident} (before, {number + 1})"


# The program


@dataclass(frozen=True)
class _Added:
    """A source beside those of the long run; a column that is not given is the type's own."""

    name: str
    row: int
    columns: dict[str, int]
    times: tuple[float, ...] = ()
    intensity: tuple[list[float], list[float]] | None = None


def _short(
    program: Program, focus: Focus, row: int, moment: Moment, before: Times, world: World
) -> Program:
    """Return the program of one focused replication."""
    name, source = program.sources[row], program.source[row]
    at_h, end_h = moment.at / TICKS, program.horizon_h + program.drain_h
    past_h = math.inf if focus.past_h is None else focus.past_h
    # What came before has a past of that length too.
    longest_h = max((one.within_h for one in focus.companions), default=0.0)
    from_h = max(at_h - past_h - longest_h, 0.0)
    values: list[float] = []
    alone = {"rate": -1, "overdispersion": -1}
    added = []
    if moment.first is not None:
        added.append(_Added(f"{name} (cluster in focus)", row, alone, (moment.first / TICKS,)))
        alone = {**alone, "extra": -1, "within": -1}
    added.append(_Added(in_focus(name), row, alone, (at_h,)))
    if source["overdispersion"] >= 0:
        spread = world.value(int(source["overdispersion"]))
        values = [world.value(int(source["rate"])) * spread**2, 1.0]
        columns = {"rate": len(program.slots), "overdispersion": len(program.slots) + 1}
        begun = moment.at if moment.first is None else moment.first
        begin, end = _year(program, source, begun / TICKS)
        year = _within(program, source, (max(begin, from_h), end))
        added.append(_Added(f"{name} (in the year in focus)", row, columns, (), year))
    for number, (one, at) in enumerate(zip(focus.companions, before, strict=True)):
        other = program.sources.index(one.incident)
        own = {"rate": -1, "overdispersion": -1, "extra": -1, "within": -1}
        added.append(_Added(_companion(one, number), other, own, (at / TICKS,)))
    horizon_h = (moment.at + 1.0) / TICKS
    past = program if from_h == 0.0 else _quiet_before(program, from_h)
    return replace(
        _with_sources(past, added, values),
        warm_up_h=at_h,
        horizon_h=horizon_h,
        drain_h=max(min(focus.limit_h, end_h - horizon_h), 0.0),
        sample_every_h=0.0,
    )


_loads: WeakKeyDictionary[Program, NDArray[np.bool_]] = WeakKeyDictionary()


def _are_loads(program: Program) -> NDArray[np.bool_]:
    """Return which sources load staffs and send forces: incidents, and what is work alone.

    The others keep stocks, production and maintenance going, which remember for years.
    """
    if program not in _loads:
        found = program.source["counted"] == 1
        for i, row in enumerate(program.source):
            if not found[i]:
                many = int(row["n_phases"]) * len(program.places)
                entries = program.entries[row["entry"] : row["entry"] + many]
                found[i] = all(_is_work_alone(program, pc) for pc in set(entries.tolist()))
        if len(program.population):
            found &= program.population < 0
        _loads[program] = found
    return _loads[program]


def _is_work_alone(program: Program, pc: int) -> bool:
    """Return whether a token that starts at a block only works, until it ends."""
    while pc < len(program.blocks):
        op = program.blocks["op"][pc]
        if op == Op.END:
            return True
        if op not in (Op.WORK, Op.DELAY, Op.MARK, Op.FINISH):
            return False
        pc += 1
    return False


def _quiet_before(program: Program, from_h: float) -> Program:
    """Return the program with no load before an hour; what else goes on does so from hour 0."""
    source = program.source.copy()
    times, factors = [program.intensity_times], [program.intensity_factors]
    n = len(program.intensity_times)
    for i in np.flatnonzero(_are_loads(program)):
        row = source[i]
        if row["rate"] < 0:
            dates = program.fixed_times[row["times"] : row["times"] + row["n_times"]]
            gone = int(np.searchsorted(dates, from_h))
            row["times"] += gone
            row["n_times"] -= gone
            continue
        begins, levels = intensity_of(program, row)
        at = bisect.bisect_right(begins, from_h)
        times.append(np.array([0.0, from_h, *begins[at:]]))
        factors.append(np.array([0.0, levels[at - 1], *levels[at:]]))
        row["intensity"], row["n_intensity"] = n, len(times[-1])
        n += len(times[-1])
    return replace(
        program,
        source=source,
        intensity_times=cast("Floats", np.concatenate(times)),
        intensity_factors=cast("Floats", np.concatenate(factors)),
    )


def _year(program: Program, source: Any, at_h: float) -> Span:
    """Return the calendar year of a moment."""
    years = program.year_starts[source["years"] : source["years"] + source["n_years"]].tolist()
    number = bisect.bisect_right(years, at_h) - 1
    return years[number], years[number + 1] if number + 1 < len(years) else math.inf


def _within(program: Program, source: Any, year: Span) -> tuple[list[float], list[float]]:
    """Return the intensity of a source in one year, and 0 in all others."""
    begins, factors = intensity_of(program, source)
    times = sorted({0.0, *begins, *(edge for edge in year if math.isfinite(edge))})
    levels = [
        factors[bisect.bisect_right(begins, at) - 1] if year[0] <= at < year[1] else 0.0
        for at in times
    ]
    return times, levels


def _with_sources(program: Program, added: Sequence[_Added], values: Sequence[float]) -> Program:
    """Return the program with more sources, each like one of its own, and slots of fixed values."""
    rows: list[Any] = []
    times, intensity = [program.fixed_times], [program.intensity_times]
    factors = [program.intensity_factors]
    n_times, n_intensity = len(program.fixed_times), len(program.intensity_times)
    for one in added:
        like = program.source[one.row : one.row + 1].copy()
        like["key"] = text_hash(one.name)
        for column, value in one.columns.items():
            like[column] = value
        like["times"], like["n_times"] = n_times, len(one.times)
        times.append(np.array(one.times, np.float64))
        n_times += len(one.times)
        if one.intensity is not None:
            like["intensity"], like["n_intensity"] = n_intensity, len(one.intensity[0])
            intensity.append(np.array(one.intensity[0]))
            factors.append(np.array(one.intensity[1]))
            n_intensity += len(one.intensity[0])
        rows.append(like)
    population = program.population
    if len(population):
        none = np.full(len(added), -1, population.dtype)
        population = cast("Integers", np.concatenate([population, none]))
    slots = tuple(f"focus {number}" for number in range(len(values)))
    own = np.zeros(len(values), program.slot.dtype)
    own["factor"] = -1
    for name in ("best", "middle", "low", "high"):
        own[name] = values
    return replace(
        program,
        sources=(*program.sources, *(one.name for one in added)),
        source=cast("Table", np.concatenate([program.source, *rows])),
        fixed_times=cast("Floats", np.concatenate(times)),
        intensity_times=cast("Floats", np.concatenate(intensity)),
        intensity_factors=cast("Floats", np.concatenate(factors)),
        population=population,
        slots=(*program.slots, *slots),
        slot=cast("Table", np.concatenate([program.slot, own])),
    )


# The result


def _told(program: Program, short: Program, row: int, done: Replication) -> Replication:
    """Return what the replication says of the incident in focus, in the names of the long run."""
    n = len(program.sources)
    source, own = short.sources.index(in_focus(program.sources[row])), done.incidents
    chosen = np.flatnonzero((own.source == source) & (own.ordinal == 0))
    reached = done.reached[:, :n].copy()
    reached[:, row] = done.reached[:, source]
    return Replication(
        incidents=Incidents(
            source=np.full(1, row, np.int32),
            ordinal=np.zeros(1, np.int32),
            place=own.place[chosen],
            arrived_h=own.arrived_h[chosen],
            milestones=own.milestones[chosen],
            after_h=own.after_h[chosen],
            outcome=own.outcome[chosen],
            counted=own.counted[chosen],
        ),
        segments=done.segments,
        reached=reached,
        stations=np.zeros((0, len(STATIONS.names))),
        pools=np.zeros((0, len(POOLS.names))),
        world=done.world[: len(program.slots)],
        sojourns=np.zeros((0, len(SOJOURNS.names))),
        events=done.events,
    )
