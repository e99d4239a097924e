"""Scenarios against exact theory: from YAML to the table of results, as users go.

The queues of ``test_queues.py`` are built on the assembler; here the same theory must come out of
headquarters, cells, background work and incidents as anybody would declare them.
"""

from __future__ import annotations

import numpy as np
import pytest
from verification.agreement import SEED, agree, replications
from verification.theory import erlang_c

from renkei.engine.replication import Replication
from renkei.engine.run import replicate
from renkei.program.compiling.compiler import compile_design
from renkei.program.machine.program import Program
from renkei.scenario import parse_scenario

SCENARIO = """
renkei: 1
name: {{en: One cell}}
time: {{start: 2025-04-01, horizon: {days} d, warm_up: {warm_up} d, drain: 20 d, zone: UTC}}
nations: {{ARN: {{name: {{en: Arenland}}, language: en}}}}
places: {{here: {{name: {{en: Here}}, latitude: 0, longitude: 0, zone: UTC}}}}
doctrine:
  handling: 0 min
  ordering: 0 min
  command_net: 0 min
  adjudication: 1 h
  request_for_forces: 1 h
headquarters:
  staff:
    name: {{en: Staff}}
    nation: ARN
    place: here
    cells:
      operations:
        teams: {teams}
{background}
authorities: {{all: {{nation: ARN, categories: [case], holder: staff}}}}
{incidents}
"""

RESPONSE = """
  {precedence}:
    name: {{en: A case}}
    category: case
    precedence: {precedence_name}
    deadline: {deadline} h
    deadline_for: decided
    assess: {{exponential: 1 h}}
    nations: {{ARN: {{role: lead}}}}
"""

INCIDENT = """
  {precedence}:
    name: {{en: A case}}
    response: {precedence}
    arrivals: {{rate: {rate} / h}}
    places: {{here: {{}}}}
    detected_by: staff
"""


def program(text: str) -> Program:
    return compile_design(parse_scenario(text), "base")


def runs(compiled: Program, n: int) -> list[Replication]:
    return [replicate(compiled, SEED, k) for k in replications(n)]


@pytest.mark.parametrize("teams", [1, 3])
def test_routine_work_of_a_cell_waits_as_erlang_says(teams: int) -> None:
    background = f"        background: {{rate: {0.8 * teams} / h, work: {{exponential: 1 h}}}}"
    compiled = program(
        SCENARIO.format(
            days=600, warm_up=40, teams=teams, background=background, incidents="incidents: {}"
        )
    )
    station = compiled.stations.index("staff.operations")
    results = runs(compiled, 60)
    wait = [r.stations[station, 4] / r.stations[station, 5] for r in results]
    theory = erlang_c(0.8 * teams, teams) / (teams * 0.2)
    agree(f"scenario: wait before a cell of {teams} teams", wait, theory, 0.15)
    busy = [r.stations[station, 0] / r.stations[station, 2] for r in results]
    agree(f"scenario: utilisation of a cell of {teams} teams", busy, 0.8, 0.02)


def test_precedence_of_incidents_by_cobham() -> None:
    names = ("FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE")
    rates = (0.1, 0.2, 0.3, 0.2)
    responses = "".join(
        RESPONSE.format(precedence=name.lower(), precedence_name=name, deadline=2) for name in names
    )
    incidents = "".join(
        INCIDENT.format(precedence=name.lower(), rate=rate)
        for name, rate in zip(names, rates, strict=True)
    )
    compiled = program(
        SCENARIO.format(
            days=800,
            warm_up=40,
            teams=1,
            background="",
            incidents=f"responses:{responses}incidents:{incidents}",
        )
    )
    column = compiled.milestones.index("decided")
    results = runs(compiled, 60)
    loads = np.cumsum((0.0, *rates))
    for k, name in enumerate(names):
        source = compiled.sources.index(name.lower())
        means = []
        for r in results:
            chosen = (r.incidents.source == source) & r.incidents.counted
            hours = r.incidents.milestones[chosen, column] - r.incidents.arrived_h[chosen]
            means.append(np.nanmean(hours))
        theory = 1.0 + 0.8 / ((1 - loads[k]) * (1 - loads[k + 1]))
        agree(f"scenario: time to decision of {name}", means, theory, 0.15)


def test_probability_of_answering_in_time() -> None:
    """In an M/M/1 queue the time to the decision is exponential with rate mu - lambda."""
    compiled = program(
        SCENARIO.format(
            days=800,
            warm_up=40,
            teams=1,
            background="",
            incidents="responses:"
            + RESPONSE.format(precedence="priority", precedence_name="PRIORITY", deadline=2)
            + "incidents:"
            + INCIDENT.format(precedence="priority", rate=0.5),
        )
    )
    column = compiled.milestones.index("decided")
    shares = []
    for r in runs(compiled, 60):
        counted = r.incidents.counted
        hours = r.incidents.milestones[counted, column] - r.incidents.arrived_h[counted]
        shares.append(np.mean(hours <= 2.0))
    agree("scenario: answered within 2 h", shares, 1 - np.exp(-0.5 * 2.0), 0.03)
