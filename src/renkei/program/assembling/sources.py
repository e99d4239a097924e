"""Sources: when incidents arrive, and where their tokens start.

Functions over a :class:`~renkei.program.assembling.draft.Draft`, which
:class:`~renkei.program.assembling.assembler.Assembler` has as methods. Units: hours since the
start, 1/h.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from renkei.program.assembling.declaring import new_name
from renkei.program.assembling.draft import Draft
from renkei.program.assembling.records import Arrivals, Slot, SourceRecord, floats, index_of
from renkei.scenario.quantities.units import YEAR_H

NONE = Arrivals(times=())
"""Nothing arrives by itself."""


def source(
    draft: Draft,
    name: str,
    entries: ArrayLike,
    arrivals: Arrivals | None,
    phase_times: ArrayLike = (0.0,),
    place_weights: ArrayLike | None = None,
    precedence: int = 3,
    counted: bool = True,
    phase_slots: Sequence[Slot | None] = (),
) -> None:
    """Declare a source of incidents.

    Parameters
    ----------
    entries
        ``(n_phases, n_places)`` labels at which a token of each phase and place starts.
    arrivals
        When they arrive; None: a `start` block or the orders of a stock start them, and they are
        not counted.
    phase_times
        Start of each phase [h]; the first is 0.
    phase_slots
        Hours after that time at which a phase really begins; None: none. Empty: none at all.
    place_weights
        Relative frequency of each place; default equal.
    precedence
        0 (FLASH) to 3 (ROUTINE).
    counted
        Whether its incidents have rows and critical paths; False for background load, which
        has sojourn tallies only.
    """
    _add(
        draft,
        name,
        entries,
        phase_times,
        place_weights,
        precedence=precedence,
        counted=counted and arrivals is not None,
        triggered=arrivals is None,
        phase_slots=tuple(index_of(slot) for slot in phase_slots),
        **_columns(draft, name, NONE if arrivals is None else arrivals),
    )


def population(draft: Draft, name: str, n: int | Slot, entry: int) -> None:
    """Declare ``n`` tokens that start at ``entry`` at time 0, each its own incident.

    A world value is rounded to the nearest number.
    """
    entries = [[entry] * len(draft.places)]
    if isinstance(n, Slot):
        columns = {**_columns(draft, name, NONE), "population": n.index}
    else:
        columns = _columns(draft, name, Arrivals(times=np.zeros(n)))
    _add(draft, name, entries, (0.0,), None, precedence=3, counted=False, **columns)


def _add(
    draft: Draft,
    name: str,
    entries: ArrayLike,
    phase_times: ArrayLike,
    place_weights: ArrayLike | None,
    **columns: Any,
) -> None:
    labels = np.asarray(entries, dtype=np.int64)
    starts = floats(phase_times)
    n_places = len(draft.places)
    if labels.shape != (len(starts), n_places) or starts[0] != 0:
        raise ValueError(
            f"source {name}: entries have shape {labels.shape}, expected "
            f"({len(starts)}, {n_places}); the first phase starts at {starts[0]}, expected 0"
        )
    if not 0 <= columns["precedence"] <= 3:
        raise ValueError(f"source {name}: precedence must be 0 to 3, got {columns['precedence']}")
    delays = columns.get("phase_slots", ())
    if delays and len(delays) != len(starts):
        raise ValueError(f"source {name}: {len(delays)} phase_slots for {len(starts)} phases")
    weights = np.ones(n_places) if place_weights is None else floats(place_weights)
    if len(weights) != n_places or np.any(weights < 0) or not weights.sum() > 0:
        raise ValueError(f"source {name}: place weights {weights} for {n_places} places")
    new_name(draft, "source", name, len(draft.sources))
    draft.sources.append(SourceRecord(name, labels, starts, weights / weights.sum(), **columns))


def _columns(draft: Draft, name: str, arrivals: Arrivals) -> dict[str, Any]:
    """Return the columns on arrivals from the record of a source."""
    if (arrivals.rate is None) == (arrivals.times is None):
        raise ValueError(f"source {name}: give either a rate or times")
    times = np.zeros(0) if arrivals.times is None else floats(arrivals.times)
    if np.any(np.diff(times) < 0) or np.any(times < 0):
        raise ValueError(f"source {name}: times must be sorted and not negative")
    begins, factors = (floats(values) for values in arrivals.intensity)
    end = draft.horizon_h + draft.drain_h
    years = np.arange(0.0, end + YEAR_H, YEAR_H) if arrivals.years is None else arrivals.years
    years = floats(years)
    if begins[0] != 0 or years[0] > 0:
        raise ValueError(f"source {name}: intensity and years must start at hour 0")
    extra, within = arrivals.cluster or (None, None)
    return {
        "rate": index_of(arrivals.rate),
        "intensity_times": begins,
        "intensity_factors": factors,
        "overdispersion": index_of(arrivals.overdispersion),
        "extra": index_of(extra),
        "within": index_of(within),
        "times": times,
        "years": years,
    }
