"""The assembler: declare worlds, stations, pools and sources, emit blocks, get a program.

What for: the one door through which programs are made, by the compiler of scenarios and by the
small models of :mod:`renkei.program.textbook.queueing`. Takes declarations in any order and blocks
in the order in which tokens run through them; gives a
:class:`~renkei.program.machine.program.Program` in canonical order, so that the order of
declaration does not matter.

Units: hours since the start, 1/h, nautical miles, knots. A *label* is an integer that stands for a
block: make it with :meth:`Assembler.label`, bind it to the next block emitted with
:meth:`Assembler.place_label`. A *purpose* names a draw within an incident: the draw is a function
of seed, replication, incident, purpose and round, so two blocks with one purpose draw the same
number; for a token that carries platforms the pool is part of the key too.
"""

from __future__ import annotations

from renkei.program.assembling import declaring, emitting, flow, items, platforms, sources
from renkei.program.assembling.canonical import canonical_program
from renkei.program.assembling.draft import Draft
from renkei.program.machine.block_table import KIND_BY_OP
from renkei.program.machine.program import Program


class Assembler(Draft):
    """Collect the parts of a program; :meth:`build` gives it.

    The parameters are those of :class:`~renkei.program.assembling.draft.Draft`, which holds what
    was collected. The methods are functions over a draft, a file for each subject; each block is
    described in :mod:`renkei.program.machine.blocks`.
    """

    # Declarations

    slot = declaring.slot
    constant = declaring.constant
    distribution = declaring.distribution
    calendar = declaring.calendar
    gate = declaring.gate
    station = declaring.station
    loss = declaring.loss
    pool = declaring.pool
    phases = declaring.phases
    stock = declaring.stock
    tag = declaring.tag
    sample_every = declaring.sample_every

    # Sources

    source = sources.source
    population = sources.population

    # Labels

    label = emitting.label
    place_label = emitting.place_label
    here = emitting.here

    # Blocks of staff work

    mark = flow.mark
    mark_last = flow.mark_last
    delay = flow.delay
    work = flow.work
    gate_wait = flow.gate_wait
    decide = flow.decide
    branch = flow.branch
    route = flow.route
    repeat = flow.repeat
    fork = flow.fork
    split = flow.split
    assemble = flow.assemble
    end = flow.end
    signal = flow.signal
    spawn = flow.spawn
    jump = flow.jump
    if_done = flow.if_done
    come = flow.come
    unless_come = flow.unless_come
    activate = flow.activate
    finish = flow.finish
    fail = flow.fail
    clock = flow.clock
    tally = flow.tally
    stagger = flow.stagger
    wait_until = flow.wait_until

    # Blocks of platforms

    allocate = platforms.allocate
    equip = platforms.equip
    notice = platforms.notice
    turnaround = platforms.turnaround
    transit = platforms.transit
    stay = platforms.stay
    relieve = platforms.relieve
    release = platforms.release
    take = platforms.take
    status = platforms.status
    hole = platforms.hole
    fill = platforms.fill
    await_use = platforms.await_use
    muster = platforms.muster
    seize = platforms.seize
    vacate = platforms.vacate
    choose = platforms.choose

    # Blocks of items

    draw = items.draw
    put = items.put
    review = items.review
    start = items.start
    lot = items.lot
    yield_ = items.yield_
    make = items.make
    await_room = items.await_room

    def build(self) -> Program:
        """Return the program in canonical order."""
        if not self.blocks or not KIND_BY_OP[self.blocks[-1].op].ends:
            raise ValueError("the last block must end or jump: tokens would run off the program")
        for number, (name, block) in enumerate(self.labels):
            if not 0 <= block < len(self.blocks):
                raise ValueError(f"label {number} {name} is not placed before a block")
        return canonical_program(self)
