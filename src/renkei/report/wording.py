"""Names, numbers and times written for people, in one place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei._base.language import later, spoken, tr
from renkei.study.names import names_of_milestones

if TYPE_CHECKING:
    from renkei.scenario import ResolvedDesign, ResolvedPhase
    from renkei.scenario.model.document import Scenario

_BETWEEN_SENTENCES = {"en": " ", "ja": ""}

_MILESTONES = {
    "detected": later("detected"),
    "reported": later("reported"),
    "decided": later("decided"),
    "agreed": later("agreed"),
    "settled": later("settled"),
    "ordered": later("ordered"),
    "departed": later("departed"),
    "first-on-station": later("first on station"),
    "on-station": later("on station"),
    "complete": later("complete"),
}

_CELLS = {
    "command": later("command"),
    "operations": later("operations"),
    "plans": later("plans"),
    "intelligence": later("intelligence"),
    "logistics": later("logistics"),
    "coordination": later("coordination cell"),
    "interpreters": later("interpreters"),
}


def cell_words(cell: str) -> str:
    """Return a staff cell in words: the known names of the language, else the identifier."""
    if spoken() == "en":
        return cell
    return tr(_CELLS[cell]) if cell in _CELLS else cell


_WAITED = re.compile(r"(.+) of (\w+) waited for too long")
_NONE_FREE = re.compile(r"no (.+) of (\w+) free")


def outcome_words(outcome: str) -> str:
    """Return in words how an incident ended, as results name it."""
    if found := _WAITED.fullmatch(outcome):
        capability, nation = found.groups()
        return tr(
            "{capability} of {nation} waited for too long", capability=capability, nation=nation
        )
    if found := _NONE_FREE.fullmatch(outcome):
        capability, nation = found.groups()
        return tr("no {capability} of {nation} free", capability=capability, nation=nation)
    return tr(_OUTCOMES[outcome]) if outcome in _OUTCOMES else outcome


_OUTCOMES = {"complete": later("complete"), "running": later("running"), "full": later("full")}


def joined(parts: Iterable[str]) -> str:
    """Return parts of a sentence, or names, with commas between them."""
    return tr(", ").join(parts)


def apart(parts: Iterable[str]) -> str:
    """Return longer parts of a sentence with semicolons between them."""
    return tr("; ").join(parts)


def flowing(sentences: Iterable[str]) -> str:
    """Return sentences behind each other."""
    return _BETWEEN_SENTENCES[spoken()].join(sentences)


def bracketed(text: str, aside: str) -> str:
    """Return a text with an aside in brackets."""
    return tr("{text} ({aside})", text=text, aside=aside)


def phase_name(design: ResolvedDesign, phase: ResolvedPhase) -> str:
    """Return ``phase 2 of 3, from 2029-04-01``; empty for the only phase of a design."""
    if len(design.phases) < 2:
        return ""
    from renkei.scenario.document import day_of  # late: it takes the models with it

    place = next(n for n, one in enumerate(design.phases, 1) if one.from_h == phase.from_h)
    first = day_of(phase.scenario.time, phase.from_h)
    return tr(
        "phase {place} of {many}, from {first}", place=place, many=len(design.phases), first=first
    )


def number(value: float) -> str:
    """Return a number without superfluous digits: 3, 2.5, 0.04, 1,157, 12,000."""
    if value == round(value) or abs(value) >= 99.95:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def hours(value: float | None, *, signed: bool = False) -> str:
    """Return a time in the unit that reads best: 20 s, 25 min, 3.2 h, 4.1 d; a dash for None."""
    if value is None or value != value:
        return "–"
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    size = abs(value)
    if size == 0:
        return "0"
    if size < 1 / 60:
        return f"{sign}{size * 3600:.0f} {tr('s')}"
    if size < 1:
        return f"{sign}{_short(size * 60)} {tr('min')}"
    if size < 48:
        return f"{sign}{_short(size)} {tr('h')}"
    return f"{sign}{_short(size / 24)} {tr('d')}"


def _short(value: float) -> str:
    text = f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"
    return text.removesuffix(".0")


def clock(value: float | None) -> str:
    """Return hours since the event as ``12:05``; a dash for None."""
    if value is None or value != value:
        return "–"
    minutes = round(value * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def readable(identifier: str) -> str:
    """Return an identifier for which a scenario has no name, as words."""
    return identifier.replace("-", " ").replace("_", " ")


def milestone_words(milestone: str, own: Mapping[str, str] | None = None) -> str:
    """Return a milestone in words: ``first-on-station.ABC`` -> ``first on station of ABC``.

    Parameters
    ----------
    own
        Names of the milestones that the scenario declares itself.
    """
    name, _, nation = milestone.partition(".")
    if name in _MILESTONES:
        words = tr(_MILESTONES[name])
    else:
        words = (own or {}).get(name) or readable(name)
    return tr("{milestone} of {nation}", milestone=words, nation=nation) if nation else words


def milestone_name(milestone: str, scenario: Scenario) -> str:
    """Return a milestone in words; one of the scenario's own by the name that it gives."""
    return milestone_words(milestone, names_of_milestones(scenario))


