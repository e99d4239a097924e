"""From a derived workflow to blocks.

Launched branches, order routes and side loads stand after the main line. Launched branches meet in
one assemble block: then the force is on station. They meet the main line in a second one: then the
incident is complete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from renkei._base.language import later
from renkei.doctrine.options import options
from renkei.doctrine.planning import planned
from renkei.doctrine.succession import LAPSES, stand_in
from renkei.doctrine.workflow import (
    DECISIONS,
    Activate,
    Aside,
    Beside,
    Choice,
    Dispatch,
    Do,
    Gather,
    Launch,
    Linger,
    Node,
    Parallel,
    Reach,
    Rounds,
    Sequence,
    SideLoad,
    Step,
    StepKind,
    Workflow,
    besides,
    launches,
)
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Dist, Station, Tag
from renkei.program.compiling.arms import arms_of
from renkei.program.compiling.forces import ForceBlocks
from renkei.program.compiling.organisation import Organisation
from renkei.program.compiling.worlds import Worlds
from renkei.program.machine.blocks import Stamp
from renkei.scenario.model.common import Precedence
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.incidents import GivenUp, Milestone
from renkei.scenario.quantities.distributions import Constant
from renkei.scenario.quantities.quantity import Quantity


@dataclass
class WorkflowBlocks:
    """Writes the blocks of one workflow of one phase.

    Parameters
    ----------
    assembler, organisation
        Where the blocks, and what they refer to, are.
    number
        Phase of the design.
    workflow
        What to write.
    """

    assembler: Assembler
    organisation: Organisation
    number: int
    workflow: Workflow
    _later: list[Callable[[], None]] = field(default_factory=list)
    _forces: int = -1
    _meeting: int = -1
    _precedence: Precedence | None = None

    @property
    def worlds(self) -> Worlds:
        """World values of the phase."""
        return self.organisation.worlds[self.number]

    def write(self) -> int:
        """Write all blocks of the workflow; return the label of its entry."""
        assembler = self.assembler
        entry = assembler.label()
        assembler.place_label(entry)
        if launches(self.workflow.root):
            self._forces = assembler.label()
        if launches(self.workflow.root) or besides(self.workflow.root):
            self._meeting = assembler.label()
        self._write(self.workflow.root)
        assembler.finish()
        assembler.end()
        while self._later:
            self._later.pop(0)()
        return entry

    def write_steps(self, steps: Sequence) -> None:
        """Write steps between other blocks; none of them launches or runs beside another."""
        self._write(steps)
        assert not self._later, "steps between other blocks cannot branch off"

    def _write(self, node: Node) -> None:
        assembler = self.assembler
        match node:
            case Do(step):
                self._step(step)
            case Sequence(parts):
                for part in parts:
                    self._write(part)
            case Parallel(parts):
                self._parallel(parts)
            case Launch(branch):
                self._launch(branch)
            case Aside(branch):
                label = assembler.label()
                assembler.spawn(label)
                self._defer(label, branch, assembler.end)
            case Beside(branch):
                label = assembler.label()
                assembler.split([label])
                self._defer(label, branch, lambda: assembler.jump(self._meeting))
            case Gather(then):
                self._gather(then)
            case Choice():
                self._choice(node)
            case Rounds():
                self._rounds(node)
            case Reach(milestone, nation):
                if milestone == Milestone.DETECTED:
                    self._present(self.workflow.detected_by, None)
                self._reach(milestone, nation)
                if milestone == Milestone.DETECTED:
                    self._spawn_side_loads()
            case Activate(headquarters):
                self._activate(headquarters)
            case Dispatch():
                self._dispatch(node)
            case Linger():
                self._linger(node)

    def _step(self, step: Step) -> None:
        tag = self._tag(step)
        if step.board is not None:
            self._board(step, step.board, tag)
            return
        if step.duration is None:
            return
        duration = self.worlds.distribution(step.duration, step.factor)
        seat = self.organisation.seat(step.actor) if step.kind in LAPSES else None
        if step.channel is not None:
            station = self.organisation.channel(self.number, step.channel)
            around = Sequence(step.around)
            other = (lambda: self._write(around)) if step.around else None
            self._work(station, duration, step.id, tag, None, other)
        elif step.cell is not None:
            station = self.organisation.cell(self.number, step.actor, step.cell)
            precedence = self._precedence.rank if self._precedence is not None else None
            self._work(station, duration, step.id, tag, precedence, self._succeeds(step))
        elif seat is not None:
            self._work(seat, duration, step.id, tag, None, self._succeeds(step))
        else:
            self.assembler.delay(duration, step.id, tag)
        if step.kind in DECISIONS:  # a person in a seat could decide
            self.assembler.decide(f"{step.id}/outcome", tag)

    def _work(
        self,
        station: Station,
        duration: Dist,
        purpose: str,
        tag: Tag,
        precedence: int | None = None,
        other: Callable[[], None] | None = None,
    ) -> None:
        """Write work; ``other`` writes the blocks that replace it while the station is diverted."""
        assembler = self.assembler
        if other is None:
            assembler.work(station, duration, purpose, tag, precedence=precedence)
            return
        instead, after = assembler.label(), assembler.label()
        assembler.work(station, duration, purpose, tag, precedence=precedence, balk=instead)
        assembler.jump(after)
        assembler.place_label(instead)
        other()
        assembler.place_label(after)

    def _succeeds(self, step: Step) -> Callable[[], None] | None:
        """Return what writes the step as the successor does it; None: the step has no successor."""
        successor = stand_in(self.organisation.phases[self.number].scenario, step)
        if successor is None or successor.duration is None:
            return None
        tag = self._tag(successor)
        duration = self.worlds.distribution(successor.duration, successor.factor)

        def write() -> None:
            if successor.cell is None:
                self.assembler.delay(duration, successor.id, tag)
                return
            station = self.organisation.cell(self.number, successor.actor, successor.cell)
            precedence = self._precedence.rank if self._precedence is not None else None
            self.assembler.work(station, duration, successor.id, tag, precedence=precedence)

        return write

    def _present(self, headquarters: str, tag: Tag | None) -> None:
        """Wait until a headquarters works, or its successor has taken over."""
        seat = self.organisation.seat(headquarters)
        if seat is not None:
            after = self.assembler.label()
            nothing = self.assembler.distribution(Constant(0.0))
            self.assembler.work(seat, nothing, "present", tag, balk=after)
            self.assembler.place_label(after)

    def _board(self, step: Step, board: str, tag: Tag) -> None:
        """Write the wait of papers: for the next cut-off, for the meeting, for who sits there."""
        assembler = self.assembler
        assembler.gate_wait(self.organisation.board(self.number, board), tag)
        if step.duration is not None:
            # The gate already counts back from the meeting by the best value of the cut-off.
            cut_off = assembler.distribution(Constant(step.duration.mean()))
            assembler.delay(cut_off, step.id, tag)
        seat = self.organisation.seat(step.actor)
        successor = stand_in(self.organisation.phases[self.number].scenario, step)
        if seat is None or successor is None:
            self._present(step.actor, tag)
            if seat is None:  # people could sit on the board; else they do where they are present
                assembler.decide(f"{step.id}/outcome", tag)
            return
        instead, after = assembler.label(), assembler.label()
        nothing = assembler.distribution(Constant(0.0))
        assembler.work(seat, nothing, "present", tag, balk=instead)
        assembler.jump(after)
        assembler.place_label(instead)
        assembler.decide(f"{step.id}/outcome", self._tag(successor))
        assembler.place_label(after)

    def _parallel(self, parts: tuple[Node, ...]) -> None:
        labels = [self.assembler.label() for _ in parts]
        self.assembler.fork(labels)
        for label, part in zip(labels, parts, strict=True):
            self._defer(label, part, self.assembler.end)

    def _launch(self, branch: Node) -> None:
        label = self.assembler.label()
        self.assembler.split([label])
        self._defer(label, branch, lambda: self.assembler.jump(self._forces))

    def _gather(self, then: Node) -> None:
        """Let the last launched branch that arrives go on with ``then``, and meet all beside it."""
        assembler, sends = self.assembler, launches(self.workflow.root)

        def forces() -> None:
            assembler.place_label(self._forces)
            assembler.assemble(sends)
            self._write(then)
            assembler.jump(self._meeting)

        if sends:
            self._later.append(forces)
        assembler.place_label(self._meeting)
        beside = besides(self.workflow.root) + (1 if sends else 0)
        assembler.assemble(1 + beside, count=1)

    def _defer(self, label: int, branch: Node, close: Callable[[], None]) -> None:
        """Write a branch after the current block sequence; ``close`` ends it."""
        precedence = self._precedence

        def write() -> None:
            self.assembler.place_label(label)
            self._precedence = precedence
            self._write(branch)
            self._precedence = None
            close()

        self._later.append(write)

    def _choice(self, choice: Choice) -> None:
        then, after = self.assembler.label(), self.assembler.label()
        probability = self.worlds.slot(choice.probability)
        self.assembler.branch(probability, f"choice/{choice.id}", then)
        self._write(choice.otherwise)
        self.assembler.jump(after)
        self.assembler.place_label(then)
        self._write(choice.then)
        self.assembler.place_label(after)

    def _rounds(self, rounds: Rounds) -> None:
        again = self.assembler.label()
        self.assembler.place_label(again)
        self._write(rounds.body)
        agreement = self.worlds.slot(rounds.agreement)
        self.assembler.repeat(agreement, f"agreement/{rounds.id}", again)

    def _reach(self, milestone: str, nation: str | None) -> None:
        if nation is not None:
            self.assembler.mark(f"{milestone}.{nation}")
        elif milestone in ("reported", "ordered"):  # decided by the last of several
            self.assembler.mark_last(milestone)
        else:
            # Forces of which one was given up are not on station as the response called for.
            there = milestone == "on-station" and self._may_give_up()
            self.assembler.mark(milestone, Stamp.UNLESS_GIVEN_UP if there else Stamp.FIRST)

    def _may_give_up(self) -> bool:
        """Return whether a force of the response may be given up while the rest goes on."""
        response = self.organisation.phases[self.number].scenario.responses[self.workflow.response]
        return any(
            force.gives_up_after is not None and force.when_given_up is GivenUp.WITHOUT
            for force in response.forces.values()
        )

    def _activate(self, headquarters: str) -> None:
        scenario = self.organisation.phases[self.number].scenario
        self.assembler.activate(
            [
                self.organisation.cell(self.number, headquarters, cell)
                for cell in sorted(scenario.headquarters[headquarters].cells)
            ]
        )

    def _dispatch(self, dispatch: Dispatch) -> None:
        """Write an allocation: each unit that contributes gets its order by route, and moves."""
        assembler, organisation = self.assembler, self.organisation
        forces = ForceBlocks(assembler, self.worlds, self._tag)
        scenario = organisation.phases[self.number].scenario
        labels = {route.id: assembler.label() for route in dispatch.routes}
        candidates = [
            [
                (organisation.pool(self.number, option.unit), labels[option.route.id], arms)
                for option in options(scenario, dispatch, place)
                if (arms := arms_of(organisation, self.number, option.unit, dispatch)) is not None
            ]
            if place in scenario.incidents[self.workflow.incident].places
            else []
            for place in organisation.places
        ]
        failed, sent, gone = assembler.label(), assembler.label(), assembler.label()
        assembler.if_done(gone)  # for want of another force: nothing more is sent
        longest = None
        if dispatch.gives_up_after is not None:
            longest = self.worlds.slot(dispatch.gives_up_after)
        forces.allocate(candidates, dispatch.count, dispatch.when_short, failed, dispatch, longest)
        if longest is None:
            assembler.jump(sent)
        elif dispatch.goes_on_without:
            assembler.jump(sent)  # given up
            assembler.jump(sent)
        else:
            late = assembler.label()
            assembler.jump(late)
            assembler.jump(sent)
            assembler.place_label(late)
            assembler.fail(f"{dispatch.capability} of {dispatch.nation} waited for too long")
            assembler.jump(gone)
        assembler.place_label(failed)
        assembler.fail(f"no {dispatch.capability} of {dispatch.nation} free")
        assembler.place_label(gone)
        assembler.end()
        assembler.place_label(sent)
        movement = assembler.label()
        for route in dispatch.routes:
            self._defer(labels[route.id], route.steps, lambda: assembler.jump(movement))
        relief = assembler.label()
        ranks = self._ranks()
        rank = 1 + ranks.index(dispatch.requirement) if ranks else None
        self._later.append(lambda: forces.movement(movement, relief, dispatch, rank))
        self._later.append(lambda: forces.relief(relief, candidates, dispatch))

    def _linger(self, linger: Linger) -> None:
        """Write the stay of the force that is planned to stay longest of those that have come.

        One draw serves all of its platforms.
        """
        assembler, ranks = self.assembler, self._ranks()
        tag = self.assembler.tag(
            f"{self.workflow.incident}/stays open",
            incident=self.workflow.incident,
            step="stay",
            kind=StepKind.ON_STATION.value,
            text=later("stays open while its forces are on station"),
        )
        stays = dict(linger.stays)
        if not ranks:  # all come
            self._open(max(stays.values(), key=self._length), tag)
            return
        over = assembler.label()
        for rank, name in reversed(list(enumerate(ranks, start=1))):
            shorter = assembler.label()
            assembler.unless_come(rank, shorter)
            self._open(stays[name], tag)
            assembler.jump(over)
            assembler.place_label(shorter)
        assembler.place_label(over)

    def _open(self, stay: Quantity, tag: Tag) -> None:
        self.assembler.delay(self.worlds.distribution(stay), f"stay/{stay.path}", tag)

    def _length(self, stay: Quantity) -> tuple[float, str]:
        return planned(self.organisation.phases[self.number].scenario, stay), stay.path

    def _ranks(self) -> list[str]:
        """Return the forces by the length of their stay, where one may be given up; else none."""
        if not self._may_give_up():
            return []
        response = self.organisation.phases[self.number].scenario.responses[self.workflow.response]
        forces = response.forces
        return sorted(forces, key=lambda name: self._length(forces[name].duration))

    def _spawn_side_loads(self) -> None:
        """Write the requests for information: superiors ask once the incident is known."""
        for load in self.workflow.side_loads:
            label = self.assembler.label()
            self.assembler.spawn(label)
            self._later.append(self._side_load_writer(load, label))

    def _side_load_writer(self, load: SideLoad, label: int) -> Callable[[], None]:
        def write() -> None:
            assembler = self.assembler
            question, done = assembler.label(), assembler.label()
            every = self.worlds.distribution(load.every)
            tag = self.assembler.tag(
                f"{self.workflow.incident}/{load.id}",
                incident=self.workflow.incident,
                step=load.id,
                kind="side load",
                text=f"until the next question ({load.id})",
            )
            assembler.place_label(label)
            assembler.delay(every, f"every/{load.id}", tag)
            assembler.if_done(done)
            assembler.spawn(question)
            assembler.repeat(self.assembler.constant(0.0), f"again/{load.id}", label)
            assembler.place_label(done)
            assembler.end()
            assembler.place_label(question)
            self._precedence = load.precedence
            self._write(load.steps)
            self._precedence = None
            assembler.end()

        return write

    def _tag(self, step: Step) -> Tag:
        """Return the tag of a step. If a later phase has another text or line, the first holds."""
        name = f"{self.workflow.incident}/{step.id}@{step.actor}"
        if name not in self.organisation.tags:
            location = step.cause.location
            self.organisation.tags[name] = self.assembler.tag(
                name,
                incident=self.workflow.incident,
                step=step.id,
                kind=step.kind.value,
                nation=step.nation or "",
                headquarters=step.actor,
                cell=step.cell or "",
                text=step.text,
                rule=step.cause.rule,
                where=str(location) if location is not None else step.cause.path,
            )
        return self.organisation.tags[name]


def shaping(scenario: Scenario) -> tuple[object, ...]:
    """Return the inputs of the blocks of a workflow besides the workflow itself."""
    seats = {
        (id_, cell): (hq.place, hq.build_up, table.hours, table.off_hours_teams, table.interrupts)
        for id_, hq in scenario.headquarters.items()
        for cell, table in hq.cells.items()
    }
    return (
        seats,
        scenario.units,
        scenario.boards,
        scenario.channels,
        scenario.hours,
        scenario.holidays,
        scenario.places,
        scenario.parameters,
        scenario.doctrine.reserve_for,
    )
