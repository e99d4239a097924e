"""Working hours: do they ever open, and does the cell named keep them?

Takes a scenario; yields findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.scenario.checks.finding import Finding
from renkei.scenario.model.common import Weekday
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.organisation import Cell
from renkei.scenario.text.nodes import Path

_ALWAYS = "always"


def check_hours(scenario: Scenario) -> Iterator[Finding]:
    """Yield hours of no length, holidays without a list, and hours that mean nothing."""
    for id_, hours in scenario.hours.items():
        if hours.close == hours.open:
            path: Path = ("hours", id_, "close")
            found, expected = (
                Phrase("`{close}`, as `open`", close=hours.close),
                Phrase("earlier or later than `open`"),
            )
            remedy: str = Phrase('the whole day is `open: "00:00", close: "24:00"`')
            yield Finding("SCN-074", path, found, expected, remedy)
    for table in ("hours", "boards", "briefings"):
        for id_, entry in getattr(scenario, table).items():
            if Weekday.HOLIDAY in entry.days and not entry.holidays:
                path = (table, id_, "days", entry.days.index(Weekday.HOLIDAY))
                found, expected = Phrase("`holiday` without a list"), Phrase("`holidays` beside it")
                remedy = did_you_mean("holidays", scenario.holidays) or _example(scenario)
                yield Finding("SCN-121", path, found, expected, remedy)
    for id_, channel in scenario.channels.items():
        yield from _kept(channel.hours, ("channels", id_, "hours"))
    for id_, headquarters in scenario.headquarters.items():
        for name, cell in headquarters.cells.items():
            at: Path = ("headquarters", id_, "cells", name)
            yield from _kept(cell.hours, (*at, "hours"))
            yield from _teams(cell, at)


def _example(scenario: Scenario) -> str:
    named = next(iter(sorted(scenario.holidays)), None)
    if named is not None:
        return Phrase("add `holidays: {named}`", named=named)
    return Phrase("declare a list, such as `holidays: {national: [2025-05-01]}`, and name it")


def _kept(hours: Sequence[str], path: Path) -> Iterator[Finding]:
    """Yield hours that change nothing beside the others."""
    for index, name in enumerate(hours):
        if name in hours[:index]:
            yield Finding(
                "SCN-120",
                (*path, index),
                Phrase("`{name}`, a second time", name=name),
                Phrase("each hours once"),
            )
        elif name == _ALWAYS and len(hours) > 1:
            expected = Phrase("`always` alone, or the hours without it")
            yield Finding(
                "SCN-120", (*path, index), Phrase("`always` beside other hours"), expected
            )


def _teams(cell: Cell, path: Path) -> Iterator[Finding]:
    """Yield teams in hours that the cell does not keep, and night shifts above its teams."""
    night = cell.off_hours_teams
    known = night is not None and not (night.parameter or cell.teams.parameter)
    if night is not None and known and night.mean() > cell.teams.mean():
        found = Phrase(
            "`{night}`, more than its {cell} `teams`",
            night=f"{night.mean():g}",
            cell=f"{cell.teams.mean():g}",
        )
        expected = Phrase("at most {cell}", cell=f"{cell.teams.mean():g}")
        remedy = Phrase(
            'a watch at night only has hours across midnight: `open: "22:00", close: "06:00"`'
        )
        yield Finding("SCN-122", (*path, "off_hours_teams"), found, expected, remedy)
    for name in cell.hours_teams:
        if name not in cell.hours or name == _ALWAYS:
            found = Phrase("teams in `{name}`, which the cell does not keep", name=name)
            kept = ", ".join(f"`{hours}`" for hours in cell.hours)
            hint = did_you_mean(name, cell.hours) or Phrase("add it to `hours` of the cell")
            at = (*path, "hours_teams", name)
            yield Finding(
                "SCN-120",
                at,
                found,
                Phrase("one of its hours: {kept}", kept=kept),
                hint,
                at_key=True,
            )
