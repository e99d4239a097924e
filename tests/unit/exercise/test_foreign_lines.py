"""A master events list with columns, names and times of another program, read by a mapping."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook
from ruamel.yaml import YAML

from renkei._base.errors import InputError
from renkei.exercise.definition import read_definition
from renkei.exercise.exercise_file import LineAttributes
from renkei.exercise.foreign_lines import hours_after, lines_of_workbook
from renkei.exercise.lines import read_lines
from renkei.interop.mapping_files import ColumnMapping
from renkei.study.library import LIBRARY

MAPPING = ColumnMapping(
    columns={
        "Inject ID": "number",
        "Planned DTG": "time",
        "Originator": "sender",
        "Recipient(s)": "receivers",
        "Title": "subject",
        "Inject Text": "text",
        "Event": "incident",
        "Where": "place",
    },
    skip=("Internal remark",),
    set={"objective": "Decide together", "approved": "yes"},
    empty=("n/a",),
)
BEGIN = datetime(2030, 1, 15, 8, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture(scope="module")
def definition():
    return read_definition(LIBRARY / "exercises" / "skerries" / "exercise.yaml")


def workbook(*rows: list) -> bytes:
    book = Workbook()
    book.active.append([*MAPPING.columns, "Internal remark", "Phase"])
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def begin_of(definition) -> datetime:
    time = definition.document.scenario.time
    midnight = datetime.combine(time.start, datetime.min.time(), ZoneInfo(time.zone))
    return midnight.astimezone(UTC) + timedelta(hours=definition.begins_h)


def test_a_foreign_list_becomes_lines_of_an_exercise(definition) -> None:
    group = (begin_of(definition) + timedelta(hours=5)).strftime("%d%H%MZ%b%y").upper()
    names = definition.document.scenario.headquarters
    title = names["meridian-joint"].name
    content = workbook(
        ["INJ 1/a", "T+1:30", "Press", f"{title.en.upper()}; aurelian-fleet", "Call", "Who?",
         "n/a", "", "secret", "II"],
        ["INJ 2", group, "", "", "", "", "harassment", "skerries"],
        ["INJ 3", "T+1", "", "nobody at all", "Call"],
    )  # fmt: skip
    text, read = lines_of_workbook(content, MAPPING, definition)
    assert [one.row for one in read.rejected] == [4]
    assert "nobody at all" in read.rejected[0].why.en
    assert "# Phase: II" in text
    assert "secret" not in text
    entries = YAML(typ="safe").load(text)["lines"]
    says = {id_: LineAttributes.model_validate(one) for id_, one in entries.items()}
    first, second = read_lines(says, definition.document.scenario).values()
    assert (first.id, first.at_h, first.state) == ("INJ-1-a", 1.5, "approved")
    assert first.says.to == ["meridian-joint", "aurelian-fleet"]
    assert (first.says.subject, first.says.text, first.says.sender) == ("Call", "Who?", "Press")
    assert first.says.objective == "Decide together"
    assert (second.at_h, second.says.incident, second.says.place) == (5, "harassment", "skerries")


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("150600ZJAN30", 7.0),  # 15:00 in Tokyo
        ("151500I JAN 30", 7.0),
        ("151500JJAN2030", 7.0),  # local time
        ("142300ZJAN30", 0.0),
        ("D+1 0630", 22.5),
        ("d + 0 9:15", 1.25),
        (datetime(2030, 1, 15, 9), 1.0),
        ("STARTEX+2:00", "2:00"),
        ("H + 90 min", "90 min"),
        ("H+0130", 1.5),
        ("T+36", 36.0),
        ("321500ZJAN30", "321500ZJAN30"),  # no day 32: as it stands, to be refused
        ("1:30", "1:30"),
        (3, 3),
        (None, None),
    ],
)
def test_times_as_exercises_write_them(cell, hours) -> None:
    assert hours_after(cell, BEGIN) == hours


def test_a_mapping_names_columns_of_lines(definition) -> None:
    wrong = ColumnMapping({"Title": "subjct"})
    with pytest.raises(InputError, match="subject"):
        lines_of_workbook(workbook(), wrong, definition)


def test_a_list_without_numbers_is_told_what_is_there(definition) -> None:
    book = Workbook()
    book.active.append(["Inject No", "Planned DTG"])
    stream = io.BytesIO()
    book.save(stream)
    _, read = lines_of_workbook(stream.getvalue(), MAPPING, definition)
    (rejected,) = read.rejected
    assert rejected.why.en == (
        "The first row has no column `Inject ID`; it has `Inject No`, `Planned DTG`. "
        "Did you mean `Inject No`?"
    )


def test_words_of_cells_are_no_part_of_a_list(definition) -> None:
    mapping = ColumnMapping(columns=MAPPING.columns, values={"kind": {"Msg": "message"}})
    with pytest.raises(InputError, match="values"):
        lines_of_workbook(workbook(), mapping, definition)
