"""Logs of exercises and events to recorded clocks: foreign columns, zones, eras, repeated words."""

from __future__ import annotations

import io
from datetime import datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from renkei._base.errors import InputError
from renkei.interop.columns import Headings
from renkei.interop.event_logs import is_event_log
from renkei.interop.files import read_sheets
from renkei.interop.imported_tables import Imported
from renkei.interop.log_clocks import clocks_of_log
from renkei.interop.sheets import Reading
from renkei.scenario.text.nodes import Problems

COLUMNS = {"Inject": "event", "DTG": "at", "Message": "milestone"}
WORDS = {
    "milestone": {
        "inject:*": "start",
        "Flash report": "reported",
        "*decided*": "decided",
        "Order": "ordered",
    }
}
VALUES = {"incident": "boarding", "source": "log"}
LOG = (
    "Inject,DTG,Message\n"
    "INJ-04,221530ZNOV26,Inject: ship boarded\n"
    "INJ-04,2026-11-23T00:41:00+09:00,Flash report\n"
    "INJ-04,221544ZNOV26,Flash report\n"
    "INJ-04,221550ZNOV26,Radio check\n"
    "INJ-04,230155INOV26,Commander decided to escort\n"
)


def taken(
    folder: Path,
    content: str | bytes,
    columns: dict[str, str] = COLUMNS,
    values: dict[str, str] = VALUES,
    words: dict[str, dict[str, str]] = WORDS,
    name: str = "log.csv",
) -> Imported:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    problems = Problems()
    sheets = read_sheets([file], Reading(), problems)
    assert not problems
    headings = Headings(columns, frozenset(), values, frozenset(columns), words)
    assert all(is_event_log(sheet, headings) for sheet in sheets)
    return clocks_of_log(sheets, headings)


def lengths(done: Imported) -> dict[str, str]:
    return {id_: entry["value"] for id_, entry in done.entries.items()}


def notes(done: Imported) -> dict[str, int]:
    return {note.kind: note.n for note in done.notes}


def test_moments_of_several_zones_and_a_message_sent_again(tmp_path: Path) -> None:
    """15:30Z to 15:41Z (00:41 at +09:00) and 16:55Z (0155I): by hand 11 and 85 min."""
    done = taken(tmp_path, LOG)
    assert not done.rejections
    assert lengths(done) == {"inj-04-reported": "11 min", "inj-04-decided": "85 min"}
    clock = done.entries["inj-04-decided"]
    assert clock["name"] == "INJ-04: Commander decided to escort"
    assert (clock["date"], clock["incident"]) == ("2026-11-22", "boarding")
    said = notes(done)
    assert (said["log-again"], said["log-chatter"], said["meant"]) == (1, 1, 4)


def test_clocks_may_start_elsewhere(tmp_path: Path) -> None:
    done = taken(tmp_path, LOG, values=VALUES | {"from": "reported"})
    assert lengths(done) == {"inj-04-decided": "74 min"}
    assert done.entries["inj-04-decided"]["from"] == "reported"


def test_day_and_time_in_two_columns_with_eras_and_a_day_said_once(tmp_path: Path) -> None:
    log = (
        "日付,時刻,状況,内容\n令和8年11月22日,09:30,3-1,事案発生\n,０９４１,3-1,第一報\n"
        ",午前11時5分,3-1,決定\nR8.11.23,00:10,3-2,事案発生\n,02:01,3-2,決定\n"
    )
    done = taken(
        tmp_path,
        log.encode("cp932"),
        {"日付": "at.date", "時刻": "at.time", "状況": "event", "内容": "milestone"},
        words={"milestone": {"事案発生": "start", "第一報": "reported", "決定": "decided"}},
    )
    assert not done.rejections
    assert lengths(done) == {
        "3-1-reported": "11 min",
        "3-1-decided": "95 min",
        "3-2-decided": "111 min",
    }
    assert notes(done)["log-day-above"] == 3
    assert done.entries["3-2-decided"]["date"] == "2026-11-23"


def test_a_time_before_that_above_needs_a_day(tmp_path: Path) -> None:
    log = "at.date,at.time,event,milestone\n2026-11-22,23:50,a,start\n,00:10,a,decided\n"
    done = taken(tmp_path, log, {}, words={})
    assert [(r.row, r.column, r.problem.code) for r in done.rejections] == [
        (3, "at.time", "IMP-009")
    ]
    assert not done.entries


