"""Side load: superiors ask for information while an incident runs.

Takes the setting of a workflow; gives the questions that its incident brings with it.
"""

from __future__ import annotations

from renkei._base.language import Phrase
from renkei.doctrine.cells import cell_named
from renkei.doctrine.context import Context
from renkei.doctrine.decisions import category_of
from renkei.doctrine.workflow import Do, SideLoad, Step, StepKind, sequence
from renkei.scenario.model.organisation import InformationRequest


def side_loads(context: Context) -> tuple[SideLoad, ...]:
    """Return the questions asked while the incident runs, by identifier."""
    return tuple(
        _side_load(context, identifier, request)
        for identifier, request in sorted(context.scenario.information_requests.items())
        if _applies(context, request)
    )


def _applies(context: Context, request: InformationRequest) -> bool:
    """Return whether a question is asked: its category is decided on, and both ends are active."""
    nations = context.response.nations.values()
    decided = {context.response.category, *(category_of(context, part) for part in nations)}
    return (
        context.is_there(request.asker)
        and context.is_there(request.answerer)
        and (request.categories is None or not decided.isdisjoint(request.categories))
    )


def _side_load(context: Context, identifier: str, request: InformationRequest) -> SideLoad:
    path = f"information_requests.{identifier}"
    cause = context.cause("information-request", path)
    headquarters = context.scenario.headquarters[request.answerer]
    question = context.send(
        f"question/{identifier}", request.asker, request.answerer, headquarters.nation
    )
    answer = Do(
        Step(
            id=f"answer/{identifier}",
            kind=StepKind.HANDLING,
            actor=request.answerer,
            cell=cell_named(headquarters, request.cell),
            text=Phrase("answers {asker}", asker=context.name(request.asker)),
            cause=cause,
            nation=headquarters.nation,
            duration=request.work,
            factor=headquarters.tempo,
        )
    )
    return SideLoad(
        id=identifier,
        every=request.every,
        steps=sequence(question, [answer]),
        precedence=request.precedence,
        cause=cause,
    )
