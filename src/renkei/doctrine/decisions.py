"""The way of a nation to its decision: the decider, the report, staff work, approvals."""

from __future__ import annotations

from dataclasses import dataclass

from renkei._base.language import NameList, Phrase
from renkei.doctrine.context import Context
from renkei.doctrine.milestones import approved
from renkei.doctrine.workflow import Choice, Node, Reach, StepKind, sequence
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.incidents import NationPart
from renkei.scenario.model.organisation import Approval, Authority, BoardStage, Escalation
from renkei.scenario.text.nodes import names_by


@dataclass(frozen=True)
class Seat:
    """The decider of a nation in a category.

    Parameters
    ----------
    nation, category
        Nation and category of the decision.
    decider
        Headquarters that decides: the holder of the authority, or its delegate.
    authority_id, authority
        The authority by which it decides.
    rivals
        Deciders of overlapping authorities, this one included; more than one: adjudication.
    """

    nation: str
    category: str
    decider: str
    authority_id: str
    authority: Authority
    rivals: tuple[str, ...]

    @property
    def path(self) -> str:
        """Path of the authority in the scenario."""
        return f"authorities.{self.authority_id}"


def category_of(context: Context, part: NationPart) -> str:
    """Return the category in which a nation decides in this response."""
    return part.category or context.response.category


def authorities_at(
    scenario: Scenario, nation: str, category: str, place: str | None
) -> dict[str, Authority]:
    """Return the authorities in force at a place: those for it, else those without places."""
    found = {
        identifier: authority
        for identifier, authority in sorted(scenario.authorities.items())
        if authority.nation == nation and category in authority.categories
    }
    own = {id_: authority for id_, authority in found.items() if place in authority.places}
    return own or {id_: authority for id_, authority in found.items() if not authority.places}


def find_seat(context: Context, nation: str, part: NationPart, sender: str) -> Seat | None:
    """Return the decider of ``nation``; None: nobody holds the authority.

    Of several deciders, the one that a report from ``sender`` reaches first.
    """
    category = category_of(context, part)
    known = authorities_at(context.scenario, nation, category, context.place)
    held = [
        (authority.delegated_to or authority.holder, identifier, authority)
        for identifier, authority in known.items()
    ]
    if not held:
        return None
    decider, identifier, authority = min(
        held, key=lambda entry: (context.message_hours(sender, entry[0]), entry[0], entry[1])
    )
    rivals = tuple(sorted({entry[0] for entry in held}))
    return Seat(nation, category, decider, identifier, authority, rivals)


def decide(
    context: Context, seat: Seat, part: NationPart, sender: str, *, on_request: bool = False
) -> list[Node]:
    """Return the way from the report or request that leaves ``sender`` to the nation's decision."""
    nation = seat.nation
    purpose = "request" if on_request else "report"
    nodes = context.send(f"{purpose}/{nation}", sender, seat.decider, nation)
    nodes.append(Reach("reported", nation))
    if not on_request:
        nodes.append(Reach("reported"))
    nodes += _staff_work(context, seat, part, "assess")
    nodes += _adjudicate(context, seat)
    nodes += _staff_work(context, seat, part, "plan")
    own = _own_decision(context, seat)
    escalation = seat.authority.escalation
    if escalation is not None and escalation.to != seat.decider:
        nodes.append(_escalate(context, seat, escalation, own))
    else:
        nodes += own
    for number, approval in enumerate(seat.authority.approvals):
        nodes += _approve(context, seat, number, approval)
    nodes.append(Reach("decided", nation))
    return nodes


def _own_decision(context: Context, seat: Seat) -> list[Node]:
    """Return the decider's board and the decision itself."""
    purpose = f"decision/{seat.nation}"
    nodes = context.board(BoardStage.DECISION, seat.decider, seat.category, purpose, seat.nation)
    cause = context.cause("decision", seat.path)
    if seat.authority.work is not None:
        nodes.append(
            context.staff_step(
                f"{purpose}/work",
                StepKind.DECISION,
                seat.decider,
                "decision",
                seat.authority.work,
                Phrase("works on the decision on {category}", category=seat.category),
                cause,
                seat.nation,
            )
        )
    if seat.authority.decision is not None:
        nodes.append(
            context.lapse(
                purpose,
                StepKind.DECISION,
                seat.decider,
                seat.authority.decision,
                Phrase("until it has decided on {category}", category=seat.category),
                cause,
                seat.nation,
            )
        )
    return nodes


