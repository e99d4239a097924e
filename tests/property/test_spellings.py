"""A table reads to the same rows in whatever encoding, with whatever signs and dates it has."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from renkei.interop.columns import Headings
from renkei.interop.files import read_sheets
from renkei.interop.imported_tables import import_table
from renkei.interop.records import read_log
from renkei.interop.sheets import Reading
from renkei.scenario.text.nodes import Problems

MOMENTS = st.datetimes(datetime(1975, 1, 2), datetime(2060, 1, 1)).map(
    lambda when: when.replace(microsecond=0)
)
NAMES = st.text("護衛艦いろはKITA-7", min_size=1, max_size=6).filter(lambda n: n.strip("-"))
FAILURES = st.lists(st.tuples(NAMES, MOMENTS, st.integers(1, 10**7)), min_size=1, max_size=5)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"])
MARKS = st.sampled_from([",", ";", "\t", "|"])
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
PROOF = ("しらね", datetime(2024, 12, 31), 1)
"""A row whose date has one order, and whose half a number has one decimal sign."""


def _era(when: datetime) -> str:
    name, before = ("昭和", 1925) if when < datetime(1989, 1, 8) else ("平成", 1988)
    if when >= datetime(2019, 5, 1):
        name, before = "令和", 2018
    return f"{name}{when.year - before}年{when.month}月{when.day}日 {when:%H:%M:%S}"


FORMS: dict[str, Callable[[datetime], str]] = {
    "iso": lambda w: w.isoformat(),
    "utc": lambda w: w.isoformat(" ") + "Z",
    "tokyo": lambda w: (w + timedelta(hours=9)).isoformat() + "+09:00",
    "year": lambda w: f"{w.year}.{w.month}.{w.day} {w:%H:%M:%S}",
    "basic": lambda w: f"{w:%Y%m%dT%H%M%S}",
    "day first": lambda w: f"{w.day}/{w.month}/{w.year} {w:%H:%M:%S}",
    "month first": lambda w: f"{w.month}/{w.day}/{w.year} {w:%I:%M:%S %p}",
    "points": lambda w: f"{w:%d.%m.%Y %H:%M:%S}",
    "words": lambda w: f"{w.day} {MONTHS[w.month - 1]} {w.year} {w:%H:%M:%S}",
    "japanese": lambda w: f"{w.year}年{w.month}月{w.day}日{w.hour}時{w.minute}分{w.second}秒",
    "era": _era,
    "wide": lambda w: w.isoformat(" ").translate({k: k + 0xFEE0 for k in range(0x30, 0x3A)}),
    "serial": lambda w: repr((w - datetime(1899, 12, 30)) / timedelta(days=1)),
}


def _quoted(cell: str, mark: str) -> str:
    return f'"{cell}"' if mark in cell else cell


@given(FAILURES, ENCODINGS, MARKS, st.sampled_from(sorted(FORMS)), st.data())
@settings(max_examples=60, deadline=None)
def test_moments(
    rows: list[tuple[str, datetime, int]], encoding: str, mark: str, form: str, data: st.DataObject
) -> None:
    rows = [*rows, PROOF]
    lines = [["platform", "failed"]] + [[name, FORMS[form](when)] for name, when, _ in rows]
    if form == "tokyo" and data.draw(st.booleans()):
        lines[-1][1] = FORMS["utc"](PROOF[1])  # another zone, so that UTC is meant
    shift = timedelta(hours=9 if form == "tokyo" and "+09:00" in lines[-1][1] else 0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.csv")
        text = "".join(mark.join(_quoted(c, mark) for c in line) + "\r\n" for line in lines)
        path.write_bytes(text.encode(encoding))
        problems = Problems()
        sheets = read_sheets([path], Reading(), problems)
        assert not list(problems)
        log = read_log(sheets, "failures", Headings(values={"unit": "a", "maintenance": "b"}))
    assert log.rejections == []
    found = [(row.platform, row.day("failed")) for row in log.rows]
    # A row that stands twice is counted each time.
    assert found == [(name, when + shift) for name, when, _ in rows]


def _number(thousandths: int, sign: str, groups: str) -> str:
    whole, rest = divmod(thousandths, 1000)
    return f"{whole:,}".replace(",", groups) + f"{sign}{rest:03}"


STYLES = {"point": (".", ""), "english": (".", ","), "german": (",", "."), "french": (",", " "),
          "swiss": (".", "'")}  # fmt: skip
HEADER = ["id", "name", "nation", "base", "capabilities", "platforms", "medium", "speed", "notice"]
CAPABILITIES = st.lists(
    st.sampled_from(["escort", "patrol", "lift"]), min_size=1, max_size=3, unique=True
)


@given(
    st.lists(st.tuples(st.integers(1, 9 * 10**5), CAPABILITIES), min_size=1, max_size=5),
    MARKS,
    st.sampled_from(sorted(STYLES)),
    st.sampled_from([", ", ";", "、", "\n"]),
)
@settings(max_examples=40, deadline=None)
def test_numbers_and_lists(
    rows: list[tuple[int, list[str]]], mark: str, style: str, between: str
) -> None:
    sign, groups = STYLES[style]
    lines = [HEADER]
    for k, (speed, capabilities) in enumerate([*rows, (500, ["escort"])]):
        text = "0" + sign + "5" if speed == 500 else _number(speed, sign, groups)
        lines.append([f"u{k}", "F", "MRD", "island", between.join(capabilities), "5", "sea",
                      f"{text} kt", "4 h"])  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "units.csv")
        made = (mark.join(f'"{c}"' if not c.isalnum() else c for c in line) for line in lines)
        path.write_text("\n".join(made), encoding="utf-8", newline="")
        problems = Problems()
        sheets = read_sheets([path], Reading(), problems)
        assert not list(problems)
        done = import_table(sheets, "units", Headings())
    kept = {id_: entry["capabilities"] for id_, entry in done.entries.items()}
    speeds = {id_: float(e["speed"].removesuffix(" kt")) for id_, e in done.entries.items()}
    for k, (speed, capabilities) in enumerate(rows):
        # A speed is bounded: what is too fast is refused by the language, not misread.
        if f"u{k}" in kept:
            assert kept[f"u{k}"] == capabilities
            assert speeds[f"u{k}"] == speed / 1000
    assert all(r.problem.code == "SCN-031" for r in done.rejections), done.rejections
