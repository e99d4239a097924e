"""Rows that are no records: totals, notes, and headings that are repeated.

What for: a table that was made to be printed has a line of sums, a footnote, the names of the
columns once for each page. Each looks like one more ship that never fails. Takes a row; gives the
problem that keeps it out. The words are those that staffs write in the languages of the allies; a
sum without a word is found by its value (:func:`sums`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase
from renkei.interop.folding import fold
from renkei.interop.sheets import Cell, Sheet

_TOTAL = re.compile(
    r"((grand |sub-?)?(totals?|sum|subtotals?|overall|average|mean)"
    r"|summe|gesamt(summe)?|insgesamt|zwischensumme|mittelwert|durchschnitt"
    r"|total (général|general)|sous-total|somme|moyenne|totale|totaal|somma|media|suma|razem"
    r"|итого|всего"
    r"|合計|総?計|小計|累計|総数|平均|隻数計|합계|총계|소계|平均值|总计|合计|小计)"
    r"(\s*[:=(].*|\s+[0-9].*)?",
    re.IGNORECASE | re.DOTALL,
)
_NOTE = re.compile(
    r"([*†‡※#]|\([0-9a-z*]{1,2}\)\s|[0-9]\)\s"
    r"|(foot)?notes?\b|n\.?b\.?(\s|:)|sources?\s*:|remarks?\b|as of\b|status\s*:|legend\b"
    r"|updated\b|printed\b|page\b|prepared by\b|classification\b|unclassified\b"
    r"|quelle\b|stand\s*:|anmerkung|bemerkung|remarques?\b|nota\b"
    r"|注|備考|出典|資料|時点|作成|비고|출처|주\s*[:)]|备注|来源)",
    re.IGNORECASE,
)
_LONGEST_NAME = 60
_LEAST_SUMMED = 4


def furniture(
    row: Sequence[Cell], sheet: Sheet, names: Sequence[Cell], *, is_list: bool = False
) -> Problem | None:
    """Return why a row is no record of the table, or None.

    Parameters
    ----------
    row, sheet
        The row, and the table with its header.
    names
        The cells that name what the row is about.
    is_list
        Whether the row describes something: its name may be long, and its remarks say what they
        like.
    """
    filled = [cell for cell in row if not cell.is_blank and cell.fault is None]
    if not filled:
        return None
    header = sheet.names
    if all(
        cell.is_blank or (k < len(header) and header[k] == fold(cell.text).casefold())
        for k, cell in enumerate(row)
    ):
        return _problem(filled[0], Phrase("the names of the columns again"))
    # Any cell of a record distinguishes it: `Total` may stand in a column that is skipped.
    for cell in names if is_list else filled:
        if cell.text and not cell.text[0].isdigit() and is_total(cell.text):
            return _problem(cell, Phrase("`{fold}`, a total", fold=fold(cell.text)[:_LONGEST_NAME]))
    for cell in names:
        text = fold(cell.text)
        is_alone = len(filled) == 1
        is_note = is_alone and (bool(_NOTE.match(text)) or text.endswith((".", "。", "．")))
        is_long = len(text) > _LONGEST_NAME and not is_list
        if text and (is_note or is_long):
            return _problem(cell, Phrase("`{text}`, a note", text=text[:_LONGEST_NAME]))
    return None


@lru_cache(maxsize=4096)
def is_total(text: str) -> bool:
    """Return whether a text is the name of a total, as far as its words go."""
    return _TOTAL.fullmatch(fold(text)) is not None


def _problem(cell: Cell, found: str) -> Problem:
    return Problem(
        "IMP-011",
        cell.location,
        "",
        found,
        Phrase("a row of the table"),
        Phrase(
            "delete the row, or leave it out: --keep-good; a name that reads so is written in full"
        ),
    )


def sums(values: Sequence[float | None], where: Location) -> Problem | None:
    """Return the problem of a last value that is the sum of those above it, or None."""
    known = [value for value in values[:-1] if value is not None]
    last = values[-1] if values else None
    if last is None or len(known) < _LEAST_SUMMED:
        return None
    total = sum(known)
    if total <= 0 or abs(last - total) > 1e-9 * total:
        return None
    found = Phrase("the sum of the {known} values above it", known=len(known))
    return Problem(
        "IMP-011",
        where,
        "",
        found,
        Phrase("a row of the table"),
        Phrase("delete the row, or --keep-good"),
    )