def share(value: float | None, *, signed: bool = False) -> str:
    """Return a probability as a percentage; a dash for None."""
    if value is None or value != value:
        return "–"
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    percent = abs(value) * 100
    return f"{sign}{percent:.1f} %" if percent < 10 else f"{sign}{percent:.0f} %"


@dataclass(frozen=True)
class Unit:
    """A unit in which the numbers of a column are written; ``size`` in hours (or 1 for shares).

    ``digits`` are the decimals from 1 to 10; below 1 there is one more, above 10 none. ``code`` is
    the name in English.
    """

    code: str
    size: float
    digits: int = 1

    @property
    def name(self) -> str:
        """The name in the language of the context."""
        return tr(_UNITS.get(self.code, self.code)) if self.code else ""

    def number(self, value: float, *, signed: bool = False) -> str:
        """Return a value in this unit without the unit."""
        if math.isnan(value):
            return "–"
        sign = "−" if value < 0 else "+" if signed and value > 0 else ""
        if math.isinf(value):
            return f"{sign}∞"
        size = abs(value) / self.size
        text = f"{size:,.0f}"
        if size < 10 - 0.5 * 10**-self.digits:
            # Hundredths of a percent, of a minute or of a day mean nothing.
            finer = size < 0.95 and self.code == "h"
            text = f"{size:.{self.digits + finer}f}".rstrip("0").rstrip(".")
        return text if text == "0" else sign + text

    def range(self, low: float, high: float) -> str:
        """Return an interval of values that are not negative: 3–7."""
        return tr("{low}–{high}", low=self.number(low), high=self.number(high))

    def signed_range(self, low: float, high: float) -> str:
        """Return an interval of differences: −3 to +7."""
        return range_words(self.number(low, signed=True), self.number(high, signed=True))


def range_words(low: str, high: str) -> str:
    """Return a range of numbers as written: −3 to +7."""
    return tr("{low} to {high}", low=low, high=high)


_UNITS = {
    "h": later("h"),
    "min": later("min"),
    "d": later("d"),
    "points": later("points"),
    "a year": later("a year"),
}

PERCENT = Unit("%", 0.01)


def unit_for(values: Iterable[float]) -> Unit:
    """Return the unit of time that suits all values of a column [h].

    Minutes where all are short, days where most are long, else hours.
    """
    sizes = sorted(abs(value) for value in values if math.isfinite(value) and value)
    if not sizes:
        return Unit("h", 1.0)
    if sizes[-1] < 1.5:
        return Unit("min", 1 / 60)
    # Where three in four are of some days a tenth of a day still distinguishes the rest.
    return Unit("d", 24.0) if sizes[len(sizes) // 4] >= 72 else Unit("h", 1.0)


def plain(value: object) -> object:
    """Return a value for JSON: None for a number that is not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def percent(value: float) -> str:
    """Return a share in whole percent."""
    return f"{value:.0%}".replace("%", " %")


def listed(names: Sequence[str], most: int) -> str:
    """Return the first names, and the number of further ones."""
    more = len(names) - most
    shown = joined(names[:most])
    return tr("{names} and {more} more", names=shown, more=more) if more > 0 else shown


def wrapped_path(path: str, width: int, indent: int = 0) -> str:
    """Return a dotted path in lines of ``width``, broken only before dots."""
    lines = [" " * indent]
    for number, part in enumerate(path.split(".")):
        piece = f".{part}" if number else part
        if len(lines[-1]) + len(piece) > width and lines[-1].strip():
            lines.append(" " * (indent + 2))
        lines[-1] += piece
    return "\n".join(lines)
