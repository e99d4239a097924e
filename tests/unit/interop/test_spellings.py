"""Encodings, separators, decimal signs, dates and zones: guessed from the file, and said.

The right values are written out by hand.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from tests.unit.interop.sheets_of import csv_file, only, read, units, workbook

from renkei._base.errors import InputError
from renkei.interop.columns import Headings
from renkei.interop.moments import day_of, readings
from renkei.interop.records import Log, Window, read_log
from renkei.interop.sheets import Spelling
from renkei.interop.spells import spells

FOR = Headings(values={"unit": "a", "maintenance": "b"})
UNIT = "id,name,nation,base,capabilities,platforms,medium,speed,notice\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-05 06:00:30", "2024-03-05T06:00:30"),
        ("2024-03-05T06:00:30.25", "2024-03-05T06:00:30"),
        ("20240305T0600", "2024-03-05T06:00:00"),
        ("2024. 3. 5.", "2024-03-05T00:00:00"),
        ("2024年3月5日(火) 午後2時30分", "2024-03-05T14:30:00"),
        ("2024년 3월 5일", "2024-03-05T00:00:00"),
        ("令和7年4月1日", "2025-04-01T00:00:00"),
        ("令和元年5月1日", "2019-05-01T00:00:00"),
        ("令和七年十二月二十一日", "2025-12-21T00:00:00"),
        ("㋿7年4月1日", "2025-04-01T00:00:00"),
        ("R7.4.1", "2025-04-01T00:00:00"),
        ("H31/4/30", "2019-04-30T00:00:00"),
        ("昭和64年1月7日", "1989-01-07T00:00:00"),
        ("5.3.2024", "2024-03-05T00:00:00"),
        ("13/03/2024", "2024-03-13T00:00:00"),
        ("05-Mar-24 3:15 PM", "2024-03-05T15:15:00"),
        ("Tue, 5 March 2024", "2024-03-05T00:00:00"),
        ("March 5, 2024 12:30 am", "2024-03-05T00:30:00"),
        ("050600ZMAR24", "2024-03-05T06:00:00"),
        ("2024-03-05 24:00", "2024-03-06T00:00:00"),
        ("45356", "2024-03-05T00:00:00"),  # 45292 is 2024-01-01, and 64 days more
        ("45356.25", "2024-03-05T06:00:00"),
    ],
)
def test_moments_as_they_are_written(text: str, expected: str) -> None:
    (found,) = readings(text)
    assert found.when == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2024-02-30", "31/02/2024", "2024-03-051", "2024-03-05 14", "2024-03-05 25:00",
     "2024-03-05 14:30 JST", "1/2", "99999", "令和7年13月1日", "2024-03-05T06:00+15:00",
     "9" * 4000, "2024-03-05 13:00 PM"],
)  # fmt: skip
def test_texts_that_are_no_moment(text: str) -> None:
    assert readings(text) == ()


def test_three_numbers_have_a_reading_for_each_order() -> None:
    found = {moment.order: f"{moment.when:%Y-%m-%d}" for moment in readings("04/05/06")}
    assert found == {"dmy": "2006-05-04", "mdy": "2006-04-05", "ymd": "2004-05-06"}


def log(folder: Path, text: str, **spelling: str) -> Log:
    sheet, problems = read(csv_file(folder, text), spelling=Spelling(**spelling))
    assert sheet is not None, problems
    return read_log([sheet], "failures", FOR)


def failed(done: Log) -> list[str]:
    return [f"{row.day('failed'):%Y-%m-%d %H:%M:%S}" for row in done.rows]


def notes(done: Any) -> dict[str, int]:
    return {note.kind: note.n for note in done.notes}


def test_seconds_zones_and_offsets(tmp_path: Path) -> None:
    """Days down by hand: 36:30:00 + 21:44:30 + 32:00:01 + 21:00:00 = 111:14:31."""
    done = log(
        tmp_path,
        "platform,failed,returned\n"
        "P1,2024-03-05 06:00:00,2024-03-06 18:30:00\n"
        "P1,2024-09-12T11:15:30,2024-09-13T09:00:00\n"
        "P2,2024-05-20 23:59:59,2024-05-22 08:00:00\n"
        "P2,2024-11-02T08:00:00+09:00,2024-11-02T20:00:00Z\n",
    )
    assert done.rejections == []
    assert failed(done)[3] == "2024-11-01 23:00:00"
    exposure = spells(done, Window(None, day_of("2025-01-01")))["a", "b"]
    assert exposure.down * 3600 == pytest.approx(111 * 3600 + 14 * 60 + 31)
    assert (notes(done)["zoneless"], notes(done)["zoned"]) == (6, 2)


def test_a_log_of_761_rows_in_four_spellings_is_taken_whole(tmp_path: Path) -> None:
    """Down in row i: 1 h and 17 s times i, whatever the spelling: 761 h and 17 s × 289,180."""
    tokyo = timezone(timedelta(hours=9))
    spellings = (
        lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}",
        lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}",
        lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        lambda moment: moment.astimezone(tokyo).isoformat(),
    )
    lines, begins = ["platform,failed,returned"], datetime(2023, 4, 1, 6, tzinfo=UTC)
    for i in range(761):
        down = timedelta(hours=1, seconds=17 * i)
        lines.append(f"P{i % 5},{spellings[i % 4](begins)},{spellings[i % 4](begins + down)}")
        begins += timedelta(hours=11, minutes=7, seconds=13)
    done = log(tmp_path, "\n".join(lines) + "\n")
    assert (len(done.rows), done.rejections) == (761, [])
    exposure = spells(done, Window(None, day_of("2025-01-01")))["a", "b"]
    assert exposure.down * 3600 == pytest.approx(761 * 3600 + 17 * 289_180)


@pytest.mark.parametrize(
    ("texts", "zone", "expected"),
    [
        # One zone alone: its own time, in which days of the record are meant.
        (("2024-05-01T00:30+09:00", "2024-05-02"), "", ["05-01 00:30", "05-02 00:00"]),
        (("2024-05-01T00:30+09:00", "2024-05-02 10:00"), "", ["05-01 00:30", "05-02 10:00"]),
        # Several: UTC, or what is asked for.
        (("2024-05-01T00:30+09:00", "2024-05-02T10:00Z"), "", ["04-30 15:30", "05-02 10:00"]),
        (("2024-05-01T00:30+09:00", "2024-05-02T10:00Z"), "+09:00", ["05-01 00:30", "05-02 19:00"]),
        (("010030IMAY24", "021000JMAY24"), "Z", ["04-30 15:30", "05-02 10:00"]),
    ],
)
def test_zone_of_a_record(
    tmp_path: Path, texts: tuple[str, ...], zone: str, expected: list[str]
) -> None:
    rows = "".join(f"P{k},{text}\n" for k, text in enumerate(texts))
    done = log(tmp_path, "platform,failed\n" + rows, zone=zone)
    assert [text[5:16] for text in failed(done)] == expected


def test_one_date_shows_the_order_of_all(tmp_path: Path) -> None:
    day_first = "platform,failed\nA,05/03/2024\nB,13/03/2024\n"
    done = log(tmp_path, day_first)
    assert [text[:10] for text in failed(done)] == ["2024-03-05", "2024-03-13"]
    (note,) = [note for note in done.notes if note.kind == "dmy"]
    assert (note.n, note.of) == (2, "`13/03/2024`")
    assert failed(log(tmp_path, day_first.replace("13/03", "03/13")))[0][:10] == "2024-05-03"


def test_an_order_that_nothing_shows_is_asked_for(tmp_path: Path) -> None:
    text = "platform,failed\nA,05/03/2024\nB,05/05/2024\n"
    done = log(tmp_path, text)
    assert only(done).code == "IMP-007"
    assert "2024-03-05 (dmy), 2024-05-03 (mdy)" in only(done).found
    assert failed(done) == ["2024-05-05 00:00:00"]  # whichever order is meant
    assert failed(log(tmp_path, text, dates="mdy"))[0][:10] == "2024-05-03"


def test_dates_that_contradict_one_another_show_no_order(tmp_path: Path) -> None:
    done = log(tmp_path, "platform,failed\nA,05/03/2024\nB,13/03/2024\nC,03/14/2024\n")
    assert (only(done).code, done.rejections[0].row) == ("IMP-007", 2)
    assert len(failed(done)) == 2


def test_days_are_counted_from_the_epoch_said(tmp_path: Path) -> None:
    text = "platform,failed\nA,45356\n"
    assert failed(log(tmp_path, text)) == ["2024-03-05 00:00:00"]
    assert failed(log(tmp_path, text, epoch="1904")) == ["2028-03-06 00:00:00"]


def test_one_moment_in_two_spellings_is_one_row(tmp_path: Path) -> None:
    sheets = []
    for name, moment in (("a.csv", "2024-03-05 06:00:00"), ("b.csv", "5 Mar 2024 06:00")):
        sheet, _ = read(csv_file(tmp_path, f"platform,failed\nA,{moment}\n", name))
        assert sheet is not None
        sheets.append(sheet)
    done = read_log(sheets, "failures", FOR)
    assert (len(done.rows), notes(done)["double-files"]) == (1, 1)


def test_seconds_of_a_workbook_tell_rows_apart(tmp_path: Path) -> None:
    rows = [["platform", "failed"]] + [["A", datetime(2024, 3, 5, 6, 0, s)] for s in (10, 50)]
    sheet, _ = read(workbook(tmp_path, rows))
    assert sheet is not None
    done = read_log([sheet], "failures", FOR)
    assert failed(done) == ["2024-03-05 06:00:10", "2024-03-05 06:00:50"]
    assert "double-each" not in notes(done)


def speeds(folder: Path, *texts: str, mark: str = ",", **reading: Any) -> list[str | None]:
    """Return the speeds of units with these texts; None for one that is refused."""
    cells = ["Frigates", "MRD", "island", "escort", "5", "sea", "{}", "4 h"]
    rows = [[f"u{k}", *(c.format(text) for c in cells)] for k, text in enumerate(texts)]
    lines = [UNIT.strip().split(","), *rows]
    text = "\n".join(mark.join(f'"{c}"' if mark in c else c for c in line) for line in lines)
    done = units(csv_file(folder, text + "\n"), **reading)
    assert all(r.problem.code in ("IMP-008", "SCN-030") for r in done.rejections)
    return [done.entries.get(f"u{k}", {}).get("speed") for k in range(len(texts))]


@pytest.mark.parametrize(
    ("texts", "mark", "expected"),
    [
        # One number proves the sign for those that could be either.
        (("18,5 kt", "1.200 kt"), ";", ["18.5 kt", "1200 kt"]),
        (("18.5 kt", "1,200 kt"), ",", ["18.5 kt", "1200 kt"]),
        (("1.234,5 kt", "1,200 kt"), ";", ["1234.5 kt", "1.200 kt"]),
        (("1 200,5 kt", "18 kt"), ";", ["1200.5 kt", "18 kt"]),
        # Nothing does: in a file of semicolons a point is as doubtful as a comma.
        (("1,200 kt", "18 kt"), ",", [None, "18 kt"]),
        (("1.200 kt", "18 kt"), ",", ["1.200 kt", "18 kt"]),
        (("1.200 kt", "18 kt"), ";", [None, "18 kt"]),
        # Both: each has one reading, but not those that could be either.
        (("18,5 kt", "18.5 kt", "1.200 kt"), ";", ["18.5 kt", "18.5 kt", None]),
    ],
)
def test_decimal_signs(
    tmp_path: Path, texts: tuple[str, ...], mark: str, expected: list[str | None]
) -> None:
    assert speeds(tmp_path, *texts, mark=mark) == expected


def test_the_decimal_sign_can_be_said(tmp_path: Path) -> None:
    comma, point = Spelling(decimal="comma"), Spelling(decimal="point")
    assert speeds(tmp_path, "1,200 kt", spelling=comma) == ["1.200 kt"]
    assert speeds(tmp_path, "1,200 kt", spelling=point) == ["1200 kt"]
    assert speeds(tmp_path, "18,5 kt", spelling=point) == [None]


def test_numbers_that_a_workbook_keeps_are_no_texts(tmp_path: Path) -> None:
    rows = [UNIT.strip().split(",")]
    rows += [[f"u{k}", "F", "MRD", "island", "escort", 5, "sea", speed, "4 h"]
             for k, speed in enumerate(["18,5", 1.234])]  # fmt: skip
    done = units(workbook(tmp_path, rows), Headings({"speed": "speed [kt]"}))
    assert [entry["speed"] for entry in done.entries.values()] == ["18.5 kt", "1.234 kt"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be",
                                      "cp932", "utf-32"])  # fmt: skip
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, mark: str) -> None:
    path = tmp_path / "table.csv"
    text = UNIT + "frigates,護衛艦ｶﾞﾀ,MRD,island,escort,5,sea,18 kt,4 h\n"
    path.write_bytes(text.replace(",", mark).encode(encoding))
    done = units(path)
    assert done.entries["frigates"]["name"] == "護衛艦ｶﾞﾀ"
    assert ("separator" in notes(done)) == (mark != ",")
    said = [note for note in done.notes if note.kind == "encoding"]
    # A mark, and UTF-8, are no guess.
    assert [note.of for note in said] == ([encoding] if encoding in _GUESSED else [])


_GUESSED = ("cp932", "utf-16-le", "utf-16-be")


@pytest.mark.parametrize(
    "name",
    ["Fregatte „Köln“", "the ship’s boats", "Œuvre", "Frégate à Défense", "Peñíscola", "Ærø"],
)
def test_western_letters(tmp_path: Path, name: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes((UNIT + f"a,{name},MRD,island,escort,5,sea,18 kt,4 h\n").encode("cp1252"))
    done = units(path)
    assert done.entries["a"]["name"] == name
    assert notes(done)["encoding"] == 1


@pytest.mark.parametrize("encoding", ["euc_jp", "iso2022_kr", "cp949", "koi8-r"])
def test_letters_that_nobody_can_tell_are_refused(tmp_path: Path, encoding: str) -> None:
    """A wrong guess would give names that mean nothing."""
    path = tmp_path / "table.csv"
    text = {"koi8-r": "Фрегаты", "euc_jp": "護衛艦のふね"}.get(encoding, "호위함")
    content = (UNIT + f"a,{text},MRD,island,escort,5,sea,18 kt,4 h\n").encode(encoding)
    path.write_bytes(content)
    sheet, problems = read(path)
    if encoding == "iso2022_kr":  # seven bits: text of UTF-8 as far as anybody can see
        assert sheet is not None
        return
    assert sheet is None
    assert (problems[0].code, "--encoding" in problems[0].remedy) == ("IMP-001", True)
    assert units(path, encoding=encoding).entries["a"]["name"] == text


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\n', "sep=;;;;;;;;;\n", "SEP=;\r\n"])
def test_first_line_that_names_the_separator(tmp_path: Path, first: str) -> None:
    row = "a;Frigates, all of them;MRD;island;escort;5;sea;18 kt;4 h\n"
    done = units(csv_file(tmp_path, first + UNIT.replace(",", ";") + row))
    assert done.entries["a"]["name"] == "Frigates, all of them"
    assert "separator" not in notes(done)


@pytest.mark.parametrize(
    "text",
    ["escort, patrol", "escort;patrol", "escort、patrol", "escort\npatrol", " escort , patrol,",
     "[escort, patrol]"],
)  # fmt: skip
def test_lists_as_people_write_them(tmp_path: Path, text: str) -> None:
    done = units(csv_file(tmp_path, UNIT + f'a,F,MRD,island,"{text}",5,sea,18 kt,4 h\n'))
    assert done.entries["a"]["capabilities"] == ["escort", "patrol"]
    assert ("lists" in notes(done)) == ("[" not in text)


def test_sheet_of_the_name_of_the_table_is_taken_of_several(tmp_path: Path) -> None:
    def second(sheet: Any) -> None:
        sheet.title = "units"
        sheet.parent.create_sheet("remarks").append(["anything"])

    row = ["a", "F", "MRD", "island", "escort", 5, "sea", "18 kt", "4 h"]
    path = workbook(tmp_path, [UNIT.strip().split(","), row], second)
    assert list(units(path, prefer="units").entries) == ["a"]
    assert read(path, prefer="stocks")[1][0].code == "IMP-002"


def test_first_failures_are_no_absence_of_failures(tmp_path: Path) -> None:
    """The remedy was a longer record; what is missing is its beginning."""
    from renkei.interop.estimates import estimate_failures

    sheet, _ = read(csv_file(tmp_path, "platform,failed,returned\nA,2024-03-05,2024-03-06\n"))
    assert sheet is not None
    with pytest.raises(InputError) as error:
        estimate_failures([sheet], FOR, Window(None, day_of("2025-01-01")))
    (problem,) = error.value.problems
    assert "before them" in problem.found
    assert "--from DATE" in problem.remedy
