"""The runs that recorded clocks are compared with.

Takes an opened scenario; gives its clocks, each with the design that stands for its time, and the
scenario with what has to be simulated for them. Types that are rare in the scenario would give no
band: they happen more often in a run of their own, whose world is otherwise the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from renkei._base.cache import default_cache
from renkei._base.errors import Location
from renkei._base.language import Phrase
from renkei.analysis.recorded.clocks import SIDES, Clock, Side, sided
from renkei.analysis.recorded.scoring import Score, score
from renkei.scenario.designs.combination import SIGN
from renkei.scenario.loader import with_design
from renkei.scenario.model.incidents import OF_NATIONS
from renkei.scenario.quantities.units import YEAR_H
from renkei.scenario.text.nodes import Mapping as Table
from renkei.scenario.text.nodes import Node, Scalar, Sequence
from renkei.study.choosing import bad_argument, design_of
from renkei.study.source import Opened

if TYPE_CHECKING:
    from renkei.analysis.recorded.measuring import Measured
    from renkei.scenario import Document
    from renkei.scenario.model.clocks import RecordedClock

PER_YEAR = 4
"""Types rarer than this happen so often instead: one a season, so that few overlap."""

_HERE = Location(Phrase("the call"))


@dataclass(frozen=True)
class Raised:
    """A type that happens more often than the scenario says, in a run of its own.

    Parameters
    ----------
    design, incident, place
        Design of the scenario, the type, and the only place where it happens; None: any.
    stated_per_year
        Rate that the scenario states.
    """

    design: str
    incident: str
    place: str | None
    stated_per_year: float


@dataclass(frozen=True)
class Records:
    """The recorded clocks of a scenario, and what is simulated for them.

    Parameters
    ----------
    opened
        The scenario, with the runs of rare types as designs of their own.
    clocks
        Clocks on their sides, in the order of the scenario.
    names
        Display name of each clock, English and Japanese.
    structure
        Design of the scenario that each clock is compared under.
    runs
        Design that is simulated for each clock.
    raised
        By design that is simulated: what happens more often in it.
    """

    opened: Opened
    clocks: list[Clock]
    names: Mapping[str, tuple[str, str]]
    structure: Mapping[str, str]
    runs: Mapping[str, str]
    raised: Mapping[str, Raised]

    @property
    def designs(self) -> list[str]:
        """Designs that are simulated."""
        return list(dict.fromkeys(self.runs.values()))

    def of_side(self, side: Side) -> Records:
        """Return the clocks of one side, and what is simulated for them.

        Raises
        ------
        InputError
            If the scenario has none for it.
        """
        clocks = [one for one in self.clocks if one.side == side]
        if not clocks:
            raise bad_argument(
                "SCENARIO",
                Phrase("no clocks for `{side}`", side=side),
                Phrase("some `clocks` for it"),
            )
        runs = {one.id: self.runs[one.id] for one in clocks}
        raised = {run: more for run, more in self.raised.items() if run in runs.values()}
        return replace(self, clocks=clocks, runs=runs, raised=raised)


def records(opened: Opened, design: str | None = None, argument: str = "design") -> Records:
    """Return the recorded clocks of a scenario with the runs that they need.

    Parameters
    ----------
    design
        Compare all clocks under this one; None: each under that of its time.
    argument
        What the caller calls the design.

    Raises
    ------
    InputError
        If the scenario records no clocks, or the design is unknown or a combination.
    """
    document = opened.document
    told = document.scenario.clocks
    if not told:
        raise bad_argument(
            "SCENARIO",
            Phrase("no recorded clocks"),
            Phrase("a scenario with `clocks`: times that real events took"),
            Phrase("see docs/how-to/validate.md"),
        )
    if design is not None:
        design = design_of(document, design, argument)
        if SIGN in design:
            raise bad_argument(
                argument, Phrase("`{design}`, a combination", design=design), Phrase("one design")
            )
    structure = {id_: design or one.design or document.baseline for id_, one in told.items()}
    runs, raised = {}, {}
    for id_, one in told.items():
        known = structure[id_]
        rate = _rate(document, known, one.incident)
        if rate is None or rate >= PER_YEAR:
            runs[id_] = known
            continue
        there = f"-{one.place}" if one.place else ""
        run = _free_name(f"{known}-{one.incident}{there}", document)
        runs[id_], raised[run] = run, Raised(known, one.incident, one.place, rate)
    extended = document
    for run, more in raised.items():
        declared = bool(extended.scenario.designs)  # a base alone has no design to extend
        places = document.design(more.design).phases[0].scenario.incidents[more.incident].places
        others = [place for place in places if more.place and place != more.place]
        extended = with_design(extended, run, _more_often(more, others, declared=declared))
    own = Opened.of(extended, default_cache(), opened.laid, opened.policies) if raised else opened
    clocks = sided(_clock(id_, one) for id_, one in told.items())
    names = {id_: (one.name.en, one.name.ja or one.name.en) for id_, one in told.items()}
    return Records(own, clocks, names, structure, runs, raised)


def _clock(id_: str, told: RecordedClock) -> Clock:
    hours = told.value.mean()
    return Clock(
        id=id_,
        event=told.event,
        date=told.date.isoformat(),
        incident=told.incident,
        place=told.place,
        start=None if told.from_ is None else _milestone(told.from_, told.nation),
        stop=_milestone(told.to, told.nation),
        hours=hours,
        low=hours if told.low is None else told.low.mean(),
        high=hours if told.high is None else told.high.mean(),
        side=None if told.use is None else told.use.value,
    )


def _milestone(name: str, nation: str | None) -> str:
    own = nation is not None and name in OF_NATIONS
    return f"{name}.{nation}" if own else str(name)


def _rate(document: Document, design: str, incident: str) -> float | None:
    """Return how often a type happens a year by its best value; None: at dates of its own."""
    first = document.design(design).phases[0].scenario
    rate = first.incidents[incident].arrivals.rate
    return None if rate is None else rate.mean() * YEAR_H


def _free_name(wanted: str, document: Document) -> str:
    """Return an identifier that no design has."""
    name = wanted[:60].rstrip("-")
    while name in document.design_ids:
        name += "x"
    return name


def _more_often(more: Raised, others: Iterable[str], *, declared: bool) -> Table:
    """Return a design in which one type happens more often, at even odds all year.

    It happens at none of the other places.
    """
    incident = f"incidents.{more.incident}"
    removed = [f"{incident}.arrivals", *(f"{incident}.places.{place}" for place in others)]
    rate = _table({"rate": _text(f"{PER_YEAR} / year")})
    changes = _table({"incidents": _table({more.incident: _table({"arrivals": rate})})})
    items: dict[str, Node] = {
        "name": _text(f"{more.design}, {more.incident} more often"),
        "unpaired": _text(f"{more.incident} happens {PER_YEAR} times a year"),
        "remove": Sequence(tuple(map(_text, removed)), _HERE),
        "changes": changes,
    }
    return _table({"extends": _text(more.design), **items} if declared else items)


def _text(value: str) -> Scalar:
    return Scalar(value, _HERE)


def _table(items: dict[str, Node]) -> Table:
    return Table(items, dict.fromkeys(items, _HERE), _HERE)


def scores(measured: Iterable[Measured]) -> dict[str, Score]:
    """Return the scores of all clocks, and of each side where both have some."""
    every = list(measured)
    found = {"all": score(every)}
    own = {side: [one for one in every if one.clock.side == side] for side in SIDES}
    return found | {side: score(some) for side, some in own.items() if some}
