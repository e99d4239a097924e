"""Tables at every width: no number is ever cut, broken or lost."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

import renkei.report
from renkei.report.line_breaks import wrapped
from renkei.report.tables import Table
from renkei.report.wording import PERCENT, Unit

NUMBERS = st.floats(-1e7, 1e7).flatmap(
    lambda value: st.sampled_from(
        [
            Unit("h", 1.0).number(value, signed=True),
            Unit("d", 24.0).number(value) + " *",
            PERCENT.number(value) + " ?c",
            Unit("h", 1.0).range(abs(value), 2 * abs(value) + 1),
            Unit("h", 1.0).signed_range(value, 2 * value),
            f"{value:.3f}\n{value:+.1f} to {2 * value:+.1f}",
        ]
    )
)
WORDS = st.sampled_from(
    ["", "Large disaster", "Coast guard ships enter the territorial sea (Senkaku)", "headquarters"]
)
CELLS = st.one_of(NUMBERS, WORDS)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], dict[str, object]]:
    columns = draw(st.integers(1, 9))
    rows = draw(st.lists(st.lists(CELLS, min_size=columns, max_size=columns), max_size=4))
    head = [draw(st.sampled_from(["on station\nmedian [h]", "in time\n[%]", ""]))
            for _ in range(columns)]  # fmt: skip
    return [head, *rows], draw(
        st.fixed_dictionaries(
            {
                "width": st.sampled_from([None, 24, 48]),
                "no_wrap": st.booleans(),
                "padding": st.sampled_from([(0, 1), (0, 2)]),
            }
        )
    )


def printed(rows: list[list[str]], options: dict[str, object], width: int) -> str:
    table = Table(box=None, pad_edge=False, padding=options["padding"])  # type: ignore[arg-type]
    for i, head in enumerate(rows[0]):
        own = options["width"] if i == 0 else None
        table.add_column(
            Text(head),
            width=own,
            no_wrap=options["no_wrap"],
            justify="right" if i else "left",  # type: ignore[arg-type]
        )
    for row in rows[1:]:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(width=width, no_color=True, markup=False)
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def numbers(text: str) -> Counter[str]:
    return Counter(word for word in text.split() if re.search(r"\d", word))


@given(tables(), st.integers(60, 200))
def test_no_number_is_cut_at_any_width(
    made: tuple[list[list[str]], dict[str, object]], width: int
) -> None:
    rows, options = made
    text = printed(rows, options, width)
    wanted = numbers(" ".join(cell for row in rows for cell in row))
    assert not wanted - numbers(text)
    assert "…" not in text
    assert max(map(len, text.splitlines()), default=0) <= width


def test_a_label_is_not_broken_to_make_room() -> None:
    rows = [["", *["on station\nmedian [h]"] * 7], ["  difference", *["−181 to +183"] * 7]]
    text = printed(rows, {"width": 24, "no_wrap": False, "padding": (0, 1)}, 80)
    assert "  difference" in text


def test_what_does_not_fit_stands_below_under_the_same_names() -> None:
    rows = [["", *["on station"] * 12], ["Joint command", *["−1,200 to −1,000"] * 12]]
    text = printed(rows, {"width": 24, "no_wrap": False, "padding": (0, 1)}, 60)
    assert text.count("Joint") > 1
    assert text.count("−1,200") == 12


def test_a_mark_stays_with_its_number() -> None:
    rows = [["", *["on station"] * 6], ["Joint command", *["1,234 ?c"] * 6]]
    text = printed(rows, {"width": None, "no_wrap": False, "padding": (0, 1)}, 60)
    assert text.count("1,234 ?c") == 6


@pytest.mark.parametrize("path", sorted(Path(renkei.report.__file__).parent.glob("*.py")))
def test_every_table_of_a_report_is_such_a_table(path: Path) -> None:
    if path.name != "tables.py":
        assert "from rich.table import" not in path.read_text(encoding="utf-8")


def test_a_unit_in_brackets_stays_whole() -> None:
    assert wrapped("中央値 [時間]", 12) == ["中央値", "[時間]"]
    assert wrapped("90 % 値 [時間]", 12) == ["90 % 値", "[時間]"]
