"""Derive the workflow of an incident under a design: nobody writes it by hand.

Takes the explicit scenario of one phase, an incident type and the headquarters that learns of it
first; gives a :class:`Workflow`. If an authority, a path or a unit is missing, it raises
:class:`DerivationError` with the problem located in the scenario.
"""

from __future__ import annotations

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase
from renkei.doctrine.context import Context, Locate, NoPathError, named
from renkei.doctrine.decisions import Seat, category_of, decide, find_seat
from renkei.doctrine.dispatch import dispatch
from renkei.doctrine.graph import CommandGraph
from renkei.doctrine.milestones import with_tasks
from renkei.doctrine.side_loads import side_loads
from renkei.doctrine.staff import DerivationError, check_staff, check_standing
from renkei.doctrine.workflow import (
    Activate,
    Aside,
    Do,
    Gather,
    Launch,
    Linger,
    Node,
    Parallel,
    Reach,
    Rounds,
    Sequence,
    Step,
    StepKind,
    Workflow,
    besides,
    launches,
    sequence,
)
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.incidents import NationPart, NationRole, OrderTrigger, PartnerStart
from renkei.scenario.model.organisation import BoardStage


def derive(
    scenario: Scenario,
    incident_id: str,
    detected_by: str,
    locate: Locate,
    graph: CommandGraph | None = None,
    place: str | None = None,
) -> Workflow:
    """Return the workflow of ``incident_id`` in one phase of a design.

    Parameters
    ----------
    scenario
        Explicit scenario of the phase.
    incident_id
        Incident type.
    detected_by
        Headquarters that learns of it first.
    locate
        From a path in the scenario to its line.
    graph
        Command graph of the phase, if the caller has it already.
    place
        Where it happens, for authorities that are for some places only; None: elsewhere.

    Raises
    ------
    DerivationError
        If no authority, no path of messages or no unit can be found.
    """
    incident = scenario.incidents[incident_id]
    response = scenario.responses[incident.response]
    context = Context(
        scenario, graph or CommandGraph(scenario), incident_id, incident, response, locate, place
    )
    return _Derivation(context, detected_by).workflow()


