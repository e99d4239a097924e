"""Rows against the language: what is taken, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.interop.sheets_of import SHIPS, csv_file, only, read, units

from renkei._base.errors import InputError
from renkei.interop.columns import Headings
from renkei.interop.imported_tables import import_table, importable

TEXT = "\n".join(",".join(map(str, row)) for row in SHIPS) + "\n"


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return csv_file(tmp_path, text)


def test_tables_that_rows_can_fill() -> None:
    assert {"units", "stocks", "items", "depots", "facilities", "lines"} <= set(importable())
    assert not {"designs", "time", "runs"} & set(importable())


@pytest.mark.parametrize(
    ("old", "new", "code", "column", "remedy"),
    [
        ("18 kt", "18", "SCN-031", "speed", "add a unit, as in `18 kt`"),
        ("18 kt", "18 h", "SCN-032", "speed", ""),
        ("18 kt", '"18,500 kt"', "IMP-008", "speed", "--decimal comma"),
        ("sea", "see", "SCN-021", "medium", "did you mean `sea`?"),
        ("frigates,", "Big Ships,", "SCN-022", "id", "write `big-ships`"),
        ("frigates,", ",", "SCN-022", "id", ""),
        ("MRD", "mrd", "SCN-022", "nation", "write `MRD`"),
        (",5,", ",,", "SCN-013", "", "add `platforms: 3`"),
        ("[escort]", '"[a, "', "SCN-010", "capabilities", ""),
    ],
)
def test_rejections_name_row_column_and_reason(
    tmp_path: Path, old: str, new: str, code: str, column: str, remedy: str
) -> None:
    done = units(changed(tmp_path, (old, new)))
    assert not done.entries
    assert done.n_rejected == 1
    (rejection,) = done.rejections
    assert rejection.problem.code == code
    assert rejection.problem.expected
    assert rejection.row == 2
    assert rejection.column in (column, "id")
    assert remedy in rejection.problem.remedy


def test_second_row_of_an_id(tmp_path: Path) -> None:
    done = units(csv_file(tmp_path, TEXT + TEXT.splitlines()[1]))
    assert list(done.entries) == ["frigates"]
    assert only(done).code == "SCN-011"


def test_columns_by_other_names_with_units_and_values_for_all(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        ("id,", "Ship class,"), ("speed", "Speed (kt)"), ("18 kt", "18"), (",notice", ",Remarks"),
        ("name", "Name"),
    )  # fmt: skip
    headings = Headings({"Ship class": "id"}, frozenset({"Remarks"}), {"notice": "4 h"})
    entry = units(path, headings).entries["frigates"]
    assert entry["speed"] == "18 kt"
    assert entry["notice"] == "4 h"
    assert entry["name"] == "Frigates"


def test_unit_of_a_column_leaves_written_units_alone(tmp_path: Path) -> None:
    path = changed(tmp_path, ("speed", "speed [km/h]"))
    assert units(path).entries["frigates"]["speed"] == "18 kt"


@pytest.mark.parametrize(
    ("change", "headings", "code", "words"),
    [
        (("speed", "spead"), Headings(), "IMP-004", "did you mean `speed`?"),
        (("id,", "ship,"), Headings(skipped=frozenset({"ship"})), "IMP-005", "=id"),
        (("speed", "name"), Headings(), "IMP-003", "another column"),
        (("speed", "name.en"), Headings(), "IMP-003", "`name`"),
        (("speed", ""), Headings(), "IMP-003", "name it"),
        (("id", "id"), Headings(values={"medium": "sea"}), "IMP-003", "--set"),
        (("id", "id"), Headings(values={"sped": "1 kt"}), "IMP-004", "did you mean `speed`?"),
        (("id", "id"), Headings({"Sped": "speed"}), "IMP-004", "did you mean `speed`?"),
        (("id", "id"), Headings({"speed": "on_hand"}), "IMP-004", "--skip"),
        (("speed", "speed.vaule"), Headings(), "IMP-004", "--map"),
    ],
)
def test_headers_that_are_not_clear(
    tmp_path: Path, change: tuple[str, str], headings: Headings, code: str, words: str
) -> None:
    with pytest.raises(InputError) as error:
        units(changed(tmp_path, change), headings)
    assert [p.code for p in error.value.problems] == [code]
    assert words in str(error.value)


def test_parts_of_a_quantity_in_columns(tmp_path: Path) -> None:
    path = changed(
        tmp_path, ("platforms", "platforms.value,platforms.range"), ("5,sea", '5,"[4, 6]",sea')
    )
    assert units(path).entries["frigates"]["platforms"] == {"value": "5", "range": ["4", "6"]}


def test_stocks_with_tables_inside(tmp_path: Path) -> None:
    text = (
        "id,name.en,name.ja,item,depot,on_hand,replenishment.transport,replenishment.reorder_at,"
        "shared_with\n"
        'missiles,Missiles,ミサイル,missile,island,"{value: 24, range: [12, 40]}",'
        "14 d,8,{MRD: {}}\n"
    )
    sheet, _ = read(csv_file(tmp_path, text))
    assert sheet is not None
    done = import_table([sheet], "stocks", Headings())
    assert done.rejections == []
    entry = done.entries["missiles"]
    assert entry["name"] == {"en": "Missiles", "ja": "ミサイル"}
    assert entry["replenishment"] == {"transport": "14 d", "reorder_at": "8"}
    assert entry["shared_with"] == {"MRD": {}}


U2 = (
    "id,name,nation,base,capabilities,platforms,{},medium,{},{}\n"
    "a,A,NOR,x,[y],5,{},air,100,5\n"
    "b,B,NOR,x,[y],5,75,air,100,5\n"
)
BRACKETS = ("availability (%)", "speed (kt)", "notice (hours)")
MAPPED = {name: name.partition(" ")[0] for name in BRACKETS}


@pytest.mark.parametrize("mapped", [{}, MAPPED], ids=["as it is", "mapped"])
def test_a_header_in_brackets_keeps_its_unit(tmp_path: Path, mapped: dict[str, str]) -> None:
    done = units(csv_file(tmp_path, U2.format(*BRACKETS, "80")), Headings(mapped))
    entry = done.entries["a"]
    taken = [entry[name] for name in ("availability", "speed", "notice")]
    assert taken == ["80 %", "100 kt", "5 hours"]


def test_a_percentage_means_one_thing(tmp_path: Path) -> None:
    path = csv_file(tmp_path, U2.format(*BRACKETS, "0.75"))
    problem = only(units(path, Headings(MAPPED)))
    assert problem.found == "`0.75` in a column of per cent: 0.75 % or 75 %"
    said = units(path, Headings(MAPPED | {BRACKETS[0]: "availability [%]"}))
    assert [e["availability"] for e in said.entries.values()] == ["0.75 %", "75 %"]
    shares = units(path, Headings(MAPPED | {BRACKETS[0]: "availability [1]"}))
    assert shares.entries["a"]["availability"] == "0.75"
    assert only(shares).code == "SCN-033"  # 75 is no share


@pytest.mark.parametrize("header", ["Availability %", "availability, per cent", "稼働率（％）"])
def test_a_percentage_without_brackets(tmp_path: Path, header: str) -> None:
    text = U2.format(header.replace(",", ""), *BRACKETS[1:], "0.75")
    headings = Headings({header.replace(",", ""): "availability"})
    assert "per cent" in only(units(csv_file(tmp_path, text), headings)).found


@pytest.mark.parametrize("header", ["platforms (thousand)", "Number (x1000)", "人員（千人）"])
def test_brackets_that_multiply_are_refused(tmp_path: Path, header: str) -> None:
    path = changed(tmp_path, ("platforms", header))
    with pytest.raises(InputError, match="numbers in"):
        units(path, Headings({header: "platforms"}))


def test_other_brackets_are_remarks_of_a_mapped_header(tmp_path: Path) -> None:
    path = changed(tmp_path, ("platforms", "Number (2024)"), ("name,", "Name (English),"))
    headings = Headings({"Number (2024)": "platforms", "Name (English)": "name"})
    entry = units(path, headings).entries["frigates"]
    assert (entry["platforms"], entry["name"]) == ("5", "Frigates")


@pytest.mark.parametrize("header", ["name (English)", "platforms (2024)", "speed (max)"])
def test_brackets_that_are_no_unit_must_be_mapped(tmp_path: Path, header: str) -> None:
    path = changed(tmp_path, (header.partition(" ")[0], header))
    with pytest.raises(InputError, match=r"IMP-00[34]"):
        units(path)


def test_widths_are_folded_where_they_carry_no_meaning(tmp_path: Path) -> None:
    path = changed(
        tmp_path, ("speed", "ｓｐｅｅｄ"), ("frigates", "ｆｒｉｇａｔｅｓ"), (",5,", ",５,"),
        ("18 kt", "１８　kt"), ("Frigates", "第１護衛隊"),
    )  # fmt: skip
    done = units(path)
    entry = done.entries["frigates"]
    assert (entry["platforms"], entry["speed"], entry["name"]) == ("5", "18 kt", "第１護衛隊")
    (note,) = done.notes
    assert (note.kind, note.n) == ("folded", 3)


@pytest.mark.parametrize(
    "row", ["合計,,,,,5,,,", "Total,Total,MRD,,,5,,,", TEXT.splitlines()[0], "* leased,,,,,,,,"]
)
def test_rows_that_are_none_of_the_list(tmp_path: Path, row: str) -> None:
    done = units(csv_file(tmp_path, TEXT + row + "\n,,,,,,,,\n　,,,,,,,,\n"))
    assert (done.n_rows, only(done).code) == (2, "IMP-011")


def test_columns_without_a_name_and_without_a_value_are_none(tmp_path: Path) -> None:
    text = "".join(f"{line},,\n" for line in TEXT.splitlines())
    assert list(units(csv_file(tmp_path, text)).entries) == ["frigates"]


def test_short_rows_are_told(tmp_path: Path) -> None:
    done = units(csv_file(tmp_path, TEXT.replace("notice", "notice,note")))
    assert [(note.kind, note.n) for note in done.notes] == [("short", 1)]
