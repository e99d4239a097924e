"""The master events list goes out as a workbook and comes back the same, with what people added."""

from __future__ import annotations

import io
from datetime import time, timedelta

import pytest
from openpyxl import load_workbook

from renkei._base.language import speaking
from renkei.exercise.definition import read_definition
from renkei.exercise.lines import read_lines
from renkei.exercise.lines_workbook import read_lines_workbook, write_lines
from renkei.exercise.log import DESK
from renkei.exercise.running import Exercise
from renkei.study.library import LIBRARY


@pytest.fixture(scope="module")
def definition():
    return read_definition(LIBRARY / "exercises" / "skerries" / "exercise.yaml")


@pytest.fixture(scope="module")
def lines(definition):
    return read_lines(definition.file.lines, definition.document.scenario)


def _changed(content: bytes, change) -> bytes:
    workbook = load_workbook(io.BytesIO(content))
    change(workbook.active)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_workbook_comes_back_the_same(definition, lines, language) -> None:
    with speaking(language):
        content = write_lines(lines)
    found = read_lines_workbook(content, lines, definition.document.scenario)
    assert found.changes == ()
    assert found.rejected == ()


def test_rows_are_added_changed_and_rejected_with_their_reason(definition, lines) -> None:
    def change(sheet) -> None:
        sheet["P1"] = "Umpire"
        sheet["P3"] = "Kate"  # row 3 is M02
        sheet["B2"] = "0:20"  # M01
        sheet.append(["N1", timedelta(hours=26), "", "", "Press", "meridian-joint、aurelian-fleet",
                      "=cmd()", "", "", "", "", "", "", "yes"])  # fmt: skip
        sheet.cell(8, 7).data_type = "s"  # a person wrote it as text
        sheet.append(["N2", "soon", "", "", "", "meridian-joint"])
        sheet.append(["N3", 3, "", "", "", "nowhere", "x"])
        sheet.append(["N1", 4])
        sheet.append(["N4", time(1, 30), "reached nonsense", "", "", "meridian-joint", "x"])
        sheet.append(["N5", 5, "", "", "", "", "To nobody"])
        sheet.append(["N6", 6, "", "incident"])

    content = _changed(write_lines(lines), change)
    found = read_lines_workbook(content, lines, definition.document.scenario)
    assert [(one.line, one.added) for one in found.changes] == [
        ("M01", False), ("M02", False), ("N1", True),
    ]  # fmt: skip
    shown = [[(cell.name.en, cell.before, cell.after) for cell in one.details]
             for one in found.changes]  # fmt: skip
    assert shown[0] == [("Time from begin", "0:10", "0:20")]
    assert shown[1] == [("Umpire", "", "Kate")]
    assert ("Subject", "", "=cmd()") in shown[2]
    assert [one.row for one in found.rejected] == [9, 10, 11, 12, 13, 14]
    reasons = " ".join(one.why.en for one in found.rejected)
    for said in ("no time from the begin", "does not have: nowhere", "row 8 already", "condition",
                 "somebody who gets it", "no incident type"):  # fmt: skip
        assert said in reasons
    exercise = Exercise(definition)
    for one in found.changes:
        for action in one.actions:
            exercise.act(DESK, action, 0.0)
    new = exercise.control.lines["N1"]
    assert (new.at_h, new.says.to, new.state) == (
        26.0, ["meridian-joint", "aurelian-fleet"], "approved",
    )  # fmt: skip
    assert exercise.control.lines["M01"].at_h == pytest.approx(1 / 3)
    again = load_workbook(io.BytesIO(write_lines(exercise.control.lines))).active
    header = [cell.value for cell in again[1]]
    kept = {row[0].value: row[header.index("Umpire")].value for row in again.iter_rows(min_row=2)}
    assert kept["M02"] == "Kate"
    texts = [cell for row in again.iter_rows() for cell in row if cell.value == "=cmd()"]
    assert [cell.data_type for cell in texts] == ["s"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", b"a,b\n1,2\n"])
def test_what_is_no_workbook_is_said(definition, lines, content) -> None:
    found = read_lines_workbook(content, lines, definition.document.scenario)
    assert found.changes == ()
    why = found.rejected[0].why
    assert "no workbook" in why.en
    assert "ZIP" in why.ja
    assert "zip file" not in why.ja
