"""What a design is compiled to: blocks of a tiny scenario, and phases that change it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.variants import Tables, designs, load, program, tables, variant

from renkei.doctrine import check
from renkei.engine.replication import Replication
from renkei.engine.run import replicate
from renkei.program.compiling.compiler import compile_design
from renkei.program.machine.blocks import OVERTAKEN, Op
from renkei.program.machine.listing import listing
from renkei.program.machine.program import Program

TINY = """\
mark detected
delay constant(0.0833333) <message/report/ARN/fleet>joint>
mark reported.ARN
mark reported (last time)
work joint.operations constant(0.5) <decision/ARN/work>
decide <decision/ARN/work/outcome>
mark decided.ARN
split {14}
mark decided
mark settled
assemble 2 (count 1)
mark complete
finish
end
if_done -> 18
allocate 1 -> 17 when short wait {ships -> 24}
jump -> 19
fail no patrol of ARN free
end
jump -> 20
assemble 1
mark on-station
delay constant(24) <stay/responses.escort.forces.watch.duration>
jump -> 10
work joint.operations constant(0.25) <order/watch/joint>
delay constant(0.0833333) <message/order/watch/joint>fleet>
work fleet.operations constant(0.25) <order/watch/fleet>
mark ordered (last time)
jump -> 29
notice <notice/watch>
mark departed
mark departed.ARN
transit <transit/watch>
mark first-on-station
mark first-on-station.ARN
signal
stay constant(24) <stay/responses.escort.forces.watch.duration>
relieve -> 42
transit <return/watch>
turnaround <turnaround/watch>
release
end
allocate -> 43 as many as carried when short wait {ships -> 24}
end"""

OFFICE: Tables = {"hours": "office"}
NEXT_WEEK = {"piracy": {"arrivals": {"scheduled": ["2025-04-01T20:00", "2025-04-08T20:00"]}}}
"""Tuesday evening of two weeks; a phase of :func:`designs` begins with the second Tuesday."""


def blocks(compiled: Program) -> str:
    """Return the blocks of a program, without numbers and tags."""
    rows = listing(compiled).partition("\nblocks: ")[2].splitlines()[1:]
    return "\n".join(row.split(maxsplit=1)[1].split(" [piracy/")[0] for row in rows)


def hours(compiled: Program, milestone: str, run: Replication | None = None) -> list[float]:
    """Return when each incident reached a milestone, in hours after it arrived."""
    incidents = (run or replicate(compiled, 1, 0)).incidents
    column = compiled.milestones.index(milestone)
    return (incidents.milestones[:, column] - incidents.arrived_h).tolist()


def cell(**attributes: object) -> Tables:
    """Return changes of the operations cell of the joint headquarters."""
    return {"joint": {"cells": {"operations": attributes}}}


def test_a_tiny_scenario_is_the_blocks_one_expects(tmp_path: Path) -> None:
    assert blocks(program(tmp_path)) == TINY


def test_its_milestones_are_the_sums_one_expects(tmp_path: Path) -> None:
    compiled = program(tmp_path)
    # Report 5 min, decision 30 min; orders 15 min, 5 min, 15 min; notice 1 h.
    assert hours(compiled, "decided") == pytest.approx([35 / 60])
    assert hours(compiled, "departed") == pytest.approx([35 / 60 + 35 / 60 + 1.0])


def test_nothing_happens_in_a_scenario_without_incidents(tmp_path: Path) -> None:
    compiled = program(tmp_path, incidents=None)
    assert len(replicate(compiled, 1, 0).incidents.arrived_h) == 0


def test_a_run_within_a_weekend_sees_no_office_hours(tmp_path: Path) -> None:
    weekend = {"start": "2025-04-05", "horizon": "1 d", "drain": "6 h"}
    arrivals = {"piracy": {"arrivals": {"scheduled": ["2025-04-05T06:00"]}}}
    compiled = program(tmp_path, time=weekend, headquarters=cell(**OFFICE), incidents=arrivals)
    assert np.isnan(hours(compiled, "decided"))


# Phases


def test_a_night_shift_that_a_phase_brings_works_from_then_on(tmp_path: Path) -> None:
    shift = {"headquarters": cell(off_hours_teams=1)}
    compiled = program(
        tmp_path,
        "new",
        headquarters=cell(**OFFICE, off_hours_teams=0),
        incidents=NEXT_WEEK,
        designs=designs(**shift),
    )
    # Reported at 20:05: first at 08:00 of the next day, then at once.
    assert hours(compiled, "decided") == pytest.approx([12.5, 35 / 60])


def test_a_cell_may_rest_in_one_phase_and_keep_a_watch_in_the_next(tmp_path: Path) -> None:
    shift = {"headquarters": cell(off_hours_teams=1)}
    document = variant(
        tmp_path, headquarters=cell(**OFFICE), incidents=NEXT_WEEK, designs=designs(**shift)
    )
    check(document)
    compiled = compile_design(document, "new")
    assert hours(compiled, "decided") == pytest.approx([12.5, 35 / 60])
    assert "joint.operations (phase 2)" in compiled.stations


def test_more_teams_in_a_phase_are_the_same_station(tmp_path: Path) -> None:
    compiled = program(tmp_path, "new", designs=designs(headquarters=cell(teams=5)))
    assert [name for name in compiled.stations if "joint" in name] == ["joint.operations"]


def test_an_improvised_headquarters_may_become_a_standing_one(tmp_path: Path) -> None:
    force = {
        "name": "Task force",
        "nation": "ARN",
        "place": "harbour",
        "opcon": "joint",
        "build_up": [{"after": "6 h", "share": "100 %"}],
        "cells": {"operations": {"teams": 1}},
    }
    standing = {
        "from": "2025-04-08",
        "remove": ["headquarters.force.build_up"],
        "changes": {"responses": {"escort": {"activates": []}}},
    }
    document = variant(
        tmp_path,
        headquarters={"force": force, "fleet": {"opcon": "force"}},
        responses={"escort": {"activates": ["force"]}},
        incidents={"piracy": {**NEXT_WEEK["piracy"], "detected_by": "joint"}},
        designs={"new": {"name": "New", "phases": [standing]}},
    )
    check(document)
    improvised, there = hours(compile_design(document, "new"), "ordered")
    # Decided after 30 min; ordered to the task force, which begins 6 h after its activation.
    assert improvised == pytest.approx(0.5 + 6.0 + 0.25 + 5 / 60 + 0.25)
    assert there == pytest.approx(0.5 + 0.25 + 2 * (5 / 60 + 0.25))


def test_a_headquarters_may_come_with_a_phase(tmp_path: Path) -> None:
    forward = {
        "name": "Forward",
        "nation": "ARN",
        "place": "harbour",
        "opcon": "joint",
        "cells": {"operations": {"teams": 1}},
    }
    phase = designs(
        headquarters={"forward": forward}, authorities={"arn": {"delegated_to": "forward"}}
    )
    document = variant(tmp_path, incidents=NEXT_WEEK, designs=phase)
    check(document)
    compiled = compile_design(document, "new")
    first, second = hours(compiled, "decided")
    assert second == pytest.approx(first + 5 / 60 + 10 / 60)  # a hop, and handling at joint


def test_what_a_headquarters_has_begun_ends_though_a_phase_takes_it_away(tmp_path: Path) -> None:
    phase = {
        "from": "2025-04-08",
        "remove": ["headquarters.fleet"],
        "changes": {
            "units": {"ships": {"opcon": "joint"}},
            "incidents": {"piracy": {"detected_by": "joint"}},
        },
    }
    document = variant(
        tmp_path,
        authorities={"arn": {"work": "24 h"}},
        incidents={"piracy": {"arrivals": {"scheduled": ["2025-04-07T12:00"]}}},
        designs={"new": {"name": "New", "phases": [phase]}},
    )
    check(document)
    compiled = compile_design(document, "new")
    assert hours(compiled, "ordered") == pytest.approx([24.0 + 5 / 60 + 0.25 + 5 / 60 + 0.25])


def test_a_unit_may_move_its_base_in_a_phase(tmp_path: Path) -> None:
    phase = designs(units={"ships": {"base": "strait"}})
    compiled = program(tmp_path, "new", incidents=NEXT_WEEK, designs=phase)
    departed, there = hours(compiled, "departed"), hours(compiled, "on-station")
    assert there[0] - departed[0] == pytest.approx(1.0, abs=0.01)
    assert there[1] - departed[1] == 0.0


def test_a_relationship_that_ends_makes_a_phase(tmp_path: Path) -> None:
    relationships = {
        "first": {
            "superior": "fleet", "subordinate": "ships", "type": "OPCON", "until": "2025-04-08",
        },
        "then": {
            "superior": "joint", "subordinate": "ships", "type": "OPCON", "from": "2025-04-08",
        },
    }  # fmt: skip
    content = tables(relationships=relationships, incidents=NEXT_WEEK)
    del content["units"]["ships"]["opcon"]
    compiled = compile_design(load(tmp_path, content), "base")
    first, second = hours(compiled, "ordered")
    assert first - second == pytest.approx(5 / 60 + 0.25)


def test_shared_unknowns_of_a_phase_hold_in_it(tmp_path: Path) -> None:
    speed = {"value": 1, "description": "Speed of the staff."}
    compiled = program(
        tmp_path,
        "new",
        parameters={"staff": speed},
        authorities={"arn": {"work": {"value": "30 min", "parameter": "staff"}}},
        incidents=NEXT_WEEK,
        designs=designs(parameters={"staff": {"value": 4}}),
    )
    assert hours(compiled, "decided") == pytest.approx([35 / 60, 125 / 60])


def test_a_phase_that_changes_nothing_here_adds_no_blocks(tmp_path: Path) -> None:
    names = designs(headquarters={"ally": {"name": "Friend"}})
    assert blocks(program(tmp_path, "new", designs=names)) == TINY


# Load beside the incidents


def test_routine_work_follows_the_phases(tmp_path: Path) -> None:
    load_ = {"rate": "0 / day", "work": "1 h"}
    busier = cell(background={"rate": "4 / day", "work": "1 h", "precedence": "FLASH"})
    compiled = program(
        tmp_path,
        "new",
        headquarters=cell(background=load_),
        designs=designs(headquarters=busier),
    )
    served = replicate(compiled, 1, 0).stations[compiled.stations.index("joint.operations"), 3]
    assert 60 <= served <= 120  # about 4 a day on 23 days, and the incident


def test_tempo_slows_routine_work_too(tmp_path: Path) -> None:
    busy = []
    for tempo in ("1", "2"):
        work = cell(background={"rate": "2 / day", "work": "1 h"})
        work["joint"]["tempo"] = tempo
        compiled = program(tmp_path, headquarters=work, incidents=None)
        run = replicate(compiled, 1, 0)
        busy.append(run.stations[compiled.stations.index("joint.operations"), 0])
    assert busy[1] == pytest.approx(2 * busy[0], rel=0.05)


def test_a_briefing_goes_to_operations_where_its_cell_is_missing(tmp_path: Path) -> None:
    briefing = {
        "headquarters": "joint", "cell": "intelligence", "days": ["mon"], "times": ["07:00"],
        "work": "1 h",
    }  # fmt: skip
    compiled = program(tmp_path, briefings={"weekly": briefing}, incidents=None)
    run = replicate(compiled, 1, 0)
    assert run.stations[compiled.stations.index("joint.operations"), 3] == 4  # Mondays of April


def test_nobody_asks_before_the_incident_is_known(tmp_path: Path) -> None:
    question = {
        "asker": "joint", "answerer": "fleet", "cell": "plans", "every": "1 h", "work": "1 min",
    }  # fmt: skip
    served = []
    for detection in ("0 h", "100 h"):
        compiled = program(
            tmp_path,
            information_requests={"how": question},
            incidents={"piracy": {"detection": detection}},
        )
        run = replicate(compiled, 1, 0)
        served.append(run.stations[compiled.stations.index("fleet.operations"), 3])
    assert served[0] == served[1] == 1 + 27  # the order, and an answer for each hour of the run


# Arrivals, forces


def test_overdispersion_is_by_calendar_year(tmp_path: Path) -> None:
    arrivals = {"rate": "60 / year", "overdispersion": "50 %"}
    content = tables(time={"start": "2025-10-01", "horizon": "500 d"})
    content["incidents"]["piracy"]["arrivals"] = arrivals
    compiled = compile_design(load(tmp_path, content), "base")
    assert compiled.year_starts.tolist() == [0.0, 92 * 24.0, (92 + 365) * 24.0]


def test_a_surge_that_began_before_the_run_holds_at_its_start(tmp_path: Path) -> None:
    surge = {"from": "2025-03-01", "until": "2025-04-11", "factor": 3}
    content = tables()
    content["incidents"]["piracy"]["arrivals"] = {"rate": "60 / year", "surges": [surge]}
    compiled = compile_design(load(tmp_path, content), "base")
    assert compiled.intensity_times.tolist() == [0.0, 240.0]
    assert compiled.intensity_factors.tolist() == [3.0, 1.0]


def test_a_season_has_the_mean_of_its_rate(tmp_path: Path) -> None:
    seasonal = [1] * 6 + [3] * 6
    content = tables(time={"horizon": "365 d"})
    content["incidents"]["piracy"]["arrivals"] = {"rate": "6 / year", "seasonal": seasonal}
    compiled = compile_design(load(tmp_path, content), "base")
    # 181 days until June, 184 from July on: their mean is that of the year.
    assert set(compiled.intensity_factors) == {365 / 733, 3 * 365 / 733}
    assert len(compiled.intensity_times) == 13  # April to April


def test_when_a_force_fails_nothing_more_is_sent(tmp_path: Path) -> None:
    ship = {"nation": "ARN", "capability": "patrol", "duration": "10 d"}
    forces = {
        "all": {**ship, "count": 3, "trigger": "detection"},
        "late": {**ship, "count": 1, "when_short": "fail"},
        "more": {**ship, "count": 1},
    }
    content = tables()
    content["responses"]["escort"]["forces"] = forces
    run = replicate(compile_design(load(tmp_path, content), "base"), 1, 0)
    assert run.incidents.outcome.tolist() == [2]
    assert run.pools[0, 2] == 3


def test_with_less_go_as_many_as_are_free(tmp_path: Path) -> None:
    forces = {"watch": {"count": 9, "when_short": "less"}}
    compiled = program(tmp_path, responses={"escort": {"forces": forces}})
    run = replicate(compiled, 1, 0)
    assert run.incidents.outcome.tolist() == [1]
    assert run.pools[0, 2] == 3


def test_relief_follows_at_the_end_of_endurance(tmp_path: Path) -> None:
    compiled = program(tmp_path, units={"ships": {"endurance": "10 h"}})
    run = replicate(compiled, 1, 0)
    # Ten hours there, 2 h 35 min until the relief is: after two such turns a day is not yet over.
    assert run.pools[0, 2] == 3


def test_overtaking_stands_at_a_force_or_in_doctrine(tmp_path: Path) -> None:
    def overtaken(doctrine: str | None, force: str | None) -> bool:
        content = tables()
        if doctrine:
            content["doctrine"]["overtaking"] = doctrine
        if force:
            content["responses"]["escort"]["forces"]["watch"]["overtaking"] = force
        compiled = compile_design(load(tmp_path, content), "base")
        flags = compiled.blocks["flags"][compiled.blocks["op"] == Op.ALLOCATE]
        assert len(flags) == 2  # and the relief
        assert len(set(flags.tolist())) == 1
        return bool(flags[0] & OVERTAKEN)

    assert not overtaken(None, None)
    assert overtaken("allowed", None)
    assert overtaken(None, "allowed")
    assert not overtaken("allowed", "refused")
    assert not overtaken("refused", None)


@pytest.mark.parametrize("names", [("a-flash", "z-routine"), ("z-flash", "a-routine")])
def test_of_incidents_of_one_moment_the_more_urgent_is_decided_first(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    content = tables()
    content["doctrine"] |= {"handling": "0 min", "ordering": "0 min", "command_net": "0 min"}
    content["headquarters"]["joint"]["cells"]["operations"]["teams"] = 1
    content["responses"] = {
        precedence: {
            **content["responses"]["escort"],
            "precedence": precedence.upper(),
            "assess": "10 h",
            "deadline_for": "decided",
            "forces": {},
        }
        for precedence in ("flash", "routine")
    }
    piracy = content["incidents"]["piracy"]
    content["incidents"] = {
        name: {**piracy, "response": name[2:], "detected_by": "fleet"} for name in names
    }
    compiled = compile_design(load(tmp_path, content), "base")
    run = replicate(compiled, 1, 0)
    decided = compiled.milestones.index("decided")
    hours = dict(
        zip(
            (compiled.sources[row] for row in run.incidents.source),
            run.incidents.milestones[:, decided] - run.incidents.arrived_h,
            strict=True,
        )
    )
    # One team assesses, then decides for half an hour; the less urgent comes after both.
    assert [hours[name] for name in names] == [10.5, 21.0]


@pytest.mark.parametrize(("precedence", "classes"), [("FLASH", 1), ("PRIORITY", 3), ("ROUTINE", 3)])
def test_any_precedence_may_be_the_least_that_interrupts(
    tmp_path: Path, precedence: str, classes: int
) -> None:
    cells = {"operations": {"interrupts": precedence}}
    compiled = program(tmp_path, "base", headquarters={"joint": {"cells": cells}})
    row = compiled.station[compiled.stations.index("joint.operations")]
    assert row["interrupts"] == classes
