"""What the cells of a table show about how it is written: decimal sign, order of dates, zone.

What for: ``1,200`` is 1200 in one country and 1.2 in another, ``05/03/2024`` is in March or in May.
A cell by itself does not say; its table often does, since another cell can be read in one way only.
Takes a sheet with its columns; gives every cell as the language writes it, or the fault of one that
stays open, and counts what was read otherwise than it is written. An option
(:class:`renkei.interop.sheets.Spelling`) goes before what the cells show.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from renkei._base.language import Phrase
from renkei.interop.folding import Folds, fold
from renkei.interop.moments import ORDERS, WrittenMoment, day_of, offset_of, readings
from renkei.interop.sheets import Cell, CellFault, Sheet

_NUMBER = re.compile(r"([+\-−]?)([0-9][0-9.,' ]*[0-9]|[0-9])(\s*[^0-9.,'\s].*)?", re.DOTALL)
_BLANK_GROUPS = re.compile(r"[0-9]{1,3}(?:([' ])[0-9]{3})(?:\1[0-9]{3})*(?:[.,][0-9]+)?")
_COMMA = re.compile(
    r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(\.[0-9]{3}){2,}"
    r"|[0-9]+,([0-9]{1,2}|[0-9]{4,})|(0|[0-9]{4,}),[0-9]+"
)
_POINT = re.compile(
    r"[0-9]{1,3}(,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(,[0-9]{3}){2,}"
    r"|[0-9]+\.([0-9]{1,2}|[0-9]{4,})|(0|[0-9]{4,})\.[0-9]+"
)
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:]{5,8})?")
_BETWEEN = re.compile(r"\s*[,;、，；\n]\s*")
_ITEM = re.compile(r"[A-Za-z0-9][\w.-]*")
_SIGN = {"comma": ",", "point": "."}
_UTC = timedelta()


@dataclass
class Usage:
    """How the cells of one sheet are read, and how often each kind of reading was needed.

    ``decimal`` is ``comma`` or ``point``, empty where nothing shows it, and ``is_open`` if a number
    such as ``1.200`` then has two meanings; ``orders`` the orders that every date of three numbers
    allows, ``shown_by`` the date that excludes others; ``zone`` the offset into which moments are
    turned, if any names one.
    """

    folds: Folds
    decimal: str = ""
    orders: tuple[str, ...] = ORDERS
    shown_by: str = ""
    epoch: str = "1900"
    zone: timedelta | None = None
    is_open: bool = False
    offsets: set[timedelta] = field(default_factory=set)
    done: dict[str, Counter[str]] = field(default_factory=dict)

    def read(self, cell: Cell, form: str, is_single: bool = False) -> Cell:
        """Return a cell as the language writes it, or with the fault of one that stays open.

        ``form`` and ``is_single`` are those of its column.
        """
        if cell.fault is not None or not cell.text:
            return cell
        match form:
            case "number" if not cell.is_number:
                return self._number(cell)
            case "list":
                return self._list(cell, is_single)
            case "moment" | "date":
                return self._moment(cell, form == "date")
        return cell

    def note(self, kind: str, example: str) -> None:
        """Count one reading."""
        self.done.setdefault(kind, Counter())[example] += 1

    def note_meant(self, text: str, value: str) -> None:
        """Count one cell whose words stand for a value."""
        self.note("meant", f"`{' '.join(text.split())[:60]}` as {value}")

    def _number(self, cell: Cell) -> Cell:
        match = _NUMBER.fullmatch(cell.text)
        if match is None:
            return cell
        sign, digits, rest = match.group(1), match.group(2), match.group(3) or ""
        plain = self._plain(digits)
        if plain is None:
            return replace(cell, text="", fault=_two_numbers(cell.text, digits))
        if plain == digits:
            return cell
        text = f"{sign}{plain}{rest}"
        self.note("numbers", f"`{cell.text}` as {text}")
        return replace(cell, text=text)

    def _plain(self, digits: str) -> str | None:
        """Return a number with a point and no separators, itself if it is none, None if open."""
        if _BLANK_GROUPS.fullmatch(digits):
            head, mark, tail = digits.rpartition("," if "," in digits else ".")
            digits = re.sub("[' ]", "", head) + (mark and ".") + re.sub("[' ]", "", tail)
            return digits
        if _EITHER.fullmatch(digits):
            if not self.decimal:
                # Where nothing speaks against it, a point is the point of the language.
                return digits if "." in digits and not self.is_open else None
            return _without(digits, self.decimal)
        for decimal, pattern in (("comma", _COMMA), ("point", _POINT)):
            # Each of these has one reading, and an option that rules it out leaves it as it is.
            if pattern.fullmatch(digits) and self.decimal in ("", decimal):
                return _without(digits, decimal)
        return digits

    def _list(self, cell: Cell, is_single: bool) -> Cell:
        if cell.text.lstrip().startswith(("[", "{")):
            return replace(cell, text=self.folds.fold(cell.text))
        items = [self.folds.fold(item) for item in _BETWEEN.split(cell.text.strip()) if item]
        if len(items) < 2 and is_single:
            return replace(cell, text=self.folds.fold(cell.text))
        text = ", ".join(i if _ITEM.fullmatch(i) else json.dumps(i, ensure_ascii=False)
                         for i in items)  # fmt: skip
        self.note("lists", f"`{' '.join(cell.text.split())}` as [{text}]")
        return replace(cell, text=f"[{text}]")

    def _moment(self, cell: Cell, is_date: bool) -> Cell:
        if cell.day is not None:
            return cell
        if not is_date and self.zone is None and (day := day_of(cell.text)) is not None:
            return replace(cell, day=day)  # as the language writes it: nothing to tell
        found = readings(fold(cell.text), self.epoch)
        kept = [moment for moment in found if moment.order in ("", *self.orders)]
        if len({moment.when for moment in kept}) > 1 or (found and not kept):
            return replace(cell, text="", fault=_two_days(cell.text, found))
        if not kept:
            return cell
        (moment, *_) = kept
        when = self._in_zone(moment, cell.text)
        text = _written(when, moment.has_clock)
        if is_date and moment.has_clock:
            return cell  # the language has the day alone here, and says so
        if moment.form != "iso":
            if moment.form != "year" or moment.offset is None:
                self.note(moment.order or moment.form, f"`{cell.text}` as {text}")
            return replace(cell, text=text, day=when)
        return replace(cell, text=text if is_date else cell.text, day=when)

    def _in_zone(self, moment: WrittenMoment, text: str) -> datetime:
        if self.zone is None or not moment.has_clock:
            return moment.when
        if moment.offset is None:
            self.note("zoneless", f"`{text}`")
            return moment.when
        self.note("zoned", f"`{text}`")
        try:
            return moment.when - moment.offset + self.zone
        except OverflowError:  # on the first or last day of the calendar, which stands for none
            return moment.when


def usage_of(sheet: Sheet, forms: dict[int, str], folds: Folds) -> Usage:
    """Return how the cells of a sheet are read: as its options say, else as its cells show.

    ``forms`` are those of its columns by their index.
    """
    asked = sheet.spelling
    found = Usage(
        folds,
        asked.decimal,
        epoch=asked.epoch or sheet.epoch,
        # A spreadsheet writes semicolons where its decimal sign is the comma; others do so too.
        is_open=sheet.written.separator == ";",
    )
    if not asked.decimal:
        signs = _signs(_texts(sheet, forms, ("number",)))
        found.is_open = found.is_open or len(signs) > 1
        found.decimal = signs.pop() if len(signs) == 1 else ""
    if asked.dates:
        found.orders = (asked.dates,)
    orders = set(ORDERS)
    for text in _texts(sheet, forms, ("moment", "date")):
        if _PLAIN.fullmatch(text):
            continue  # nine in ten logs have nothing else
        moments = readings(text, found.epoch)
        found.offsets |= {moment.offset for moment in moments if moment.offset is not None}
        allowed = {moment.order for moment in moments if moment.order}
        if allowed and not asked.dates:
            if len(orders & allowed) < len(orders):
                found.shown_by = text
            orders &= allowed
    if not asked.dates:
        # Cells that contradict one another show nothing: those with one reading keep it.
        found.orders = tuple(order for order in ORDERS if order in orders) or ORDERS
    return found


def settle_zone(usages: list[Usage], asked: str) -> None:
    """Give all sheets of a record one zone, if any moment names one.

    That asked for; else the only one that is named, else UTC.
    """
    offsets = set().union(*(usage.offsets for usage in usages))
    if not offsets:
        return
    zone = offset_of(asked) if asked else next(iter(offsets)) if len(offsets) == 1 else _UTC
    for usage in usages:
        usage.zone = zone


def shown_zone(zone: timedelta | None) -> str:
    """Return an offset as people write it: ``UTC``, ``+09:00``."""
    if zone is None or zone == _UTC:
        return "UTC"
    minutes = round(zone.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _texts(sheet: Sheet, forms: dict[int, str], wanted: tuple[str, ...]) -> Iterator[str]:
    """Yield the folded texts of the columns of some forms, without what is no text."""
    for index, form in forms.items():
        if form not in wanted:
            continue
        for row in sheet.rows:
            if index < len(row):
                cell = row[index]
                if cell.text and cell.day is None and not cell.is_number:
                    yield fold(cell.text)


def _signs(texts: Iterable[str]) -> set[str]:
    """Return the decimal signs that the numbers of a table show."""
    shown: set[str] = set()
    for text in texts:
        match = _NUMBER.fullmatch(text)
        if match is None:
            continue
        digits = match.group(2)
        shown |= {sign for sign, p in (("comma", _COMMA), ("point", _POINT)) if p.fullmatch(digits)}
    return shown


def _without(digits: str, decimal: str) -> str:
    """Return a number with a point, and without its separators of thousands."""
    sign = _SIGN[decimal]
    other = "." if sign == "," else ","
    return digits.replace(other, "").replace(sign, ".")


def _two_numbers(text: str, digits: str) -> CellFault:
    first, second = _without(digits, "point"), _without(digits, "comma")
    return CellFault(
        Phrase("`{text}`: {first}, or {second}", text=text, first=first, second=second),
        Phrase("a number of one meaning"),
        Phrase(
            "say what the comma is: --decimal comma, or --decimal point (commas then set thousands "
            "apart)"
        ),
        "IMP-008",
    )


def _two_days(text: str, found: tuple[WrittenMoment, ...]) -> CellFault:
    days = ", ".join(f"{moment.when:%Y-%m-%d} ({moment.order})" for moment in found)
    orders = ", ".join(moment.order for moment in found)
    return CellFault(
        f"`{text}`: {days}",
        Phrase("a date of one meaning"),
        Phrase(
            "no other date of the file shows the order: say it, --dates with one of {orders}; or "
            "write the year first",
            orders=orders,
        ),
        "IMP-007",
    )


def _written(when: datetime, has_clock: bool) -> str:
    if not has_clock:
        return when.date().isoformat()
    return when.isoformat(timespec="seconds" if when.second else "minutes")