def test_a_row_for_each_event_with_a_column_for_each_milestone(tmp_path: Path) -> None:
    """Minutes to off, at patient, hand-over of two published patient flights: 35, 136, 218; 6."""
    log = (
        "Date,Flight,Request,Off,Patient,Hand-over\n2023-05-15,Akuseki,22:10,22:45,00:26,01:48\n"
        "2016-02-01,Hakodate,10:45,10:51,,\n"
    )
    columns = {"Date": "at.date", "Flight": "event", "Request": "at.start", "Off": "at.departed",
               "Patient": "at.first-on-station", "Hand-over": "at.complete"}  # fmt: skip
    done = taken(tmp_path, log, columns, words={})
    assert list(lengths(done).values()) == ["35 min", "136 min", "218 min", "6 min"]
    assert notes(done)["log-next-day"] == 2
    assert done.entries["akuseki-complete"]["date"] == "2023-05-15"


def test_times_of_day_of_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Day", "Time", "event", "milestone"])
    for clock, what in ((time(6, 30), "start"), (time(6, 41, 30), "reported")):
        book.active.append([datetime(2026, 11, 22), clock, "a", what])
    stream = io.BytesIO()
    book.save(stream)
    columns = {"Day": "at.date", "Time": "at.time"}
    done = taken(tmp_path, stream.getvalue(), columns, words={}, name="log.xlsx")
    assert lengths(done) == {"a-reported": "11.5 min"}


def test_days_alone_have_bounds(tmp_path: Path) -> None:
    log = "at,event,milestone\n2026-11-22,a,start\n2026-11-22,a,reported\n2026-11-25,a,decided\n"
    done = taken(tmp_path, log, {}, words={})
    same, later = done.entries["a-reported"], done.entries["a-decided"]
    assert (same["value"], same["low"], same["high"]) == ("12 h", "0 h", "24 h")
    assert (later["value"], later["low"], later["high"]) == ("72 h", "48 h", "96 h")


def test_nations_and_what_contradicts_itself(tmp_path: Path) -> None:
    log = (
        "at,event,milestone,incident\n2026-11-22 06:00,a,start,fire\n"
        "2026-11-22 07:00,a,decided.NTH,\n2026-11-22 08:00,a,decided.STH,flood\n"
        "2026-11-22 05:00,a,reported,\n2026-11-22 05:00,b,reported,fire\n"
    )
    done = taken(tmp_path, log, {}, values={"source": "log"}, words={})
    assert done.entries["a-decided-nth"]["nation"] == "NTH"
    said = [(r.row, r.column, r.problem.code) for r in done.rejections]
    assert said == [(4, "incident", "IMP-009"), (5, "milestone", "IMP-009"),
                    (6, "milestone", "IMP-009")]  # fmt: skip


def test_a_milestone_of_the_scenario_is_told_by_the_mapping(tmp_path: Path) -> None:
    log = "at,event,milestone\n2026-11-22 06:00,a,start\n2026-11-22 06:10,a,PM told\n"
    words = {"milestone": {"pm told": "minister-told"}}
    assert lengths(taken(tmp_path, log, {}, words=words)) == {"a-minister-told": "10 min"}
    with pytest.raises(InputError, match="did you mean `decided`"):
        taken(tmp_path, log, {}, words={"milestone": {"PM told": "Decided!"}})


@pytest.mark.parametrize(
    ("log", "columns", "words"),
    [
        ("Serial no,at,milestone\na,2026-01-01,start\n", {"Serial number": "event"},
         ("no column `Serial number`, which the mapping takes for `event`",
          "found `Serial no`, `at`, `milestone`", "did you mean `Serial no`?")),
        ("event,at.date,milestone\na,2026-01-01,start\n", {}, ("no column `at.time`",)),
        ("event,at,milestone\na,2026-01-01,decded\n", {},
         ("no milestone in any row; found `decded`", "did you mean `decided`?", "values:")),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_with_what_is_there(
    tmp_path: Path, log: str, columns: dict[str, str], words: tuple[str, ...]
) -> None:
    skipped = {"Serial no": "note"} if "Serial no" in log else {}
    with pytest.raises(InputError) as caught:
        taken(tmp_path, log, columns | skipped, words={})
    for text in words:
        assert text in str(caught.value)
