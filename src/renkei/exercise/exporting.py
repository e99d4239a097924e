"""An exercise as files for others: tables in the columns of a result, and the review as a workbook.

What for: what people did stands beside a thousand replications in the same columns. Takes an
exercise or its review; gives bytes. The tables are the whole truth, for the instructor; a review of
one nation is filtered already (:mod:`renkei.exercise.reviewing`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from renkei._base.language import later, tr
from renkei.results.rows import part_tables
from renkei.results.store import parquet_bytes

if TYPE_CHECKING:
    import pyarrow as pa

    from renkei.exercise.running import Exercise
    from renkei.exercise.views import Review

_NO_DATE = (1980, 1, 1, 0, 0, 0)
"""Date in the archive: the same exercise gives the same bytes."""


def tables_of(exercise: Exercise) -> dict[str, pa.Table]:
    """Return the tables of a result with the exercise as its one replication, and its log.

    What is still to be decided is left to the model, up to the end of the scenario's run. The log
    is the table ``entries``: number, hour of the scenario, who, what was done as JSON.
    """
    import pyarrow as pa

    number = exercise.definition.file.replication
    found, _ = part_tables(exercise.stepper.program, [(number, exercise.result())])
    entries = exercise.entries
    found["entries"] = pa.table(
        {
            "number": pa.array([one.number for one in entries], pa.int64()),
            "hour": pa.array([exercise.hour_of(one.at) for one in entries], pa.float64()),
            "who": pa.array([one.who for one in entries], pa.string()),
            "action": pa.array([one.action.model_dump_json() for one in entries], pa.string()),
        }
    )
    return found


def parquet_archive(exercise: Exercise) -> bytes:
    """Return a ZIP archive with a Parquet file for each table."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in sorted(tables_of(exercise).items()):
            info = zipfile.ZipInfo(f"{name}.parquet", _NO_DATE)
            archive.writestr(info, parquet_bytes(table))
    return stream.getvalue()


_TASKS = {
    later("Seat"): 24,
    later("Person"): 18,
    later("Step"): 22,
    later("What"): 40,
    later("Incident"): 26,
    later("Begun [h]"): 11,
    later("Done [h]"): 11,
    later("Took [h]"): 11,
    later("At the board in all [h]"): 12,
    later("Outcome"): 12,
    later("Median of the model [h]"): 14,
    later("Share of the model that was quicker"): 14,
    later("Written"): 50,
}
_INCIDENTS = {
    later("Incident"): 30,
    later("Place"): 20,
    later("Happened [h]"): 12,
    later("Known [h]"): 12,
    later("Answered after [h]"): 12,
    later("Deadline [h]"): 12,
    later("In time"): 10,
    later("Share of the model in time"): 14,
}
_LINES = {
    later("No."): 8,
    later("Fired [h]"): 11,
    later("Subject"): 36,
    later("Objective"): 36,
    later("Expected action"): 44,
    later("Tasks finished after it"): 30,
    later("Sent after it"): 40,
}


def review_workbook(review: Review) -> bytes:
    """Return a review as a workbook, in the language of the context."""
    from openpyxl import Workbook

    workbook = Workbook()
    first = workbook.active
    assert first is not None
    workbook.remove(first)
    seats = {one.id: str(one.name) for one in review.seats}
    incidents = {one.incident.id: str(one.incident.name) for one in review.incidents}
    _sheet(
        workbook,
        tr("Tasks"),
        _TASKS,
        (
            (
                seats.get(one.seat, one.seat),
                one.by,
                str(one.kind_name),
                str(one.text),
                incidents.get(one.incident or "", one.incident),
                one.begun_h,
                one.done_h,
                one.took_h,
                one.stay_h,
                one.outcome,
                one.simulated.q50_h if one.simulated is not None else None,
                one.quicker,
                one.wrote,
            )
            for one in review.tasks
        ),
    )
    _sheet(
        workbook,
        tr("Incidents"),
        _INCIDENTS,
        (
            (
                str(one.incident.name),
                one.incident.place,
                one.incident.happened_h,
                one.incident.known_h,
                one.answered_h,
                None
                if one.incident.deadline_h is None
                else one.incident.deadline_h - one.incident.happened_h,
                None if one.in_time is None else (tr("yes") if one.in_time else tr("no")),
                one.simulated.in_time if one.simulated is not None else None,
            )
            for one in review.incidents
        ),
    )
    if review.lines:
        _sheet(
            workbook,
            tr("Events"),
            _LINES,
            (
                (
                    one.id,
                    one.fired_h,
                    one.subject,
                    one.objective,
                    one.expected,
                    ", ".join(one.tasks),
                    "; ".join(one.sent),
                )
                for one in review.lines
            ),
        )
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _sheet(
    workbook: object,
    title: str,
    columns: dict[str, int],
    rows: Iterable[Sequence[object]],
) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = workbook.create_sheet(title)  # type: ignore[attr-defined]
    sheet.append([tr(name) for name in columns])
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.data_type == "f":  # what people wrote is text, never a formula
                cell.data_type = "s"
            if isinstance(cell.value, float):
                cell.number_format = "0.00"
    for number, width in enumerate(columns.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(1, number).font = Font(bold=True)
    sheet.freeze_panes = "A2"
