"""Units of measurement: what is written, by dimension, and the one unit used inside.

What for: to turn ``20 min`` into 0.3333 h and to refuse ``20 kt`` where a time is due. Takes a
written number with its unit and a :class:`Dimension`; gives the value in the unit used inside.
Units that are not in the short table here are looked up with Pint, which is imported only then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any


class Dimension(StrEnum):
    """What a quantity measures."""

    TIME = "time"
    RATE = "rate"
    SPEED = "speed"
    DISTANCE = "distance"
    COUNT = "count"
    FRACTION = "fraction"
    PEOPLE = "people"
    FACTOR = "factor"


@dataclass(frozen=True)
class DimensionRule:
    """What holds for every quantity of a dimension.

    ``powers`` are the powers of time and length; ``inside`` names the unit used inside and
    ``factor`` is that unit in hours and nautical miles; ``example`` is a valid value.
    """

    powers: tuple[int, int]
    inside: str
    example: str
    low: float = 0.0
    low_open: bool = False
    high: float = float("inf")
    percent: bool = False


RULES: dict[Dimension, DimensionRule] = {
    Dimension.TIME: DimensionRule((1, 0), "h", "20 min"),
    Dimension.RATE: DimensionRule((-1, 0), "1/h", "6 / year"),
    Dimension.SPEED: DimensionRule((-1, 1), "kt", "450 kt", low_open=True),
    Dimension.DISTANCE: DimensionRule((0, 1), "nmi", "120 nmi"),
    Dimension.COUNT: DimensionRule((0, 0), "1", "3"),
    Dimension.FRACTION: DimensionRule((0, 0), "1", "60 %", high=1.0, percent=True),
    Dimension.PEOPLE: DimensionRule((0, 0), "1", "240"),
    Dimension.FACTOR: DimensionRule((0, 0), "1", "1.3", percent=True),
}

YEAR_H = 8760.0
"""Hours of a year, wherever one is meant: 365 days."""

_HOUR = {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "d": 24.0, "week": 168.0, "year": YEAR_H}
_MILE = {"nmi": 1.0, "km": 1 / 1.852, "m": 1 / 1852, "mi": 1.609344 / 1.852, "ft": 0.3048 / 1852}
_ALIASES = {
    "s": ("sec", "second", "seconds"),
    "min": ("minute", "minutes"),
    "h": ("hr", "hour", "hours"),
    "d": ("day", "days"),
    "week": ("weeks",),
    "year": ("yr", "years"),
    "nmi": ("nautical_mile", "nautical_miles"),
    "km": ("kilometre", "kilometres", "kilometer", "kilometers"),
    "m": ("metre", "metres", "meter", "meters"),
    "mi": ("mile", "miles"),
    "ft": ("foot", "feet"),
    "kt": ("kn", "knot", "knots"),
}

Unit = tuple[float, tuple[int, int]]
"""A factor to hours and nautical miles, and the powers of time and length."""


def _table() -> dict[str, Unit]:
    units: dict[str, Unit] = {name: (factor, (1, 0)) for name, factor in _HOUR.items()}
    units |= {name: (factor, (0, 1)) for name, factor in _MILE.items()}
    units["kt"] = (1.0, (-1, 1))
    for name, others in _ALIASES.items():
        units |= dict.fromkeys(others, units[name])
    return units


UNITS = _table()
"""The units known without Pint. A year is 365 days; a month is no unit, since months differ."""

_NUMBER = r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_WRITTEN = re.compile(rf"({_NUMBER})(?:\s*(%|[A-Za-z_µ/][A-Za-z_µ/* ]*))?\s*$")


LONGEST = 100
"""Most characters of a written number with its unit; no more are read, whatever they say."""

_LONGEST_NAME = 40  # of a unit: Pint and the search for the nearest name take longer the longer

SMALLEST, LARGEST = 1e-12, 1e9
"""Sizes beyond which a number, in the unit used inside, is a slip of the pen; 0 is no slip."""


class UnitError(ValueError):
    """A written number or its unit is wrong; carries what was found, expected, and a remedy."""

    def __init__(self, found: str, expected: str, remedy: str = "", kind: str = "number") -> None:
        super().__init__(f"found {found}, expected {expected}")
        self.found, self.expected, self.remedy, self.kind = found, expected, remedy, kind


def read(text: str, dimension: Dimension) -> tuple[float, str]:
    """Return the value in the unit used inside, and the text in its canonical spelling.

    Raises
    ------
    UnitError
        If the text is no number with a unit of this dimension, or lies outside its bounds.
    """
    if len(text) > LONGEST:
        found = f"`{text[: LONGEST // 2]}...`, {len(text)} characters long"
        raise UnitError(found, f"{describe(dimension)}, such as `{RULES[dimension].example}`")
    return _read(text, dimension)


@lru_cache(maxsize=65536)
def _read(text: str, dimension: Dimension) -> tuple[float, str]:
    rule = RULES[dimension]
    match = _WRITTEN.match(text.strip())
    if match is None:
        raise UnitError(f"`{text}`", f"{describe(dimension)}, such as `{rule.example}`",
                        _number_remedy(text.strip()))  # fmt: skip
    number, unit = match.group(1).lstrip("+"), _spaced(match.group(2) or "")
    value = float(number) * _factor(unit, dimension, text)
    if not rule.low <= value <= rule.high or (rule.low_open and value == rule.low):
        raise UnitError(f"`{text}`", bounds(dimension), kind="bounds")
    if not sensible(value):
        raise UnitError(f"`{text}`", expected_size(rule.inside), kind="bounds")
    return value, f"{_plain(number)} {unit}".rstrip()


def sensible(value: float) -> bool:
    """Return whether a number is 0, or of a size that can be meant and calculated with."""
    return value == 0 or SMALLEST <= abs(value) <= LARGEST


def expected_size(unit: str = "1") -> str:
    """Return the bounds of all numbers, for people; ``unit`` as :class:`DimensionRule` has it."""
    suffix = "" if unit == "1" else f" {unit}"
    return f"0, or a number from {plain(SMALLEST)} to {plain(LARGEST)}{suffix}"


def plain(number: float) -> str:
    """Return a number as the language writes it: all digits, no exponent, no superfluous zeros.

    Read again it is the same number, to the last bit.
    """
    if isinstance(number, int):
        return str(number)
    return _plain(format(Decimal(repr(float(number))), "f"))


def _spaced(unit: str) -> str:
    """Return a unit expression with single spaces, and the stroke for the word ``per``."""
    words = unit.replace("/", " / ").split()
    return " ".join("/" if word == "per" else word for word in words)


def describe(dimension: Dimension) -> str:
    """Return what is expected of a quantity of this dimension, for people."""
    words = {
        Dimension.TIME: "a time with its unit",
        Dimension.RATE: "a rate",
        Dimension.SPEED: "a speed with its unit",
        Dimension.DISTANCE: "a distance with its unit",
        Dimension.COUNT: "a number without unit",
        Dimension.FRACTION: "a fraction between 0 and 1 or a percentage",
        Dimension.PEOPLE: "a number of people, without unit",
        Dimension.FACTOR: "a factor without unit",
    }
    return words[dimension]


def bounds(dimension: Dimension) -> str:
    """Return the bounds of a dimension, for people."""
    rule = RULES[dimension]
    if rule.high == 1.0:
        return "from 0 to 1 (0 % to 100 %)"
    return "more than 0" if rule.low_open else "0 or more"


def _plain(number: str) -> str:
    """Return the number without superfluous zeros: `1.50` as `1.5`, `-0` as `0`."""
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return "0" if number == "-0" else number


def _number_remedy(text: str) -> str:
    if re.match(r"[+-]?[0-9.]+[eE][+-]?[0-9]+", text):
        return "write the number out, without exponent"
    if re.match(r"[+-]?0[0-9]", text):
        return "write the number without leading zeros"
    if re.match(r"[+-]?[0-9]+(,[0-9]+)+|[0-9][0-9_]*_[0-9]", text):
        return "write the number without separators; the decimal sign is a point"
    if re.match(r"[0-9]+:[0-9]+", text):
        return "write a duration with its unit, such as `8 h` or `510 min`"
    return ""


def _factor(unit: str, dimension: Dimension, text: str) -> float:
    """Return the factor from a written unit to the unit used inside."""
    rule = RULES[dimension]
    if unit == "%" and rule.percent:
        return 0.01
    if not unit and rule.powers == (0, 0):
        return 1.0
    expected = f"{describe(dimension)}, such as `{rule.example}`"
    if not unit:
        remedy = f"add a unit, as in `{text.strip()} {rule.example.split(maxsplit=1)[1]}`"
        raise UnitError(f"`{text}`, without a unit", expected, remedy, "unit")
    if unit == "%":
        raise UnitError(f"`{text}`, a percentage", expected, kind="dimension")
    factor, powers = _expression(unit)
    if powers != rule.powers:
        raise UnitError(f"`{text}`, {_name_powers(powers)}", expected, kind="dimension")
    return factor


def _name_powers(powers: tuple[int, int]) -> str:
    for dimension, rule in RULES.items():
        if rule.powers == powers and powers != (0, 0):
            return f"a {dimension}"
    return "another dimension"


@lru_cache(maxsize=4096)
def _expression(text: str) -> Unit:
    """Return factor and powers of a unit expression: names with ``*`` and ``/`` between."""
    factor, time, length = 1.0, 0, 0
    for index, part in enumerate(text.split("/")):
        sign = -1 if index else 1
        for name in part.split("*"):
            if not name.strip():
                if index == 0 and part.strip() == "" and "/" in text:
                    continue  # `6 / year` begins with the stroke
                raise UnitError(f"unit `{text}`", "a name on each side of `/` and `*`", kind="unit")
            one, powers = _atom(name.strip())
            factor *= one**sign
            time, length = time + sign * powers[0], length + sign * powers[1]
    return factor, (time, length)


@lru_cache(maxsize=4096)
def _atom(name: str) -> Unit:
    if name in UNITS:
        return UNITS[name]
    if name in ("month", "months", "mo"):
        raise UnitError("unit `month`", "a unit of fixed length", "write days, such as `30 d`",
                        "unit")  # fmt: skip
    found = _from_pint(name) if len(name) <= _LONGEST_NAME else None
    if found is None:
        from renkei._base.nearest import did_you_mean

        expected = f"a unit such as {', '.join([*_HOUR, 'kt', *_MILE])}"
        raise UnitError(f"unit `{name}`", expected, did_you_mean(name, UNITS), "unit")
    return found


def _from_pint(name: str) -> Unit | None:
    """Return a unit of time and length that only Pint knows, or None."""
    if not name.isidentifier():
        return None
    registry = _registry()
    try:
        quantity = registry.Quantity(1, name).to_base_units()
    except Exception:
        # Pint raises errors of many kinds for text that is no unit.
        return None
    powers = {str(key): float(power) for key, power in quantity.dimensionality.items()}
    time, length = powers.pop("[time]", 0.0), powers.pop("[length]", 0.0)
    if powers or time % 1 or length % 1 or (time, length) == (0, 0):
        return None
    factor = float(quantity.magnitude) / 3600.0**time / 1852.0**length
    return factor, (int(time), int(length))


@lru_cache(maxsize=1)
def _registry() -> Any:
    import pint

    return pint.UnitRegistry()
