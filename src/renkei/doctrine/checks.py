"""Checks that need the command graph: units, messages and decisions that nothing can reach.

Run for every design and phase after the document itself is sound; gives all problems at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import NameList, Phrase, later
from renkei.doctrine.context import Locate
from renkei.doctrine.decisions import authorities_at
from renkei.doctrine.derivations import Derivations
from renkei.doctrine.graph import CommandGraph
from renkei.doctrine.staff import DerivationError
from renkei.doctrine.transfers import orders_of, way_of
from renkei.scenario.model.document import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from renkei.scenario import Document


_MOST_DESIGNS = 3
"""Designs named with a problem that several have."""


def check(
    document: Document,
    derivations: Derivations | None = None,
    designs: Iterable[str] | None = None,
) -> None:
    """Derive every workflow of every design and phase.

    Parameters
    ----------
    document
        The document to check.
    derivations
        Keeps the derived workflows, for the compiler.
    designs
        Designs to check; None: all.

    Raises
    ------
    InputError
        With every problem found, each once.
    """
    derived = derivations or Derivations(document)
    found: dict[tuple[str, str, str], Problem] = {}
    where: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    checked: list[tuple[str, int]] = []

    def note(problem: Problem, at: tuple[str, int]) -> None:
        key = (problem.code, problem.path, problem.found)
        found.setdefault(key, problem)
        if at not in where.setdefault(key, []):
            where[key].append(at)

    for design in document.design_ids if designs is None else designs:
        for problem in _changed_supplies(document, derived, design):
            found.setdefault((problem.code, problem.path, problem.found), problem)
        for phase in range(len(document.design(design).phases)):
            checked.append((design, phase))
            for problem in _phase_problems(derived, design, phase):
                note(problem, (design, phase))
    if found:
        raise InputError(
            replace(problem, found=_under(problem.found, document, where.get(key, []), checked))
            for key, problem in found.items()
        )


def _under(
    found: str,
    document: Document,
    places: list[tuple[str, int]],
    checked: list[tuple[str, int]],
) -> str:
    """Return what was found, and under which designs and phases, for people."""
    if not places or len(checked) < 2:
        return found
    if len(places) == len(checked):
        return Phrase("{found} (under every design)", found=found)
    words: list[str] = []
    for design in dict.fromkeys(design for design, _ in places):
        phases = len(document.design(design).phases)
        own = [str(phase + 1) for at, phase in places if at == design]
        if len(own) < phases:
            words.append(
                Phrase(
                    "`{design}`, phase {own} of {phases}",
                    design=design,
                    own=NameList(own, later(" and ")),
                    phases=phases,
                )
            )
        else:
            words.append(f"`{design}`")
    shown, more = NameList(words[:_MOST_DESIGNS], later("; ")), len(words) - _MOST_DESIGNS
    if more > 0:
        return Phrase(
            "{found} (under design {shown}; and {more} more)", found=found, shown=shown, more=more
        )
    return Phrase("{found} (under design {shown})", found=found, shown=shown)


def _phase_problems(derived: Derivations, design: str, phase: int) -> Iterator[Problem]:
    """Yield the problems of one phase of a design."""
    graph, locate = derived.graph(design, phase), derived.locate(design)
    scenario = graph.scenario
    yield from _units_without_superior(scenario, graph, locate)
    yield from _rivals_without_judge(scenario, graph, locate)
    for incident_id, incident in sorted(scenario.incidents.items()):
        for place_id, place in sorted(incident.places.items()):
            headquarters = place.detected_by or incident.detected_by
            try:
                derived.workflow(design, phase, incident_id, headquarters, place_id)
            except DerivationError as error:
                yield error.problem
    for order in orders_of(scenario):
        try:
            way_of(scenario, order, locate, graph)
        except DerivationError as error:
            yield error.problem


def _changed_supplies(document: Document, derived: Derivations, design: str) -> Iterator[Problem]:
    """Yield the changes of a later phase to stocks, lines, facilities and maintenance.

    They are those of the first phase: a stock has one past. Docks may change, and so may who
    decides, releases and carries.
    """
    locate = derived.locate(design)
    phases = document.design(design).phases  # a successor only stands in for a time
    first, *later = (_supplies(phase.scenario) for phase in phases if not phase.taken_over)
    for supplies in later:
        for path in sorted(first.keys() | supplies.keys()):
            unit_comes_or_goes = path.startswith("units.") and (
                path not in first or path not in supplies
            )
            if first.get(path) != supplies.get(path) and not unit_comes_or_goes:
                yield Problem(
                    "DOC-009",
                    locate(path) or Location("scenario"),
                    path,
                    Phrase(
                        "`{path}` is other in a later phase of design `{design}`",
                        path=path,
                        design=design,
                    ),
                    Phrase("stocks, lines, facilities and maintenance that stay; docks may change"),
                    Phrase(
                        "change it from the start of the design, or make it a design of its own"
                    ),
                )


def _supplies(scenario: Scenario) -> dict[str, object]:
    """Return by path the entries that no phase may change."""
    found: dict[str, object] = {}
    for table in ("depots", "stocks", "lines"):
        for identifier, entry in getattr(scenario, table).items():
            found[f"{table}.{identifier}"] = entry
    for identifier, facility in scenario.facilities.items():
        found[f"facilities.{identifier}"] = facility.model_copy(update={"docks": {}})
    for identifier, unit in scenario.units.items():
        lending = (unit.cannibalises, unit.cannibalisation)
        found[f"units.{identifier}.maintenance"] = (
            unit.maintenance,
            unit.type,
            unit.depot,
            lending,
        )
    return found


def _units_without_superior(
    scenario: Scenario, graph: CommandGraph, locate: Locate
) -> Iterator[Problem]:
    responses = scenario.responses.values()
    found = {response.category for response in responses}
    found |= {part.category for r in responses for part in r.nations.values() if part.category}
    categories = sorted(found) or [""]
    for identifier in sorted(scenario.units):
        if not any(graph.immediate_superior(identifier, category) for category in categories):
            path = f"units.{identifier}"
            yield Problem(
                "DOC-001",
                locate(path) or Location("scenario"),
                path,
                Phrase(
                    "a unit that nobody can order: `{identifier}` has no superior "
                    "by COCOM, OPCON or TACON",
                    identifier=identifier,
                ),
                Phrase("a superior that can order it"),
                Phrase("add `opcon:` with the headquarters that commands it"),
            )


def _rivals_without_judge(
    scenario: Scenario, graph: CommandGraph, locate: Locate
) -> Iterator[Problem]:
    held: dict[tuple[str, str, str | None], list[tuple[str, str]]] = {}
    areas = sorted({place for one in scenario.authorities.values() for place in one.places})
    decided = {
        (one.nation, category)
        for one in scenario.authorities.values()
        for category in one.categories
    }
    for nation, category in sorted(decided):
        for place in (None, *areas):
            held[nation, category, place] = [
                (identifier, authority.delegated_to or authority.holder)
                for identifier, authority in authorities_at(
                    scenario, nation, category, place
                ).items()
            ]
    for (nation, category, _), entries in held.items():
        deciders = sorted({decider for _, decider in entries})
        if len(deciders) < 2:
            continue
        if graph.lowest_common_superior(deciders, category, administrative=True) is None:
            path = f"authorities.{entries[-1][0]}"
            yield Problem(
                "DOC-005",
                locate(path) or Location("scenario"),
                path,
                Phrase(
                    "overlapping authorities for {nation} `{category}` with nobody "
                    "above {deciders}",
                    nation=nation,
                    category=category,
                    deciders=NameList(deciders, later(" and ")),
                ),
                Phrase("a common superior who says which of them decides"),
                Phrase("put both under one superior, or take the category from one of them"),
            )
