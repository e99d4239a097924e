"""Files of other programs into Python: orders of battle, tables, master events lists.

Takes paths; gives what was read with what became of the rest. One call each for what the command
``import`` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from renkei._base.language import Phrase
from renkei.api.exporting import losses_frame
from renkei.api.opening import open as open_scenario
from renkei.api.shown import Shown
from renkei.study.choosing import bad_argument

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.api.study import Study
    from renkei.exercise.lines_workbook import ReadLines
    from renkei.interop.estimates import Estimated
    from renkei.interop.imported_tables import Imported
    from renkei.interop.sheets import Reading
    from renkei.study.exchanging import ImportedForces

Paths = str | Path | Sequence[str | Path]


class ImportedScenario(Shown):
    """An order of battle of another program, and the scenario that was made of it.

    Its page is the loss report, as ``renkei import`` prints it.
    """

    def __init__(self, taken: ImportedForces, folder: Path | None) -> None:
        self._taken = taken
        self.folder = folder
        """Folder of the scenario; None: it was not written."""

    @property
    def format(self) -> str:
        """Format, as ``export`` names it: ``orbat-mapper``, ``msdl``, ``c2sim``, …"""
        return self._taken.format

    @property
    def version(self) -> str:
        """Version or dialect of the file; empty: it says none."""
        return self._taken.version

    @property
    def counts(self) -> dict[str, int]:
        """Numbers of ``units``, ``headquarters``, ``superiors``, ``positions`` and ``moves``."""
        from renkei.report.exchange import taken_data

        data = taken_data(self._taken)
        return {name: data[name] for name in
                ("units", "headquarters", "superiors", "positions", "moves")}  # fmt: skip

    @property
    def losses(self) -> pl.DataFrame:
        """The loss report: ``file``, ``where``, ``line`` (0: none), ``what``, ``why``, ``fate``."""
        return losses_frame(self._taken.losses)

    @property
    def files(self) -> dict[str, str]:
        """The files of the scenario by name, as text."""
        return {name: content.decode("utf-8", "replace")
                for name, content in self._taken.files.items()}  # fmt: skip

    def study(self) -> Study:
        """Open the scenario, of the folder that was written or as it was made.

        Raises
        ------
        InputError
            With every problem found.
        """
        from renkei.interop.exchange.scenario_text import whole

        if self.folder is not None:
            return open_scenario(self.folder)
        tables = {name: text for name, text in self.files.items() if name.endswith(".yaml")}
        return open_scenario(whole(tables))

    def __repr__(self) -> str:
        return f"<ImportedScenario of {self.format} {self.version}: {self.counts['units']} units>"

    def _page(self) -> RenderableType:
        from renkei.report.exchange import render_taken

        return render_taken(self._taken)


class ImportedTable(Shown):
    """Rows of a table or record of another program, as the language has them.

    Its page is that of ``renkei import --as``.
    """

    def __init__(self, done: Imported | Estimated) -> None:
        self._done = done

    @property
    def entries(self) -> dict[str, Any]:
        """The entries of a table by id, or of a record its ``sources`` and ``units``."""
        from renkei.interop.estimates import Estimated

        return self._done.tree() if isinstance(self._done, Estimated) else self._done.entries

    @property
    def rejected(self) -> pl.DataFrame:
        """What was rejected and why.

        Columns: ``file``, ``row``, ``column``, ``code``, ``found``, ``expected``, ``remedy``.
        """
        names = ("file", "row", "column", "code", "found", "expected", "remedy")
        rows = [{n: str(r[n] or "") if n != "row" else r[n] for n in names}
                for r in self._data()["rejected"]]  # fmt: skip
        return pl.DataFrame(rows, {n: pl.Int64 if n == "row" else pl.String for n in names})

    @property
    def notes(self) -> list[str]:
        """A sentence for each thing done to the rows."""
        return [note["says"] for note in self._data()["notes"]]

    def write(self, out: str | Path, *, force: bool = False) -> Path:
        """Write the rows that were taken: a CSV table of a scenario folder, of a record YAML.

        Raises
        ------
        InputError
            If something is there already and ``force`` is not given.
        RenkeiError
            If it cannot be written.
        """
        return _written(Path(out), self._done.text().encode("utf-8"), force)

    def _data(self) -> dict[str, Any]:
        from renkei.interop.estimates import Estimated
        from renkei.report.imports import estimated_data, imported_data

        done = self._done
        return estimated_data(done) if isinstance(done, Estimated) else imported_data(done)

    def __repr__(self) -> str:
        done = self._done
        return f"<ImportedTable: {done.n_rows} rows, {done.n_rejected} rejected>"

    def _page(self) -> RenderableType:
        from rich.console import Group

        from renkei.interop.estimates import Estimated
        from renkei.report import imports

        done = self._done
        page = (imports.render_estimated(done) if isinstance(done, Estimated)
                else imports.render_imported(done))  # fmt: skip
        return Group(page, imports.render_rejections(done.rejections)) if done.rejections else page


def import_scenario(
    files: Paths, out: str | Path | None = None, *, force: bool = False
) -> ImportedScenario:
    """Take an order of battle of another program, as ``renkei import FILE -o FOLDER`` does.

    Parameters
    ----------
    files
        A file whose format is told by its content, or several of Cursor on Target.
    out
        Folder of the scenario; None: nothing is written.
    force
        Overwrite the folder.

    Raises
    ------
    InputError
        If a file cannot be read, is malformed or of no known format, or the folder holds something.
    RenkeiError
        If the folder cannot be written.
    """
    from renkei.study.exchanging import check_folder, store, take

    folder = None if out is None else Path(out)
    if folder is not None:
        check_folder(folder, force=force)
    taken = take(*_paths(files))
    if folder is not None:
        store(taken, folder, force=force)
    return ImportedScenario(taken, folder)


def import_table(
    files: Paths,
    table: str | None = None,
    *,
    mapping: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    skip: Sequence[str] = (),
    set: Mapping[str, str] | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    reading: Reading | None = None,
    begins: str | None = None,
    ends: str | None = None,
) -> ImportedTable:
    """Take rows of CSV or XLSX, as ``renkei import FILE --as TABLE`` does.

    Parameters
    ----------
    files
        One file, or several that are one table.
    table
        A table of the language, ``failures`` or ``repairs``; None: the name of the file.
    mapping
        A mapping file.
    columns, skip, set, words
        What a mapping file has as ``columns``, ``skip``, ``set`` and ``values``; they go before it.
    reading
        How the files are written, where it is not to be guessed.
    begins, ends
        First day of a record, and the first day after it, such as ``2025-04-01``.

    Raises
    ------
    InputError
        If a file cannot be read, or its columns are not clear. Rows that are rejected are no error.
    """
    from dataclasses import replace

    from renkei.interop.columns import Headings
    from renkei.interop.mapping_files import ColumnMapping, read_mapping
    from renkei.interop.records import Window
    from renkei.interop.sheets import Reading
    from renkei.study.importing import table_named, take_table

    kept = ColumnMapping() if mapping is None else read_mapping(Path(mapping))
    paths = _paths(files)
    kind = table_named(table, paths, "table")
    own = dict(columns or {})
    kept_columns = {n: a for n, a in kept.columns.items() if n not in own and n not in skip}
    headings = Headings(
        kept_columns | own,
        frozenset(kept.skip) - own.keys() | frozenset(skip),
        dict(kept.set) | dict(set or {}),
        maybe=frozenset(kept_columns) | (frozenset(kept.skip) - frozenset(skip)),
        words=dict(kept.values) | dict(words or {}),
    )
    how = reading or Reading()
    how = replace(how, empty=how.empty | frozenset(kept.empty), prefer=how.prefer or kind)
    window = Window(_day("begins", begins), _day("ends", ends))
    return ImportedTable(take_table(paths, kind, how, headings, window))


class ImportedLines(Shown):
    """A master events list of another program as lines of an exercise file."""

    def __init__(self, yaml: str, read: ReadLines) -> None:
        self.yaml = yaml
        """The ``lines`` of an exercise file."""
        self._read = read

    @property
    def rejected(self) -> pl.DataFrame:
        """Rows that are rejected, and why; a row is null where the whole file is."""
        rows = [{"row": one.row, "why": one.why.en} for one in self._read.rejected]
        return pl.DataFrame(rows, {"row": pl.Int64, "why": pl.String})

    def __repr__(self) -> str:
        read = self._read
        return f"<ImportedLines: {len(read.changes)} lines, {len(read.rejected)} rejected>"

    def _page(self) -> RenderableType:
        from renkei.report.imports import render_lines

        return render_lines(len(self._read.changes),
                            [(one.row, one.why) for one in self._read.rejected])  # fmt: skip


def import_lines(
    file: str | Path, exercise: str | Path, *, mapping: str | Path | None = None
) -> ImportedLines:
    """Take a master events list, as ``renkei import FILE --as msel`` does.

    Parameters
    ----------
    file
        XLSX workbook.
    exercise
        Exercise file of the lines: its scenario and its beginning.
    mapping
        A mapping file of the columns.

    Raises
    ------
    InputError
        If a file cannot be read, or the mapping names what a line does not have. Rows that are
        rejected are no error.
    """
    from renkei.exercise.definition import read_definition
    from renkei.exercise.foreign_lines import lines_of_workbook
    from renkei.interop.exchange.bounds import content_of
    from renkei.interop.mapping_files import ColumnMapping, read_mapping

    kept = ColumnMapping() if mapping is None else read_mapping(Path(mapping))
    content = content_of(Path(file), "IMP-016")
    return ImportedLines(*lines_of_workbook(content, kept, read_definition(Path(exercise))))


def write_template(table: str, out: str | Path, *, force: bool = False) -> Path:
    """Write an XLSX to fill in for a table or record, as ``renkei import --template`` does.

    Raises
    ------
    InputError
        If there is no such table, or something is there already and ``force`` is not given.
    RenkeiError
        If it cannot be written.
    """
    from renkei.interop.templates import template
    from renkei.study.importing import table_named

    return _written(Path(out), template(table_named(table, (), "table")), force)


def _written(file: Path, content: bytes, force: bool) -> Path:
    from renkei._base.errors import RenkeiError
    from renkei._base.foreign import reason

    try:
        if file.exists() and not force:
            found = Phrase("`{out}`, which exists already", out=file)
            raise bad_argument("out", found, Phrase("a name that is free, or force=True"))
        file.write_bytes(content)
    except OSError as error:
        why = Phrase("cannot write {path}: {strerror}", path=file, strerror=reason(error))
        raise RenkeiError(why) from None
    return file


def _day(name: str, text: str | None) -> Any:
    from renkei.interop.moments import day_of

    day = None if text is None else day_of(text)
    if text is not None and day is None:
        raise bad_argument(name, f"`{text}`", Phrase("a date, such as 2025-04-01"))
    return day


def _paths(files: Paths) -> list[Path]:
    return [Path(files)] if isinstance(files, str | Path) else [Path(file) for file in files]
