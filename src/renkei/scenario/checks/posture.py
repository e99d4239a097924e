"""Posture: how many people a nation has in the theatre, and how many a design may add."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from renkei._base.language import Phrase
from renkei.scenario.checks.finding import Finding
from renkei.scenario.designs.combination import parts_of
from renkei.scenario.model.document import Scenario
from renkei.scenario.text.nodes import Path


def check_posture_limits(scenario: Scenario) -> Iterator[Finding]:
    """Yield limits that today's posture exceeds already."""
    for nation, posture in scenario.posture.items():
        if posture.present.mean() > posture.limit.mean():
            found = Phrase(
                "{posture} present, {posture_2} allowed",
                posture=f"{posture.present.mean():g}",
                posture_2=f"{posture.limit.mean():g}",
            )
            yield Finding(
                "SCN-091", ("posture", nation, "limit"), found, Phrase("present <= limit")
            )


def check_posture(
    scenario: Scenario, base: Scenario, design: str, since: date | None = None
) -> Iterator[Finding]:
    """Yield the nations whose limit a phase of a design exceeds.

    ``since`` is the day on which the phase begins; None: it is that of the start.
    """
    path = _where(base, design, since)
    when = "" if since is None else Phrase(" from {since} on", since=since)
    for nation, posture in scenario.posture.items():
        added = personnel(scenario, nation) - personnel(base, nation)
        room = posture.limit.mean() - posture.present.mean()
        if added > max(room, 0.0):
            yield Finding(
                "SCN-090",
                path,
                Phrase(
                    "{added} people of {nation} more than in the base{when}",
                    added=f"{added:g}",
                    nation=nation,
                    when=when,
                ),
                Phrase(
                    "at most {room} more ({posture} present, limit {posture_2})",
                    room=f"{room:g}",
                    posture=f"{posture.present.mean():g}",
                    posture_2=f"{posture.limit.mean():g}",
                ),
                Phrase("remove personnel elsewhere, or add fewer"),
                at_key=True,
            )


def _where(base: Scenario, design: str, since: date | None) -> Path:
    """Return the phase of a design that begins on a day, else the design laid on last."""
    for part in reversed(parts_of(design)):
        phases = base.designs[part].phases if part in base.designs else []
        for number, phase in enumerate(phases):
            if phase.from_ == since:
                return ("designs", part, "phases", number)
    return ("designs", parts_of(design)[-1])


def personnel(scenario: Scenario, nation: str) -> float:
    """Return the people of a nation in headquarters, units, depots and facilities."""
    tables = (scenario.headquarters, scenario.units, scenario.depots, scenario.facilities)
    return sum(
        part.personnel.mean()
        for table in tables
        for part in table.values()
        if part.nation == nation and part.personnel is not None
    )