class _Derivation:
    """One derivation: the seats of the deciding nations, and the parts of the workflow."""

    def __init__(self, context: Context, detected_by: str) -> None:
        self.context = context
        self.detected_by = detected_by
        parts = context.response.nations
        self.lead = next(n for n, part in parts.items() if part.role is NationRole.LEAD)
        self.partners = sorted(n for n, part in parts.items() if part.role is NationRole.PARTNER)
        lead = self._seat(self.lead, parts[self.lead], detected_by)
        self.seats = {self.lead: lead}
        for nation in self.partners:
            asked = parts[nation].starts is PartnerStart.REQUEST
            sender = lead.decider if asked else detected_by
            self.seats[nation] = self._seat(nation, parts[nation], sender)

    def workflow(self) -> Workflow:
        context = self.context
        try:
            answer = sequence(
                self._detection(),
                [Reach("detected")],
                self._launched(OrderTrigger.DETECTION, self.lead),
                self._information(),
                self._decisions(),
                self._agreement(),
                [Reach("settled")],
            )
            deciders = {nation: seat.decider for nation, seat in self.seats.items()}
            answer = with_tasks(context, answer, self.detected_by, deciders)
            root = sequence(answer, self._conclusion(answer))
            loads = side_loads(context)
            check_staff(context, root, loads)
        except NoPathError as error:
            raise self._unreachable(error.found) from None
        return Workflow(
            incident=context.incident_id,
            response=context.incident.response,
            detected_by=self.detected_by,
            precedence=context.response.precedence,
            root=root,
            side_loads=loads,
            deciders=deciders,
        )

    def _unreachable(self, found: str) -> DerivationError:
        path = f"incidents.{self.context.incident_id}"
        return DerivationError(
            Problem(
                "DOC-003",
                self.context.locate(path) or Location("scenario"),
                path,
                found,
                Phrase("command relationships or channels that join them"),
                Phrase("declare a channel between them, or a superior of both"),
            )
        )

    def _seat(self, nation: str, part: NationPart, sender: str) -> Seat:
        context = self.context
        seat = find_seat(context, nation, part, sender)
        if seat is None:
            category = category_of(context, part)
            path = f"{context.response_path}.nations.{nation}"
            known = sorted(
                {
                    name
                    for authority in context.scenario.authorities.values()
                    if authority.nation == nation
                    for name in authority.categories
                }
            )
            raise DerivationError(
                Problem(
                    "DOC-002",
                    context.locate(path) or Location("scenario"),
                    path,
                    Phrase(
                        "an authority that nobody holds: `{category}` for {nation}",
                        category=category,
                        nation=nation,
                    ),
                    Phrase(
                        "an entry of authorities with nation {nation} and category `{category}`",
                        nation=nation,
                        category=category,
                    ),
                    Phrase(
                        "{nation} has authorities for: {known}",
                        nation=nation,
                        known=", ".join(known) or Phrase("nothing"),
                    ),
                )
            )
        return seat

    def _detection(self) -> list[Node]:
        context = self.context
        path = f"incidents.{context.incident_id}.detection"
        delay = context.incident.detection
        if delay is None:
            return []
        return [
            Do(
                Step(
                    id="detection",
                    kind=StepKind.DETECTION,
                    actor=self.detected_by,
                    text=Phrase("learns of {incident}", incident=named(context.incident.name)),
                    cause=context.cause("detection", path),
                    duration=delay,
                )
            )
        ]

    def _information(self) -> list[Node]:
        """Report to nations that are only informed; nothing waits for it."""
        context = self.context
        nodes: list[Node] = []
        for nation, part in sorted(context.response.nations.items()):
            if part.role is not NationRole.INFORMED:
                continue
            seat = find_seat(context, nation, part, self.detected_by)
            receiver = seat.decider if seat else self._nearest_headquarters(nation)
            if receiver is None:
                raise self._unreachable(
                    Phrase(
                        "nobody of {nation} whom `{detected_by}` could inform",
                        nation=nation,
                        detected_by=self.detected_by,
                    )
                )
            if receiver == self.detected_by:
                continue
            purpose = f"inform/{nation}"
            handling = context.staff_step(
                f"handling/{purpose}/{receiver}",
                StepKind.HANDLING,
                receiver,
                "handling",
                context.graph.handling(receiver),
                Phrase("takes note"),
                context.cause("report-path", f"{context.response_path}.nations.{nation}"),
                nation,
            )
            message = context.send(purpose, self.detected_by, receiver, nation)
            nodes.append(Aside(sequence(message, [handling])))
        return nodes

    def _nearest_headquarters(self, nation: str) -> str | None:
        context = self.context
        hours = {
            identifier: context.message_hours(self.detected_by, identifier)
            for identifier, headquarters in sorted(context.scenario.headquarters.items())
            if headquarters.nation == nation and context.is_there(identifier)
        }
        reachable = {identifier: h for identifier, h in hours.items() if h != float("inf")}
        return min(reachable, key=lambda name: (reachable[name], name)) if reachable else None

    def _decisions(self) -> list[Node]:
        """Lead and partners decide; partners that wait for a request come after the lead.

        The milestone `decided` is reached when all nations that start on the report have decided.
        """
        parts = self.context.response.nations
        at_once = [n for n in self.partners if parts[n].starts is PartnerStart.REPORT]
        on_request = [n for n in self.partners if parts[n].starts is PartnerStart.REQUEST]
        lead = self._nation_decides(self.lead, self.detected_by)
        branches: list[Node] = [sequence(lead)]
        branches += [sequence(self._nation_decides(nation, self.detected_by)) for nation in at_once]
        nodes: list[Node] = (
            [Parallel(tuple(branches), "the nations decide side by side")]
            if len(branches) > 1
            else list(lead)
        )
        nodes.append(Reach("decided"))
        requests = [sequence(self._request(nation)) for nation in on_request]
        if len(requests) > 1:
            nodes.append(Parallel(tuple(requests), "the partners decide side by side"))
        else:
            nodes += requests
        return nodes

    def _nation_decides(self, nation: str, sender: str, *, on_request: bool = False) -> list[Node]:
        context = self.context
        part = context.response.nations[nation]
        nodes = decide(context, self.seats[nation], part, sender, on_request=on_request)
        if nation == self.lead:
            check_standing(context, [*self._detection(), *nodes])
            nodes += [
                Activate(
                    headquarters,
                    context.cause("activation", f"{context.response_path}.activates.{number}"),
                )
                for number, headquarters in enumerate(context.response.activates)
            ]
        return nodes + self._launched(OrderTrigger.DECISION, nation)

    def _request(self, nation: str) -> list[Node]:
        context = self.context
        part = context.response.nations[nation]
        path = f"{context.response_path}.nations.{nation}"
        decider = self.seats[self.lead].decider
        nodes: list[Node] = []
        if part.request is not None:
            nodes.append(
                Do(
                    Step(
                        id=f"request/{nation}",
                        kind=StepKind.REQUEST,
                        actor=decider,
                        text=Phrase(
                            "until {lead} asks {nation} for help", lead=self.lead, nation=nation
                        ),
                        cause=context.cause("request", f"{path}.request"),
                        nation=self.lead,
                        duration=part.request,
                    )
                )
            )
        return nodes + self._nation_decides(nation, decider, on_request=True)

    def _agreement(self) -> list[Node]:
        if not self.partners:
            return []
        rounds = [node for nation in self.partners for node in self._rounds(nation)]
        nodes: list[Node] = (
            [Parallel(tuple(rounds), "the deciders agree")] if len(rounds) > 1 else rounds
        )
        nodes.append(Reach("agreed"))
        for nation in (self.lead, *self.partners):
            nodes += self._launched(OrderTrigger.AGREEMENT, nation)
        return nodes

    def _rounds(self, partner: str) -> list[Node]:
        """Return the rounds of two deciders; none within one headquarters."""
        context = self.context
        coordination = context.response.coordination
        ours, theirs = self.seats[self.lead], self.seats[partner]
        if coordination is None or ours.decider == theirs.decider:
            return []
        path = f"{context.response_path}.coordination"
        cause = context.cause("coordination", path)
        purpose = f"coordination/{partner}"
        body: list[Node] = []
        turns = [(ours, theirs, ""), (theirs, ours, "/reply")]
        for sender, receiver, suffix in turns:
            body += context.send(purpose + suffix, sender.decider, receiver.decider, None)
            body += context.board(
                BoardStage.COORDINATION, receiver.decider, receiver.category, purpose + suffix, None
            )
            body.append(
                context.staff_step(
                    purpose + suffix,
                    StepKind.COORDINATION,
                    receiver.decider,
                    "coordination",
                    coordination.work,
                    Phrase("coordinates with {partner}", partner=context.name(sender.decider)),
                    cause,
                    receiver.nation,
                )
            )
        return [
            Rounds(
                id=purpose,
                agreement=coordination.agreement,
                body=sequence(body),
                cause=cause,
            )
        ]

    def _launched(self, trigger: OrderTrigger, nation: str) -> list[Node]:
        """Return the launches of a nation's forces; on detection, of every nation's."""
        context = self.context
        nodes: list[Node] = []
        for requirement, force in sorted(context.response.forces.items()):
            if force.trigger is not trigger:
                continue
            if trigger is OrderTrigger.DETECTION:
                sender = self.detected_by
            elif force.nation == nation and nation in self.seats:
                sender = self.seats[nation].decider
            else:
                continue
            part = context.response.nations[force.nation]
            sent = dispatch(context, requirement, force, sender, category_of(context, part))
            if not sent.routes:
                path = f"{context.response_path}.forces.{requirement}"
                raise DerivationError(
                    Problem(
                        "DOC-004",
                        context.locate(path) or Location("scenario"),
                        path,
                        Phrase(
                            "no unit of {nation} with `{capability}` that `{sender}` can "
                            "order or ask for",
                            nation=force.nation,
                            capability=force.capability,
                            sender=sender,
                        ),
                        Phrase(
                            "a unit under the sender, or under a superior that both have in common"
                        ),
                        Phrase("give the unit or the sender a superior by OPCON, TACON or COCOM"),
                    )
                )
            nodes.append(Launch(sent))
        return nodes

    def _conclusion(self, answer: Sequence) -> list[Node]:
        forces = self.context.response.forces
        if launches(answer):
            stays = tuple((name, force.duration) for name, force in sorted(forces.items()))
            there = sequence([Reach("on-station"), Linger(stays)])
            return [Gather(there), Reach("complete")]
        if besides(answer):
            return [Gather(Sequence(())), Reach("complete")]
        return [Reach("complete")]
