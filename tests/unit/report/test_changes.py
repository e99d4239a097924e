"""The price of a design: that of each of its phases, and the most of all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.variants import variant

from renkei.report.scenario.changes import price_words
from renkei.report.wording import phase_name
from renkei.study.prices import Price, prices


def test_a_phased_design_costs_what_each_phase_costs(tmp_path: Path) -> None:
    later = {"fleet": {"personnel": 80}, "joint": {"personnel": 40}}
    document = variant(
        tmp_path,
        headquarters={"joint": {"personnel": 100}},
        designs={
            "today": {"name": "Today"},
            "grows": {
                "name": "Grows",
                "changes": {"headquarters": {"fleet": {"personnel": 30}}},
                "phases": [
                    {"from": "2025-04-08", "changes": {"headquarters": later}},
                    {"from": "2025-04-15", "changes": {"boards": {"x": {
                        "headquarters": "joint", "days": ["mon"], "times": ["09:00"]}}}},
                ],
            },
        },
    )  # fmt: skip
    today, grows = document.design("today"), document.design("grows")
    assert prices(today, grows) == [
        Price(date(2025, 4, 1), {"ARN": 30.0}),
        Price(date(2025, 4, 8), {"ARN": 20.0}),  # 80 more there, 60 less here
    ]
    assert price_words(prices(today, grows)) == "ARN +30 at most"
    assert price_words(prices(today, today)) == "none"
    assert phase_name(grows, grows.phases[1]) == "phase 2 of 3, from 2025-04-08"
    assert phase_name(today, today.phases[0]) == ""
