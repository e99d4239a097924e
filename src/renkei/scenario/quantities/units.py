"""Units of measurement: what is written, by dimension, and the one unit used inside.

What for: to turn ``20 min`` into 0.3333 h and to refuse ``20 kt`` where a time is due. Takes a
written number with its unit and a :class:`Dimension`; gives the value in the unit used inside.
The units are part of the language: :data:`UNIT_TABLE` is all of them, and the specification and the
reference print it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from renkei._base.language import Phrase, later


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


@dataclass(frozen=True)
class Unit:
    """A unit of time, distance or speed.

    Parameters
    ----------
    name
        As the documentation writes it.
    others
        Further spellings.
    size
        In hours and nautical miles.
    powers
        Of time and length.
    meaning
        Its definition, for people.
    """

    name: str
    others: tuple[str, ...]
    size: float
    powers: tuple[int, int]
    meaning: str

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling."""
        return self.name, *self.others


_TIME, _LENGTH, _SPEED = (1, 0), (0, 1), (-1, 1)
_FT, _YD = 0.3048 / 1852, 0.9144 / 1852  # international foot and yard

UNIT_TABLE = (
    Unit("ms", ("millisecond", "milliseconds"), 1 / 3_600_000, _TIME, "s / 1000"),
    Unit("s", ("sec", "second", "seconds"), 1 / 3600, _TIME, "min / 60"),
    Unit("min", ("minute", "minutes"), 1 / 60, _TIME, "h / 60"),
    Unit("h", ("hr", "hour", "hours"), 1.0, _TIME, "the unit used inside"),
    Unit("d", ("day", "days"), 24.0, _TIME, "24 h"),
    Unit("week", ("weeks",), 168.0, _TIME, "7 d"),
    Unit("fortnight", ("fortnights",), 336.0, _TIME, "14 d"),
    Unit("year", ("yr", "years"), YEAR_H, _TIME, "365 d"),
    Unit("nmi", ("nautical_mile", "nautical_miles"), 1.0, _LENGTH, "1852 m; the unit used inside"),
    Unit(
        "km", ("kilometre", "kilometres", "kilometer", "kilometers"), 1 / 1.852, _LENGTH, "1000 m"
    ),
    Unit("m", ("metre", "metres", "meter", "meters"), 1 / 1852, _LENGTH, "nmi / 1852"),
    Unit("mi", ("mile", "miles"), 1.609344 / 1.852, _LENGTH, "the statute mile, 1609.344 m"),
    Unit("yd", ("yard", "yards"), _YD, _LENGTH, "0.9144 m"),
    Unit("ft", ("foot", "feet"), _FT, _LENGTH, "0.3048 m"),
    Unit("kt", ("kn", "knot", "knots"), 1.0, _SPEED, "nmi / h; the unit used inside"),
    Unit("kph", (), 1 / 1.852, _SPEED, "km / h"),
    Unit("mph", (), 1.609344 / 1.852, _SPEED, "mi / h"),
)
"""The units of the language, all of them; a rate is written by a unit of time below a stroke."""

_SIZES = {name: (unit.size, unit.powers) for unit in UNIT_TABLE for name in unit.names}

_IN_ITS_PLACE = {
    **dict.fromkeys(("month", "months", "mo"), Phrase("months differ: write days, such as `30 d`")),
    **dict.fromkeys(("quarter", "quarters"), Phrase("quarters differ: write days, such as `91 d`")),
    **dict.fromkeys(
        ("decade", "decades", "century", "centuries", "millennium", "millennia", "eon", "eons"),
        Phrase("write years, such as `10 year`"),
    ),
    **dict.fromkeys(
        ("us", "µs", "microsecond", "ns", "nanosecond", "shake"),
        Phrase("write `{one}` or `{other}`", one="ms", other="s"),
    ),
    **dict.fromkeys(
        ("cm", "mm", "centimetre", "millimetre", "angstrom"), Phrase("write `{right}`", right="m")
    ),
    **dict.fromkeys(("inch", "inches"), Phrase("write `{right}`", right="ft")),
    **dict.fromkeys(("furlong", "furlongs", "chain", "rod"), Phrase("write `{right}`", right="yd")),
    **dict.fromkeys(
        ("league", "leagues", "fathom", "fathoms", "NM", "nm"),
        Phrase("write `{one}` or `{other}`", one="nmi", other="m"),
    ),
    **dict.fromkeys(
        ("light_year", "light_years", "parsec", "au"), Phrase("write `{right}`", right="km")
    ),
    **dict.fromkeys(("Hz", "hertz", "rpm"), Phrase("write a rate, such as `1 / s`")),
    **dict.fromkeys(
        ("mach", "c", "kmh"), Phrase("write `{one}` or `{other}`", one="km / h", other="kt")
    ),
}
"""What to write for units that people may expect and the language does not have."""

_NUMBER = r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_WRITTEN = re.compile(rf"({_NUMBER})(?:\s*(%|[A-Za-z_µ/][A-Za-z_µ/* ]*))?\s*$")


LONGEST = 100
"""Most characters of a written number with its unit; no more are read, whatever they say."""

