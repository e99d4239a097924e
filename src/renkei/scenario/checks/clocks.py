"""Recorded clocks: each between milestones that its response can reach, each event told once."""

from __future__ import annotations

from collections.abc import Iterator

from renkei._base.language import Phrase
from renkei.scenario.checks.finding import Finding
from renkei.scenario.checks.responses import never_reached
from renkei.scenario.model.clocks import RecordedClock
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.incidents import OF_NATIONS, Milestone, Response
from renkei.scenario.text.nodes import Path

_OF_THE_EVENT = ("date", "incident", "design", "use")
"""Attributes in which all clocks of an event agree."""


def check_clocks(scenario: Scenario) -> Iterator[Finding]:
    """Yield clocks that run backwards or to nowhere, and events told in two ways."""
    path: Path
    for id_, parameter in scenario.parameters.items():
        if parameter.fitted and not parameter.value.has_range:
            path = ("parameters", id_, "fitted")
            yield Finding(
                "SCN-143",
                path,
                Phrase("a parameter without a range"),
                Phrase("`range` beside `value`"),
            )
    first: dict[str, tuple[str, RecordedClock]] = {}
    for id_, clock in scenario.clocks.items():
        path = ("clocks", id_)
        known, other = first.setdefault(clock.event, (id_, clock))
        for name in _OF_THE_EVENT:
            if getattr(clock, name) != getattr(other, name):
                found = Phrase(
                    "another `{name}` than in `{known}`, of the same event", name=name, known=known
                )
                yield Finding("SCN-141", (*path, "event"), found, Phrase("one event, told once"))
                break
        yield from _times(clock, path)
        incident = scenario.incidents.get(clock.incident)
        response = scenario.responses.get(incident.response) if incident else None
        if incident is not None and response is not None:
            yield from _milestones(clock, response, path)
            if clock.place in scenario.places and clock.place not in incident.places:
                found = Phrase(
                    "`{place}`, where no `{incident}` happens",
                    place=clock.place,
                    incident=clock.incident,
                )
                expected = Phrase("one of: {incident}", incident=", ".join(incident.places))
                yield Finding("SCN-142", (*path, "place"), found, expected)


def _times(clock: RecordedClock, path: Path) -> Iterator[Finding]:
    value = clock.value.mean()
    for name, wrong, expected in (
        ("low", clock.low is not None and clock.low.mean() > value, "low <= value"),
        ("high", clock.high is not None and clock.high.mean() < value, "value <= high"),
    ):
        if wrong:
            yield Finding(
                "SCN-140", (*path, name), Phrase("`{name}` beyond the value", name=name), expected
            )
    order = [milestone.value for milestone in Milestone]
    known = clock.from_ in order and clock.to in order
    if known and order.index(str(clock.from_)) >= order.index(clock.to):
        found = Phrase("from `{first}` to `{to}`", first=clock.from_, to=clock.to)
        expected = Phrase("milestones in their order: {order}", order=", ".join(order))
        yield Finding("SCN-140", (*path, "to"), found, expected)


def _milestones(clock: RecordedClock, response: Response, path: Path) -> Iterator[Finding]:
    for name, milestone in (("from", clock.from_), ("to", clock.to)):
        expected = None if milestone is None else never_reached(response, milestone)
        if expected:
            found = Phrase(
                "`{milestone}`, which the response to `{incident}` never reaches",
                milestone=milestone,
                incident=clock.incident,
            )
            yield Finding("SCN-142", (*path, name), found, expected)
    if clock.nation is None:
        return
    if clock.to not in OF_NATIONS:
        found = Phrase("a nation beside `{to}`, which no nation has by itself", to=clock.to)
        expected = Phrase("`to: {of_nations}`, or no `nation`", of_nations="`, `".join(OF_NATIONS))
        yield Finding("SCN-142", (*path, "nation"), found, expected)
    elif clock.nation not in response.nations:
        found = Phrase(
            "`{nation}`, which has no part in the response to `{incident}`",
            nation=clock.nation,
            incident=clock.incident,
        )
        expected = Phrase("one of: {nations}", nations=", ".join(response.nations))
        yield Finding("SCN-142", (*path, "nation"), found, expected)
