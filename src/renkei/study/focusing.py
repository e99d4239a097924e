"""Rare incidents asked about: the types in focus, and the conditions under which they come.

Takes the words of ``--focus`` and ``--given``, and an opened scenario; gives a
:class:`~renkei.engine.focus.Focus`, or says why there is none.
"""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from renkei._base.language import Phrase
from renkei.engine.focus import Companion, Focus, Span
from renkei.study.choosing import bad_argument, one_of
from renkei.study.zones import size

if TYPE_CHECKING:
    from renkei.program.machine.program import Program
    from renkei.scenario.model.document import Scenario
    from renkei.study.source import Opened

NIGHT = ("18:00", "06:00")
"""Begin and end of ``night``, in the zone of the scenario; ``day`` is the rest."""

START = "start"
"""The past that is as long as that of a long run."""

UNTIL = ("settled", "on-station")
"""Milestones to which a response is followed, besides the one that answers its type."""

_TIMES = re.compile(r"((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)")
_BEFORE = re.compile(r"during (?P<open>\S+)|within (?P<time>.+) after (?P<after>\S+)")
_MONTHS = {month_name[n].lower(): n for n in range(1, 13)} | {
    month_abbr[n].lower(): n for n in range(1, 13)
}
_WORDS = ("night", "day", "weekend", "weekday")


def focus_of(
    opened: Opened,
    design: str,
    incidents: Sequence[str],
    given: str | None = None,
    past: str | None = None,
    *,
    also: Sequence[str] = (),
    typed: bool = False,
) -> Focus:
    """Return what the replications hold.

    Parameters
    ----------
    opened
        The scenario, checked.
    design
        A design of the comparison; the clock is the same under all.
    incidents
        Incident types.
    given
        Conditions on the moment, joined by ``and``.
    past
        For how long before the moment incidents and side loads have come; ``start``: since the
        start of the scenario; None: for as long as the warm-up.
    also
        Milestones that a measure asks for: a replication does not end before them.
    typed
        Whether the words were typed on a command line, so that errors name its options.

    Raises
    ------
    InputError
        If a type comes on fixed dates, or a condition cannot be read or met.
    """
    dashes = "--" if typed else ""
    program = opened.program(design)
    deadlines = [opened.facts.deadlines[name][1] for name in incidents]
    limit_h = max(program.drain_h, *deadlines)
    for name in incidents:
        _refuse_dates(program, name, f"{dashes}focus")
    window = (program.warm_up_h, program.horizon_h)
    words = [] if given is None else [word.strip() for word in given.split(" and ")]
    before = [word for word in words if _BEFORE.fullmatch(word)]
    clock = [word for word in words if word not in before]
    companions = tuple(
        _companion(opened, program, word, limit_h, f"{dashes}given") for word in before
    )
    spans = _spans(opened.scenario, clock, window, f"{dashes}given") if clock else None
    past_h = _past(past, program, f"{dashes}past")
    answers = [opened.facts.deadlines[name][0] for name in incidents]
    until = tuple(dict.fromkeys([*UNTIL, *answers, *also]))
    return Focus(tuple(incidents), limit_h, until, spans, companions, past_h, given)


def _past(words: str | None, program: Program, argument: str) -> float | None:
    """Return for how long before the moment incidents come [h]; None: since the start.

    By default it is the warm-up: so long the scenario itself takes to count as under way.
    """
    if words == START or (words is None and not program.warm_up_h > 0):
        return None
    if words is None:
        return program.warm_up_h
    hours = size(argument, words, "time").mean()
    if not hours > 0:
        raise bad_argument(
            argument, f"`{words}`", Phrase("a time above 0, or `{start}`", start=START)
        )
    return hours


def _refuse_dates(program: Program, incident: str, argument: str) -> None:
    row = program.source[program.sources.index(incident)]
    if row["rate"] < 0:
        raise bad_argument(
            argument,
            Phrase("`{incident}`, which comes on fixed dates", incident=incident),
            Phrase("incident types with a `rate`"),
            Phrase("dates are met by every replication of a run without it"),
        )


def _companion(
    opened: Opened, program: Program, words: str, limit_h: float, argument: str
) -> Companion:
    """Return the condition that an incident came before."""
    found = _BEFORE.fullmatch(words)
    assert found is not None
    incident = one_of(argument, found["open"] or found["after"], opened.facts.deadlines)
    row = program.source[program.sources.index(incident)]
    if row["rate"] < 0 or row["extra"] >= 0 or row["overdispersion"] >= 0:
        raise bad_argument(
            argument,
            Phrase(
                "`{incident}`, which comes on dates, in clusters or more in "
                "some years than in others",
                incident=incident,
            ),
            Phrase(
                "an incident type with Poisson arrivals: only for these is a "
                "condition on them exact"
            ),
        )
    if found["open"]:
        return Companion(incident, limit_h, open=True)
    hours = size(argument, found["time"], "time").mean()
    if not 0 < hours <= limit_h:
        raise bad_argument(
            argument,
            f"`{found['time']}`",
            Phrase("a time above 0, to {limit_h} d", limit_h=f"{limit_h / 24:g}"),
        )
    return Companion(incident, hours)


