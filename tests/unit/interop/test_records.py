"""Logs to spells, periods and numbers of the language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.unit.interop.sheets_of import csv_file, only, read

from renkei._base.errors import InputError
from renkei.interop.columns import Headings
from renkei.interop.estimates import Estimated, estimate_failures, estimate_repairs
from renkei.interop.moments import day_of
from renkei.interop.records import Window, read_log
from renkei.interop.spells import spells
from renkei.scenario import parse_scenario

WINDOW = Window(day_of("2024-01-01"), day_of("2025-01-01"))
FOR = Headings(values={"unit": "frigates", "maintenance": "gearbox"})


def failures(tmp_path: Path, text: str, window: Window = WINDOW, **options: Any) -> Estimated:
    sheet, problems = read(csv_file(tmp_path, text))
    assert sheet is not None, problems
    return estimate_failures([sheet], FOR, window, **options)


def repairs(tmp_path: Path, text: str, window: Window = WINDOW, **options: Any) -> Estimated:
    sheet, problems = read(csv_file(tmp_path, text))
    assert sheet is not None, problems
    return estimate_repairs([sheet], FOR, window, **options)


def days(tmp_path: Path, text: str, window: Window = WINDOW) -> list[tuple[float, bool, bool]]:
    sheet, _ = read(csv_file(tmp_path, text))
    assert sheet is not None
    found = spells(read_log([sheet], "failures", FOR), window)
    return [(s.hours / 24, s.failed, s.whole) for s in found["frigates", "gearbox"].spells]


def test_spells_lie_between_return_and_failure(tmp_path: Path) -> None:
    text = (
        "platform,failed,returned\n"
        "kita,2024-03-01,2024-03-11\n"
        "kita,2024-06-19,2024-06-29\n"
        "minami,,\n"
    )
    assert days(tmp_path, text) == [
        (60, True, False),  # its age at the start of the record is not known
        (100, True, True),
        (186, False, True),
        (366, False, False),  # without a failure, still exposed
    ]


def test_age_is_known_of_what_enters_service_within_the_record(tmp_path: Path) -> None:
    text = "platform,failed,in_service\nkita,2024-03-01,2024-02-01\n"
    assert days(tmp_path, text)[0] == (29, True, True)
    text = "platform,failed,in_service\nkita,2024-03-01,2020-02-01\n"
    assert days(tmp_path, text)[0] == (60, True, False)


def test_without_a_start_the_first_failure_only_begins(tmp_path: Path) -> None:
    text = "platform,failed\nkita,2024-03-01\nkita,2024-06-09\n"
    assert days(tmp_path, text, Window(None, WINDOW.ends)) == [
        (100, True, True), (206, False, True)
    ]  # fmt: skip


def test_exponential_mean_is_exposure_over_failures(tmp_path: Path) -> None:
    done = failures(tmp_path, "platform,failed\nkita,2024-03-01\nminami,2024-07-01\nnishi,\n")
    (line,) = done.lines
    assert line.form == "exponential"
    assert line.mean / 24 == pytest.approx(3 * 366 / 2)
    assert (line.n, line.n_censored) == (5, 3)
    assert line.written["confidence"] == "low"
    assert line.written["source"] == "table-csv"


def test_end_of_the_record_must_be_known(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--until"):
        failures(tmp_path, "platform,failed\nkita,2024-03-01\n", Window())


def test_times_in_service_with_and_without_failure(tmp_path: Path) -> None:
    done = failures(tmp_path, "time [h],event\n100,failure\n200,yes\n300,censored\n", Window())
    (line,) = done.lines
    assert (line.attribute, line.mean, line.n_censored) == ("every", 300, 1)
    done = failures(tmp_path, "use [h]\n100\n200\n", Window())
    assert done.lines[0].attribute == "every_use"


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        ("kita,145292,", "IMP-007", "write the year first"),
        ("kita,04/05/2024,", "IMP-007", "--dates with one of dmy, mdy"),
        ("kita,2024-02-30,", "IMP-007", ""),
        ("kita,2023-05-01,", "IMP-009", "within the record from 2024-01-01 to 2025-01-01"),
        ("kita,2024-05-01,2024-04-01", "IMP-009", "not before the failure"),
    ],
)
def test_rows_that_say_nothing(tmp_path: Path, row: str, code: str, words: str) -> None:
    done = failures(tmp_path, f"platform,failed,returned\n{row}\nminami,2024-05-01,\n")
    problem = only(done)
    assert problem.code == code
    assert words in problem.expected + problem.remedy
    assert done.rejections[0].row == 2
    assert done.lines[0].n == 1  # that of minami, which is still down


def test_one_bad_row_spoils_the_history_of_its_platform(tmp_path: Path) -> None:
    text = "platform,failed\nkita,2024-03-01\nkita,soon\nkita,2024-09-01\nminami,2024-05-01\n"
    done = failures(tmp_path, text)
    assert [r.row for r in done.rejections] == [3, 2, 4]
    assert "row 3" in done.rejections[1].problem.found
    assert done.lines[0].n == 2


def test_two_failures_at_one_moment_are_two(tmp_path: Path) -> None:
    text = "platform,failed\nkita,2024-03-01\nkita,2024-03-01\nminami,2024-05-01\n"
    done = failures(tmp_path, text)
    assert done.n_rejected == 0
    # Exposure of both platforms, 366 d each, over three failures.
    assert done.lines[0].mean / 24 == pytest.approx(2 * 366 / 3)
    assert {"at-once", "double-each"} <= {note.kind for note in done.notes}


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("time,event\n100,yes\n5 h,yes\n", "IMP-008", "add a unit"),
        ('time,event\n"1,500 h",yes\n5 h,yes\n', "IMP-008", "--decimal comma"),
        ("time,event\n0 h,yes\n5 h,yes\n", "IMP-009", "more than 0"),
        ("time\n99999999 h\n5 h\n", "IMP-008", "at most 1000 years"),
        ("time,event\n5 h,perhaps\n5 h,yes\n", "IMP-008", "censored"),
        ("time,use\n5 h,5 h\n5 h,\n", "IMP-009", "one of them"),
        ("platform,time,event\n,,yes\nx,5 h,yes\n", "IMP-009", "`time`, `use`"),
    ],
)
def test_times_that_say_nothing(tmp_path: Path, text: str, code: str, words: str) -> None:
    problem = only(failures(tmp_path, text))
    assert problem.code == code
    assert words in problem.expected + problem.remedy


def test_record_without_a_failure(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        failures(tmp_path, "platform,failed\nkita,\n")
    (problem,) = error.value.problems
    assert (problem.code, problem.found) == ("IMP-010", "no failure in 366 d")


def test_ageing_shows_and_can_be_asked_for(tmp_path: Path) -> None:
    text = "time [d],event\n" + "".join(f"{300 + 5 * k},failure\n" for k in range(20))
    assert failures(tmp_path, text).lines[0].form.startswith("weibull, shape")
    assert failures(tmp_path, text, wanted="exponential").lines[0].form == "exponential"
    with pytest.raises(InputError, match="two or more"):
        failures(tmp_path, "time\n3 d\n", wanted="weibull")


def test_dates_of_a_workbook_are_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["platform", "failed"])
    sheet.append(["kita", day_of("2024-03-01")])
    sheet.append(["minami", 45292])  # not formatted as a date
    book.save(tmp_path / "log.xlsx")
    found, _ = read(tmp_path / "log.xlsx")
    assert found is not None
    done = estimate_failures([found], FOR, WINDOW)
    assert done.n_rejected == 0
    # From 2024-01-01 on minami, of whose two spells the first has no time.
    (serial,) = [note for note in done.notes if note.kind == "serial"]
    assert serial.examples == ("`45292` as 2024-01-01",)
    assert done.lines[0].n == 4


PERIODS = (
    "planned_start,planned_end,start,end\n"
    "2024-01-01,2024-02-10,,2024-02-10\n"  # as planned: 40 d
    "2024-02-01,2024-03-12,2024-02-11,2024-04-01\n"  # 40 d planned, took 50 d
    "2024-04-01,2024-05-11,,2024-05-01\n"  # 10 d early
    "2024-06-01,2024-07-11,,\n"  # open, long over
    "2024-12-01,2025-01-10,,\n"  # open, not yet over: says nothing
)


def test_overruns_by_length_not_by_date(tmp_path: Path) -> None:
    work, share, extra = repairs(tmp_path, PERIODS).lines
    assert (work.written["value"], work.n) == ("40 d", 5)
    assert (share.mean, share.n, share.n_censored) == (0.5, 4, 1)
    assert share.note.startswith("1 finished early")
    assert (extra.n, extra.n_censored) == (2, 1)
    # 10 d of an overrun that ended, 174 d of one that is open: exposure over ends.
    assert extra.mean / 24 == pytest.approx(10 + 174)


def test_share_has_its_wilson_interval(tmp_path: Path) -> None:
    rows = "2024-01-01,2024-01-11,2024-01-12\n" + 9 * "2024-01-01,2024-01-11,2024-01-11\n"
    share = repairs(tmp_path, "planned_start,planned_end,end\n" + rows).lines[1]
    assert share.written["value"] == "10 %"
    assert share.written["range"] == ["1.78 %", "40.5 %"]  # outwards of 1.78762 and 40.4150


def test_repairs_without_a_plan_have_work_only(tmp_path: Path) -> None:
    rows = "".join(f"2024-03-01,2024-03-{2 + k:02d}\n" for k in (1, 2, 3, 4, 6, 9, 14))
    (line,) = repairs(tmp_path, "start,end\n" + rows).lines
    assert (line.attribute, line.n) == ("work", 7)
    assert line.form.startswith("lognormal")
    (line,) = repairs(tmp_path, "start,end\n" + rows, wanted="empirical").lines
    assert line.form == "empirical"
    assert line.mean == pytest.approx(24 * sum((2, 3, 4, 5, 7, 10, 15)) / 7)


def test_open_work_counts_as_longer(tmp_path: Path) -> None:
    text = "start,end\n2024-03-01,2024-03-03\n2024-03-01,2024-03-05\n2024-12-01,\n"
    done = repairs(tmp_path, text, wanted="empirical").lines[0]
    assert (done.n_censored, done.note) == (1, "not empirical: some are open")
    assert done.mean > 24 * (2 + 4 + 31) / 3


def test_no_overrun_is_not_written(tmp_path: Path) -> None:
    text = "planned_start,planned_end,end\n2024-01-01,2024-01-11,2024-01-11\n"
    done = repairs(tmp_path, text)
    assert done.lines[1].written is None
    assert "overrun" not in done.text()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",2024-01-11,,2024-01-12", "`planned_start` where it was kept"),
        ("2024-01-11,2024-01-10,,2024-01-12", "not before the start"),
        ("2024-01-11,2024-01-15,,2024-01-10", "not before the start and within the record"),
        ("2024-01-11,2024-01-15,,2025-06-10", "within the record"),
    ],
)
def test_periods_that_contradict_themselves(tmp_path: Path, row: str, words: str) -> None:
    text = f"planned_start,planned_end,start,end\n{row}\n2024-01-01,2024-01-11,,2024-01-12\n"
    problem = only(repairs(tmp_path, text))
    assert problem.code == "IMP-009"
    assert words in problem.expected


def test_estimates_can_be_laid_over_a_scenario(tmp_path: Path) -> None:
    base = (Path(__file__).parents[2] / "conformance/valid/sustainment.yaml").read_text("utf-8")
    unit, kind = _maintained(base)
    headings = Headings(values={"unit": unit, "maintenance": kind})
    sheet, _ = read(csv_file(tmp_path, PERIODS))
    assert sheet is not None
    done = estimate_repairs([sheet], headings, WINDOW)
    log, _ = read(csv_file(tmp_path, "time [d]\n100\n170\n"))
    assert log is not None
    life = estimate_failures([log], headings, Window())
    parts = [done.tree(), life.tree()]
    lines = ["designs:", "  base: {name: Base}"]
    for index, part in enumerate(parts):
        text = json.dumps({"units": part["units"]}, ensure_ascii=False)
        lines += [f"  x{index}:", f"    name: X{index}", f"    changes: {text}"]
    sources = json.dumps({k: v for p in parts for k, v in p["sources"].items()})
    parse_scenario(f"{_without_designs(base)}\n" + "\n".join([*lines, f"sources: {sources}"]))


def _without_designs(text: str) -> str:
    """Return the text up to the tables that the test writes itself."""
    kept, keep = [], True
    for line in text.splitlines():
        if line[:1].isalpha():
            keep = not line.startswith(("designs:", "sources:"))
        if keep and not line.startswith("#"):
            kept.append(line)
    return "\n".join(kept)


def _maintained(text: str) -> tuple[str, str]:
    scenario = parse_scenario(text).scenario
    return next(
        (id_, kind)
        for id_, unit in scenario.units.items()
        for kind, entry in unit.maintenance.items()
        if entry.every is not None
    )
