"""Posture: how many people a nation has in the theatre, and how many a design may add."""

from __future__ import annotations

from collections.abc import Iterator

from renkei.scenario.checks.finding import Finding
from renkei.scenario.combination import parts_of
from renkei.scenario.model.document import Scenario


def check_posture_limits(scenario: Scenario) -> Iterator[Finding]:
    """Yield limits that today's posture exceeds already."""
    for nation, posture in scenario.posture.items():
        if posture.present.mean() > posture.limit.mean():
            found = f"{posture.present.mean():g} present, {posture.limit.mean():g} allowed"
            yield Finding("SCN-091", ("posture", nation, "limit"), found, "present <= limit")


def check_posture(scenario: Scenario, base: Scenario, design: str) -> Iterator[Finding]:
    """Yield the nations whose limit a phase of a design exceeds."""
    for nation, posture in scenario.posture.items():
        added = personnel(scenario, nation) - personnel(base, nation)
        room = posture.limit.mean() - posture.present.mean()
        if added > max(room, 0.0):
            yield Finding(
                "SCN-090",
                ("designs", parts_of(design)[-1]),
                f"{added:g} people of {nation} more than in the base",
                f"at most {room:g} more ({posture.present.mean():g} present, limit "
                f"{posture.limit.mean():g})",
                "take personnel away elsewhere, or add fewer",
                at_key=True,
            )


def personnel(scenario: Scenario, nation: str) -> float:
    """Return the people of a nation in headquarters, units, depots and facilities."""
    tables = (scenario.headquarters, scenario.units, scenario.depots, scenario.facilities)
    return sum(
        part.personnel.mean()
        for table in tables
        for part in table.values()
        if part.nation == nation and part.personnel is not None
    )
