"""Every kind of block occurs in the first random programs, and some token passes it."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from unittest.mock import patch

import pytest
from tests.property.programs import random_program

from renkei.engine.twin import blocks, twin
from renkei.program.machine.block_table import BLOCK_KINDS
from renkei.program.machine.blocks import BlockKind, Op
from renkei.program.machine.program import Program

N_PROGRAMS = 25


@cache
def programs() -> list[Program]:
    """Return the first random programs."""
    return [random_program(random.Random(number)) for number in range(N_PROGRAMS)]


@cache
def passed() -> Counter[int]:
    """Return how often tokens come to each kind of block in one replication of each program."""
    found: Counter[int] = Counter()
    step = blocks.step

    def watched(run, token, block):
        found[int(block["op"])] += 1
        return step(run, token, block)

    with patch.object(blocks, "step", watched):
        for number, program in enumerate(programs()):
            twin.replicate(program, number, 0)
    return found


def test_the_table_has_every_kind() -> None:
    assert [kind.op for kind in BLOCK_KINDS] == list(Op)


@pytest.mark.parametrize("kind", BLOCK_KINDS, ids=lambda kind: kind.name)
def test_a_kind_occurs(kind: BlockKind) -> None:
    assert any((program.blocks["op"] == kind.op).any() for program in programs())
    assert passed()[int(kind.op)] > 0


def test_requests_give_up() -> None:
    """A longest wait occurs with both kinds of request, and some request gives up."""
    requests = [program.blocks[program.blocks["op"] == op] for program in programs()
                for op in (Op.ALLOCATE, Op.EQUIP)]  # fmt: skip
    given = {int(row["op"]) for rows in requests for row in rows if row["dist"] >= 0}
    assert given == {int(Op.ALLOCATE), int(Op.EQUIP)}
