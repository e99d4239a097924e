"""Combinations of designs: one laid on the other, with the checks of a single design."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.scenario.test_loading import SMALL
from tests.variants import variant

from renkei._base.errors import InputError
from renkei.program.compiling.compiler import compile_design
from renkei.scenario import Document, parse_scenario

DESIGNS = """\
designs:
  d1: {name: {en: First, ja: 一}, changes: {doctrine: {handling: 20 min, ordering: 20 min}}}
  d2:
    name: Second
    extends: d1
    changes: {doctrine: {ordering: 25 min}}
    phases: [{from: 2025-04-21, changes: {doctrine: {command_net: 9 min}}}]
  m1:
    name: {en: More, ja: 増}
    changes: {doctrine: {adjudication: 3 h, ordering: 40 min}}
    phases: [{from: 2025-04-11, changes: {doctrine: {command_net: 7 min}}}]
  both:
    name: Both
    extends: d2
    changes: {doctrine: {adjudication: 3 h, ordering: 40 min}}
    phases: [{from: 2025-04-11, changes: {doctrine: {command_net: 7 min}}}]
"""


def load(designs: str = DESIGNS, base: str = SMALL) -> Document:
    return parse_scenario(base + designs)


def test_one_design_is_laid_on_the_other_with_the_phases_of_both_by_date() -> None:
    document = load()
    combined, written_out = document.design("d2+m1"), document.design("both")
    assert combined.id == "d2+m1"
    assert combined.phases == written_out.phases
    times = [phase.scenario.doctrine.command_net.mean() * 60 for phase in combined.phases]
    assert times == pytest.approx([5, 7, 9])


def test_the_last_of_two_changes_holds() -> None:
    document = load()
    first = document.design("d2+m1").phases[0].scenario.doctrine
    second = document.design("m1+d2").phases[0].scenario.doctrine
    assert (first.ordering.written, second.ordering.written) == ("40 min", "25 min")
    assert first.adjudication == second.adjudication


def test_it_compiles_to_the_program_of_the_design_written_out(tmp_path: Path) -> None:
    slow, busy = {"doctrine": {"handling": "3 h"}}, {"doctrine": {"ordering": "4 h"}}
    document = variant(
        tmp_path,
        designs={
            "slow": {"name": "Slow", "changes": slow},
            "busy": {"name": "Busy", "changes": busy},
            "both": {"name": "Both", "changes": {"doctrine": slow["doctrine"] | busy["doctrine"]}},
        },
    )
    both = compile_design(document, "both").digest()
    assert compile_design(document, "slow+busy").digest() == both
    assert compile_design(document, "slow").digest() != both


def test_its_name_is_made_of_both() -> None:
    name = load().design("d2+m1").name
    assert (name.en, name.ja) == ("Second + More", "Second + 増")


def test_what_both_extend_is_laid_on_once() -> None:
    document = load(
        "channels: {c: {between: [joint, fleet], kind: remote, delay: 1 h}}\n"
        "designs:\n"
        "  a: {name: A, remove: [channels.c]}\n"
        "  b: {name: B, extends: a, changes: {doctrine: {handling: 1 h}}}\n"
        "  c: {name: C, extends: a, changes: {doctrine: {ordering: 1 h}}}\n"
    )
    doctrine = document.design("b+c").phases[0].scenario.doctrine
    assert (doctrine.handling.mean(), doctrine.ordering.mean()) == (1, 1)


def test_it_is_no_design_of_the_document() -> None:
    document = load()
    before = document.resolved_yaml()
    document.design("d2+m1")
    assert document.design_ids == ["d1", "d2", "m1", "both"]
    assert document.resolved_yaml() == before


def test_a_line_of_each_part_is_found() -> None:
    document = load()
    line = document.locate(("doctrine", "adjudication"), "d2+m1").line
    assert "adjudication: 3 h" in (SMALL + DESIGNS).splitlines()[line - 1]


@pytest.mark.parametrize(
    ("id_", "found"),
    [
        ("d2+m2", "`m2` in `d2+m2`"),
        ("d2+", "a part without name in `d2+`"),
        ("d1+m1+d1", "`d1` twice"),
        ("d2+d1", "`d1` in `d2+d1`, which `d2` extends"),
        ("d1+d2", "`d1` in `d1+d2`, which `d2` extends"),
        ("nothing", "`nothing`"),
    ],
)
def test_a_wrong_combination_says_what_is_wrong(id_: str, found: str) -> None:
    with pytest.raises(KeyError, match=found.replace("+", r"\+")):
        load().design(id_)


def test_designs_that_contradict_each_other_are_refused_with_the_line() -> None:
    document = load(
        "channels: {c: {between: [joint, fleet], kind: remote, delay: 1 h}}\n"
        "designs:\n"
        "  a: {name: A, remove: [channels.c]}\n"
        "  b:\n"
        "    name: B\n"
        "    remove: [channels.c]\n"
    )
    with pytest.raises(InputError) as caught:
        document.design("a+b")
    (problem,) = caught.value.problems
    assert problem.code == "SCN-040"
    assert problem.location.line == SMALL.count("\n") + 6
    assert "in the combination `a+b`" in problem.found


def test_a_posture_limit_holds_for_both_together() -> None:
    headquarters = "{fleet: {personnel: 60}}"
    document = load(
        "posture: {ARN: {present: 100, limit: 200}}\n"
        "designs:\n"
        f"  a: {{name: A, changes: {{headquarters: {headquarters}}}}}\n"
        f"  b: {{name: B, changes: {{headquarters: {headquarters.replace('fleet', 'joint')}}}}}\n"
    )
    with pytest.raises(InputError) as caught:
        document.design("a+b")
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("SCN-090", "designs.b")
    assert problem.location.line == SMALL.count("\n") + 4
    assert "120 people" in problem.found


def test_a_posture_limit_holds_in_every_phase() -> None:
    with pytest.raises(InputError) as caught:
        load(
            "posture: {ARN: {present: 100, limit: 200}}\n"
            "designs:\n"
            "  a:\n"
            "    name: A\n"
            "    changes: {headquarters: {fleet: {personnel: 60}}}\n"
            "    phases:\n"
            "      - from: 2025-04-08\n"
            "        changes: {headquarters: {fleet: {personnel: 130}}}\n"
        )
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("SCN-090", "designs.a.phases.0")
    assert problem.location.line == SMALL.count("\n") + 7
    assert problem.found == "130 people of ARN more than in the base from 2025-04-08 on"
