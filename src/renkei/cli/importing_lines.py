"""A master events list of another program, from the command line: `import --as msel`."""

from __future__ import annotations

from pathlib import Path

import typer

from renkei._base.language import Phrase, tr
from renkei.cli.output import INPUT, message, show, show_json
from renkei.cli.written_files import write_content
from renkei.study.choosing import bad_argument


def import_lines(
    files: list[Path],
    exercise: Path | None,
    mapping: Path | None,
    out: Path | None,
    keep_good: bool,
    *,
    force: bool,
    json: bool,
    quiet: bool,
) -> None:
    """Write the lines of an exercise file that a workbook holds, and name rejected rows."""
    from renkei.exercise.definition import read_definition
    from renkei.exercise.foreign_lines import lines_of_workbook
    from renkei.interop.exchange.bounds import content_of
    from renkei.interop.mapping_files import ColumnMapping, read_mapping
    from renkei.report.imports import render_lines

    if len(files) > 1:
        found = Phrase("{count} files", count=len(files))
        raise bad_argument("FILE", found, Phrase("one workbook"))
    if exercise is None:
        expected = Phrase("the exercise file whose lines they become")
        raise bad_argument("--exercise", Phrase("nothing"), expected)
    kept = ColumnMapping() if mapping is None else read_mapping(mapping)
    content = content_of(files[0], "IMP-016")
    text, read = lines_of_workbook(content, kept, read_definition(exercise))
    stops = bool(read.rejected) and not keep_good
    written = None if stops else out
    if written is not None:
        write_content(written, text.encode("utf-8"), force)
    if json:
        rejected = [{"row": one.row, "why": one.why.en} for one in read.rejected]
        lines = [{"row": one.row, "line": one.line} for one in read.changes]
        show_json({"lines": lines, "rejected": rejected, "written": written and str(written)})
    elif not quiet:
        rejected_rows = [(one.row, one.why) for one in read.rejected]
        show(render_lines(len(read.changes), rejected_rows))
    if stops:
        message(tr("renkei: nothing was written; rows were rejected (--keep-good)"), quiet=quiet)
        raise typer.Exit(INPUT)
    if written is not None:
        message(tr("wrote {written}", written=written), quiet=quiet)
