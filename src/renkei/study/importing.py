"""Tables and records of other programs: which reader takes the rows of a kind.

Takes paths and how they are read; gives entries of a table, estimates of a record, or the clocks of
a log.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.errors import InputError
from renkei._base.garbage import no_collection
from renkei._base.language import NameList, Phrase, later
from renkei.interop.records import Rules, Window
from renkei.study.choosing import bad_argument, one_of

if TYPE_CHECKING:
    from renkei.interop.columns import Headings
    from renkei.interop.estimates import Estimated
    from renkei.interop.imported_tables import Imported
    from renkei.interop.sheets import Reading


def table_named(wanted: str | None, files: Sequence[Path], argument: str = "--as") -> str:
    """Return the table or record asked for by an argument, or that of the first file's name.

    Raises
    ------
    InputError
        If there is none of this name.
    """
    from renkei.interop.imported_tables import importable
    from renkei.interop.records import RECORDS

    known = [*RECORDS, *importable()]
    if wanted is None and files[0].stem in known:
        return files[0].stem
    if wanted is None:
        raise bad_argument(
            argument,
            Phrase("nothing"),
            Phrase("one of: {known}", known=", ".join(known)),
            Phrase("say what the rows are: --as units") if argument == "--as" else "",
        )
    return one_of(argument, wanted, known)


def take_table(
    files: Sequence[Path],
    kind: str,
    reading: Reading,
    headings: Headings,
    window: Window | None = None,
    form: str = "auto",
    rules: Rules | None = None,
) -> Imported | Estimated:
    """Return what the rows of files give, read together as a table or record.

    Raises
    ------
    InputError
        If a file cannot be read, its columns are not clear, or an option is of another kind.
    """
    from renkei.interop.estimates import FORMS, estimate_failures, estimate_repairs
    from renkei.interop.event_logs import is_event_log
    from renkei.interop.files import read_sheets
    from renkei.interop.imported_tables import import_table
    from renkei.interop.log_clocks import clocks_of_log
    from renkei.scenario.text.nodes import Problems

    window, rules = window or Window(), rules or Rules()
    if kind in FORMS:
        one_of("--fit", form, FORMS[kind])
    elif form != "auto" or window != Window() or rules != Rules():
        option = "--fit" if form != "auto" else "--from/--until"
        raise bad_argument(
            option if rules == Rules() else "--empty-event/--repeated/--overlaps",
            Phrase("an option of records, with --as {kind}", kind=kind),
            Phrase("--as {forms}", forms=NameList(FORMS, later(" or --as "))),
        )
    problems = Problems()
    with no_collection():
        sheets = read_sheets(files, reading, problems)
        if problems:
            raise InputError(problems)
        if kind == "clocks" and any(is_event_log(sheet, headings) for sheet in sheets):
            return clocks_of_log(sheets, headings)
        if kind not in FORMS:
            return import_table(sheets, kind, headings)
        estimate = {"failures": estimate_failures, "repairs": estimate_repairs}
        return estimate[kind](sheets, headings, window, form, rules)
