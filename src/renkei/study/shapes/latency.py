"""Latency of replies: how long a project of designers who depend on each other takes.

After the studies of NASA's Team X with the Virtual Design Team (VDT): what is done in months by
designers who write to each other takes days in one room, since a reply comes in minutes instead of
days. Each designer has tasks one after the other; after each, questions to colleagues may remain,
and he waits for their replies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.scenario.quantities.distributions import Constant, Exponential
from renkei.scenario.quantities.units import YEAR_H
from renkei.study.shapes.records import ShapeCheck, ShapeRow, row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from renkei.program.machine.program import Program
    from renkei.results import Results
    from renkei.study.study_file import LatencyShape

_YEARS = 5 * YEAR_H


class Latency:
    """The model, see :class:`renkei.study.shapes.records.ShapeModel`."""

    def __init__(self, shape: LatencyShape) -> None:
        self.shape = shape

    def programs(self) -> Mapping[str, Program]:
        """Return the project at each latency, and a designer alone, whose time is known."""
        found = {}
        for latency in self.shape.latencies:
            found[_id("team", latency)] = self._program(latency, self.shape.designers)
            found[_id("alone", latency)] = self._program(latency, 1)
        return found

    def _program(self, latency: float, designers: int) -> Program:
        shape = self.shape
        asm = Assembler(_YEARS, 0.0, milestones=("done",))
        # Of a designer alone others answer, who have nothing else to do.
        names = [f"designer {i:03d}" for i in range(designers)]
        stations = [asm.station(name, asm.constant(1)) for name in names]
        if designers == 1:
            stations.append(asm.station("colleagues", asm.constant(1000)))
        under_way = asm.distribution(Constant(latency))
        work = asm.distribution(Exponential(shape.work))
        answer = asm.distribution(Exponential(shape.answer))
        asks, answered = asm.constant(shape.questions), asm.constant(1 - shape.questions)
        begins = [asm.label(name) for name in names]
        entry = asm.here("project")
        asm.fork(begins)
        asm.mark("done")
        asm.finish()
        asm.end()
        for i, begin in enumerate(begins):
            asm.place_label(begin)
            others = [one for k, one in enumerate(stations) if k != i]
            for task in range(shape.tasks):
                who = f"{i}.{task}"
                asm.work(stations[i], work, f"work {who}")
                following, ask = asm.label(f"next {who}"), asm.label(f"ask {who}")
                asm.branch(asks, f"question {who}", ask)
                asm.jump(following)
                asm.place_label(ask)
                replies = [asm.label(f"reply {who} {k}") for k in range(len(others))]
                asm.route(f"whom {who}", [(one, 1.0 / len(others)) for one in replies])
                again = asm.label(f"again {who}")
                for one, reply in zip(others, replies, strict=True):
                    asm.place_label(reply)
                    asm.work(one, answer, f"answer {who}", precedence=0)
                    asm.jump(again)
                asm.place_label(again)
                asm.delay(under_way, f"under way {who}")
                asm.repeat(answered, f"another {who}", ask)
                asm.place_label(following)
            asm.end()
        asm.source("project", [[entry]], Arrivals(times=(0.0,)))
        return asm.build()

    def mean_alone(self, latency: float) -> float:
        """Return the mean time of a designer whose colleagues are always free [h]."""
        shape = self.shape
        questions = shape.questions / (1 - shape.questions)
        return shape.tasks * (shape.work + questions * (latency + shape.answer))

    def rows(self, results: Results) -> list[ShapeRow]:
        """Return the mean time of the project by latency [h]."""
        shape = self.shape
        found = []
        for latency in shape.latencies:
            said = _said(latency)
            found.append(
                row(
                    _id("team", latency),
                    f"project of {shape.designers}, replies {said} under way",
                    "h",
                    _done(results, _id("team", latency)),
                )
            )
            found.append(
                row(
                    _id("alone", latency),
                    f"one designer whose colleagues are free, replies {said}",
                    "h",
                    _done(results, _id("alone", latency)),
                    self.mean_alone(latency),
                )
            )
        return found

    def checks(self, rows: Mapping[str, ShapeRow]) -> list[ShapeCheck]:
        """Return whether quick replies shorten a project by an order of magnitude."""
        least, most = min(self.shape.latencies), max(self.shape.latencies)
        quick, slow = rows[_id("team", least)].value, rows[_id("team", most)].value
        return [
            ShapeCheck(
                "replies in a minute instead of days shorten a project by an order of magnitude",
                slow / quick >= 10,
                f"{slow / 24:.0f} days at {_said(most)}, {quick:.0f} hours at {_said(least)}: "
                f"{slow / quick:.0f} times",
            )
        ]

    @property
    def method(self) -> str:
        """The model and the independent check in words."""
        shape = self.shape
        return (
            f"{shape.designers} designers, each with {shape.tasks} tasks of {shape.work:g} h; "
            f"after each a question remains with probability {shape.questions:g}, and again after "
            f"each reply; an answer is {shape.answer:g} h of work. Day and night alike. Beside the "
            "designer alone stands the sum of the means; these sizes are ours, not published."
        )


def _done(results: Results, id_: str) -> NDArray[np.float64]:
    frame = results.scan("incidents", id_).sort("replication").select("done_h").collect()
    return frame["done_h"].to_numpy()


def _said(latency: float) -> str:
    if latency < 0.5:
        return f"{latency * 60:.0f} min"
    return f"{latency:g} h" if latency < 48 else f"{latency / 24:g} d"


def _id(kind: str, latency: float) -> str:
    return f"{kind}-{latency:g}".replace(".", "_")
