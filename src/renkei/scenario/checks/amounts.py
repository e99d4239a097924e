"""Amounts of sustainment: whole where things are counted, above 0 where a run would not end.

What for: an order of 0 items, a review without pause or half a dock would only show as a run that
never ends. Takes a scenario; yields findings. A range counts with the end that is worse.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Flag, auto

from pydantic import BaseModel

from renkei._base.identity import ByIdentity
from renkei._base.language import Phrase
from renkei.scenario.checks.finding import Finding
from renkei.scenario.language.attributes import attributes
from renkei.scenario.language.paths import walk
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.forces import Unit
from renkei.scenario.model.incidents import Consumption, ForceRequirement
from renkei.scenario.model.organisation import Cell
from renkei.scenario.model.sustainment import (
    Contract,
    Facility,
    Lift,
    Line,
    Maintenance,
    Part,
    Ramp,
    Replenishment,
    Stock,
    Training,
)
from renkei.scenario.quantities.quantity import Quantity
from renkei.scenario.text.nodes import Path

_Ruled = tuple[Path, Quantity, "AmountRule", bool]
"""Path, amount, rule, and whether the check also looks at the parameter of the amount."""


class AmountRule(Flag):
    """The rule for an amount."""

    WHOLE = auto()
    ABOVE_0 = auto()
    WHOLE_IF_KNOWN = auto()
    """Whole, unless it has a range or a parameter: then each world has its whole number."""


COUNTED = AmountRule.WHOLE | AmountRule.ABOVE_0

AMOUNTS: dict[type[BaseModel], dict[str, AmountRule]] = {
    Cell: {
        "teams": AmountRule.WHOLE_IF_KNOWN,
        "hours_teams": AmountRule.WHOLE_IF_KNOWN,
        "off_hours_teams": AmountRule.WHOLE_IF_KNOWN,
    },
    ForceRequirement: {"gives_up_after": AmountRule.ABOVE_0},
    Unit: {"platforms": AmountRule.WHOLE_IF_KNOWN},
    Stock: {"on_hand": AmountRule.WHOLE, "target": AmountRule.WHOLE},
    Replenishment: {"reorder_at": AmountRule.WHOLE, "lot": COUNTED, "every": AmountRule.ABOVE_0},
    Lift: {"platforms": COUNTED},
    Training: {"quantity": COUNTED},
    Line: {
        "rate": AmountRule.ABOVE_0,
        "batch": COUNTED,
        "yield": AmountRule.ABOVE_0,
        "components": COUNTED,
        "most_on_hand": COUNTED,
    },
    Ramp: {"begins_at": AmountRule.ABOVE_0},
    Contract: {"quantity": COUNTED, "every": AmountRule.ABOVE_0},
    Facility: {"docks": COUNTED, "manning": AmountRule.ABOVE_0},
    Maintenance: {
        "every": AmountRule.ABOVE_0,
        "every_use": AmountRule.ABOVE_0,
        "every_deployments": AmountRule.ABOVE_0,
    },
    Part: {"quantity": COUNTED},
    Consumption: {"per_platform": COUNTED},
}
"""The amounts of each table that have a rule; the rule of a table of amounts holds for each."""


class Amounts:
    """Checks amounts; keeps what it collected by entry, for entries that designs share."""

    def __init__(self) -> None:
        self._known: ByIdentity[list[_Ruled]] = ByIdentity()

    def check(self, scenario: Scenario) -> Iterator[Finding]:
        """Yield amounts of 0, and fractions of things that are counted one by one."""
        for id_, unit in scenario.units.items():
            yield from _shared(scenario, ("units", id_, "speed"), unit.speed)
        for path, entry, part in _parts(scenario):
            for at, amount, rule, may_share in self._ruled(path, entry, part):
                yield from _amount(at, amount, rule)
                if may_share:
                    yield from _shared(scenario, at, amount)

    def _ruled(self, path: Path, entry: object, part: object) -> list[_Ruled]:
        return self._known.of(entry, lambda: list(_collect(part, path)))


def _collect(part: object, path: Path) -> Iterator[_Ruled]:
    """Yield the amounts below a part of the document that have a rule."""
    for at, value in walk(part, path):
        model: type[BaseModel] = type(value)
        for key, rule in AMOUNTS.get(model, {}).items():
            amount = getattr(value, attributes(model)[key].field)
            if isinstance(amount, Quantity):
                yield (*at, key), amount, rule, AmountRule.ABOVE_0 in rule
            elif isinstance(amount, dict):
                for inner, each in amount.items():
                    yield (*at, key, inner), each, rule, False


def _parts(scenario: Scenario) -> Iterator[tuple[Path, object, object]]:
    """Yield the parts that hold such amounts: path, the entry that keeps the part alive, part."""
    for table in ("stocks", "lines", "facilities"):
        for id_, entry in getattr(scenario, table).items():
            yield (table, id_), entry, entry
    for table in ("headquarters", "units"):
        for id_, entry in getattr(scenario, table).items():
            yield (table, id_), entry, entry
    for id_, response in scenario.responses.items():
        for name, force in response.forces.items():
            yield ("responses", id_, "forces", name, "consumes"), force, force.consumes


def _amount(path: Path, amount: Quantity, rule: AmountRule) -> Iterator[Finding]:
    best = amount.mean()
    is_known = not amount.has_range and amount.parameter is None
    if AmountRule.ABOVE_0 in rule and lowest(amount) <= 0:
        found = "0" if best <= 0 else Phrase("a range that begins at 0")
        yield Finding("SCN-100", path, found, Phrase("more than 0"))
    elif (
        AmountRule.WHOLE in rule or (AmountRule.WHOLE_IF_KNOWN in rule and is_known)
    ) and not best.is_integer():
        found = Phrase("`{best}`, of something that is counted one by one", best=f"{best:g}")
        expected = (
            Phrase("a whole number, or one with a range")
            if AmountRule.WHOLE_IF_KNOWN in rule
            else Phrase("a whole number")
        )
        yield Finding("SCN-101", path, found, expected)


def _shared(scenario: Scenario, path: Path, amount: Quantity) -> Iterator[Finding]:
    """Yield a parameter that may be 0 while the amount that it multiplies may not."""
    shared = scenario.parameters.get(amount.parameter or "")
    if shared is not None and lowest(shared.value) <= 0:
        found = Phrase("the parameter `{parameter}`, which may be 0", parameter=amount.parameter)
        yield Finding("SCN-100", (*path, "parameter"), found, Phrase("a factor of more than 0"))


def lowest(amount: Quantity) -> float:
    """Return the least that an amount may be in a plausible world."""
    return amount.mean() if amount.low is None else amount.low


def highest(amount: Quantity) -> float:
    """Return the most that an amount may be in a plausible world."""
    return amount.mean() if amount.high is None else amount.high
