"""Whatever the analysis may give has words: measures in both languages, facts, statuses."""

from __future__ import annotations

from typing import get_args

import pytest

from renkei.analysis.responses import causes as responses
from renkei.analysis.sustainment import causes as sustainment
from renkei.analysis.sustainment.measures import MEASURES, MeasureKind
from renkei.analysis.sustainment.observed import Domain
from renkei.analysis.sustainment.observing import LOSSES
from renkei.report.responses import reasons
from renkei.report.sustainment import reasons as sustained_reasons
from renkei.report.sustainment.measure_names import HEADS, SECTIONS, unit_of, words
from renkei.report.sustainment.one_design import _TABLES


@pytest.mark.parametrize("kind", MEASURES.values(), ids=lambda kind: f"{kind.domain} {kind.name}")
def test_every_measure_is_called_something_in_both_languages(kind: MeasureKind) -> None:
    for of in (kind.en, kind.ja):
        assert of.one
        assert bool(of.several) == bool(kind.en.several)
    assert any(ord(letter) > 0x3000 for letter in kind.ja.one)
    assert kind.en.one.isascii()


def test_every_domain_has_a_head() -> None:
    assert set(HEADS) == set(get_args(Domain)) == {domain for domain, _ in MEASURES}


def test_tables_name_measures_that_exist() -> None:
    sections = {(d, c) for _, domains in SECTIONS for d, columns in domains for c in columns}
    tables = {(domain, column) for domain, _, columns in _TABLES for column in columns}
    assert (sections | tables) <= set(MEASURES)


def test_every_measure_has_a_unit_that_is_written() -> None:
    for domain, name in MEASURES:
        from renkei.analysis.sustainment.measures import measure

        one = measure(domain, name, "thing")
        assert words(one)
        assert unit_of(one, (1.0, 2.0)).size > 0


def test_every_fact_on_responses_has_words() -> None:
    known = {*reasons.HEADS, *reasons.PARTS, *reasons.ON_STATION}
    assert known == set(get_args(responses.FactKind))


def test_every_fact_on_sustainment_has_words() -> None:
    known = {*sustained_reasons.HEADS, *sustained_reasons.PARTS}
    assert known == set(get_args(sustainment.FactKind))
    assert set(sustained_reasons.STATUSES) == {*LOSSES, "committed"}
    assert set(sustained_reasons.STOCKS) == set(sustainment.SHORTAGES)
    assert {("stock", name) for name in sustainment.SHORTAGES} <= set(MEASURES)
    assert {("readiness", name) for name in sustained_reasons.STATUSES} <= set(MEASURES)
