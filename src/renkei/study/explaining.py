"""The course of a response under a design: its workflow, and the times expected without load.

Takes a document, a design, an incident type; gives an :class:`Explained`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei._base.errors import InputError
from renkei._base.language import Phrase
from renkei.study.choosing import bad_argument, one_of

if TYPE_CHECKING:
    from renkei.doctrine import Course, Workflow
    from renkei.scenario import Document, ResolvedDesign, ResolvedPhase


@dataclass(frozen=True)
class Explained:
    """The response to an incident at a place, in one phase of a design.

    Parameters
    ----------
    design, phase
        Design, and its phase.
    place
        Where the incident happens.
    workflow
        Steps derived by doctrine, with their causes.
    course
        Mean times expected without load.
    """

    design: ResolvedDesign
    phase: ResolvedPhase
    place: str
    workflow: Workflow
    course: Course


def phase_of(design: ResolvedDesign, number: int, argument: str = "phase") -> ResolvedPhase:
    """Return a phase of a design, counted from 1.

    Raises
    ------
    InputError
        If the design has fewer.
    """
    if not 1 <= number <= len(design.phases):
        raise bad_argument(
            argument,
            str(number),
            Phrase("1 to {design}, the phases of `{id}`", design=len(design.phases), id=design.id),
        )
    return design.phases[number - 1]


def explained(
    document: Document,
    incident: str,
    design: ResolvedDesign,
    phase: ResolvedPhase,
    at: str | None = None,
    *,
    typed: bool = False,
) -> Explained:
    """Return the course of the response to an incident.

    Parameters
    ----------
    at
        Place of the incident; None: the most frequent.
    typed
        Whether it was typed on a command line, so that errors name its arguments.

    Raises
    ------
    InputError
        If no such incident type or place exists, or the scenario lacks an authority, a path or a
        unit that the response needs.
    """
    from renkei.doctrine import DerivationError, derive, expected_course, locator

    scenario, locate = phase.scenario, locator(document, design.id)
    one_of("INCIDENT" if typed else "incident", incident, scenario.incidents)
    declared = scenario.incidents[incident]
    if at is None:
        at = max(sorted(declared.places), key=lambda name: declared.places[name].weight)
    place = declared.places[one_of("--at" if typed else "at", at, declared.places)]
    try:
        first = place.detected_by or declared.detected_by
        workflow = derive(scenario, incident, first, locate, place=at)
    except DerivationError as error:
        raise InputError([error.problem]) from None
    return Explained(design, phase, at, workflow, expected_course(scenario, workflow, at, locate))
