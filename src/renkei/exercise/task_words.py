"""What a task asks of a person, in the words of an order: "Assess the situation"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.doctrine.workflow import StepKind
from renkei.report.said import Said, both

if TYPE_CHECKING:
    from renkei.exercise.setting import Setting, TagInfo


def task_words(setting: Setting, info: TagInfo) -> Said:
    """Return what a task asks; of a kind without words of its own the step as doctrine says it."""
    to = info.step.rpartition(">")[2] if ">" in info.step else info.to
    name = setting.name_of(to) if to else None

    def words() -> str:
        match info.kind:
            case StepKind.ASSESS:
                return tr("Assess the situation")
            case StepKind.PLAN:
                return tr("Plan the response")
            case StepKind.DECISION:
                return tr("Decide on the response")
            case StepKind.ESCALATION:
                return tr("Decide on what was sent up to you")
            case StepKind.APPROVAL:
                return tr("Approve the decision, or refuse")
            case StepKind.ADJUDICATION:
                return tr("Name who decides")
            case StepKind.COORDINATION:
                return tr("Coordinate with the partner")
            case StepKind.ORDER:
                return tr("Issue the order")
            case StepKind.FORCES_REQUEST:
                return tr("Answer the request for forces")
            case StepKind.REQUEST:
                return tr("Ask the partner for help")
            case StepKind.TRANSLATION if name is not None:
                return tr("Translate and release to {headquarters}", headquarters=str(name))
            case StepKind.BOARD if info.board is not None:
                return tr("{board}: take up the paper, or put it off", board=str(info.board.name))
            case _:
                return str(info.text)

    return both(words)
