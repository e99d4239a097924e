"""Bad input as people read it."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from renkei._base.errors import Location, Problem
from renkei.report.problems import MOST_SHOWN, problems_data, render_problems


def shown(*problems: Problem) -> str:
    console = Console(width=100, no_color=True, markup=False)
    with console.capture() as captured:
        console.print(render_problems(problems))
    return captured.get()


def problem(file: str, line: int = 0, column: int = 0) -> Problem:
    return Problem("SCN-012", Location(file, line, column), "a.b", "`tems`", "`teams`", "rename")


def test_caret_stands_under_the_column(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("one\ntwo: {tems: 3}\n", encoding="utf-8")
    lines = shown(problem(str(file), 2, 7)).splitlines()
    excerpt = next(i for i, line in enumerate(lines) if "tems: 3" in line)
    assert lines[excerpt + 1].index("^") == lines[excerpt].index("tems")


def test_a_long_line_is_cut_around_the_column(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("x" * 300 + "tems" + "y" * 300, encoding="utf-8")
    lines = shown(problem(str(file), 1, 301)).splitlines()
    excerpt = next(i for i, line in enumerate(lines) if "tems" in line)
    assert lines[excerpt + 1].index("^") == lines[excerpt].index("tems")
    assert max(len(line.rstrip()) for line in lines[excerpt : excerpt + 2]) <= 100


def test_a_place_without_a_readable_file_has_no_excerpt() -> None:
    text = shown(problem("<python>"))
    assert "│" not in text
    assert text.rstrip().endswith("1 problem in <python>; nothing was run, nothing was written.")


def test_markup_in_input_is_text() -> None:
    bad = Problem("SCN-012", Location("x"), "a", "`[bold]`", "`[/]`")
    assert "`[bold]`" in shown(bad)


def test_data_keeps_order_and_says_none_for_unknown_places() -> None:
    (row,) = problems_data([problem("<python>")])
    assert row["line"] is None
    assert row["code"] == "SCN-012"


def test_of_many_problems_the_first_are_printed(tmp_path: Path) -> None:
    line = "x: {" + "a," * 500_000 + "}"
    file = tmp_path / "many.yaml"
    file.write_text(line, encoding="utf-8")
    problems = [
        Problem("SCN-014", Location(str(file), 1, 5 + 2 * n), "x.a", "nothing" * 500, "a value")
        for n in range(1000)
    ]
    text = shown(*problems)
    assert text.count("SCN-014]") == MOST_SHOWN
    assert "and 950 more; `renkei check --json` lists all" in text
    assert "1000 problems in" in text
    assert max(map(len, text.splitlines())) <= 100
    assert len(text) < 1500 * MOST_SHOWN


def test_a_number_longer_than_the_page_leaves_the_words_beside_it() -> None:
    """Found by the fuzzer: the labels stood upright, a letter a line."""
    long = "`" + "0." + "0" * 300 + "1`"
    text = shown(Problem("SCN-012", Location("<python>"), "a.b", long, "`teams`", "rename"))
    for label in ("found ", "expected ", "remedy ", "code      [SCN-012]"):
        assert any(line.lstrip().startswith(label) for line in text.splitlines()), label