def _staff_work(context: Context, seat: Seat, part: NationPart, task: str) -> list[Node]:
    own = getattr(part, task)
    duration = own if own is not None else getattr(context.response, task)
    if duration is None:
        return []
    path = f"{context.response_path}.nations.{seat.nation}" if own else context.response_path
    return [
        context.staff_step(
            f"{task}/{seat.nation}",
            StepKind(task),
            seat.decider,
            task,
            duration,
            Phrase("assesses the situation") if task == "assess" else Phrase("plans the response"),
            context.cause("staff-work", f"{path}.{task}"),
            seat.nation,
        )
    ]


def _adjudicate(context: Context, seat: Seat) -> list[Node]:
    """Overlapping authorities: ask the lowest common superior who decides."""
    if len(seat.rivals) < 2:
        return []
    superior = context.graph.lowest_common_superior(
        list(seat.rivals), seat.category, administrative=True
    )
    if superior is None:
        return []  # reported by the checks
    purpose = f"adjudication/{seat.nation}"
    work = context.staff_step(
        purpose,
        StepKind.ADJUDICATION,
        superior,
        "adjudication",
        context.scenario.doctrine.adjudication,
        Phrase(
            "says who of {rivals} decides",
            rivals=NameList(context.name(rival) for rival in seat.rivals),
        ),
        context.cause("adjudication", seat.path),
        seat.nation,
    )
    there = context.send(purpose, seat.decider, superior, seat.nation)
    back = context.send(f"{purpose}/reply", superior, seat.decider, seat.nation)
    return [*there, work, *back]


def _escalate(
    context: Context, seat: Seat, escalation: Escalation, otherwise: list[Node]
) -> Choice:
    """Return the choice: a share of cases is decided further up, in place of the decider."""
    purpose = f"escalation/{seat.nation}"
    path = f"{seat.path}.escalation"
    cause = context.cause("escalation", path)
    nodes = context.send(purpose, seat.decider, escalation.to, seat.nation)
    if escalation.work is not None:
        nodes.append(
            context.staff_step(
                f"{purpose}/work",
                StepKind.ESCALATION,
                escalation.to,
                "assess",
                escalation.work,
                Phrase("staffs the case sent up"),
                cause,
                seat.nation,
            )
        )
    nodes += context.board(BoardStage.DECISION, escalation.to, seat.category, purpose, seat.nation)
    nodes.append(
        context.lapse(
            f"{purpose}/decision",
            StepKind.ESCALATION,
            escalation.to,
            escalation.decision,
            Phrase("until it has decided the case sent up"),
            cause,
            seat.nation,
        )
    )
    nodes += context.send(f"{purpose}/reply", escalation.to, seat.decider, seat.nation)
    return Choice(
        id=purpose,
        probability=escalation.probability,
        then=sequence(nodes),
        cause=cause,
        otherwise=sequence(otherwise),
    )


def _approve(context: Context, seat: Seat, number: int, approval: Approval) -> list[Node]:
    """Ask for an approval; nobody asks himself. A second approval by one approver is drawn anew."""
    if approval.by == seat.decider:
        return approved(context, approval.by)
    name = names_by(other.by for other in seat.authority.approvals)[number]
    purpose = f"approval/{seat.nation}/{name}"
    path = f"{seat.path}.approvals.{name}"
    cause = context.cause("approval", path)
    nodes = context.send(purpose, seat.decider, approval.by, seat.nation)
    if approval.work is not None:
        nodes.append(
            context.staff_step(
                f"{purpose}/work",
                StepKind.APPROVAL,
                approval.by,
                "assess",
                approval.work,
                Phrase("staffs the approval"),
                cause,
                seat.nation,
            )
        )
    nodes += context.board(BoardStage.APPROVAL, approval.by, seat.category, purpose, seat.nation)
    nodes.append(
        context.lapse(
            purpose,
            StepKind.APPROVAL,
            approval.by,
            approval.decision,
            Phrase("until it has approved {category}", category=seat.category),
            cause,
            seat.nation,
        )
    )
    nodes += approved(context, approval.by)
    nodes += context.send(f"{purpose}/reply", approval.by, seat.decider, seat.nation)
    return nodes
