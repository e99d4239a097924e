"""How often incidents arrive on average, beside what is stated."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.variants import variant

from renkei.analysis import Deadline
from renkei.report.responses.comparison import rate_words
from renkei.report.scenario.assumptions import provenance
from renkei.report.scenario.summary import inventory
from renkei.scenario import Document
from renkei.scenario.language.paths import walk_quantities
from renkei.study.assumptions import assumptions, summary
from renkei.study.naming import naming
from renkei.study.source import Opened


@pytest.fixture
def document(tmp_path: Path) -> Document:
    rate = {"value": "1 / year", "range": ["0.5 / year", "7 / year"]}
    cluster = {"extra": {"value": 1, "range": [0, 4]}, "within": "1 h"}
    arrivals = {"scheduled": None, "rate": rate, "cluster": cluster}
    return variant(tmp_path, incidents={"piracy": {"arrivals": arrivals}})


def test_the_mean_over_worlds_stands_beside_what_is_stated(document: Document) -> None:
    (row,) = inventory(document, ["base"], verbose=True)["arrivals"]
    assert row["stated_per_year"] == pytest.approx(1.0)
    assert row["per_year"] == pytest.approx((0.5 + 2.0 * 1.0 + 7.0) / 4.0)
    # (0 + 2 + 4) / 4 = 1.5 more of each.
    assert row["with_clusters_per_year"] == pytest.approx(2.375 * 2.5)
    opened = Opened.of(document)
    limits = {name: Deadline(*limit) for name, limit in opened.facts.deadlines.items()}
    labels = naming(opened, ["base"], limits).labels
    assert labels.rates["piracy"].mean_per_year == pytest.approx(2.375)
    said = "2.38 / year on average over the worlds (1 / year stated)"
    assert rate_words(labels, "piracy") == said


def test_assumptions_show_both(document: Document) -> None:
    scenario = document.scenario
    rows = {row.path: row for row in assumptions(scenario, walk_quantities(scenario))}
    rate = rows["incidents.piracy.arrivals.rate"]
    assert (rate.value, rate.means, rate.over_worlds) == ("1 / year", "median", "2.38 / year")
    assert rows["doctrine.handling"].over_worlds is None
    assert "over_worlds" not in inventory(document, ["base"])


def test_what_nobody_looked_up_counts_neither_as_sourced_nor_as_a_guess(tmp_path: Path) -> None:
    read = {"text": "Read in a report", "url": "https://example.org/", "accessed": "2026-11-28"}
    held = {"text": "Held to be known", "unverified": "true"}
    document = variant(
        tmp_path,
        sources={"read": read, "held": held},
        doctrine={
            "handling": {"value": "10 min", "source": "held", "confidence": "low"},
            "ordering": {"value": "10 min", "source": "read", "confidence": "high"},
            "adjudication": {"value": "1 h", "source": "guess", "confidence": "guess"},
        },
    )
    rows = assumptions(document.scenario, walk_quantities(document.scenario))
    by_path = {row.path: row for row in rows}
    assert by_path["doctrine.handling"].unverified
    assert not by_path["doctrine.handling"].is_sourced
    assert by_path["doctrine.ordering"].is_sourced
    assert not by_path["doctrine.ordering"].unverified
    counted = summary(rows)
    four = ("sourced", "unverified", "guesses", "unsourced")
    assert sum(counted[kind] for kind in four) == counted["numbers"]
    # Start is no number; horizon, warm-up and drain, where stated, are choices of the run.
    choices = [path for path in by_path if path.startswith("time.")]
    assert choices
    assert counted["choices"] == len(choices) == len(rows) - counted["numbers"]
    assert counted["unverified"] == 1
    assert "1 held to be known but not looked up, " in provenance(counted)
    assert "looked up" not in provenance(counted | {"unverified": 0})
