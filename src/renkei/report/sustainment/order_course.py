"""The course of an order of a stock, step by step: moment, duration, actor and cause.

Takes a stock's course and its expected times without load; gives plain data and a rich table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import said, tr
from renkei.report.responses.swimlane import where
from renkei.report.tables import Table
from renkei.report.wording import apart, clock, hours, number, share
from renkei.study.names import name_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.doctrine.expected import Course
    from renkei.scenario.model.document import Scenario


def supply_data(scenario: Scenario, stock: str, design: str, course: Course) -> dict[str, Any]:
    """Return the answer of ``renkei explain --supply`` as plain data."""
    declared = scenario.stocks[stock]
    order = declared.replenishment
    rows = [
        {
            "id": timed.step.id,
            "kind": timed.step.kind.value,
            "start_h": timed.start_h,
            "hours": timed.hours,
            "who": _who(scenario, timed.step.actor),
            "what": said(timed.step.text),
            "probability": timed.probability,
            "rule": timed.step.cause.rule,
            "path": timed.step.cause.path,
            "where": where(timed.step.cause.location),
        }
        for timed in course.steps
    ]
    return {
        "stock": stock,
        "name": name_of(declared.name, stock),
        "design": design,
        "on_hand": declared.on_hand.mean(),
        "target": (declared.target or declared.on_hand).mean(),
        "reorder_at": order.reorder_at.mean() if order and order.reorder_at else None,
        "lot": order.lot.mean() if order and order.lot else None,
        "push": order is not None and order.push,
        "every_h": order.every.mean() if order and order.every else None,
        "steps": rows,
    }


def render_supply(data: dict[str, Any]) -> RenderableType:
    """Return the course for a terminal of 100 columns."""
    head = Text.assemble(
        (data["name"], "bold"), tr(" under {design}: ", design=data["design"]), _policy(data), "\n",
        (tr("expected without load and shortage"), "dim"), "\n",
    )  # fmt: skip
    if not data["steps"]:
        return Group(head, Text(tr("The stock is never filled up again.")))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("at h"), justify="right", no_wrap=True)
    table.add_column(tr("takes"), justify="right", no_wrap=True)
    table.add_column(tr("who does what, and why"))
    for row in data["steps"]:
        who = ((row["who"], "bold"), tr(": ")) if row["who"] else ()
        text = Text.assemble(*who, row["what"])
        if row["probability"] < 1.0:
            often = tr("in {share} of cases", share=share(row["probability"]))
            text.append(f" [{often}]", "yellow")
        text.append(f"\n{row['rule']}, {row['where'] or tr('here')}: {row['path']}", "dim")
        table.add_row(clock(row["start_h"]), hours(row["hours"]), text)
    return Group(head, table)


def _who(scenario: Scenario, actor: str) -> str:
    return name_of(scenario.headquarters[actor].name, actor) if actor else ""


def _policy(data: dict[str, Any]) -> str:
    """Return in words when the stock orders, and how much."""
    text = tr(
        "{amount} on hand, full at {target}",
        amount=number(data["on_hand"]),
        target=number(data["target"]),
    )
    if not data["steps"]:
        return text
    if data["push"]:
        sent = tr(
            "is sent {amount} every {time}, whatever its level",
            amount=number(data["lot"]),
            time=hours(data["every_h"]),
        )
        return apart([text, sent])
    amount = tr("lots of {amount}", amount=number(data["lot"])) if data["lot"] else tr("up to that")
    orders = (
        tr("at {level} orders {amount}", level=number(data["reorder_at"]), amount=amount)
        if data["reorder_at"] is not None
        else tr("orders every amount drawn, {amount}", amount=amount)
    )
    if data["every_h"]:
        orders = tr("{orders}, looking every {time}", orders=orders, time=hours(data["every_h"]))
    return apart([text, orders])
