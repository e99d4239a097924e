"""Reporting and ordering on the small scenario, against paths read off by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei.doctrine import CommandGraph
from renkei.scenario import load_scenario

SCENARIO = Path(__file__).parents[2] / "scenarios" / "strait.yaml"


@pytest.fixture(scope="module")
def graph() -> CommandGraph:
    return CommandGraph(load_scenario(SCENARIO).design("apart").phases[0].scenario)


def test_the_report_crosses_the_border_by_the_liaison_channel(graph: CommandGraph) -> None:
    links = graph.message_path("arn-fleet", "bor-pacific")
    assert links is not None
    assert [link.receiver for link in links] == ["arn-joint", "bor-forward", "bor-pacific"]
    assert links[1].channel is not None


def test_a_report_counts_messages_translation_and_handling(graph: CommandGraph) -> None:
    # net 5 + handling 10, liaison 10 + translation 20 + handling 10, net 5 + handling 10 [min]
    assert graph.message_hours("arn-fleet", "bor-pacific") == pytest.approx(70 / 60)


def test_orders_flow_down_only(graph: CommandGraph) -> None:
    assert graph.order_path("arn-joint", "arn-patrol", "sea-security") == [
        "arn-joint",
        "arn-fleet",
        "arn-patrol",
    ]
    assert graph.order_path("arn-fleet", "arn-joint", "sea-security") is None


def test_adcon_carries_no_orders(graph: CommandGraph) -> None:
    assert graph.order_path("bor-forward", "bor-frigates", "sea-security") is None
    assert (
        graph.lowest_common_superior(["bor-forward", "bor-frigates"], "sea-security")
        == "bor-pacific"
    )


def test_the_lowest_superior_comes_first(graph: CommandGraph) -> None:
    assert graph.superiors("arn-patrol", "sea-security") == [
        "arn-fleet",
        "arn-joint",
        "arn-government",
    ]