_LONGEST_NAME = 40  # of a unit: the search for the nearest name takes longer the longer

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
        found = Phrase(
            "`{value}...`, {value_2} characters long", value=text[: LONGEST // 2], value_2=len(text)
        )
        raise UnitError(
            found,
            Phrase(
                "{dimension}, such as `{example}`",
                dimension=describe(dimension),
                example=RULES[dimension].example,
            ),
        )
    return _read(text, dimension)


@lru_cache(maxsize=65536)
def _read(text: str, dimension: Dimension) -> tuple[float, str]:
    rule = RULES[dimension]
    match = _WRITTEN.match(text.strip())
    if match is None:
        raise UnitError(
            f"`{text}`",
            Phrase(
                "{dimension}, such as `{example}`",
                dimension=describe(dimension),
                example=rule.example,
            ),
            _number_remedy(text.strip()),
        )
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
    return Phrase(
        "0, or a number from {least} to {most}",
        least=plain(SMALLEST),
        most=plain(LARGEST) + ("" if unit == "1" else f" {unit}"),
    )


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
        Dimension.TIME: Phrase("a time with its unit"),
        Dimension.RATE: Phrase("a rate"),
        Dimension.SPEED: Phrase("a speed with its unit"),
        Dimension.DISTANCE: Phrase("a distance with its unit"),
        Dimension.COUNT: Phrase("a number without unit"),
        Dimension.FRACTION: Phrase("a fraction between 0 and 1 or a percentage"),
        Dimension.PEOPLE: Phrase("a number of people, without unit"),
        Dimension.FACTOR: Phrase("a factor without unit"),
    }
    return words[dimension]


def bounds(dimension: Dimension) -> str:
    """Return the bounds of a dimension, for people."""
    rule = RULES[dimension]
    if rule.high == 1.0:
        return Phrase("from 0 to 1 (0 % to 100 %)")
    return Phrase("more than 0") if rule.low_open else Phrase("0 or more")


def _plain(number: str) -> str:
    """Return the number without superfluous zeros: `1.50` as `1.5`, `-0` as `0`."""
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return "0" if number == "-0" else number


def _number_remedy(text: str) -> str:
    if re.match(r"[+-]?[0-9.]+[eE][+-]?[0-9]+", text):
        return Phrase("write the number out, without exponent")
    if re.match(r"[+-]?0[0-9]", text):
        return Phrase("write the number without leading zeros")
    if re.match(r"[+-]?[0-9]+(,[0-9]+)+|[0-9][0-9_]*_[0-9]", text):
        return Phrase("write the number without separators; the decimal sign is a point")
    if re.match(r"[0-9]+:[0-9]+", text):
        return Phrase("write a duration with its unit, such as `8 h` or `510 min`")
    return ""


def _factor(unit: str, dimension: Dimension, text: str) -> float:
    """Return the factor from a written unit to the unit used inside."""
    rule = RULES[dimension]
    if unit == "%" and rule.percent:
        return 0.01
    if not unit and rule.powers == (0, 0):
        return 1.0
    expected = Phrase(
        "{dimension}, such as `{example}`", dimension=describe(dimension), example=rule.example
    )
    if not unit:
        remedy = Phrase(
            "add a unit, as in `{value} {rule}`",
            value=text.strip(),
            rule=rule.example.split(maxsplit=1)[1],
        )
        raise UnitError(Phrase("`{value}`, without a unit", value=text), expected, remedy, "unit")
    if unit == "%":
        raise UnitError(Phrase("`{value}`, a percentage", value=text), expected, kind="dimension")
    factor, powers = _expression(unit)
    if powers != rule.powers:
        raise UnitError(_of_powers(text, powers), expected, kind="dimension")
    return factor


def _of_powers(text: str, powers: tuple[int, int]) -> str:
    """Return what a text is that has another dimension than was expected."""
    for dimension, rule in RULES.items():
        if rule.powers == powers and powers != (0, 0):
            return Phrase(_OTHERS[dimension], value=text)
    return Phrase("`{value}`, another dimension", value=text)


_OTHERS = {
    Dimension.TIME: later("`{value}`, a time"),
    Dimension.RATE: later("`{value}`, a rate"),
    Dimension.SPEED: later("`{value}`, a speed"),
    Dimension.DISTANCE: later("`{value}`, a distance"),
}


@lru_cache(maxsize=4096)
def _expression(text: str) -> tuple[float, tuple[int, int]]:
    """Return factor and powers of a unit expression: names with ``*`` and ``/`` between."""
    factor, time, length = 1.0, 0, 0
    for index, part in enumerate(text.split("/")):
        sign = -1 if index else 1
        for name in part.split("*"):
            if not name.strip():
                if index == 0 and part.strip() == "" and "/" in text:
                    continue  # `6 / year` begins with the stroke
                raise UnitError(
                    Phrase("unit `{value}`", value=text),
                    Phrase("a name on each side of `/` and `*`"),
                    kind="unit",
                )
            one, powers = _atom(name.strip())
            factor *= one**sign
            time, length = time + sign * powers[0], length + sign * powers[1]
    return factor, (time, length)


def _atom(name: str) -> tuple[float, tuple[int, int]]:
    """Return size and powers of a unit by any of its names."""
    known = _SIZES.get(name)
    if known is not None:
        return known
    from renkei._base.nearest import did_you_mean

    remedy = _IN_ITS_PLACE.get(name) or (
        did_you_mean(name, _SIZES) if len(name) <= _LONGEST_NAME else ""
    )
    expected = Phrase(
        "a unit of the language: {unit}", unit=", ".join(unit.name for unit in UNIT_TABLE)
    )
    raise UnitError(Phrase("unit `{name}`", name=name), expected, remedy, "unit")
