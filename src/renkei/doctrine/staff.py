"""Checks that the staffs of a workflow exist when it needs them.

Takes a derived workflow; raises :class:`DerivationError` if a step would wait for ever: at an
improvised headquarters that nobody activates, or at a cell that has no teams in any world.
"""

from __future__ import annotations

from collections.abc import Iterable

from renkei._base.errors import Location, Problem, RenkeiError
from renkei._base.language import Phrase
from renkei.doctrine.context import Context
from renkei.doctrine.workflow import DECISIONS, Node, SideLoad, Step, steps
from renkei.scenario.quantities.quantity import Quantity


class DerivationError(RenkeiError):
    """A workflow cannot be derived; carries the located problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def check_staff(context: Context, root: Node, loads: Iterable[SideLoad]) -> None:
    """Refuse steps at headquarters that are not activated, and at cells without teams."""
    for step in [*steps(root), *(step for load in loads for step in steps(load.steps))]:
        if step.cell is None and step.kind not in DECISIONS:
            continue
        if not context.is_there(step.actor):
            raise _absent(
                context,
                step,
                Phrase(
                    "`{actor}`, which is improvised, while the response does not activate it",
                    actor=step.actor,
                ),
                Phrase("a standing headquarters, or one that the response activates"),
                Phrase(
                    "add `{actor}` to `activates` of the response, or decide and order elsewhere",
                    actor=step.actor,
                ),
            )
        if step.cell is None:
            continue
        cell = context.scenario.headquarters[step.actor].cells[step.cell]
        if all(_most(context, teams) < 0.5 for teams in (cell.teams, *cell.hours_teams.values())):
            raise _absent(
                context,
                step,
                Phrase("`{actor}.{cell}`, which has no teams", actor=step.actor, cell=step.cell),
                Phrase("a cell with at least one team"),
                Phrase("give `{cell}` teams, or remove the cell", cell=step.cell),
                "DOC-008",
            )


def check_standing(context: Context, nodes: Iterable[Node]) -> None:
    """Refuse an improvised headquarters on the way to the decision that activates it."""
    for node in nodes:
        for step in steps(node):
            needs = step.cell is not None or step.kind in DECISIONS
            if needs and step.actor in context.graph.improvised:
                raise _absent(
                    context,
                    step,
                    Phrase(
                        "`{actor}`, which has no teams before the lead has decided",
                        actor=step.actor,
                    ),
                    Phrase("standing headquarters on the way to the lead's decision"),
                    Phrase("let a standing headquarters decide, approve and pass on the report"),
                )


def _most(context: Context, quantity: Quantity) -> float:
    most = quantity.mean() if quantity.high is None else quantity.high
    if quantity.parameter is None:
        return most
    factor = context.scenario.parameters[quantity.parameter].value
    return most * (factor.mean() if factor.high is None else factor.high)


def _absent(
    context: Context, step: Step, found: str, expected: str, remedy: str, code: str = "DOC-007"
) -> DerivationError:
    location = step.cause.location or context.locate(context.response_path)
    return DerivationError(
        Problem(
            code,
            location or Location("scenario"),
            step.cause.path,
            Phrase("work ({id}) for {found}", id=step.id, found=found),
            expected,
            remedy,
        )
    )
