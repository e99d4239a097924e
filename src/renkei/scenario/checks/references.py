"""Names that refer to other entries: each must exist.

One table says which attribute refers to which table; the check walks the entries once and keeps
what it found, since designs share most of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel

from renkei._base.identity import ByIdentity
from renkei._base.language import NameList, Phrase, later
from renkei._base.nearest import did_you_mean
from renkei.scenario.checks.finding import Finding
from renkei.scenario.designs.combination import mistake_in, parts_of
from renkei.scenario.language.attributes import DOCUMENT, EntriesKind, ListKind, below
from renkei.scenario.language.paths import walk
from renkei.scenario.model.document import DesignKind, Scenario
from renkei.scenario.quantities.quantity import GUESS, Quantity
from renkei.scenario.text.nodes import Path

ALWAYS = "always"
"""The working hours that need no declaration."""

KNOWN_CELLS = (
    "command",
    "operations",
    "plans",
    "intelligence",
    "logistics",
    "coordination",
    "interpreters",
)
"""Cells that work may be sent to even if a headquarters has no cell of that name."""

REFERENCES: dict[str, tuple[str, ...]] = {
    "runs.baseline": ("designs",),
    "headquarters.*.nation": ("nations",),
    "headquarters.*.place": ("places",),
    "hours.*.holidays.*": ("holidays",),
    "headquarters.*.cells.*.hours.*": ("hours",),
    "relationships.*.superior": ("headquarters",),
    "relationships.*.subordinate": ("headquarters", "units"),
    "channels.*.between.*": ("headquarters",),
    "channels.*.hours.*": ("hours",),
    "boards.*.headquarters": ("headquarters",),
    "boards.*.holidays.*": ("holidays",),
    "authorities.*.nation": ("nations",),
    "authorities.*.holder": ("headquarters",),
    "authorities.*.delegated_to": ("headquarters",),
    "authorities.*.escalation.to": ("headquarters",),
    "authorities.*.approvals.*.by": ("headquarters",),
    "information_requests.*.asker": ("headquarters",),
    "information_requests.*.answerer": ("headquarters",),
    "briefings.*.headquarters": ("headquarters",),
    "briefings.*.holidays.*": ("holidays",),
    "units.*.nation": ("nations",),
    "units.*.base": ("places",),
    "units.*.depot": ("depots",),
    "units.*.maintenance.*.facilities.*": ("facilities",),
    "depots.*.nation": ("nations",),
    "depots.*.place": ("places",),
    "depots.*.headquarters": ("headquarters",),
    "stocks.*.item": ("items",),
    "stocks.*.depot": ("depots",),
    "stocks.*.replenishment.supplier": ("stocks", "lines"),
    "stocks.*.replenishment.lift.nation": ("nations",),
    "lines.*.nation": ("nations",),
    "lines.*.place": ("places",),
    "lines.*.item": ("items",),
    "lines.*.contracts.*.to": ("stocks",),
    "facilities.*.nation": ("nations",),
    "facilities.*.place": ("places",),
    "authorities.*.places.*": ("places",),
    "responses.*.activates.*": ("headquarters",),
    "responses.*.milestones.*.approval": ("headquarters",),
    "responses.*.milestones.*.by": ("headquarters",),
    "responses.*.milestones.*.to": ("headquarters",),
    "responses.*.forces.*.nation": ("nations",),
    "incidents.*.response": ("responses",),
    "incidents.*.detected_by": ("headquarters",),
    "incidents.*.places.*.detected_by": ("headquarters",),
    "disruptions.*.headquarters": ("headquarters",),
    "disruptions.*.channels.*": ("channels",),
    "disruptions.*.cut_off.*": ("places",),
    "disruptions.*.successor": ("headquarters",),
    "clocks.*.incident": ("incidents",),
    "clocks.*.place": ("places",),
    "clocks.*.design": ("designs",),
    "clocks.*.nation": ("nations",),
    "questions.*.incidents.*": ("incidents",),
}
"""Attributes that hold the id of an entry, and the tables that may hold the entry."""

KEY_REFERENCES: dict[str, str] = {
    "posture": "nations",
    "stocks.*.shared_with": "nations",
    "lines.*.shared_with": "nations",
    "lines.*.components": "stocks",
    "facilities.*.serves": "nations",
    "units.*.maintenance.*.parts": "items",
    "responses.*.nations": "nations",
    "responses.*.forces.*.consumes": "items",
    "incidents.*.places": "places",
}
"""Tables whose keys are ids of entries of another table."""

CATEGORY_LISTS = (
    "relationships.*.missions.*",
    "boards.*.categories.*",
    "authorities.*.categories.*",
    "information_requests.*.categories.*",
)


@dataclass
class _Collected:
    """The references of an entry, by path relative to its top-level table entry."""

    references: list[tuple[Path, tuple[str, ...], str]] = field(default_factory=list)
    keys: list[tuple[Path, str, str]] = field(default_factory=list)
    sources: list[tuple[Path, str]] = field(default_factory=list)
    parameters: list[tuple[Path, str]] = field(default_factory=list)
    categories: list[tuple[Path, str]] = field(default_factory=list)
    zones: list[tuple[Path, str]] = field(default_factory=list)


class References:
    """Checks references; keeps what it collected by entry."""

    def __init__(self) -> None:
        self._known: ByIdentity[_Collected] = ByIdentity()

    def check(self, scenario: Scenario) -> Iterator[Finding]:
        """Yield every reference to an entry that does not exist."""
        categories = _categories(scenario)
        for collected in self._collect(scenario):
            yield from _references(scenario, collected)
            for path, source in collected.sources:
                if source != GUESS and source not in scenario.sources:
                    yield _unknown(
                        "SCN-051",
                        path,
                        source,
                        Phrase("an id of `sources`, or `guess`"),
                        scenario.sources,
                    )
            for path, parameter in collected.parameters:
                if parameter not in scenario.parameters:
                    yield _unknown(
                        "SCN-052",
                        path,
                        parameter,
                        Phrase("an id of `{table}`", table="parameters"),
                        scenario.parameters,
                    )
            for path, category in collected.categories:
                hint = "" if category in categories else did_you_mean(category, categories)
                if hint:
                    found = Phrase(
                        "the category `{category}`, which no response has", category=category
                    )
                    yield Finding("SCN-055", path, found, Phrase("a category of a response"), hint)
            for path, zone in collected.zones:
                if not _is_zone(zone):
                    hint = did_you_mean(zone, available_timezones())
                    expected = Phrase("an IANA time zone, such as `Asia/Tokyo`")
                    yield Finding("SCN-054", path, f"`{zone}`", expected, hint)
        yield from _interpreters(scenario)
        yield from _cells(scenario)
        yield from _parameters_of_parameters(scenario)
        yield from _questions(scenario)

    def _collect(self, scenario: Scenario) -> Iterator[_Collected]:
        for table in Scenario.model_fields:
            value = getattr(scenario, table)
            if isinstance(value, dict):
                for id_, entry in value.items():
                    yield self._entry((table, id_), entry)
            elif isinstance(value, BaseModel):
                yield self._entry((table,), value)
        posture = _Collected()
        posture.keys = [(("posture", nation), "nations", nation) for nation in scenario.posture]
        yield posture

    def _entry(self, path: Path, entry: Any) -> _Collected:
        return self._known.of(entry, lambda: _collect(path, entry))


def _collect(path: Path, entry: Any) -> _Collected:
    found = _Collected()
    for at, value in walk(entry, path):
        if isinstance(value, Quantity):
            if value.source is not None:
                found.sources.append(((*at, "source"), value.source))
            if value.parameter is not None:
                found.parameters.append(((*at, "parameter"), value.parameter))
        elif isinstance(value, BaseModel):
            for step, table in _key_references(_pattern(at)).items():
                keys = getattr(value, step)
                found.keys += [((*at, step, key), table, key) for key in keys]
        elif isinstance(value, str):
            pattern = _pattern(at)
            if pattern in REFERENCES:
                found.references.append((at, REFERENCES[pattern], value))
            elif pattern in CATEGORY_LISTS:
                found.categories.append((at, value))
            elif (at[-1] == "source" and at[0] != "designs") or (
                at[-1] == "source" and len(at) == 3
            ):
                found.sources.append((at, value))
            elif at[-1] == "zone" and at[0] in ("time", "places"):
                found.zones.append((at, value))
    return found


def _pattern(path: Path) -> str:
    """Return the path with a star for each id and index, as the language has it."""
    # Every id becomes the same star; without the ids the cache is small.
    table, rest = str(path[0]), path[1:]
    if isinstance(below(DOCUMENT, table), EntriesKind) and rest:
        return _starred((table, "*", *rest[1:]))
    return _starred((table, *rest))


@lru_cache(maxsize=4096)
def _starred(path: Path) -> str:
    steps, kind = [], below(DOCUMENT, path[0])
    steps.append(str(path[0]))
    for step in path[1:]:
        is_id = isinstance(kind, EntriesKind | ListKind)
        steps.append("*" if is_id else str(step))
        kind = below(kind, step)
    return ".".join(steps)


@lru_cache(maxsize=4096)
def _key_references(prefix: str) -> dict[str, str]:
    """Return the attributes of a table whose keys refer to another table."""
    split = {tuple(pattern.rpartition(".")): table for pattern, table in KEY_REFERENCES.items()}
    return {key: table for (above, _, key), table in split.items() if above == prefix != ""}


def _references(scenario: Scenario, collected: _Collected) -> Iterator[Finding]:
    listed = Counter(path[:-1] for path, _, _ in collected.references)
    for at, tables, value in collected.references:
        # A list of one may have been written as its one value.
        path = at[:-1] if at[-1] == 0 and listed[at[:-1]] == 1 else at
        names = [name for table in tables for name in getattr(scenario, table)]
        if value not in names and not (tables == ("hours",) and value == ALWAYS):
            listed_tables = NameList((f"`{table}`" for table in tables), later(" or "))
            if len(tables) == 2:
                expected = Phrase("an id of `{one}` or `{other}`", one=tables[0], other=tables[1])
            elif tables == ("hours",):
                expected = Phrase("an id of `hours`, or `always`")
                names.append(ALWAYS)
            elif len(tables) == 1:
                expected = Phrase("an id of `{table}`", table=tables[0])
            else:
                expected = Phrase("an id of {tables}", tables=listed_tables)
            yield _unknown("SCN-050", path, value, expected, names)
    for path, table, value in collected.keys:
        names = getattr(scenario, table)
        if value not in names:
            hint = did_you_mean(value, names)
            yield Finding(
                "SCN-050",
                path,
                f"`{value}`",
                Phrase("an id of `{table}`", table=table),
                hint,
                at_key=True,
            )


def _unknown(code: str, path: Path, value: str, expected: str, names: Collection[str]) -> Finding:
    return Finding(code, path, f"`{value}`", expected, did_you_mean(value, names))


def _categories(scenario: Scenario) -> set[str]:
    found = {response.category for response in scenario.responses.values()}
    for response in scenario.responses.values():
        found |= {part.category for part in response.nations.values() if part.category}
    for table in (scenario.stocks, scenario.lines):
        for part in table.values():
            found |= {sharing.category for sharing in part.shared_with.values() if sharing.category}
    return found


@lru_cache(maxsize=1024)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _interpreters(scenario: Scenario) -> Iterator[Finding]:
    names = [f"{id_}.{cell}" for id_, hq in scenario.headquarters.items() for cell in hq.cells]
    for id_, channel in scenario.channels.items():
        if channel.translation and channel.translation.interpreters not in names:
            yield _unknown(
                "SCN-053",
                ("channels", id_, "translation", "interpreters"),
                channel.translation.interpreters,
                Phrase("a cell as `headquarters.cell`"),
                names,
            )


def _cells(scenario: Scenario) -> Iterator[Finding]:
    asked = [
        (("information_requests", id_, "cell"), request.answerer, request.cell)
        for id_, request in scenario.information_requests.items()
    ]
    asked += [
        (("briefings", id_, "cell"), briefing.headquarters, briefing.cell)
        for id_, briefing in scenario.briefings.items()
    ]
    for path, headquarters, cell in asked:
        if headquarters in scenario.headquarters:
            cells = [*scenario.headquarters[headquarters].cells, *KNOWN_CELLS]
            if cell not in cells:
                expected = Phrase(
                    "a cell of `{headquarters}`, or one of: {known_cells}",
                    headquarters=headquarters,
                    known_cells=", ".join(KNOWN_CELLS),
                )
                yield _unknown("SCN-057", path, cell, expected, cells)


def _parameters_of_parameters(scenario: Scenario) -> Iterator[Finding]:
    for id_, parameter in scenario.parameters.items():
        if parameter.value.parameter is not None:
            path = ("parameters", id_, "value", "parameter")
            yield Finding(
                "SCN-052", path, Phrase("a parameter of a parameter"), Phrase("a factor by itself")
            )


def _questions(scenario: Scenario) -> Iterator[Finding]:
    """Yield designs and loads of questions that do not exist; both may be combinations."""
    designs = scenario.designs
    for id_, question in scenario.questions.items():
        above: Path = ("questions", id_, "designs")
        # A list of one may have been written as its one value.
        one = len(question.designs) == 1
        asked: list[tuple[Path, str]] = [
            (above if one else (*above, i), design) for i, design in enumerate(question.designs)
        ]
        if question.load is not None:
            asked.append((("questions", id_, "load"), question.load))
        for path, design in asked if designs else ():
            mistake = mistake_in(design, designs)
            if mistake is not None:
                yield Finding("SCN-050", path, mistake.found, mistake.expected, mistake.remedy)
        if question.load is None:
            continue
        if not designs:
            expected = Phrase("a scenario with designs")
            yield Finding("SCN-050", ("questions", id_, "load"), f"`{question.load}`", expected)
        for part in parts_of(question.load):
            if part in designs and designs[part].kind is not DesignKind.LOAD:
                loads = [name for name, own in designs.items() if own.kind is DesignKind.LOAD]
                yield Finding(
                    "SCN-059",
                    ("questions", id_, "load"),
                    Phrase("`{part}`, which is no load", part=part),
                    Phrase("one of: {loads}", loads=", ".join(loads))
                    if loads
                    else Phrase("a design that says `kind: load`"),
                )
