"""Lines of the master events list (MSEL): what exercise control brings about, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from renkei.exercise.conditions import Condition, HasReached, read_condition
from renkei.exercise.exercise_file import LineAttributes

if TYPE_CHECKING:
    from renkei.exercise.actions import PutLine
    from renkei.scenario.model.document import Scenario

State = Literal["planned", "approved", "fired", "skipped"]

CHECKED_EVERY_H = 1.0 / 60.0
"""How often conditions are looked at [h of model time], at whole multiples of it."""


@dataclass(frozen=True)
class MasterEvent:
    """A line, and what has become of it.

    ``at_h`` counts from the begin of the exercise; a line has a time, a condition, or neither: then
    it is fired by hand.
    """

    id: str
    says: LineAttributes
    at_h: float | None
    condition: Condition | None
    state: State
    fired_h: float | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    """Columns of a workbook that are kept."""

    @property
    def due_h(self) -> float | None:
        """When it fires by itself [h from the begin]; None: not at a time that is known."""
        if self.state != "approved" or self.says.contingency:
            return None
        if isinstance(self.condition, HasReached) and self.condition.not_by_h is not None:
            return self.condition.not_by_h
        return self.at_h if self.condition is None else None

    @property
    def watches(self) -> bool:
        """Whether its condition is to be looked at again and again."""
        return self.state == "approved" and self.condition is not None and self.due_h is None

    def with_state(self, state: State, fired_h: float | None = None) -> MasterEvent:
        """Return it in another state."""
        return replace(self, state=state, fired_h=fired_h)


def read_lines(lines: Mapping[str, LineAttributes], scenario: Scenario) -> dict[str, MasterEvent]:
    """Return the lines of an exercise file as they stand at the begin.

    Raises
    ------
    InputError
        If a condition is none.
    """
    return {id_: _line(id_, says, scenario) for id_, says in lines.items()}


def _line(id_: str, says: LineAttributes, scenario: Scenario) -> MasterEvent:
    condition = None if says.when is None else read_condition(says.when, scenario)
    return MasterEvent(
        id=id_,
        says=says,
        at_h=None if says.at is None else says.at.mean(),
        condition=condition,
        state="approved" if says.approved else "planned",
    )


def put_line(action: PutLine, scenario: Scenario) -> MasterEvent:
    """Return the line that the instructor has written; it is to be approved before it fires.

    Raises
    ------
    InputError
        If its condition is none.
    """
    says = LineAttributes.model_validate(
        {
            "kind": action.kind,
            "sender": action.sender,
            "to": list(action.receivers),
            "subject": action.subject,
            "text": action.text,
            "incident": action.creates,
            "place": action.place,
            "objective": action.objective,
            "expected": action.expected,
            "contingency": action.contingency,
            "when": action.when or None,
            "approved": False,
        }
    )
    line = _line(action.line, says, scenario)
    return replace(line, at_h=action.at_h, extra=dict(action.extra or {}))


def unknown_names(put: PutLine, scenario: Scenario) -> Sequence[str]:
    """Return what a line names that the scenario does not have."""
    wrong = [one for one in put.receivers if one not in scenario.headquarters]
    if put.creates is not None and put.creates not in scenario.incidents:
        wrong.append(put.creates)
    elif put.creates is not None and put.place is not None:
        wrong += [] if put.place in scenario.incidents[put.creates].places else [put.place]
    return wrong
