"""The setting in which rules write steps: the phase, its graph, the response, line numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from renkei._base.errors import Location
from renkei._base.language import InBoth, Phrase, later
from renkei.doctrine.cells import cell_for
from renkei.doctrine.graph import CommandGraph, Link
from renkei.doctrine.rhythm import is_always
from renkei.doctrine.succession import rerouted
from renkei.doctrine.workflow import Cause, Do, GateKind, Node, Step, StepGate, StepKind
from renkei.scenario.model.common import Name
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.incidents import Incident, Response
from renkei.scenario.model.organisation import Board, BoardStage, ChannelKind
from renkei.scenario.quantities.quantity import Quantity

Locate = Callable[[str], Location | None]
"""From a path in the scenario to its line."""

_CHANNELS = {
    ChannelKind.COMMAND_NET: later("command-net"),
    ChannelKind.CO_LOCATED: later("co-located"),
    ChannelKind.LIAISON: later("liaison"),
    ChannelKind.REMOTE: later("remote"),
}


def named(name: Name) -> InBoth:
    """Return a display name for the text of a step."""
    return InBoth(name.en, name.ja)


@dataclass(frozen=True)
class Context:
    """The setting in which one workflow is derived."""

    scenario: Scenario
    graph: CommandGraph
    incident_id: str
    incident: Incident
    response: Response
    locate: Locate
    place: str | None = None
    """Where the incident happens; None: in no area of responsibility."""

    def cause(self, rule: str, path: str) -> Cause:
        """Return the cause of a step, with the line of ``path``."""
        return Cause(rule, path, self.locate(path))

    @property
    def response_path(self) -> str:
        """Path of the response in the scenario."""
        return f"responses.{self.incident.response}"

    def name(self, headquarters: str) -> InBoth:
        """Return the display name of a headquarters."""
        return named(self.scenario.headquarters[headquarters].name)

    def staff_step(
        self,
        identifier: str,
        kind: StepKind,
        actor: str,
        function: str,
        duration: Quantity,
        text: str,
        cause: Cause,
        nation: str | None,
    ) -> Do:
        """Return a step of staff work in the cell of ``actor`` that does ``function``."""
        headquarters = self.scenario.headquarters[actor]
        return Do(
            Step(
                id=identifier,
                kind=kind,
                actor=actor,
                cell=cell_for(headquarters, function),
                text=text,
                cause=cause,
                nation=nation,
                duration=duration,
                factor=headquarters.tempo,
            )
        )

    def lapse(
        self,
        identifier: str,
        kind: StepKind,
        actor: str,
        duration: Quantity,
        text: str,
        cause: Cause,
        nation: str | None,
    ) -> Do:
        """Return a step of time that passes at ``actor`` and occupies nobody there."""
        step = Step(
            id=identifier,
            kind=kind,
            actor=actor,
            text=text,
            cause=cause,
            nation=nation,
            duration=duration,
        )
        return Do(step)

    def message(
        self, purpose: str, link: Link, nation: str | None, *, avoid: bool = True
    ) -> list[Node]:
        """Return the steps by which one message passes one link: translation, then sending.

        With ``avoid`` a message on a channel or net that may be lost knows the way around it.
        """
        steps: list[Node] = []
        name = f"{purpose}/{link.sender}>{link.receiver}"
        channel = link.channel
        if channel is not None and channel.translation is not None:
            interpreters, cell = channel.translation.interpreters.split(".")
            steps.append(
                Do(
                    Step(
                        id=f"translation/{name}",
                        kind=StepKind.TRANSLATION,
                        actor=interpreters,
                        cell=cell,
                        text=Phrase(
                            "translates and clears for {receiver}",
                            receiver=self.name(link.receiver),
                        ),
                        cause=self.cause("translation", f"{link.path}.translation"),
                        nation=nation,
                        duration=channel.translation.work,
                        factor=self.scenario.headquarters[interpreters].tempo,
                    )
                )
            )
        gated = self.graph.losses.has(link.key) or (
            channel is not None and not is_always(channel.hours)
        )
        steps.append(
            Do(
                Step(
                    id=f"message/{name}",
                    kind=StepKind.MESSAGE,
                    actor=link.sender,
                    to=link.receiver,
                    text=Phrase(
                        "to {receiver} by {channel}",
                        receiver=self.name(link.receiver),
                        channel=Phrase(_CHANNELS[channel.kind]),
                    )
                    if channel
                    else Phrase(
                        "to {receiver} on the command net", receiver=self.name(link.receiver)
                    ),
                    cause=self.cause("channel-hours" if gated else "report-path", link.path),
                    nation=nation,
                    duration=link.delay,
                    gate=StepGate(GateKind.CHANNEL, link.key) if gated else None,
                    around=self._around(purpose, link, nation) if gated and avoid else (),
                )
            )
        )
        return steps

    def _around(self, purpose: str, link: Link, nation: str | None) -> tuple[Node, ...]:
        """Return the steps of a message past channels that are lost; empty: no other way exists.

        Where places are cut off, the substitute carries it.
        """
        instead = self.graph.losses.substitute(link.key)
        if instead is not None:
            loss, time = instead
            step = Step(
                id=f"substitute/{purpose}/{link.sender}>{link.receiver}",
                kind=StepKind.MESSAGE,
                actor=link.sender,
                to=link.receiver,
                text=Phrase("to {receiver} by the substitute", receiver=self.name(link.receiver)),
                cause=self.cause("succession", f"disruptions.{loss}.substitute"),
                nation=nation,
                duration=time,
            )
            return (Do(step),)
        lost = rerouted(self.scenario, link.channel_id)
        if lost is None:
            return ()
        links = self.graph.without(lost).message_path(
            link.sender, link.receiver, frozenset(self.response.activates)
        )
        if links is None:
            return ()
        return tuple(self._along(purpose, links, link.receiver, nation, avoid=False))

    def message_path(self, sender: str, receiver: str) -> list[Link] | None:
        """Return the quickest chain of links; None: there is none.

        Only where there is no other way does it pass headquarters that this response activates.
        """
        links = self.graph.message_path(sender, receiver)
        if links is None:
            links = self.graph.message_path(sender, receiver, frozenset(self.response.activates))
        return links

    def message_hours(self, sender: str, receiver: str) -> float:
        """Return the planned time of a message on that path [h]; inf: no path."""
        hours = self.graph.message_hours(sender, receiver)
        if hours == float("inf"):
            through = frozenset(self.response.activates)
            hours = self.graph.message_hours(sender, receiver, through)
        return hours

    def is_there(self, headquarters: str) -> bool:
        """Return whether a headquarters works in this response: standing, or activated by it."""
        return headquarters not in self.graph.improvised or headquarters in self.response.activates

    def send(self, purpose: str, sender: str, receiver: str, nation: str | None) -> list[Node]:
        """Return the steps of a message along the quickest path, handled at each stop between."""
        links = self.message_path(sender, receiver)
        if links is None:
            raise NoPathError(sender, receiver, purpose)
        return self._along(purpose, links, receiver, nation)

    def _along(
        self,
        purpose: str,
        links: list[Link],
        receiver: str,
        nation: str | None,
        *,
        avoid: bool = True,
    ) -> list[Node]:
        """Return the steps of a message along some links, handled at each stop between."""
        steps: list[Node] = []
        for link in links:
            steps += self.message(purpose, link, nation, avoid=avoid)
            if link.receiver != receiver:
                steps.append(
                    self.staff_step(
                        f"handling/{purpose}/{link.receiver}",
                        StepKind.HANDLING,
                        link.receiver,
                        "handling",
                        self.graph.handling(link.receiver),
                        Phrase("passes it on to {receiver}", receiver=self.name(receiver)),
                        self.cause("report-path", f"headquarters.{link.receiver}"),
                        nation,
                    )
                )
        return steps

    def board(
        self, stage: BoardStage, headquarters: str, category: str, purpose: str, nation: str | None
    ) -> list[Node]:
        """Return the wait for a board of ``headquarters``, if one is due; else nothing."""
        for identifier, board in sorted(self.scenario.boards.items()):
            if (
                board.headquarters == headquarters
                and board.stage is stage
                and (board.categories is None or category in board.categories)
                and self.response.precedence not in board.bypass
            ):
                return [Do(self._board_step(identifier, board, purpose, nation))]
        return []

    def _board_step(self, identifier: str, board: Board, purpose: str, nation: str | None) -> Step:
        path = f"boards.{identifier}"
        name = named(board.name) if board.name else identifier
        return Step(
            id=f"board/{purpose}/{board.headquarters}",
            kind=StepKind.BOARD,
            actor=board.headquarters,
            text=Phrase("waits for {board}", board=name),
            cause=self.cause("board", path),
            nation=nation,
            duration=board.cut_off,
            gate=StepGate(GateKind.BOARD, identifier),
        )


class NoPathError(Exception):
    """No chain of relationships and channels joins two headquarters; the checks report it."""

    def __init__(self, sender: str, receiver: str, purpose: str) -> None:
        super().__init__(f"no path of messages from {sender} to {receiver} for {purpose}")
        self.sender = sender
        self.receiver = receiver
        self.purpose = purpose

    @property
    def found(self) -> str:
        """The finding, for people: who cannot reach whom, and the purpose of the message."""
        kind, *rest = self.purpose.split("/")
        nations = [part for part in rest if len(part) == 3 and part.isupper()]
        what = Phrase(_PURPOSES[kind]) if kind in _PURPOSES else f"`{kind}`"
        if nations:
            what = Phrase("{what} of {nation}", what=what, nation=nations[0])
        if rest[-1:] == ["reply"]:
            return Phrase(
                "no path of messages from `{sender}` to `{receiver}` for {what}, on the way back",
                sender=self.sender,
                receiver=self.receiver,
                what=what,
            )
        return Phrase(
            "no path of messages from `{sender}` to `{receiver}` for {what}",
            sender=self.sender,
            receiver=self.receiver,
            what=what,
        )


_PURPOSES = {
    "report": later("the report to the decider"),
    "request": later("the lead's request to the decider"),
    "inform": later("the information"),
    "adjudication": later("the adjudication between deciders"),
    "escalation": later("the escalation of the decision"),
    "approval": later("the approval of the decision"),
    "coordination": later("the coordination with the decider"),
    "order": later("the order"),
    "transfer": later("the word of the transfer"),
    "question": later("a question of a superior"),
}
"""The purpose of a message in words, by the first word of its identifier."""
