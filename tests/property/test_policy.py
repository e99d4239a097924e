"""A policy from outside: the kernel asks what the twin asks, and both do what it answers."""

from __future__ import annotations

import dataclasses
import random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.programs import random_program
from tests.property.test_engine import differences

from renkei.engine.run import replicate
from renkei.engine.twin import twin
from renkei.program.machine.policy import Request

programs = st.integers(0, 2**32 - 1)


def as_listed(request: Request) -> list[int]:
    """Choose what the program chooses by itself: the quickest first."""
    left, counts = request.count, []
    for candidate in request.candidates:
        counts.append(min(left, candidate.free))
        left -= counts[-1]
    return counts


def whimsical(request: Request) -> list[int] | None:
    """Choose by a rule that no list of preferences could hold, but always alike."""
    luck = random.Random(f"{request.hour} {request.incident} {request.ordinal} {request.step}")
    if luck.random() < 0.3:
        return None
    free = [i for i, c in enumerate(request.candidates) for _ in range(c.free)]
    least = 1 if request.may_be_less else request.count
    if len(free) < least:
        return None
    sent = luck.sample(free, min(luck.randint(least, request.count), len(free)))
    return [sent.count(i) for i in range(len(request.candidates))]


@given(programs)
def test_kernel_and_twin_ask_and_obey_alike(number: int) -> None:
    program = random_program(random.Random(number))
    asked: dict[str, list[Request]] = {"kernel": [], "twin": []}

    def policy_of(who: str):
        def policy(request: Request) -> list[int] | None:
            asked[who].append(request)
            return whimsical(request)

        return policy

    fast = replicate(dataclasses.replace(program, policy=policy_of("kernel")), number, 3)
    slow = twin.replicate(dataclasses.replace(program, policy=policy_of("twin")), number, 3)
    assert asked["kernel"] == asked["twin"]
    assert differences(fast, slow) == []


@given(programs)
@settings(max_examples=25)
def test_the_programs_own_choice_from_outside_changes_nothing(number: int) -> None:
    program = random_program(random.Random(number))
    if (program.blocks["flags"] // 2).any() and len(program.request_first) > 1:
        return  # some request has another order than the listed one
    asked = dataclasses.replace(program, policy=as_listed)
    assert differences(replicate(asked, 7, 0), replicate(program, 7, 0)) == []
