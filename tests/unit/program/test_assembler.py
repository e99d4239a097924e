"""The assembler refuses what cannot run, and its programs do not depend on declaration order."""

from __future__ import annotations

import inspect
import pickle
import re
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest

import renkei.engine
from renkei.engine.run import replicate
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.block_table import BLOCK_KINDS, KIND_BY_OP
from renkei.program.machine.blocks import Op
from renkei.program.machine.listing import listing
from renkei.program.machine.operands import ROLES, Operand
from renkei.program.machine.program import BLOCK, Program
from renkei.scenario.quantities.distributions import Constant, Exponential


def test_kinds_are_declared_in_order_of_their_codes() -> None:
    assert [kind.op for kind in BLOCK_KINDS] == list(Op)


@pytest.mark.parametrize("kind", BLOCK_KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_a_method_a_help_text_and_real_columns(kind) -> None:
    method = getattr(Assembler, kind.name)
    assert inspect.getdoc(method)
    assert kind.help.endswith(".")
    assert {operand.column for operand in kind.operands} <= set(BLOCK.names)
    assert {operand.role for operand in kind.operands} <= set(ROLES)
    if kind.draws and kind.op != Op.REPEAT:
        assert "purpose" in inspect.signature(method).parameters


def values_of(operand: Operand) -> list[int]:
    """Return values that an operand may have, its bounds among them."""
    most = operand.first + (operand.size or 7) - 1
    return sorted({operand.first, min(operand.first + 1, most), most})


@pytest.mark.parametrize("kind", BLOCK_KINDS, ids=lambda kind: kind.name)
def test_operands_are_read_as_they_were_packed(kind) -> None:
    names = [operand.name for operand in kind.operands]
    assert len(set(names)) == len(names)
    for choice in product(*map(values_of, kind.operands)):
        values = dict(zip(names, choice, strict=True))
        assert kind.unpack(kind.pack(values)) == values


def test_operands_are_packed_as_the_kernel_reads_them() -> None:
    """The arithmetic of `engine.kernel`, by hand."""
    draw = KIND_BY_OP[Op.DRAW].pack({"when_short": 2, "precedence": -1, "carry": 1, "again": 1})
    assert draw == {"b": 2, "flags": 5}
    assert KIND_BY_OP[Op.DRAW].pack({"when_short": 1, "precedence": 3}) == {"b": 1 + 4 * (3 + 1)}
    assert KIND_BY_OP[Op.SEIZE].pack({"status": -1}) == {"flags": 0}
    assert KIND_BY_OP[Op.AWAIT_USE].pack({"per_platform": 1}) == {"flags": 2}


def test_whoever_takes_an_operand_out_of_a_column_asks_the_table() -> None:
    """No engine source divides, masks or shifts a column of a block by a number of its own."""
    own = re.compile(r"""(\.[abc]|"[abc]"\]) (//|%) \d|flags("\]|\))? (&|-) \d""")
    found = {
        (file.name, line.strip())
        for file in Path(renkei.engine.__path__[0]).rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if own.search(line.partition("#")[0])
    }
    assert found == set()


def test_an_operand_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="operand when_short: expected 0 to 3, got 4"):
        KIND_BY_OP[Op.DRAW].pack({"when_short": 4})
    with pytest.raises(ValueError, match="draw: no operand priority; expected one of"):
        KIND_BY_OP[Op.DRAW].pack({"priority": 1})


def two_stations(order: tuple[int, ...]) -> Program:
    asm = Assembler(500.0, 50.0, 50.0, ["done"], ["done"])
    made: dict[int, object] = {}

    def first_station() -> None:
        made[0] = asm.station("alpha", asm.slot("teams a", 1.0, 1.0, 3.0))

    def second_station() -> None:
        made[1] = asm.station("beta", asm.slot("teams b", 2.0))

    def distributions() -> None:
        made[2] = asm.distribution(Exponential(1.0), asm.slot("mean", 1.0, 0.5, 2.0))

    def tags() -> None:
        made[3] = asm.tag("one", kind="work")

    for k in order:
        (first_station, second_station, distributions, tags)[k]()
    entry = asm.here("entry")
    asm.work(made[0], made[2], "a", made[3])
    asm.work(made[1], made[2], "b", asm.tag("two"))
    asm.mark("done")
    asm.finish()
    asm.end()
    names = ("x", "y") if order[0] < order[1] else ("y", "x")
    for name in names:
        asm.source(name, [[entry]], Arrivals(rate=asm.slot(f"rate {name}", 0.3)))
    return asm.build()


