"""Dates, the clock, working hours, boards, and when incidents arrive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import combinations, pairwise

from renkei._base.language import NameList, Phrase, later
from renkei.scenario.checks.finding import Finding
from renkei.scenario.checks.hours import check_hours
from renkei.scenario.model.common import Precedence
from renkei.scenario.model.document import Design, Scenario
from renkei.scenario.model.incidents import Arrivals, Surge
from renkei.scenario.quantities.units import YEAR_H
from renkei.scenario.text.nodes import Path

LONGEST_H = 100 * YEAR_H
"""Longest run: after that time the time zones and the scenario mean nothing."""


SHORTEST_SAMPLE_H = 1.0
"""Series are kept at each sample of each replication; finer ones would fill the disk."""


def period(scenario: Scenario) -> tuple[date, date]:
    """Return the first day of the run, and the first day after its end."""
    clock = scenario.time
    hours = min(clock.horizon.mean() + clock.drain.mean(), LONGEST_H)
    return clock.start, clock.start + timedelta(days=-(-hours // 24))


def check_dates(scenario: Scenario) -> Iterator[Finding]:
    """Yield errors of the clock, and dates outside the period."""
    yield from _clock(scenario)
    for table in ("relationships", "authorities"):
        for id_, entry in getattr(scenario, table).items():
            yield from _span(scenario, (table, id_), entry.from_, entry.until)
    for path, surges in _surges(scenario):
        for index, surge in enumerate(surges):
            yield from _span(scenario, (*path, "surges", index), surge.from_, surge.until)
    for id_, design in scenario.designs.items():
        yield from _phases(scenario, id_, design)


def _arrivals(scenario: Scenario) -> Iterator[tuple[Path, Arrivals]]:
    """Yield all arrivals with their paths: of incidents, and of consumption in training."""
    for id_, incident in scenario.incidents.items():
        yield ("incidents", id_, "arrivals"), incident.arrivals
    for id_, stock in scenario.stocks.items():
        if stock.training is not None:
            yield ("stocks", id_, "training", "arrivals"), stock.training.arrivals


def _surges(scenario: Scenario) -> Iterator[tuple[Path, list[Surge]]]:
    for path, arrivals in _arrivals(scenario):
        yield path, arrivals.surges
    for id_, line in scenario.lines.items():
        yield ("lines", id_), line.surges


def _clock(scenario: Scenario) -> Iterator[Finding]:
    clock = scenario.time
    if clock.horizon.mean() <= 0:
        yield Finding(
            "SCN-072", ("time", "horizon"), Phrase("no time at all"), Phrase("more than 0 d")
        )
    elif clock.horizon.mean() + clock.drain.mean() > LONGEST_H:
        longer = "drain" if clock.drain.mean() > clock.horizon.mean() else "horizon"
        found = f"`{getattr(clock, longer).written}`"
        yield Finding("SCN-072", ("time", longer), found, Phrase("a run of at most 100 years"))
    elif clock.warm_up.mean() >= clock.horizon.mean():
        found = Phrase(
            "`{written}`, while the horizon is `{written_2}`",
            written=clock.warm_up.written,
            written_2=clock.horizon.written,
        )
        yield Finding("SCN-072", ("time", "warm_up"), found, Phrase("less than the horizon"))
    if clock.sample is not None and clock.sample.mean() < SHORTEST_SAMPLE_H:
        found = f"`{clock.sample.written}`"
        yield Finding("SCN-072", ("time", "sample"), found, Phrase("at least 1 h between samples"))


def beyond(scenario: Scenario) -> list[tuple[Path, date]]:
    """Return the entries that begin after the end of the run, so never, each with its day."""
    _, end = period(scenario)
    begin = datetime.combine(scenario.time.start, time())
    last = begin + timedelta(hours=scenario.time.horizon.mean())
    found: list[tuple[Path, date]] = [
        ((table, id_), entry.from_)
        for table in ("relationships", "authorities")
        for id_, entry in getattr(scenario, table).items()
        if entry.from_ and entry.from_ >= end
    ]
    found += [
        ((*path, "surges"), surge.from_)
        for path, surges in _surges(scenario)
        for surge in surges
        if surge.from_ >= end
    ]
    found += [
        ((*path, kind), moment.date())
        for path, arrivals in _arrivals(scenario)
        for kind in ("scheduled", "recorded")
        for moment in getattr(arrivals, kind) or []
        if moment >= last
    ]
    found += [
        (("disruptions", id_), disruption.from_.date())
        for id_, disruption in scenario.disruptions.items()
        if disruption.from_ >= last
    ]
    found += [
        (("designs", id_, "phases"), phase.from_)
        for id_, design in scenario.designs.items()
        for phase in design.phases
        if phase.from_ >= end
    ]
    return found


def _span(
    scenario: Scenario, path: Path, from_: date | None, until: date | None
) -> Iterator[Finding]:
    start, end = period(scenario)
    if from_ and until and until <= from_:
        yield Finding(
            "SCN-071", (*path, "until"), f"`{until}`", Phrase("after `from`, {first}", first=from_)
        )
    elif from_ and from_ >= end and scenario.time.beyond is None:
        found, expected = (
            Phrase("`{from_}`, after the end of the run", from_=from_),
            Phrase("before {end}", end=end),
        )
        yield Finding("SCN-070", (*path, "from"), found, expected)
    elif until and until <= start:
        found, expected = (
            Phrase("`{until}`, not after the start of the run", until=until),
            Phrase("after {start}", start=start),
        )
        yield Finding("SCN-070", (*path, "until"), found, expected)


def _phases(scenario: Scenario, id_: str, design: Design) -> Iterator[Finding]:
    start, end = period(scenario)
    for index, phase in enumerate(design.phases):
        path: Path = ("designs", id_, "phases", index, "from")
        ignored = scenario.time.beyond is not None and phase.from_ >= end
        if not ignored and not start < phase.from_ < end:
            found, expected = (
                f"`{phase.from_}`",
                Phrase("a day within the run, after {start}, before {end}", start=start, end=end),
            )
            yield Finding("SCN-070", path, found, expected)
    for index, (first, second) in enumerate(pairwise(design.phases)):
        if second.from_ <= first.from_:
            path = ("designs", id_, "phases", index + 1, "from")
            found = Phrase(
                "`{from_}`, after a phase from `{from__2}`", from_=second.from_, from__2=first.from_
            )
            yield Finding("SCN-043", path, found, Phrase("phases in order of their dates"))


def check_rhythm(scenario: Scenario) -> Iterator[Finding]:
    """Yield working hours that never open, boards that never meet, growth out of order."""
    yield from _rival_boards(scenario)
    yield from _side_load(scenario)
    yield from check_hours(scenario)
    for id_, board in scenario.boards.items():
        for attribute in ("days", "times"):
            if not getattr(board, attribute):
                found = Phrase("no {attribute}, so that the board never meets", attribute=attribute)
                remedy = Phrase("add {attribute}, or remove the board", attribute=attribute)
                yield Finding(
                    "SCN-073",
                    ("boards", id_, attribute),
                    found,
                    Phrase("at least one of `{attribute}`", attribute=attribute),
                    remedy,
                )
    for id_, headquarters in scenario.headquarters.items():
        steps = headquarters.build_up
        if steps is None:
            continue
        if not steps:
            path: Path = ("headquarters", id_, "build_up")
            yield Finding(
                "SCN-075", path, Phrase("no steps"), Phrase("at least one step of growth")
            )
        for index, (first, second) in enumerate(pairwise(steps)):
            if second.after.mean() <= first.after.mean():
                path = ("headquarters", id_, "build_up", index + 1, "after")
                found = Phrase(
                    "{second} h, after a step at {first} h",
                    second=f"{second.after.mean():g}",
                    first=f"{first.after.mean():g}",
                )
                yield Finding("SCN-075", path, found, Phrase("steps in order of time"))


def _rival_boards(scenario: Scenario) -> Iterator[Finding]:
    """Yield pairs of boards that both hold the same decisions."""
    for (first_id, first), (id_, second) in combinations(sorted(scenario.boards.items()), 2):
        precedences = set(Precedence) - set(first.bypass) - set(second.bypass)
        categories = (
            first.categories is None
            or second.categories is None
            or not set(first.categories).isdisjoint(second.categories)
        )
        same = (first.headquarters, first.stage) == (second.headquarters, second.stage)
        if same and categories and precedences:
            found = Phrase(
                "`{id}` for decisions that wait for `{first_id}` already", id=id_, first_id=first_id
            )
            yield Finding(
                "SCN-077",
                ("boards", id_),
                found,
                Phrase("one board for each decision"),
                Phrase(
                    "write all days and times in one board, or give the boards "
                    "different `categories`"
                ),
                at_key=True,
            )


def _side_load(scenario: Scenario) -> Iterator[Finding]:
    """Yield questions without pause, and routine work of headquarters without teams."""
    for id_, request in scenario.information_requests.items():
        if request.every.mean() <= 0:
            path: Path = ("information_requests", id_, "every")
            yield Finding(
                "SCN-078", path, Phrase("no time between questions"), Phrase("more than 0 min")
            )
    absent = {id_ for id_, hq in scenario.headquarters.items() if hq.build_up is not None}
    work: list[tuple[Path, str]] = [
        (("headquarters", id_, "cells", name, "background"), id_)
        for id_, headquarters in scenario.headquarters.items()
        for name, cell in headquarters.cells.items()
        if cell.background is not None
    ]
    work += [
        (("briefings", id_, "headquarters"), briefing.headquarters)
        for id_, briefing in scenario.briefings.items()
    ]
    for path, headquarters in work:
        if headquarters in absent:
            found = Phrase(
                "routine work of `{headquarters}`, which is improvised", headquarters=headquarters
            )
            remedy = Phrase("remove the work, or the `build_up`")
            yield Finding("SCN-079", path, found, Phrase("a standing headquarters"), remedy)


def check_arrivals(scenario: Scenario) -> Iterator[Finding]:
    """Yield arrivals that are stated twice, not at all, or outside the horizon."""
    for path, arrivals in _arrivals(scenario):
        yield from _kind_of_arrivals(arrivals, path)
        for attribute in ("scheduled", "recorded"):
            moments = getattr(arrivals, attribute) or []
            for index, moment in enumerate(moments):
                yield from _moment(scenario, (*path, attribute, index), moment)


def _kind_of_arrivals(arrivals: Arrivals, path: Path) -> Iterator[Finding]:
    kinds = [k for k in ("rate", "scheduled", "recorded") if getattr(arrivals, k) is not None]
    if len(kinds) != 1:
        found = (
            Phrase("both {kinds}", kinds=NameList(kinds, later(" and ")))
            if kinds
            else Phrase("none of them")
        )
        expected = Phrase("exactly one of: rate, scheduled, recorded")
        yield Finding("SCN-080", (*path, kinds[1]) if kinds else path, found, expected)
    if arrivals.rate is None:
        for attribute in ("seasonal", "surges", "overdispersion", "cluster"):
            if getattr(arrivals, attribute):
                found = Phrase("`{attribute}` without a rate", attribute=attribute)
                remedy = Phrase(
                    "add `rate`, or remove the modulation: dates are replayed as they are"
                )
                yield Finding(
                    "SCN-081", (*path, attribute), found, Phrase("`rate` beside it"), remedy
                )
    for kind in ("scheduled", "recorded"):
        if getattr(arrivals, kind) == []:
            yield Finding("SCN-080", (*path, kind), Phrase("no dates"), Phrase("at least one"))
    seasonal = arrivals.seasonal or []
    for index, factor in enumerate(seasonal):
        if factor < 0:
            yield Finding(
                "SCN-082", (*path, "seasonal", index), f"`{factor:g}`", Phrase("0 or more")
            )
    if seasonal and not any(seasonal):
        yield Finding(
            "SCN-082", (*path, "seasonal"), Phrase("only zeros"), Phrase("a month with incidents")
        )


def _moment(scenario: Scenario, path: Path, moment: datetime) -> Iterator[Finding]:
    begin = datetime.combine(scenario.time.start, time())
    end = begin + timedelta(hours=min(scenario.time.horizon.mean(), LONGEST_H))
    ignored = scenario.time.beyond is not None and moment >= end
    if not ignored and not begin <= moment < end:
        found = f"`{moment.isoformat(timespec='minutes')}`"
        expected = Phrase(
            "a moment from {begin} to before {end}",
            begin=begin.date(),
            end=end.isoformat(timespec="minutes"),
        )
        yield Finding(
            "SCN-070", path, found, expected, Phrase("change `time`, or remove the moment")
        )
