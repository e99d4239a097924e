"""Disruptions: each of one thing, by one successor, in the same order in every world."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import combinations

from renkei._base.language import NameList, Phrase, later
from renkei._base.nearest import did_you_mean
from renkei.scenario.checks.finding import Finding
from renkei.scenario.disrupted import extremes_h, lost_links, moment_h
from renkei.scenario.model.disruptions import Disruption
from renkei.scenario.model.document import Scenario
from renkei.scenario.text.nodes import Path


def check_disruptions(scenario: Scenario) -> Iterator[Finding]:
    """Yield disruptions of nothing or of too much, without sense, and those that collide."""
    for id_, disruption in scenario.disruptions.items():
        path = ("disruptions", id_)
        yield from _subject(scenario, path, disruption)
        yield from _successor(scenario, path, disruption)
        yield from _times(scenario, path, disruption)
    for (first, one), (second, other) in combinations(scenario.disruptions.items(), 2):
        yield from _together(scenario, first, one, second, other)


def check_order_of_phases(scenario: Scenario, since: date | None) -> Iterator[Finding]:
    """Yield disruptions whose takeover begins or ends, in some worlds only, before a phase does."""
    if since is None:
        return
    at = moment_h(scenario.time, datetime.combine(since, time()))
    for id_, disruption in scenario.disruptions.items():
        for attribute, low, high in _spans(scenario, disruption):
            if low < at < high:
                yield Finding(
                    "SCN-154",
                    ("disruptions", id_, attribute),
                    Phrase("a range across {since}, on which the command changes", since=since),
                    Phrase("one order of the two in every world"),
                    Phrase("move `from`, or narrow the range"),
                )


def _subject(scenario: Scenario, path: Path, disruption: Disruption) -> Iterator[Finding]:
    named = [
        attribute
        for attribute in ("headquarters", "cell", "channels", "cut_off")
        if getattr(disruption, attribute)
    ]
    if len(named) != 1:
        given = [f"`{one}`" for one in named]
        found: str = NameList(given, later(" and ")) if given else Phrase("nothing that is lost")
        expected = Phrase("one of `headquarters`, `cell`, `channels` and `cut_off`")
        yield Finding("SCN-150", path, found, expected)
    elif disruption.cut_off and not lost_links(scenario, disruption):
        found = Phrase(
            "places between whose headquarters and the others there is no way of messages"
        )
        expected = Phrase("places that a channel or a command net joins with others")
        yield Finding("SCN-150", (*path, "cut_off"), found, expected)
    if disruption.cell is not None:
        cells = [f"{id_}.{cell}" for id_, hq in scenario.headquarters.items() for cell in hq.cells]
        if disruption.cell not in cells:
            hint = did_you_mean(disruption.cell, cells)
            expected = Phrase("a cell as `headquarters.cell`")
            yield Finding("SCN-057", (*path, "cell"), f"`{disruption.cell}`", expected, hint)


def _successor(scenario: Scenario, path: Path, disruption: Disruption) -> Iterator[Finding]:
    successor = disruption.successor
    if disruption.substitute is not None and not disruption.cut_off:
        found = Phrase("a substitute, and no places that are cut off")
        yield Finding("SCN-151", (*path, "substitute"), found, Phrase("`cut_off` beside it"))
    if disruption.cut_off and (disruption.after is None) != (disruption.substitute is None):
        name = "after" if disruption.substitute is None else "substitute"
        other = "substitute" if disruption.substitute is None else "after"
        found = Phrase(
            "`{name}` without `{other}`, of places that are cut off", name=name, other=other
        )
        yield Finding(
            "SCN-151", (*path, name), found, Phrase("`{other}` beside it, or neither", other=other)
        )
    if disruption.channels or disruption.cut_off:
        if successor is not None:
            found, remedy = (
                Phrase("a successor of channels"),
                Phrase("remove it; `after` says when others serve"),
            )
            expected = Phrase("a successor of a headquarters or a cell")
            yield Finding("SCN-151", (*path, "successor"), found, expected, remedy)
        return
    if successor is None and disruption.after is not None:
        found = Phrase("a time, and nobody who takes over then")
        yield Finding("SCN-151", (*path, "after"), found, Phrase("`successor` beside it"))
    if successor is None:
        return
    if disruption.after is None:
        found = Phrase(
            "`{successor}`, without the time until it has taken over", successor=successor
        )
        yield Finding(
            "SCN-151", (*path, "successor"), found, Phrase("`after` beside it, perhaps `0 h`")
        )
    if successor == _headquarters(disruption):
        found = Phrase("`{successor}` as its own successor", successor=successor)
        yield Finding("SCN-151", (*path, "successor"), found, Phrase("another headquarters"))
    seat = scenario.headquarters.get(successor)
    if seat is not None and seat.build_up is not None:
        found = Phrase("`{successor}`, which is improvised", successor=successor)
        yield Finding("SCN-151", (*path, "successor"), found, Phrase("a standing headquarters"))


def _headquarters(disruption: Disruption) -> str | None:
    if disruption.cell is not None:
        return disruption.cell.partition(".")[0]
    return disruption.headquarters


def _times(scenario: Scenario, path: Path, disruption: Disruption) -> Iterator[Finding]:
    begin = datetime.combine(scenario.time.start, time())
    end = begin + timedelta(hours=scenario.time.horizon.mean())
    ignored = scenario.time.beyond is not None and disruption.from_ >= end
    if not ignored and not begin <= disruption.from_ < end:
        found = f"`{disruption.from_.isoformat(timespec='minutes')}`"
        expected = Phrase(
            "a moment from {begin} to before {end}",
            begin=begin.date(),
            end=end.isoformat(timespec="minutes"),
        )
        yield Finding("SCN-070", (*path, "from"), found, expected)
    least, _ = extremes_h(scenario, disruption.for_)
    if least <= 0.0:
        found, expected = (
            Phrase("a loss that may last no time at all"),
            Phrase("more than 0 h in every world"),
        )
        yield Finding("SCN-152", (*path, "for"), found, expected)
    elif disruption.after is not None:
        low, late = extremes_h(scenario, disruption.after)
        if low < 0.0:
            yield Finding("SCN-152", (*path, "after"), f"{low:g} h", Phrase("0 h or more"))
        elif late >= least:
            found = Phrase(
                "up to {late} h, when the loss may be over after {least} h",
                late=f"{late:g}",
                least=f"{least:g}",
            )
            expected = Phrase("a takeover before the end of the loss in every world")
            yield Finding("SCN-152", (*path, "after"), found, expected)


def _spans(scenario: Scenario, disruption: Disruption) -> list[tuple[str, float, float]]:
    """Return when a takeover begins and ends, at the earliest and the latest [h]."""
    if disruption.after is None:
        return []
    begin = moment_h(scenario.time, disruption.from_)
    spans = []
    for attribute, time_ in (("after", disruption.after), ("for", disruption.for_)):
        low, high = extremes_h(scenario, time_)
        spans.append((attribute, begin + low, begin + high))
    return spans


def _together(
    scenario: Scenario, first: str, one: Disruption, second: str, other: Disruption
) -> Iterator[Finding]:
    """Yield what two losses cannot be together."""
    path: Path = ("disruptions", second)
    same = _names(scenario, one) & _names(scenario, other)
    overlap = _overlap(scenario, one, other)
    if overlap and same:
        found = Phrase(
            "a loss of `{same}` while `{first}` lasts, or may last", same=min(same), first=first
        )
        yield Finding("SCN-153", path, found, Phrase("one loss at a time"), at_key=True)
        return
    for lost, successor, at in ((one, other.successor, second), (other, one.successor, first)):
        if overlap and successor is not None and successor == lost.headquarters:
            found = Phrase(
                "`{successor}`, which is, or may be, lost at that time", successor=successor
            )
            expected = Phrase("a successor that works while the loss lasts")
            yield Finding("SCN-151", ("disruptions", at, "successor"), found, expected)
    successors = {one.successor, other.successor} - {None}
    if same and len(successors) == 2:
        found = Phrase(
            "`{successor}`, while `{first}` names `{successor_2}`",
            successor=other.successor,
            first=first,
            successor_2=one.successor,
        )
        expected = Phrase("one successor of a headquarters in all its losses")
        yield Finding("SCN-151", (*path, "successor"), found, expected)
    for attribute, low, high in _spans(scenario, other):
        for _, least, most in _spans(scenario, one):
            certain = (low, high) == (least, most) and low == high
            if low <= most and least <= high and not certain and (low < high or least < most):
                found = Phrase("a time that may come before or after one of `{first}`", first=first)
                yield Finding(
                    "SCN-154",
                    (*path, attribute),
                    found,
                    Phrase("one order of the two in every world"),
                    Phrase("move `from`, narrow the ranges, or name them in one entry"),
                )
                return


def _names(scenario: Scenario, disruption: Disruption) -> set[str]:
    """Return what is lost; a cell goes with its headquarters."""
    headquarters, links = _headquarters(disruption), lost_links(scenario, disruption)
    return set(links) if headquarters is None else {*links, headquarters}


def _overlap(scenario: Scenario, one: Disruption, other: Disruption) -> bool:
    """Return whether two losses overlap in some world."""
    begins = [moment_h(scenario.time, each.from_) for each in (one, other)]
    ends = [
        begin + extremes_h(scenario, each.for_)[1]
        for begin, each in zip(begins, (one, other), strict=True)
    ]
    return begins[0] < ends[1] and begins[1] < ends[0]
