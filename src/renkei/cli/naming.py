"""What a report needs of a scenario besides its numbers: names, prices, layouts of designs.

What for: a second look at finished results takes these from the cache instead of reading, resolving
and checking the whole scenario again. Takes an opened scenario and the designs compared; gives
:class:`Naming`, the same with and without the cache. Its key holds everything that it is made
from: files, period, what is laid over them, time zones, and the sources of this version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import renkei
from renkei.analysis import Layout
from renkei.report.responses.comparison import Labels

if TYPE_CHECKING:
    from renkei.analysis import Deadline
    from renkei.scenario import Document
    from renkei.study.source import Opened

_SOURCES = ("analysis", "report", "cli")
"""Stages that make a naming, besides those that the key of a document covers."""


@dataclass(frozen=True)
class Naming:
    """What things are called and how designs are laid out.

    Parameters
    ----------
    labels
        Names of incident types and designs, deadlines and prices in words.
    headquarters
        Names of all headquarters that any of the designs has.
    drain_h
        How long every counted incident is followed at least [h].
    sustains
        Whether any of the designs has stocks, lines, facilities or maintenance.
    subjects
        Kind, identifier and name of what readiness and supply are told of.
    layouts
        Layout of each design.
    beyond
        What lies beyond the end of the run, so that it does not happen.
    """

    labels: Labels
    headquarters: dict[str, str]
    drain_h: float
    sustains: bool
    subjects: list[tuple[str, str, str]]
    layouts: dict[str, Layout]
    beyond: list[str]

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """Names of subjects by kind and identifier."""
        return {(kind, id_): name for kind, id_, name in self.subjects}


def naming(opened: Opened, designs: Sequence[str], deadlines: Mapping[str, Deadline]) -> Naming:
    """Return the naming of designs, the baseline first, and of the incident types asked for."""
    from pydantic import TypeAdapter, ValidationError

    adapter = TypeAdapter(Naming)
    asked = ["naming", _sources(), *designs, "", *deadlines]
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
    from renkei.cli.layouts import layout
    from renkei.cli.sustaining import names_of, sustaining
    from renkei.report.scenario.changes import price
    from renkei.report.scenario.summary import rates
    from renkei.report.wording import hours, name_of
    from renkei.scenario.horizon import beyond_the_end

    scenario = document.scenario
    labels = Labels(
        incidents={key: name_of(scenario.incidents[key].name, key) for key in deadlines},
        designs={key: name_of(document.design(key).name, key) for key in designs},
        deadlines={
            key: f"{hours(deadline.hours)} to {deadline.milestone.replace('-', ' ')}"
            for key, deadline in deadlines.items()
        },
        prices={key: price(document.design(designs[0]), document.design(key)) for key in designs},
        rates=rates(scenario, deadlines),
    )
    return Naming(
        labels=labels,
        headquarters=headquarters_names(document, designs),
        drain_h=scenario.time.drain.mean(),
        sustains=sustaining(document, designs),
        subjects=[(*key, name) for key, name in names_of(document, designs).items()],
        layouts={design: layout(document, design) for design in designs},
        beyond=[] if scenario.time.beyond is None else beyond_the_end(document, designs),
    )


def headquarters_names(document: Document, designs: Sequence[str]) -> dict[str, str]:
    """Return the names of all headquarters that any of the designs has, the first one's first."""
    names: dict[str, str] = {}
    for design in designs:
        for phase in document.design(design).phases:
            for key, headquarters in phase.scenario.headquarters.items():
                names.setdefault(key, headquarters.name.en)
    return names


def _sources() -> str:
    from renkei.study.fingerprints import sources

    return sources(Path(renkei.__file__).parent, _SOURCES)
