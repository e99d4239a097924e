"""Every measure that is declared is observed, and has words in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

import renkei as rk
from renkei.analysis.sustainment.measures import MEASURES, MeasureKind


def test_every_measure_is_observed_somewhere(tmp_path: Path) -> None:
    study = rk.open("skerries")
    results = study.run([study.baseline], replications=1, processes=1, out=tmp_path, progress=False)
    rows = study.compare(results).sustainment.rows
    observed = {(row.measure.domain, row.measure.name) for row in rows}
    assert set(MEASURES) - observed == set()


@pytest.mark.parametrize("kind", MEASURES.values(), ids=lambda row: f"{row.domain} {row.name}")
def test_a_measure_has_words(kind: MeasureKind) -> None:
    assert kind.en.one
    assert kind.ja.one
    assert kind.en.one != kind.ja.one
    assert bool(kind.en.several) == bool(kind.ja.several)
