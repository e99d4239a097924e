"""What stands on a drawing that is a file: title, what it shows, and the data of its component."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.report.drawings.engine import drawn
from renkei.report.page.courses import expected_response, followed_response
from renkei.report.page.organisation import organisations, places
from renkei.report.responses.followed import sentence
from renkei.report.responses.swimlane import lane_of
from renkei.report.wording import bracketed, hours, milestone_words, phase_name
from renkei.study.choosing import bad_argument
from renkei.study.names import name_of

if TYPE_CHECKING:
    from renkei.scenario import Document, ResolvedDesign
    from renkei.study.explaining import Explained
    from renkei.study.following import Followed


def order_of_battle_svg(
    document: Document, design: str, phase: int = 1, *, administration: bool = False
) -> bytes:
    """Return the order of battle under a design as an SVG file.

    Parameters
    ----------
    phase
        Phase of the design, from 1.
    administration
        Relationships of administration too, besides those that the tree needs.

    Raises
    ------
    RunError
        If the engine is not installed.
    """
    chosen = document.design(design)
    first, *_, own = organisations(document, [document.baseline, design])
    organisation = first if design == document.baseline else own
    shown = organisation.phases[phase - 1]
    against = tr("Changes against {design}", design=_title(document.design(document.baseline)))
    changed = bool(shown.gone or any(one.changed for one in shown.relations))
    return drawn(
        {
            "kind": "orbat",
            "title": f"{tr('Order of battle')}{tr(': ')}{_title(chosen, phase)}",
            "subtitle": against if changed else name_of(document.scenario.name, document.name),
            "posts": [one.model_dump() for one in organisation.posts],
            "phase": shown.model_dump(),
            "administration": administration,
        }
    )


def map_svg(document: Document, design: str, phase: int = 1) -> bytes:
    """Return the map of headquarters and bases under a design as an SVG file.

    Raises
    ------
    InputError
        If the scenario has no places.
    RunError
        If the engine is not installed.
    """
    from renkei._base.language import Phrase

    chosen = document.design(design)
    ground = places(document, [design])
    if ground is None:
        raise bad_argument("--map", Phrase("a scenario without places"), Phrase("places"))
    (organisation,) = organisations(document, [design])
    now = chosen.phases[phase - 1].scenario
    return drawn(
        {
            "kind": "map",
            "title": f"{tr('Headquarters and bases')}{tr(': ')}{_title(chosen, phase)}",
            "subtitle": name_of(document.scenario.name, document.name),
            "map": ground.model_dump(),
            "posts": [
                one.model_dump()
                for one in organisation.posts
                if one.id in now.headquarters or one.id in now.units
            ],
        }
    )


def expected_svg(explained: Sequence[Explained]) -> bytes:
    """Return the expected course of a response under one design or two as an SVG file.

    Raises
    ------
    RunError
        If the engine is not installed.
    """
    lanes = [lane_of(one) for one in explained]
    first = lanes[0]
    return drawn(
        {
            "kind": "swimlane",
            "title": tr(
                "{incident} at {place}, {precedence}, deadline {deadline}",
                incident=first.incident_name,
                place=first.place,
                precedence=first.precedence,
                deadline=tr(
                    "{time} to {milestone}",
                    time=hours(first.deadline_h),
                    milestone=milestone_words(first.deadline_for),
                ),
            ),
            "subtitle": first.basis,
            "response": expected_response(explained).model_dump(),
            "heads": [
                _title(one.design, one.design.phases.index(one.phase) + 1) for one in explained
            ],
            "expected": True,
            "pathOnly": False,
        }
    )


def followed_svg(followed: Sequence[Followed], *, whole: bool = False) -> bytes:
    """Return a response as it happened, under one design or two, as an SVG file.

    Parameters
    ----------
    whole
        Every step; False: those that held up the milestone.

    Raises
    ------
    RunError
        If the engine is not installed.
    """
    response = followed_response(followed)
    return drawn(
        {
            "kind": "swimlane",
            "title": tr(
                "{incident} at {place}, {moment}",
                incident=str(response.incident.name),
                place=str(response.place),
                moment=str(response.moment),
            ),
            "subtitle": "" if len(followed) > 1 else sentence(followed[0]),
            "response": response.model_dump(),
            "heads": [_title(one.design) for one in followed],
            "expected": False,
            "pathOnly": not whole,
        }
    )


def _title(design: ResolvedDesign, phase: int = 1) -> str:
    """Return name, identifier and phase of a design."""
    name = bracketed(name_of(design.name, design.id), design.id)
    when = phase_name(design, design.phases[phase - 1])
    return f"{name}{tr(', ')}{when}" if when else name
