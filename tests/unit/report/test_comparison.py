"""The comparison as people read it: numbers, signs, verdicts, in 100 columns."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date

from rich.console import Console, RenderableType

from renkei.analysis import Comparison, Families, Row, Zone
from renkei.report.responses.comparison import (
    comparison_data,
    render_closing,
    render_comparison,
    render_summary,
)
from renkei.study.naming import Labels
from renkei.study.prices import Price

LABELS = Labels(
    {"quake": "Large earthquake"},
    {"old": "Two chains of command with a liaison team", "new": "One commander"},
    {"quake": ("on-station", 72.0)},
    {"old": [], "new": [Price(date(2025, 4, 1), {"ARN": 60.0})]},
)


def row(design: str, metric: str, estimate: float, difference: float | None, verdict: str) -> Row:
    statistic = "p_deadline" if metric == "p_deadline" else metric.rpartition("_")[2]
    milestone = "on-station" if statistic == "p_deadline" else metric.rpartition("_")[0]
    known = difference is not None
    return Row(
        incident="quake",
        design=design,
        metric=metric,
        milestone=milestone,
        statistic=statistic,
        unit="1" if statistic == "p_deadline" else "h",
        estimate=estimate,
        low=estimate * 0.9,
        high=estimate * 1.1,
        n_incidents=120,
        n_replications=50,
        reached=0.98,
        difference=difference,
        diff_low=difference - 0.05 if known else None,
        diff_high=difference + 0.05 if known else None,
        verdict=verdict,
    )


def comparison(new_agreed: float = 12.0) -> Comparison:
    difference = new_agreed - 30.0
    rows = (
        row("old", "p_deadline", 0.62, None, "baseline"),
        row("new", "p_deadline", 0.71, 0.09, "better"),
        row("old", "agreed_median", 30.0, None, "baseline"),
        row("new", "agreed_median", new_agreed, difference, "better"),
        row("old", "agreed_p90", 40.0, None, "baseline"),
        row("new", "agreed_p90", 39.8, -0.2, "undecided"),
    )
    return Comparison(
        rows, "old", ("old", "new"), 0.95, Zone(), "holm", Families(1, 2), "worlds", ()
    )


def shown(renderable: RenderableType) -> str:
    console = Console(width=100, no_color=True, markup=False)
    with console.capture() as captured:
        console.print(renderable)
    return captured.get()


def test_a_table_shows_estimates_differences_and_what_cannot_be_told() -> None:
    text = shown(render_comparison(comparison(), LABELS))
    assert "Large earthquake (quake): 120 incidents in 50 replications" in text
    assert "+9" in text
    assert "−18" in text
    assert "−18 *" in text
    assert "−0.2 ?" in text
    assert "−0.25 to −0.15" in text
    assert "≈" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_not_reached_is_said_not_computed() -> None:
    text = shown(render_comparison(comparison(math.inf), LABELS))
    assert "not reached" in text
    assert "inf" not in text
    assert "nan" not in text


def test_the_summary_names_verdicts_in_words() -> None:
    text = shown(render_summary(comparison(), LABELS))
    assert "better: new +9 points" in text
    assert "better: new −18 h" in text


def test_what_cannot_be_told_is_said_in_words() -> None:
    same = comparison()
    rows = tuple(
        row("new", "p_deadline", 0.62, 0.0, "undecided") if r.design == "new" else r
        for r in same.rows[:2]
    )
    only = Comparison(rows, "old", ("old", "new"), 0.95, Zone(), "holm", Families(1), "worlds", ())
    assert "undecided: new" in shown(render_summary(only, LABELS))


def test_three_sentences_close() -> None:
    text = shown(render_closing({"new": ["One.", "Two."]}, comparison()))
    assert "1. One." in text
    assert "3. Of 1 paired comparisons asked for: 1 better." in text
    assert "4. Of 2 explored besides: 1 better, 1 undecided." in text


def paired(*gains: float) -> str:
    """Return the closing page where pairing reduces variances by these factors."""
    whole = comparison()
    told = [row for row in whole.rows if row.difference is not None]
    factors = dict(zip(map(id, told), gains, strict=False))
    rows = tuple(replace(row, variance_reduction=factors.get(id(row))) for row in whole.rows)
    return " ".join(shown(render_closing({"new": ["One."]}, replace(whole, rows=rows))).split())


def test_what_pairing_gains_is_said_as_the_median_of_its_factors() -> None:
    assert "would need about 25 times as many replications" in paired(4.0, 25.2, 100.0)
    assert "would need about 1.4 times as many replications" in paired(1.38)


def test_where_pairing_gains_nothing_the_page_says_so() -> None:
    """A factor of 1.04 was once told as "about 1 times as many replications"."""
    for gain in (0.7, 1.0, 1.04):
        text = paired(gain)
        assert "that gains nothing; as many independent runs" in text
        assert "1 times" not in text


def test_of_many_designs_the_first_sentence_of_three_is_shown() -> None:
    why = {name: [f"{name} one.", f"{name} two."] for name in "abcd"}
    text = shown(render_closing(why, comparison()))
    assert "3. c one." in text
    assert "two" not in text


def test_data_is_valid_json() -> None:
    text = json.dumps(comparison_data(comparison(math.inf), LABELS), allow_nan=False)
    assert json.loads(text)["rows"][3]["estimate"] is None
