"""The declarations of readiness and supply in a scenario: maintenance, docks, stocks, lines.

Takes the explicit scenario of one phase; gives tables and plain data, names in either language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, spoken, tr, tr_as, tr_many
from renkei.report.sustainment.one_design import sober
from renkei.report.wording import bracketed, hours, joined, number, share
from renkei.scenario.quantities.units import YEAR_H
from renkei.study.names import name_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.scenario.model.document import Scenario
    from renkei.scenario.model.sustainment import Line, Maintenance, Stock
    from renkei.scenario.quantities.quantity import Quantity

_KINDS = {
    "planned": later("planned maintenance"),
    "inspection": later("inspection"),
    "failure": later("failure"),
}


def holdings(scenario: Scenario) -> dict[str, list[dict[str, Any]]]:
    """Return the rows by kind; a kind without declarations has no entry."""
    found: dict[str, list[dict[str, Any]]] = {
        "maintenance": [
            {
                "unit": id_,
                "name": name_of(unit.name, id_),
                "id": kind,
                "called": name_of(work.name, kind),
                "kind": work.kind.value,
                "platforms": unit.platforms.mean(),
                "every": _every(work),
                "work_h": work.work.mean(),
                "where": [name_of(scenario.facilities[f].name, f) for f in work.facilities],
            }
            for id_, unit in scenario.units.items()
            for kind, work in unit.maintenance.items()
        ],
        "facilities": [
            {
                "id": id_,
                "name": name_of(facility.name, id_),
                "nation": facility.nation,
                "docks": {type_: docks.mean() for type_, docks in facility.docks.items()},
                "shifts": facility.shifts,
                "opens_after_h": _mean(facility.opens_after),
                "serves": list(facility.serves),
            }
            for id_, facility in scenario.facilities.items()
        ],
        "stocks": [
            {
                "id": id_,
                "name": name_of(stock.name, id_),
                "item": name_of(scenario.items[stock.item].name, stock.item),
                "depot": name_of(scenario.depots[stock.depot].name, stock.depot),
                "nation": scenario.depots[stock.depot].nation,
                "on_hand": stock.on_hand.mean(),
                "target": (stock.target or stock.on_hand).mean(),
                "from": _supplier(scenario, stock),
                "transport_h": _mean(
                    stock.replenishment.transport if stock.replenishment else None
                ),
                "shared_with": list(stock.shared_with),
            }
            for id_, stock in scenario.stocks.items()
        ],
        "lines": [
            {
                "id": id_,
                "name": name_of(line.name, id_),
                "nation": line.nation,
                "item": name_of(scenario.items[line.item].name, line.item),
                "rate_per_year": line.rate.mean() * YEAR_H,
                "starts_after_h": _mean(line.starts_after),
                "pipeline_h": _mean(line.pipeline),
                "components": {
                    name_of(scenario.stocks[s].name, s): amount.mean()
                    for s, amount in line.components.items()
                },
                "contracts": _contracts(scenario, line),
            }
            for id_, line in scenario.lines.items()
        ],
    }
    return {kind: rows for kind, rows in found.items() if rows}


def _mean(quantity: Quantity | None) -> float | None:
    return None if quantity is None else quantity.mean()


def _every(work: Maintenance) -> str:
    """Return in words when maintenance is due."""
    if work.every is not None:
        return hours(work.every.mean())
    if work.every_use is not None:
        return tr("{hours} h of use", hours=number(work.every_use.mean()))
    if work.scheduled is not None:
        return tr_many("{count} date", "{count} dates", len(work.scheduled))
    assert work.every_deployments is not None
    return tr("{many} deployments", many=number(work.every_deployments.mean()))


def _supplier(scenario: Scenario, stock: Stock) -> str | None:
    """Return the display name of a stock's supplier; None: none, empty: outside the model."""
    if stock.replenishment is None:
        return None
    supplier = stock.replenishment.supplier
    if supplier is None:
        return ""
    if supplier in scenario.stocks:
        return name_of(scenario.stocks[supplier].name, supplier)
    return name_of(scenario.lines[supplier].name, supplier)


