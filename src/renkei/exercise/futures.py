"""Futures of an exercise: the present state with new luck, and bots in all seats.

What for: look ahead from now, and a thousand simulated days to hold a real one against. Takes the
state of the model and what is asked; gives times. It runs in processes of their own, so that it
does not disturb the clock. Future n of a state is the same whoever computes it.

What the instructor has still in store is not in a future; what may happen by chance is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from renkei.engine.kernel.state import Noted
from renkei.engine.replication import Floats
from renkei.engine.stepping import Snapshot, Stepper
from renkei.exercise.choosing import chooser
from renkei.exercise.journal import Incident
from renkei.exercise.taking import REFUSED, Taken, settle
from renkei.program.machine.clock import TICKS

if TYPE_CHECKING:
    from renkei.engine.kernel.state import State
    from renkei.program.machine.program import Program


@dataclass(frozen=True)
class Outset:
    """Where futures begin, and what is asked of them.

    Parameters
    ----------
    snapshot
        State of the model, the same world in all futures; None: each future is a replication of its
        own, in a world of its own, from ``begins_h`` on.
    chosen
        Units that people have chosen for requests to come.
    incidents
        Incidents that are watched, each with the milestone that answers it.
    begins_h, until_h
        From when what happens is looked at, and how far the futures run [h of the scenario].
    taken
        A decision that is taken at once.
    brought
        Incidents that are brought about on the way: moment [h], type, place.
    tags
        Tags of the steps whose lengths are asked for.
    """

    snapshot: Snapshot | None
    chosen: Mapping[tuple[str, int, str], Mapping[str, int]]
    incidents: tuple[tuple[Incident, str], ...]
    begins_h: float
    until_h: float
    taken: Taken | None = None
    brought: tuple[tuple[float, str, str], ...] = ()
    tags: tuple[int, ...] = ()


@dataclass
class Seen:
    """What futures showed.

    ``reached_h``: ``(futures, incidents)`` moments at which the milestones were reached [h of the
    scenario], nan where not by the end. ``steps_h``: by tag, when its steps began [h of the
    scenario] and how long they took [h].
    """

    reached_h: Floats
    steps_h: dict[int, list[tuple[float, float]]] = field(default_factory=dict)


def run_futures(content: bytes, outset: Outset, numbers: Iterable[int], *, luck: int = 0) -> Seen:
    """Run some futures.

    Parameters
    ----------
    content
        Definition of the exercise.
    outset
        Where they begin.
    numbers
        Which of them.
    luck
        Another family of futures.
    """
    rows, steps = [], dict[int, list[tuple[float, float]]]()
    for number in numbers:
        stepper, known = _begun(content, outset, number + (luck << 32))
        for at_h, incident, place in outset.brought:
            stepper.advance(at_h)
            known.append((incident, stepper.add_incident(incident, place)))
        stepper.advance(outset.until_h)
        milestones = (milestone for _, milestone in outset.incidents)
        watched = zip(known or (key for key, _ in outset.incidents), milestones, strict=True)
        rows.append(_reached(stepper.program, stepper.state, watched))
        if outset.tags:
            _measure(stepper.noted(), outset.tags, outset.until_h, steps)
    return Seen(np.array(rows, float).reshape(len(rows), len(outset.incidents)), steps)


def _begun(content: bytes, outset: Outset, number: int) -> tuple[Stepper, list[Incident]]:
    """Return the model at the begin of a future, and the incidents brought about: none yet.

    Where each future is a replication, an incident has another number in each.
    """
    stepper = _stepper(content)
    if outset.snapshot is None:
        stepper = Stepper(stepper.program, stepper.seed, number, journal=True)
        stepper.note(False)
        stepper.advance(outset.begins_h)
        stepper.note(bool(outset.tags))
        return stepper, []
    stepper.restore(outset.snapshot)
    stepper.choose_by(chooser(outset.chosen))
    stepper.note(bool(outset.tags))
    if outset.taken is not None:
        settle(stepper, outset.taken)
    stepper.unstaff(outset.snapshot.staffed)
    stepper.new_luck(number)
    return stepper, []


def together(parts: Iterable[Seen], incidents: int) -> Seen:
    """Return what futures showed that were run apart."""
    whole = Seen(np.empty((0, incidents)))
    for part in parts:
        whole.reached_h = np.concatenate([whole.reached_h, part.reached_h])
        for tag, found in part.steps_h.items():
            whole.steps_h.setdefault(tag, []).extend(found)
    return whole


@lru_cache(maxsize=1)
def _stepper(content: bytes) -> Stepper:
    """Return a stepper for the exercise; a process makes it once."""
    from renkei.exercise.definition import Definition

    definition = Definition.from_bytes(content)
    program = definition.compiled.program(definition.design)
    return Stepper(
        program,
        definition.seed,
        definition.file.replication,
        journal=True,
        reasons=(REFUSED,),
        choose=chooser({}),
    )


def _reached(
    program: Program, state: State, incidents: Iterable[tuple[Incident, str]]
) -> list[float]:
    """Return when each incident reached its milestone: from its row, or from what was written."""
    written = state.row[: int(state.core["n_rows"][0])]
    alive = state.incident[: int(state.core["incident_used"][0])]
    found = []
    for (source, ordinal), milestone in incidents:
        s, m = program.sources.index(source), program.milestones.index(milestone)
        at = math.nan
        for table, stamps, there in (
            (written, state.row_stamps, np.ones(len(written), bool)),
            (alive, state.stamps, alive["tokens"] > 0),
        ):
            hit = np.flatnonzero((table["source"] == s) & (table["ordinal"] == ordinal) & there)
            if len(hit):
                at = float(stamps[hit[-1], m]) / TICKS
        found.append(at)
    return found


def _measure(
    rows: Any, tags: tuple[int, ...], until_h: float, steps: dict[int, list[tuple[float, float]]]
) -> None:
    """Add when the steps of tags began and how long they took, of those that ended in time.

    What a token does under one tag without a gap is one step: a paper waits for the cut-off of a
    board, and then for its sitting.
    """
    found = rows[(rows["kind"] == Noted.STEP) & np.isin(rows["what"], tags)]
    names = ["what", "token", "source", "ordinal", "since", "until"]
    going: dict[tuple[int, ...], tuple[float, float]] = {}
    ended: list[tuple[int, float, float]] = []
    for *who, since, until in found[names].tolist():
        key = tuple(who)
        began, last = going.get(key, (since, since))
        if last != since:
            ended.append((key[0], began, last))
            began = since
        going[key] = began, until
    ended += [(key[0], began, last) for key, (began, last) in going.items()]
    for tag, began, last in ended:
        if last <= until_h * TICKS:
            steps.setdefault(tag, []).append((began / TICKS, (last - began) / TICKS))
