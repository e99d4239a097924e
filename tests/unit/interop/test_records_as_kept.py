"""Records as staffs keep them: what would be a wrong number is found, and told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.unit.interop.sheets_of import csv_file, read

from renkei._base.errors import InputError
from renkei.interop.columns import Headings
from renkei.interop.estimates import Estimated, estimate_failures, estimate_repairs
from renkei.interop.moments import day_of
from renkei.interop.records import Rules, Window

WINDOW = Window(day_of("2024-01-01"), day_of("2026-01-01"))  # 731 d
FOR = {"unit": "frigates", "maintenance": "gearbox"}


def failures(
    tmp_path: Path, *texts: str, window: Window = WINDOW, rules: Rules | None = None,
    empty: tuple[str, ...] = (), skip: tuple[str, ...] = (),
) -> Estimated:  # fmt: skip
    sheets = []
    for k, text in enumerate(texts):
        sheet, problems = read(csv_file(tmp_path, text, f"log{k}.csv"), empty=frozenset(empty))
        assert sheet is not None, problems
        sheets.append(sheet)
    headings = Headings(skipped=frozenset(skip), values=FOR)
    return estimate_failures(sheets, headings, window, rules=rules)


def repairs(tmp_path: Path, *texts: str, rules: Rules | None = None, **more: Any) -> Estimated:
    sheets = [read(csv_file(tmp_path, text, f"log{k}.csv"))[0] for k, text in enumerate(texts)]
    window = more.get("window", WINDOW)
    return estimate_repairs([s for s in sheets if s], Headings(values=FOR), window, rules=rules)


def kinds(done: Estimated) -> dict[str, int]:
    return {note.kind: note.n for note in done.notes}


def found(done: Estimated) -> list[tuple[int, str, str]]:
    return [(r.row, r.problem.code, r.problem.found) for r in done.rejections]


def test_an_empty_return_is_still_down(tmp_path: Path) -> None:
    done = failures(tmp_path, "platform,failed,returned\nA,2024-07-01,\nB,,\n")
    (line,), (basis,) = done.lines, done.bases
    # A until 1 July 2024, 182 d; B for all 731 d. Not A up to the end as well: 1,462 d.
    assert line.mean / 24 == 182 + 731
    assert (basis.exposure / 24, basis.down) == (913, 549 * 24)
    assert (basis.n_platforms, basis.unfailed, basis.n_events, basis.n_censored) == (
        2,
        ("B",),
        1,
        1,
    )
    assert kinds(done) == {"still-down": 1}


def test_a_log_without_returns_is_told(tmp_path: Path) -> None:
    done = failures(tmp_path, "platform,failed\nA,2024-07-01\nB,\n")
    assert done.lines[0].mean / 24 == 2 * 731
    assert kinds(done) == {"no-return-column": 1}


def test_failing_again_without_a_return_is_a_contradiction(tmp_path: Path) -> None:
    text = "platform,failed,returned\nA,2024-07-01,\nA,2025-07-01,2025-07-02\n"
    text += "B,2024-03-01,2024-04-01\n"
    done = failures(tmp_path, text)
    assert [r.row for r in done.rejections] == [3, 2]
    assert "not given" in done.rejections[0].problem.expected
    merged = failures(tmp_path, text, rules=Rules(overlaps="merge"))
    assert (merged.n_rejected, merged.bases[0].n_events) == (0, 2)


def test_failure_on_the_day_of_return_is_legal(tmp_path: Path) -> None:
    text = "platform,failed,returned\nA,2024-07-01,2024-07-05\nA,2024-07-05,2024-07-06\n"
    done = failures(tmp_path, text)
    assert done.n_rejected == 0
    assert done.bases[0].exposure / 24 == 182 + 731 - 187
    assert done.lines[0].mean / 24 == (731 - 5) / 2


def test_a_platform_is_exposed_while_it_is_in_service(tmp_path: Path) -> None:
    text = (
        "platform,failed,returned,in_service,out_of_service\n"
        "A,2024-07-01,2024-07-11,2024-02-01,\n"
        "B,2024-03-01,2024-03-01,,2024-05-01\n"
        "C,,,2025-12-22,\n"
    )
    basis = failures(tmp_path, text).bases[0]
    a, b, c = 731 - 31 - 10, 121, 10
    assert basis.exposure / 24 == a + b + c


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("A,,2024-07-01,,", "a return without a failure"),
        ("A,2024-07-01,,2024-08-01,", "when it entered service"),
        ("A,2024-07-01,,,2024-06-01", "when it left service"),
        ("A,,,2025-01-01,2024-06-01", "after `in_service`"),
        ("A,,,2027-01-01,", "within the record"),
        ("A,,,,2023-01-01", "within the record"),
    ],
)
def test_contradictions_of_one_platform(tmp_path: Path, row: str, words: str) -> None:
    text = f"platform,failed,returned,in_service,out_of_service\n{row}\nB,2024-03-01,,,\n"
    (rejection,) = failures(tmp_path, text).rejections
    assert words in rejection.problem.found + rejection.problem.expected


def test_empty_event_is_refused_or_declared(tmp_path: Path) -> None:
    text = "time [h],event\n100,failure\n200,\n300,censored\n"
    done = failures(tmp_path, text)
    assert found(done) == [(3, "IMP-014", "no event")]
    done = failures(tmp_path, text, rules=Rules(empty_event="censored"))
    assert (done.lines[0].mean, done.n_rejected) == (600, 0)
    assert kinds(done)["empty-event"] == 1
    done = failures(tmp_path, "time [h]\n100\n200\n")
    assert kinds(done)["no-event-column"] == 2


@pytest.mark.parametrize(
    "row",
    [
        "Total,,", "TOTAL 2024,,", "合計,,", "　計　,,", "Summe:,,", "Grand total,2,",
        "Note: B was leased,,", "* as reported,,", "※ 速報値,,", "Source: fleet office.,,",
        "platform,failed,returned", "注）速報,,",
        "This line says at some length what the table above is about and who made it,,",
    ],
)  # fmt: skip
def test_rows_that_are_no_platforms(tmp_path: Path, row: str) -> None:
    text = f"platform,failed,returned\nA,2024-07-01,2024-07-02\nB,,\n{row}\n"
    done = failures(tmp_path, text)
    assert [(r.row, r.problem.code) for r in done.rejections] == [(4, "IMP-011")]
    assert done.bases[0].n_platforms == 2


@pytest.mark.parametrize(
    "name", ["Totale Glorie", "Summer", "Notec", "JS Kita", "DDG-101", "みょうこう"]
)
def test_names_that_only_look_so(tmp_path: Path, name: str) -> None:
    done = failures(tmp_path, f"platform,failed,returned\nA,2024-07-01,2024-07-02\n{name},,\n")
    assert done.n_rejected == 0
    assert done.bases[0].n_platforms == 2


def test_totals_of_times_are_found_by_word_and_by_value(tmp_path: Path) -> None:
    rows = "time [h],event,who\n100,failure,A\n200,failure,B\n300,failure,C\n400,failure,D\n"
    done = failures(tmp_path, rows + "1000,failure,Total\n", skip=("who",))
    assert found(done) == [(6, "IMP-011", "`Total`, a total")]
    done = failures(tmp_path, rows + "1000,failure,\n", skip=("who",))
    assert found(done) == [(6, "IMP-011", "the sum of the 4 values above it")]
    assert done.lines[0].mean == 250


def test_double_exports_of_two_files_are_taken_once(tmp_path: Path) -> None:
    first = "platform,failed,returned\nA,2024-07-01,2024-07-02\nB,2024-08-01,2024-08-03\nC,,\n"
    second = "platform,failed,returned\nB,2024-08-01,2024-08-03\nB,2025-01-01,2025-01-02\nC,,\n"
    union = "".join(dict.fromkeys((first + second).splitlines(keepends=True)))
    both, one = failures(tmp_path, first, second), failures(tmp_path, union)
    assert kinds(both) == {"double-files": 2}
    assert (both.lines[0].mean, both.bases) == (one.lines[0].mean, one.bases)


def test_doubles_within_a_file(tmp_path: Path) -> None:
    rows = [f"A,2024-0{k}-01,2024-0{k}-02" for k in range(1, 5)]
    text = "platform,failed,returned\n" + "\n".join([*rows, *rows]) + "\n"
    with pytest.raises(InputError, match="IMP-013") as error:
        failures(tmp_path, text)
    assert error.value.problems[0].location.line == 6
    once = failures(tmp_path, text, rules=Rules(repeated="once"))
    assert (once.bases[0].n_events, kinds(once)) == (4, {"double-once": 4})
    each = failures(tmp_path, text, rules=Rules(repeated="each"))
    assert (each.bases[0].n_events, kinds(each)["double-each"]) == (8, 4)


def test_times_without_a_platform_are_never_the_same_row(tmp_path: Path) -> None:
    done = failures(tmp_path, "use [h],event\n" + 6 * "100,failure\n")
    assert (done.lines[0].n, done.lines[0].mean) == (6, 100)


@pytest.mark.parametrize(
    "day", ["1900-01-01", "9999-12-31", "1970-01-01", "2099-12-31", "0001-01-01"]
)
def test_dates_that_stand_for_none(tmp_path: Path, day: str) -> None:
    text = f"platform,failed,returned\nA,2024-07-01,{day}\nB,2024-03-01,2024-03-02\n"
    assert [code for _, code, _ in found(failures(tmp_path, text))] == ["IMP-012"]
    done = failures(tmp_path, text, empty=(day,))
    assert kinds(done) == {"emptied": 1, "still-down": 1}


def test_names_of_another_width_are_one_and_that_is_told(tmp_path: Path) -> None:
    text = (
        "ｐｌａｔｆｏｒｍ,failed,returned\nＫｉｔａ,2024-07-01,2024-07-02\n"
        "Kita,2025-07-01,２０２５－０７－０２\nKita ,2025-08-01,2025-08-02\n"
        "Ki ta,2025-09-01,2025-09-02\nKi　ta,2025-10-01,2025-10-02\n"
    )
    done = failures(tmp_path, text)
    assert done.bases[0].n_platforms == 2
    (note,) = [n for n in done.notes if n.kind == "folded"]
    assert (note.n, "`Ｋｉｔａ` as `Kita`" in note.examples) == (3, True)
    # `Kita` and `Ki ta` differ in a blank alone: two platforms, but said to be alike.
    assert kinds(done)["alike"] == 1


def test_a_footnote_mark_is_no_digit(tmp_path: Path) -> None:
    done = failures(tmp_path, "time [h],event\n100,failure\n5¹,failure\n")
    assert [code for _, code, _ in found(done)] == ["IMP-008"]


def test_a_platform_in_two_repairs_at_once(tmp_path: Path) -> None:
    text = "platform,start,end\nA,2024-01-10,2024-01-12\nA,2024-01-11,2024-01-20\n"
    text += "B,2024-05-10,2024-05-11\n"
    done = repairs(tmp_path, text)
    assert [r.row for r in done.rejections] == [2, 3]
    assert all("two repairs at once" in r.problem.found for r in done.rejections)
    merged = repairs(tmp_path, text, rules=Rules(overlaps="merge"))
    assert merged.bases[0].exposure / 24 == 10 + 1
    assert kinds(merged) == {"merged": 1}


def test_work_begun_and_ended_on_one_day(tmp_path: Path) -> None:
    text = "platform,start,end\nA,2024-01-10,2024-01-10\nA,2024-01-10,2024-01-12\n"
    done = repairs(tmp_path, text)
    assert done.n_rejected == 0
    assert done.bases[0].exposure == 12 + 48
    assert kinds(done) == {"same-day": 1}


def test_share_that_ran_over_counts_every_period_whose_plan_ends_within_the_record(
    tmp_path: Path,
) -> None:
    text = (
        "planned_start,planned_end,end\n"
        "2024-01-01,2024-02-01,2024-02-01\n"  # on time
        "2025-11-01,2025-12-01,\n"  # over, and open
        "2025-12-20,2026-02-01,2025-12-28\n"  # ended early, but its plan ends later: left out
        "2025-12-20,2026-02-01,\n"
    )
    share = repairs(tmp_path, text).lines[1]
    assert (share.mean, share.n, share.n_censored) == (0.5, 2, 2)


def test_work_from_before_the_record_is_refused(tmp_path: Path) -> None:
    text = "start,end\n2023-12-01,2024-03-01\n2024-02-01,2024-02-03\n"
    (rejection,) = repairs(tmp_path, text).rejections
    assert "only where it took long" in rejection.problem.remedy


def test_without_a_failure_a_limit_is_given(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        failures(tmp_path, "platform,failed,returned\nA,,\n")
    # No failure in 731 d has the probability 0.05 where the mean is 731 / ln 20.
    assert "244 d" in error.value.problems[0].remedy


def test_first_failures_of_unknown_exposure_are_told(tmp_path: Path) -> None:
    text = "platform,failed,returned\nA,2024-07-01,2024-07-02\nA,2025-07-02,2025-07-03\nB,,\n"
    done = failures(tmp_path, text, window=Window(None, WINDOW.ends))
    assert kinds(done) == {"first-only": 1, "no-beginning": 1}
    assert (done.bases[0].n_events, done.bases[0].exposure / 24) == (1, 365 + 182)