def _contracts(scenario: Scenario, line: Line) -> list[dict[str, Any]]:
    return [
        {
            "id": id_,
            "to": name_of(scenario.stocks[contract.to].name, contract.to),
            "quantity": contract.quantity.mean(),
            "first_h": contract.first.mean(),
            "every_h": _mean(contract.every),
        }
        for id_, contract in line.contracts.items()
    ]


def render_holdings(found: dict[str, list[dict[str, Any]]]) -> RenderableType:
    """Return a table for each kind."""
    tables = {
        "maintenance": _maintenance,
        "facilities": _facilities,
        "stocks": _stocks,
        "lines": _lines,
    }
    parts: list[RenderableType] = []
    for kind, rows in found.items():
        parts += [Text(), tables[kind](rows)]
    return Group(*parts)


def _maintenance(rows: list[dict[str, Any]]) -> RenderableType:
    table = sober()
    table.add_column(tr("maintenance"), width=30)
    table.add_column(tr("kind"))
    table.add_column(tr("every"), justify="right")
    table.add_column(tr("work"), justify="right")
    table.add_column(tr("where"))
    unit = None
    for row in rows:
        if row["unit"] != unit:
            unit = row["unit"]
            table.add_row(Text(bracketed(row["name"], number(row["platforms"])), "bold"))
        where = joined(row["where"]) or tr("at the base")
        work = hours(row["work_h"])
        kind = row["kind"] if spoken() == "en" else tr(_KINDS[row["kind"]])
        table.add_row(f"  {row['called']}", kind, row["every"], work, where)
    return table


def _facilities(rows: list[dict[str, Any]]) -> RenderableType:
    table = sober()
    table.add_column(tr("docks and bays"), width=30)
    table.add_column(tr("nation"))
    table.add_column(tr("docks"))
    table.add_column(tr("shifts"), justify="right")
    table.add_column(tr("opens"), justify="right")
    table.add_column(tr("also takes"))
    for row in rows:
        docks = joined(f"{number(n)} {type_}" for type_, n in row["docks"].items())
        after = row["opens_after_h"]
        opens = tr("open") if after is None else tr("after {time}", time=hours(after))
        shifts, also = number(row["shifts"]), joined(row["serves"])
        table.add_row(Text(row["name"], "bold"), row["nation"], docks, shifts, opens, also)
    return table


def _stocks(rows: list[dict[str, Any]]) -> RenderableType:
    table = sober()
    table.add_column(tr("stocks"), width=30)
    table.add_column(tr("at"))
    table.add_column(tr("on hand"), justify="right")
    table.add_column(tr("target"), justify="right")
    table.add_column("", justify="right")
    table.add_column(tr_as("of supplies", "from"))
    table.add_column(tr("way"), justify="right")
    for row in rows:
        full = share(row["on_hand"] / row["target"]) if row["target"] else "–"
        origin = {None: tr("nobody"), "": tr("outside")}.get(row["from"], row["from"])
        table.add_row(
            Text(row["name"], "bold"),
            bracketed(row["depot"], row["nation"]),
            number(row["on_hand"]),
            number(row["target"]),
            Text(full, "dim"),
            origin,
            hours(row["transport_h"]),
        )
    return table


def _lines(rows: list[dict[str, Any]]) -> RenderableType:
    table = sober()
    table.add_column(tr("production lines"), width=30)
    table.add_column(tr("nation"))
    table.add_column(tr("makes"))
    table.add_column(tr_as("of production", "a year"), justify="right")
    table.add_column(tr("starts"), justify="right")
    table.add_column(tr("needs"))
    table.add_column(tr("contracts"))
    for row in rows:
        after = row["starts_after_h"]
        starts = tr("runs") if after is None else tr("after {time}", time=hours(after))
        needs = joined(f"{number(n)} {name}" for name, n in row["components"].items())
        contracts = joined(
            tr("{many} to {stock}", many=number(c["quantity"]), stock=c["to"])
            for c in row["contracts"]
        )
        rate = number(round(row["rate_per_year"], 1))
        table.add_row(
            Text(row["name"], "bold"), row["nation"], row["item"], rate, starts, needs, contracts
        )
    return table