def test_any_order_of_declaration_gives_the_same_bytes() -> None:
    programs = [two_stations(order) for order in permutations(range(4))]
    assert len({program.digest() for program in programs}) == 1
    assert len({listing(program) for program in programs}) == 1
    results = [replicate(program, 1, 0) for program in (programs[0], programs[-1])]
    assert results[0].segments.tobytes() == results[1].segments.tobytes()


def test_a_pickled_program_is_equal() -> None:
    program = two_stations((0, 1, 2, 3))
    assert pickle.loads(pickle.dumps(program)).digest() == program.digest()


def test_any_change_changes_the_digest() -> None:
    program = two_stations((0, 1, 2, 3))
    other = pickle.loads(pickle.dumps(program))
    other.slot["best"][0] = np.nextafter(other.slot["best"][0], 9.0)
    assert other.digest() != program.digest()


def error(text: str) -> pytest.RaisesExc[ValueError]:
    return pytest.raises(ValueError, match=re.escape(text))


def test_what_cannot_run_is_refused_with_its_values() -> None:
    asm = Assembler(100.0, milestones=["done"], places=["here", "there"])
    slot = asm.slot("teams", 2.0)
    asm.station("a", slot)
    with error("station a declared twice"):
        asm.station("a", slot)
    with error("need low <= best <= high, got 3, 2, 4"):
        asm.slot("x", 2, 3, 4)
    with error("off_teams needs a calendar"):
        asm.station("b", slot, off_teams=slot)
    with error("intervals must be sorted"):
        asm.calendar("c", [0.0, 5.0], [6.0, 7.0])
    with error("times must rise"):
        asm.gate("g", [2.0, 1.0])
    with error("1 distances for 2 places"):
        asm.pool("p", slot, None, asm.distribution(Constant(1.0)), None, slot, [1.0])
    entry = asm.here()
    with error("give either a rate or times"):
        asm.source("s", [[entry, entry]], Arrivals())
    with error("entries have shape (1, 1), expected (1, 2)"):
        asm.source("s", [[entry]], Arrivals(times=[1.0]))
    with error("a draw needs a purpose"):
        asm.delay(asm.distribution(Constant(1.0)), "")
    with error("need 3 of 1 children"):
        asm.fork([entry], 3)
    with error("unknown columns ['colour']"):
        asm.tag("t", colour="red")
    asm.mark("done")
    with error("run off the program"):
        asm.build()


def test_the_same_path_with_other_values_has_the_same_draw() -> None:
    asm = Assembler(10.0)
    entry = asm.here()
    asm.end()
    asm.source("s", [[entry]], Arrivals(times=[0.0]))
    assert asm.slot("x", 2.0, 1.0, 3.0) == asm.slot("x", 2.0, 1.0, 3.0)
    assert asm.slot("x", 20.0, 10.0, 30.0) != asm.slot("x", 2.0, 1.0, 3.0)
    small, large = replicate(asm.build(), 5, 0).world
    assert large == pytest.approx(10 * small)


def test_an_unplaced_label_is_refused() -> None:
    asm = Assembler(10.0)
    asm.jump(asm.label("nowhere"))
    with error("nowhere is not placed"):
        asm.build()


def test_a_loop_that_draws_without_a_new_round_is_refused() -> None:
    asm = Assembler(10.0)
    again = asm.here()
    asm.delay(asm.distribution(Exponential(1.0)), "pause")
    asm.jump(again)
    with error("no new round begins, yet block 0 draws `pause`"):
        asm.build()


def test_the_listing_names_everything() -> None:
    text = listing(two_stations((0, 1, 2, 3)))
    for part in ("alpha", "beta", "rate x", "entry:", "mark done", "<b> [two]", "[0.5, 2]"):
        assert part in text
