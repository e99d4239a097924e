"""Names, prices and layouts of designs, which an answer needs besides its numbers.

What for: a second look at finished results takes these from the cache instead of reading, resolving
and checking the whole scenario again. Takes an opened scenario and the designs compared; gives
:class:`Naming`, the same with and without the cache. The key covers all inputs of the naming:
files, period, values laid over the files, time zones, the language, and the sources of this
version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from renkei._base.language import spoken, spoken_names
from renkei._base.version import PACKAGE
from renkei.analysis import Layout
from renkei.study.assumptions import assumptions, summary
from renkei.study.fingerprints import sources
from renkei.study.layouts import layout, sustaining
from renkei.study.names import headquarters_names, name_of, names_of_milestones, names_of_subjects
from renkei.study.prices import Price, prices

if TYPE_CHECKING:
    from renkei.analysis import Deadline
    from renkei.scenario import Document
    from renkei.scenario.model.document import Scenario
    from renkei.study.source import Opened

_SOURCES = ("analysis",)
"""Stages that take part in a naming, besides those that the key of a document covers."""


@dataclass(frozen=True)
class Rate:
    """The rate of an incident type whose mean over worlds is not the stated rate.

    Parameters
    ----------
    stated, mean
        Both as written, such as ``1 / year`` and ``2.38 / year``.
    stated_per_year, mean_per_year
        The same as numbers.
    """

    stated: str
    mean: str
    stated_per_year: float
    mean_per_year: float


@dataclass(frozen=True)
class Labels:
    """The meaning of the identifiers of a comparison.

    Parameters
    ----------
    incidents, designs
        Display names.
    deadlines
        Milestone that answers an incident type, and its deadline [h].
    prices
        Cost of each design in billets against the baseline, phase by phase.
    rates
        Incident types whose mean rate over the worlds is not the stated rate.
    milestones
        Names of the milestones that the scenario declares itself.
    """

    incidents: Mapping[str, str]
    designs: Mapping[str, str]
    deadlines: Mapping[str, tuple[str, float]]
    prices: Mapping[str, Sequence[Price]]
    rates: Mapping[str, Rate] = field(default_factory=dict)
    milestones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Naming:
    """Display names, and the layout of designs.

    Parameters
    ----------
    labels
        Names of incident types and designs, deadlines and prices.
    headquarters
        Names of the headquarters of all designs.
    drain_h
        Least time for which every counted incident is followed [h].
    sustains
        Whether any of the designs has stocks, lines, facilities or maintenance.
    subjects
        Kind, identifier and name of the subjects of readiness and supply.
    layouts
        Layout of each design.
    beyond
        Dated entries beyond the end of the run, which never happen.
    numbers
        How many numbers the scenario has, and where they come from
        (:func:`renkei.study.assumptions.summary`).
    """

    labels: Labels
    headquarters: dict[str, str]
    drain_h: float
    sustains: bool
    subjects: list[tuple[str, str, str]]
    layouts: dict[str, Layout]
    beyond: list[str]
    numbers: dict[str, int]

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """Names of subjects by kind and identifier."""
        return {(kind, id_): name for kind, id_, name in self.subjects}


def naming(opened: Opened, designs: Sequence[str], deadlines: Mapping[str, Deadline]) -> Naming:
    """Return the naming of designs, the baseline first, and of the incident types asked for."""
    from pydantic import TypeAdapter, ValidationError

    adapter = TypeAdapter(Naming)
    asked = ["naming", spoken(), spoken_names(), _sources(), *designs, "", *deadlines]
    kept = opened.remembered(asked)
    if kept is not None:
        try:
            return adapter.validate_json(kept)
        except ValidationError:
            pass  # sealed, and yet of no use: made anew
    found = _made(opened.document, designs, deadlines)
    opened.remember(asked, adapter.dump_json(found))
    return found


def _made(document: Document, designs: Sequence[str], deadlines: Mapping[str, Deadline]) -> Naming:
    from renkei.scenario.horizon import beyond_the_end
    from renkei.scenario.language.paths import walk_quantities

    scenario = document.scenario
    first = document.design(designs[0])
    labels = Labels(
        incidents={key: name_of(scenario.incidents[key].name, key) for key in deadlines},
        designs={key: name_of(document.design(key).name, key) for key in designs},
        deadlines={key: (one.milestone, one.hours) for key, one in deadlines.items()},
        prices={key: prices(first, document.design(key)) for key in designs},
        rates=_rates(scenario, deadlines),
        milestones=names_of_milestones(scenario),
    )
    return Naming(
        labels=labels,
        headquarters=headquarters_names(document, designs),
        drain_h=scenario.time.drain.mean(),
        sustains=sustaining(document, designs),
        subjects=[(*key, name) for key, name in names_of_subjects(document, designs).items()],
        layouts={design: layout(document, design) for design in designs},
        beyond=[] if scenario.time.beyond is None else beyond_the_end(document, designs),
        numbers=summary(assumptions(scenario, walk_quantities(scenario))),
    )


def _rates(scenario: Scenario, incidents: Iterable[str]) -> dict[str, Rate]:
    """Return the rates whose mean over worlds is not the stated rate, by incident type."""
    from renkei.scenario.quantities.units import YEAR_H
    from renkei.scenario.world_means import over_worlds

    found = {}
    for incident in incidents:
        rate = scenario.incidents[incident].arrivals.rate
        if rate is not None:
            one = over_worlds(scenario, f"incidents.{incident}.arrivals.rate", rate)
            if one.is_notable:
                found[incident] = Rate(
                    one.stated(), one.written(), one.best * YEAR_H, one.mean * YEAR_H
                )
    return found


def _sources() -> str:
    return sources(PACKAGE, _SOURCES)