def _spans(
    scenario: Scenario, words: Sequence[str], window: Span, argument: str
) -> tuple[Span, ...]:
    """Return where the moment may fall: in all conditions at once."""
    spans: Sequence[Span] = (window,)
    for word in words:
        own = _condition(scenario, word, window[1], argument)
        spans = list(_both(spans, own))
    if not spans:
        raise bad_argument(
            argument,
            f"`{' and '.join(words)}`",
            Phrase("conditions met between warm-up and horizon"),
        )
    return tuple(spans)


def _condition(scenario: Scenario, words: str, until_h: float, argument: str) -> list[Span]:
    """Return when one condition is met."""
    word = words.removeprefix("not ").strip()
    spans = _met(scenario, word, until_h, argument)
    if word != words:
        return list(_outside(spans, until_h))
    return spans


def _met(scenario: Scenario, word: str, until_h: float, argument: str) -> list[Span]:
    times = _TIMES.fullmatch(word)
    if times:
        return _daily(scenario, times[1], times[2], until_h)
    if word == "night":
        return _daily(scenario, NIGHT[0], NIGHT[1], until_h)
    if word == "day":
        return _daily(scenario, NIGHT[1], NIGHT[0], until_h)
    if word in ("weekend", "weekday"):
        weekend = word == "weekend"
        return _days(scenario, lambda day: (day.weekday() >= 5) == weekend, until_h)
    first, _, last = word.lower().partition("-")
    if first in _MONTHS and (last or first) in _MONTHS:
        begin, end = _MONTHS[first], _MONTHS[last or first]
        within = (
            set(range(begin, end + 1)) if begin <= end else {*range(begin, 13), *range(1, end + 1)}
        )
        return _days(scenario, lambda day: day.month in within, until_h)
    from renkei.doctrine.rhythm import working_intervals

    examples = ["june", "jun-oct", "08:30-17:15", "during TYPE", "within 7 d after TYPE"]
    one_of(argument, word, [*_WORDS, *scenario.hours, *examples])
    return list(working_intervals(scenario, [word], scenario.time.zone, until_h))


def _midnights(scenario: Scenario, until_h: float) -> Iterable[datetime]:
    """Yield the first moment of each day of the run, and of the days around it."""
    first = datetime.combine(scenario.time.start, datetime.min.time())
    for number in range(-1, int(until_h / 24.0) + 3):
        yield first + timedelta(days=number)


def _daily(scenario: Scenario, begin: str, end: str, until_h: float) -> list[Span]:
    """Return the hours of every day; those across midnight end on the next day."""
    from renkei.doctrine.rhythm import hours_since_start

    spans = []
    for midnight in _midnights(scenario, until_h):
        low, high = (_clock(midnight, text) for text in (begin, end))
        if high <= low:
            high += timedelta(days=1)
        ends = tuple(hours_since_start(moment, scenario.time) for moment in (low, high))
        spans.append((ends[0], ends[1]))
    return spans


def _clock(midnight: datetime, text: str) -> datetime:
    hour, minute = map(int, text.split(":"))
    return midnight + timedelta(hours=hour, minutes=minute)


def _days(scenario: Scenario, has: Callable[[datetime], bool], until_h: float) -> list[Span]:
    """Return the days of a kind, neighbours joined."""
    from renkei.doctrine.rhythm import hours_since_start, join

    days = []
    for midnight in _midnights(scenario, until_h):
        if has(midnight):
            ends = (midnight, midnight + timedelta(days=1))
            low, high = (hours_since_start(moment, scenario.time) for moment in ends)
            days.append((low, high))
    return list(join(days))


def _both(ours: Iterable[Span], theirs: Sequence[Span]) -> Iterable[Span]:
    """Yield where two sets of spans overlap, in order."""
    for low, high in ours:
        for begin, end in theirs:
            if max(low, begin) < min(high, end):
                yield max(low, begin), min(high, end)


def _outside(spans: Iterable[Span], until_h: float) -> Iterable[Span]:
    """Yield the rest of the time up to an hour."""
    at = 0.0
    for low, high in sorted(spans):
        if at < low:
            yield at, low
        at = max(at, high)
    if at < until_h:
        yield at, until_h
