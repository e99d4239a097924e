"""Milestones of a response that the scenario names: a task done, somebody told, an approval given.

What for: people speak of the first word to the government, the council, the joint statement; none
of them is a step that others wait for. Takes the derived course of a response; gives it with each
task beside it, from the milestone on that the task follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from renkei._base.language import Phrase
from renkei.doctrine.context import Context, named
from renkei.doctrine.workflow import (
    Beside,
    Node,
    Parallel,
    Reach,
    Sequence,
    StepKind,
    sequence,
)
from renkei.scenario.model.incidents import NamedMilestone


def approved(context: Context, headquarters: str) -> list[Node]:
    """Return the named milestones that are reached when a headquarters has approved."""
    return [
        Reach(name)
        for name, milestone in sorted(context.response.milestones.items())
        if milestone.approval == headquarters
    ]


def with_tasks(
    context: Context, root: Sequence, first: str, deciders: Mapping[str, str]
) -> Sequence:
    """Return the course with the tasks of named milestones beside it.

    Parameters
    ----------
    first
        Headquarters that learns of the incident first; it does what follows that.
    deciders
        By nation, the lead first; they do the rest, where no other is named.
    """
    if not any(milestone.after for milestone in context.response.milestones.values()):
        return root
    parts: list[Node] = []
    for part in root.parts:
        match part:
            case Sequence():
                parts.append(with_tasks(context, part, first, deciders))
            case Parallel(branches):
                each = tuple(
                    with_tasks(context, sequence(one), first, deciders) for one in branches
                )
                parts.append(replace(part, parts=each))
            case Reach(milestone, nation):
                parts.append(part)
                after = milestone if nation is None else f"{milestone}.{nation}"
                lead = next(iter(deciders.values()), first)
                usual = first if milestone == "detected" else deciders.get(nation or "", lead)
                parts += [
                    Beside(_task(context, name, told, told.by or usual))
                    for name, told in sorted(context.response.milestones.items())
                    if told.after == after
                ]
            case _:
                parts.append(part)
    return Sequence(tuple(parts))


def _task(context: Context, name: str, milestone: NamedMilestone, by: str) -> Sequence:
    """Return the task: work, time that passes, word to a headquarters.

    The milestone is reached when the word arrives, as `reported` is; its staff then takes note.
    """
    path = f"{context.response_path}.milestones.{name}"
    nation = context.scenario.headquarters[by].nation
    cause = context.cause("named-milestone", path)
    nodes: list[Node] = []
    if milestone.work is not None:
        nodes.append(
            context.staff_step(
                f"task/{name}", StepKind.TASK, by, "assess", milestone.work,
                Phrase("works on: {task}", task=named(milestone.name)), cause, nation,
            )
        )  # fmt: skip
    if milestone.lapse is not None:
        nodes.append(
            context.lapse(
                f"task/{name}/lapse", StepKind.TASK, by, milestone.lapse,
                Phrase("until it is done: {task}", task=named(milestone.name)), cause, nation,
            )
        )  # fmt: skip
    if milestone.to is not None and milestone.to != by:
        nodes += [*context.send(f"task/{name}", by, milestone.to, nation), Reach(name)]
        nodes.append(
            context.staff_step(
                f"task/{name}/note", StepKind.HANDLING, milestone.to, "handling",
                context.graph.handling(milestone.to), Phrase("takes note"), cause, nation,
            )
        )  # fmt: skip
        return sequence(nodes)
    return sequence(nodes, [Reach(name)])
