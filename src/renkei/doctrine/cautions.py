"""Warnings: entries of a sound scenario that its author may not mean.

What for: `renkei check`, which prints them and still exits with 0. Takes a document and the names
of designs; gives one Problem for each warning, in order of lines. Each look takes one phase of a
design.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase, later
from renkei.doctrine.derivations import Derivations
from renkei.doctrine.geography import (
    MOST_OFF_H,
    hours_off_the_sun,
    perhaps_over_sea,
    ways_by_land,
)
from renkei.doctrine.last_team import duration_text, held
from renkei.doctrine.own_parts import circles
from renkei.doctrine.planning import planned
from renkei.doctrine.rhythm import (
    hours_since_start,
    is_always,
    run_length_h,
    working_intervals,
)
from renkei.scenario.disrupted import ResolvedPhase
from renkei.scenario.model.document import Scenario

if TYPE_CHECKING:
    from renkei.scenario import Document


@dataclass(frozen=True)
class Sight:
    """The subject of a look: one phase of a design, and the places of its parts."""

    document: Document
    design: str
    number: int
    derived: Derivations

    @property
    def phase(self) -> ResolvedPhase:
        """The phase."""
        return self.document.design(self.design).phases[self.number]

    @property
    def scenario(self) -> Scenario:
        """The scenario in this phase."""
        return self.phase.scenario

    def warning(self, code: str, path: str, found: str, expected: str, remedy: str) -> Problem:
        """Return a warning with the line of ``path``."""
        location = self.derived.locate(self.design)(path) or Location(self.document.name)
        return Problem(code, location, path, found, expected, remedy)


Look = Callable[[Sight], Iterator[Problem]]


def cautions(
    document: Document, designs: Iterable[str], derivations: Derivations | None = None
) -> list[Problem]:
    """Return the warnings under any of some designs, each once."""
    derived = derivations or Derivations(document)
    found: dict[tuple[str, str, str], Problem] = {}
    for design in designs:
        for number in range(len(document.design(design).phases)):
            sight = Sight(document, design, number, derived)
            for look in LOOKS:
                for problem in look(sight):
                    found.setdefault((problem.code, problem.path, problem.found), problem)
    return sorted(found.values(), key=lambda p: (p.location, p.path, p.code))


def _never_open(sight: Sight) -> Iterator[Problem]:
    """Yield cells and channels whose hours do not come within the phase."""
    scenario = sight.scenario
    kept = [
        (f"headquarters.{id_}.cells.{name}.hours", cell.hours, headquarters.place)
        for id_, headquarters in sorted(scenario.headquarters.items())
        for name, cell in headquarters.cells.items()
        if cell.off_hours_teams is None
    ]
    kept += [
        (f"channels.{id_}.hours", channel.hours, scenario.headquarters[channel.between[0]].place)
        for id_, channel in sorted(scenario.channels.items())
    ]
    for path, hours, place in kept:
        if is_always(hours):
            continue
        intervals = working_intervals(
            scenario, hours, scenario.places[place].zone, run_length_h(scenario.time)
        )
        begin, end = sight.phase.from_h, sight.phase.until_h
        if not any(closes > begin and opens < end for opens, closes in intervals):
            yield sight.warning(
                "DOC-101",
                path,
                Phrase("`{hours}`, which never opens within the run", hours=", ".join(hours)),
                Phrase("hours that open while the run, or this phase of it, lasts"),
                Phrase("see its `days`, `holidays` and `except`, or `time`"),
            )


def _span(scenario: Scenario) -> tuple[date, date]:
    """Return the first day of the run, and the last."""
    first = scenario.time.start
    return first, first + timedelta(hours=run_length_h(scenario.time))


def _holidays(sight: Sight) -> Iterator[Problem]:
    """Yield lists of holidays that end, or begin, with years of the run still to come."""
    first, last = _span(sight.scenario)
    for id_, holidays in sorted(sight.scenario.holidays.items()):
        path = f"holidays.{id_}"
        within = [day for day in holidays.dates if first <= day <= last]
        if not within:
            yield sight.warning(
                "DOC-102",
                path,
                Phrase(
                    "dates from {first} to {last}, none within the run",
                    first=min(holidays.dates),
                    last=max(holidays.dates),
                ),
                Phrase("dates from {first} to {last}", first=first, last=last),
                Phrase("add those of the years of the run, or remove the list"),
            )
            continue
        years = {day.year for day in within}
        whole = [
            year
            for year in range(first.year, last.year + 1)
            if year not in years and first <= date(year, 1, 1) and date(year, 12, 31) <= last
        ]
        if whole:
            yield sight.warning(
                "DOC-102",
                path,
                Phrase(
                    "no date in {whole}, while the run goes from {first} to {last}",
                    whole=", ".join(map(str, whole)),
                    first=first,
                    last=last,
                ),
                Phrase("holidays of each year of the run"),
                Phrase("add them: without them those years have none"),
            )


def _exceptions(sight: Sight) -> Iterator[Problem]:
    """Yield dates without hours, board or briefing that lie outside the run."""
    first, last = _span(sight.scenario)
    for table in ("hours", "boards", "briefings"):
        for id_, entry in sorted(getattr(sight.scenario, table).items()):
            for day in entry.except_:
                if not first <= day <= last:
                    yield sight.warning(
                        "DOC-102",
                        f"{table}.{id_}.except",
                        Phrase("`{day}`, outside the run", day=day),
                        Phrase("dates from {first} to {last}", first=first, last=last),
                        Phrase("correct the date or `time`, or remove the entry"),
                    )


def _dockings(sight: Sight) -> Iterator[Problem]:
    """Yield known dates of maintenance that the run never sees."""
    scenario = sight.scenario
    first, last = _span(scenario)
    for id_, unit in sorted(scenario.units.items()):
        for name, work in sorted(unit.maintenance.items()):
            work_h = planned(scenario, work.work)
            for index, moment in enumerate(work.scheduled or []):
                at = hours_since_start(moment, scenario.time)
                if at + work_h > 0.0 and at < run_length_h(scenario.time):
                    continue
                day = moment.isoformat(timespec="minutes")
                when = (
                    Phrase("`{day}`, over before the run begins", day=day)
                    if at < 0.0
                    else Phrase("`{day}`, after the end of the run", day=day)
                )
                yield sight.warning(
                    "DOC-103",
                    f"units.{id_}.maintenance.{name}.scheduled.{index}",
                    when,
                    Phrase("a date of the run, {first} to {last}", first=first, last=last),
                    Phrase("correct the date or `time`, or remove the entry"),
                )


def _zones(sight: Sight) -> Iterator[Problem]:
    """Yield places whose clocks would be hours off the sun."""
    scenario = sight.scenario
    for id_, place in sorted(scenario.places.items()):
        off = hours_off_the_sun(place, scenario.time.start.year)
        if off is not None and abs(off) > MOST_OFF_H:
            yield sight.warning(
                "DOC-111",
                f"places.{id_}.longitude",
                Phrase(
                    later(
                        "longitude {longitude}, where clocks of `{zone}` are {off} h ahead of "
                        "the sun"
                    )
                    if off > 0
                    else later(
                        "longitude {longitude}, where clocks of `{zone}` are {off} h behind the sun"
                    ),
                    longitude=f"{place.longitude:g}",
                    zone=place.zone,
                    off=f"{abs(off):.0f}",
                ),
                Phrase("a place in the part of the world of its time zone"),
                Phrase("correct `latitude`, `longitude` or `zone`"),
            )


def _over_sea(sight: Sight) -> Iterator[Problem]:
    """Yield ways by land that a ship would hardly make longer."""
    scenario = sight.scenario
    ways: dict[str, list[str]] = {}
    for unit_id, place_id in ways_by_land(scenario):
        unit = scenario.units[unit_id]
        base, place = scenario.places[unit.base], scenario.places[place_id]
        if base.land is not None and place.land is not None:
            continue  # the scenario says
        straight = perhaps_over_sea(base, place)
        if straight is not None:
            ways.setdefault(unit_id, []).append(f"`{place_id}` ({straight:.0f} nmi)")
    for unit_id, ends in ways.items():
        base_id = scenario.units[unit_id].base
        yield sight.warning(
            "DOC-112",
            f"units.{unit_id}.medium",
            Phrase(
                "by land from `{base_id}` to {ends}, where a ship could go almost straight",
                base_id=base_id,
                ends=", ".join(ends),
            ),
            Phrase("a road"),
            Phrase(
                "state `land` of `{base_id}` and of these places: the same where a road joins them",
                base_id=base_id,
            ),
        )


def _last_teams(sight: Sight) -> Iterator[Problem]:
    """Yield cells whose only team one task may hold beyond the deadline of a more urgent one."""
    by_place = [
        workflow
        for id_ in sorted(sight.scenario.incidents)
        for workflow in sight.derived.workflows(sight.design, sight.number, id_).values()
    ]
    workflows = list({id(workflow): workflow for workflow in by_place}.values())
    for found in held(sight.scenario, workflows):
        assert found.waits.deadline_h is not None
        yield sight.warning(
            "DOC-104",
            found.holds.path,
            Phrase(
                "{work} of work for {what}, in which the only team of "
                "`{headquarters}.{cell}` is kept from {kept_from}, due within "
                "{deadline}",
                work=duration_text(found.holds.hours),
                what=found.holds.what,
                headquarters=found.headquarters,
                cell=found.cell,
                kept_from=found.waits.what,
                deadline=duration_text(found.waits.deadline_h),
            ),
            Phrase("work that ends within the deadline of the more urgent task, or a second team"),
            Phrase(
                "state as work only what occupies the people, not the time until they "
                "answer; or write `interrupts: {precedence}` at the cell, or add a team",
                precedence=found.waits.precedence.value,
            ),
        )


def _own_parts(sight: Sight) -> Iterator[Problem]:
    """Yield units that wait for parts that only they carry, behind a large request."""
    for circle in circles(sight.scenario):
        yield sight.warning(
            "DOC-105",
            circle.part,
            Phrase(
                "a part that may come with lift by `{unit}` itself (`{stock}`), behind "
                "`{force}`, for which its platforms are held",
                unit=circle.unit,
                stock=circle.stock,
                force=circle.force,
            ),
            Phrase("parts that come without the platforms that wait for them"),
            Phrase("write `overtaking: allowed` at that force, or let others carry the part"),
        )


LOOKS: tuple[Look, ...] = (
    _never_open,
    _holidays,
    _exceptions,
    _dockings,
    _last_teams,
    _zones,
    _over_sea,
    _own_parts,
)
"""All looks; a new look is added here, its code to `doctrine/codes.py`."""
