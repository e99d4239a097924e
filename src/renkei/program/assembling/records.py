"""The parts of a program before they are put in order: records and handles of the assembler.

What for: :class:`~renkei.program.assembling.assembler.Assembler` collects these in order of
declaration, and :mod:`renkei.program.assembling.canonical` turns them into arrays in canonical
order. Takes and gives plain data.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from renkei.program.machine.blocks import Op
from renkei.program.machine.shapes import UnitShape

Floats = NDArray[np.float64]


def floats(values: ArrayLike) -> Floats:
    """Return numbers as a flat array."""
    return np.array(values, dtype=np.float64).reshape(-1)


@dataclass(frozen=True)
class Slot:
    """Handle of a world value: a number drawn once per replication."""

    index: int


@dataclass(frozen=True)
class Dist:
    """Handle of a distribution."""

    index: int


@dataclass(frozen=True)
class Calendar:
    """Handle of a calendar of opening hours."""

    index: int


@dataclass(frozen=True)
class Station:
    """Handle of a station: teams before a queue."""

    index: int


@dataclass(frozen=True)
class Gate:
    """Handle of a gate: a list of times."""

    index: int


@dataclass(frozen=True)
class Pool:
    """Handle of a pool of platforms."""

    index: int


@dataclass(frozen=True)
class Stock:
    """Handle of a stock of an item."""

    index: int


@dataclass(frozen=True)
class Tag:
    """Handle of a tag, to which time is attributed."""

    index: int


class Handle(Protocol):
    """The handle of a declared thing."""

    @property
    def index(self) -> int:
        """Its place in the order of declaration."""


def index_of(handle: Handle | None) -> int:
    """Return the index of a declared thing, -1 for none."""
    return -1 if handle is None else handle.index


@dataclass(frozen=True)
class Arrivals:
    """When the incidents of a source arrive: at a rate or at fixed times.

    Parameters
    ----------
    rate, intensity
        Poisson arrivals at ``rate`` [1/h] times a factor that is piecewise constant: (times [h],
        the first 0; factors).
    times
        A fixed list [h] instead of a rate, sorted.
    overdispersion
        Coefficient of variation of a gamma factor of mean 1 on the rate of each year.
    years
        Starts of years [h]; default every 365 d from hour 0.
    cluster
        Each arrival brings a Poisson number of further incidents of this mean, each after a drawn
        delay.
    """

    rate: Slot | None = None
    intensity: tuple[ArrayLike, ArrayLike] = ((0.0,), (1.0,))
    times: ArrayLike | None = None
    overdispersion: Slot | None = None
    years: ArrayLike | None = None
    cluster: tuple[Slot, Dist] | None = None


@dataclass(frozen=True)
class SlotRecord:
    """A declared world value."""

    path: str
    best: float
    middle: float
    low: float
    high: float
    factor: int
    inverse: bool = False


@dataclass(frozen=True)
class DistRecord:
    """A declared distribution."""

    shape: UnitShape
    mean: float
    slot: int
    factor: int


@dataclass(frozen=True)
class CalendarRecord:
    """A declared calendar."""

    name: str
    opens: Floats
    closes: Floats


@dataclass(frozen=True)
class GateRecord:
    """A declared gate."""

    name: str
    times: Floats


@dataclass(frozen=True)
class StationRecord:
    """A declared station."""

    name: str
    teams: int
    calendar: int
    off_teams: int
    schedule: tuple[tuple[float, int], ...]
    build_up: tuple[tuple[int, int], ...] | None
    rooms: int
    interrupts: int


@dataclass(frozen=True)
class LossRecord:
    """A time for which a station is lost."""

    station: int
    begin_h: float
    lasts: int
    diverted_after: int


@dataclass(frozen=True)
class PoolRecord:
    """A declared pool."""

    name: str
    platforms: int
    availability: int
    notice: int
    turnaround: int
    speed: int
    endurance: int
    distances_nmi: Floats
    training: int = -1
    fleet: int = -1
    reserve: int = -1
    reserve_for: int = -1
    schedule: list[tuple[float, int]] = field(default_factory=list)
    """When the pool in force changes, and to which; -1: to none."""


@dataclass(frozen=True)
class StockRecord:
    """A declared stock; ``orders`` is the name of a source."""

    name: str
    on_hand: int
    reorder: int
    lot: int
    up_to: int
    orders: str
    continuous: bool
    full: int
    rank: int


@dataclass(frozen=True)
class SourceRecord:
    """A declared source; one that is triggered has neither a rate nor times nor a population."""

    name: str
    entries: NDArray[np.int64]
    phase_times: Floats
    weights: Floats
    precedence: int
    counted: bool
    triggered: bool = False
    phase_slots: tuple[int, ...] = ()
    population: int = -1
    rate: int = -1
    intensity_times: Floats = field(default_factory=lambda: np.zeros(1))
    intensity_factors: Floats = field(default_factory=lambda: np.ones(1))
    overdispersion: int = -1
    extra: int = -1
    within: int = -1
    times: Floats = field(default_factory=lambda: np.zeros(0))
    years: Floats = field(default_factory=lambda: np.zeros(1))


@dataclass(frozen=True)
class Rows:
    """The lists that a block refers to, by labels and indices of declaration."""

    targets: tuple[tuple[int, int], ...] = ()
    """Label and slot (-1: none) of each target of a fork, a route or a decision."""
    stations: tuple[int, ...] = ()
    """Stations to activate."""
    options: tuple[tuple[int, int, int], ...] = ()
    """Label, station and slot of the opening of each station to choose from."""
    ramp: tuple[int, ...] = ()
    """Slots of the share at the start and of the hours of a ramp."""
    profile: tuple[tuple[float, float], ...] = ()
    """Times and factors of a production."""
    candidates: tuple[tuple[tuple[int, int], ...], ...] = ()
    """By place: pool and label of each candidate of a request."""
    arms: tuple[tuple[tuple[tuple[int, int, int], ...], ...], ...] = ()
    """By place and candidate: stock, slot and what to do when short of each arm."""


@dataclass(frozen=True)
class BlockRecord:
    """A block as emitted; labels and indices are those of declaration."""

    op: Op
    tag: int = -1
    dist: int = -1
    slot: int = -1
    a: int = -1
    b: int = 0
    c: int = -1
    flags: int = 0
    purpose: str = ""
    rows: Rows = Rows()
