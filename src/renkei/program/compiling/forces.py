"""From a dispatch to blocks: the request for platforms, their way there and back, and their relief.

Takes the steps of a :class:`~renkei.doctrine.workflow.Dispatch` and the pools that may serve it;
writes blocks where the assembler stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from renkei.doctrine.workflow import Dispatch, Step
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Pool, Slot, Tag
from renkei.program.compiling.arms import Arms
from renkei.program.compiling.worlds import Worlds

Candidates = list[list[tuple[Pool, int, Arms]]]
"""For each place, pools, labels of their order routes, and arms, in order of preference."""


@dataclass(frozen=True)
class ForceBlocks:
    """Writes the blocks of the forces that a dispatch sends.

    Parameters
    ----------
    assembler
        Where the blocks are written.
    worlds
        World values of the phase.
    tag
        Gives the tag of a step.
    """

    assembler: Assembler
    worlds: Worlds
    tag: Callable[[Step], Tag]

    def allocate(
        self,
        candidates: Candidates,
        count: int | None,
        when_short: str,
        fail_label: int,
        dispatch: Dispatch,
        longest: Slot | None = None,
    ) -> None:
        """Write the request for platforms, with the items that each platform takes along."""
        tag, overtaking = self.tag(dispatch.allocation), dispatch.overtaking
        how = dispatch.selection.value
        if dispatch.consumes:
            self.assembler.equip(
                candidates, count, when_short, fail_label, tag, overtaking, longest, how
            )
            return
        plain = [[(pool, label) for pool, label, _ in choices] for choices in candidates]
        self.assembler.allocate(plain, count, when_short, fail_label, tag, overtaking, longest, how)

    def relief(self, label: int, candidates: Candidates, dispatch: Dispatch) -> None:
        """Write the relief: at the end of their endurance, as many platforms are ordered anew."""
        assembler = self.assembler
        gone = assembler.label()
        assembler.place_label(label)
        self.allocate(candidates, None, "wait", gone, dispatch)
        assembler.place_label(gone)
        assembler.end()

    def movement(self, label: int, relief: int, dispatch: Dispatch, rank: int | None) -> None:
        """Write the movement: notice, way, stay, return and turnaround.

        Parameters
        ----------
        label, relief
            Entries of the movement and of its relief.
        rank
            Which of the forces by length of stay this is, from 1; None where all of them come.
        """
        assembler, name = self.assembler, dispatch.requirement
        recovery = self.tag(dispatch.recovery)
        stay = dispatch.on_station
        assert stay.duration is not None
        assembler.place_label(label)
        side_by_side = self._make_ready(dispatch)
        assembler.mark("departed")
        assembler.mark(f"departed.{dispatch.nation}")
        assembler.transit(f"transit/{name}", self.tag(dispatch.transit))
        assembler.mark("first-on-station")
        assembler.mark(f"first-on-station.{dispatch.nation}")
        if rank is not None:
            assembler.come(rank)
        assembler.signal()
        assembler.stay(
            self.worlds.distribution(stay.duration),
            f"stay/{stay.duration.path}",
            self.tag(stay),
        )
        assembler.relieve(relief)
        assembler.transit(f"return/{name}", recovery)
        assembler.turnaround(f"turnaround/{name}", recovery)
        assembler.release()
        assembler.end()
        side_by_side()

    def _make_ready(self, dispatch: Dispatch) -> Callable[[], None]:
        """Write the notice to move, and side by side with it the leave of others to go.

        Returns what writes the two branches, after the course that waits for both has ended.
        """
        assembler, name = self.assembler, dispatch.requirement
        preparation, clearance = self.tag(dispatch.preparation), dispatch.clearance
        if clearance is None or clearance.duration is None:
            assembler.notice(f"notice/{name}", preparation)
            return lambda: None
        ready, cleared = assembler.label(), assembler.label()
        assembler.fork([ready, cleared])
        duration, tag = self.worlds.distribution(clearance.duration), self.tag(clearance)

        def branches() -> None:
            assembler.place_label(ready)
            assembler.notice(f"notice/{name}", preparation)
            assembler.end()
            assembler.place_label(cleared)
            assembler.delay(duration, clearance.id, tag)
            assembler.end()

        return branches
