"""Pages on readiness and supply: every number with its interval, within 100 columns."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console
from tests.unit.report.port import SCENARIO, results

from renkei._base.language import speaking
from renkei.analysis import Families
from renkei.analysis.responses.loads import cell_loads
from renkei.analysis.statistics.estimation import Estimate
from renkei.analysis.sustainment.comparison import (
    ZONE,
    Sustained,
    SustainedRow,
    compare_sustainment,
)
from renkei.analysis.sustainment.observed import Measure
from renkei.cli.sustaining import sustainment_section
from renkei.report.sustainment.comparison import render_sustained, sustained_data
from renkei.report.sustainment.one_design import _distributions
from renkei.report.sustainment.text_charts import sparkline, split
from renkei.results import Results
from renkei.scenario import load_scenario, parse_scenario
from renkei.study.layouts import groups, layout, sustains
from renkei.study.names import names_of_subjects, subject_names
from renkei.study.picture import Picture


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return results(tmp_path_factory.mktemp("port"))


@pytest.fixture(scope="module")
def document():
    return load_scenario(SCENARIO)


@pytest.fixture(scope="module")
def rows(port: Results):
    layouts = dict.fromkeys(("base", "dock", "cut"), layout(load_scenario(SCENARIO), "base"))
    return compare_sustainment(port, layouts, zone=ZONE)


@pytest.fixture
def printed(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")

    def text(*parts: object) -> str:
        from renkei.cli.output import show

        capsys.readouterr()
        for part in parts:
            show(part)
        return capsys.readouterr().out

    return text


class TestBars:
    def test_a_column_for_each_value(self) -> None:
        assert sparkline([0, 1, 4, 8, 9], 8) == " ▁▄██"
        assert sparkline([1, 2], 0) == "  "

    def test_parts_fill_the_bar(self) -> None:
        assert split([1, 1, 1], 10) == [4, 3, 3]
        assert split([0.996, 0.004], 50) == [50, 0]
        assert split([], 5) == []
        assert split([0.0], 5) == [0]


class TestOneDesign:
    def test_page(self, document, port, printed) -> None:
        section = sustainment_section(document, port, "base")
        text = printed(*section.parts)
        assert max(map(len, text.splitlines())) <= 100
        for words in (
            "mission capable",
            "waits for a dock",
            "ARN: all planned work",
            "Yard: corvette",
        ):
            assert words in text
        assert "█\N{NO-BREAK SPACE}ready" in text
        bar = next(line for line in text.splitlines() if "PPP" in line)
        assert len(bar.split()[-1]) == 68
        assert "not reached" in text  # rounds are seldom full again before the run ends
        assert "planes" not in text.lower()  # nothing maintains them
        several = any(len(units) > 1 for units in _members(layout(document, "base").groups))
        assert ("from daily samples" in " ".join(text.split())) == several
        sampled = section.data["sustainment"]["from_daily_samples"]
        assert bool(sampled) == several
        never = [one.share for one in section.cautions if one.kind == "not full again"]
        assert 0.965 < max(never) < 0.975

    def test_every_number_has_its_interval(self, document, port, printed) -> None:
        section = sustainment_section(document, port, "base")
        text = printed(*section.parts)
        blocks = [block for block in text.split("\n\n") if "[" in block]
        assert len(blocks) >= 6
        for block in blocks:
            lines = block.splitlines()
            for i, line in enumerate(lines[:-1]):
                numbers = re.findall(r"(?<![–\d.])\b\d+(?:\.\d)?(?!\S)", line)
                if re.match(r"(Ships|Yard|Rounds|Pumps|Works)", line) and numbers:
                    assert len(re.findall(r"\S+–\S+", lines[i + 1])) >= len(numbers)

    def test_data(self, document, port) -> None:
        data = sustainment_section(document, port, "base").data["sustainment"]
        json.dumps(data, allow_nan=False)
        by_key = {(row["domain"], row["subject"], row["measure"]): row for row in data["rows"]}
        capable = by_key["readiness", "ships", "capable"]
        assert capable["called"] == "Ships"
        assert capable["low"] <= capable["estimate"] <= capable["high"]
        assert by_key["stock", "rounds", "refill"]["estimate"] is None
        assert by_key["stock", "rounds", "refill"]["never"] > 0.9
        shares = data["mission_capable_by_share_of_time"]["ships"]
        assert [row["share"] for row in shares] == [0.05, 0.25, 0.5, 0.75, 0.95]
        band = data["levels"]["stocks"]["rounds"]
        assert len(band["at_h"]) == len(band["p50"]) == 40

    def test_docks_and_channels_are_no_cells(self, port) -> None:
        assert [load.station for load in cell_loads(port, "base")] == ["joint.operations"]


class TestSeveralDesigns:
    def test_page(self, document, rows, printed) -> None:
        text = printed(render_sustained(rows, names_of_subjects(document, ["base"])))
        assert max(map(len, text.splitlines())) <= 100
        assert re.search(
            r"\n  dock +\+[\d.]+ \* \+[\d.]+ to \+[\d.]+ +\+\d+ \* \+\d+ to \+\d+ ", text
        )
        assert re.search(r"\n  cut +−\d+ ! −\d+ to −\d+ ", text)
        assert "--all prints them" in text
        assert "not in 9" in text  # the share of the runs that do not see rounds full again
        assert text.index("Readiness") < text.index("Supply") < text.index("Yards")

    @pytest.mark.parametrize("width", [60, 71, 80, 93, 120, 200])
    def test_no_number_is_cut_at_any_width(self, document, port, rows, width: int) -> None:
        def numbers(columns: int) -> Counter[str]:
            console = Console(width=columns, no_color=True, markup=False)
            with console.capture() as captured:
                console.print(render_sustained(rows, names_of_subjects(document, ["base"])))
                for part in sustainment_section(document, port, "base").parts:
                    console.print(part)
            text = captured.get()
            assert max(map(len, text.splitlines())) <= columns
            return Counter(word for word in text.split() if re.search(r"\d", word))

        assert not numbers(400) - numbers(width)

    def test_pages_are_as_reviewed(self, document, port, rows, printed, request) -> None:
        why = {"dock": ["A sentence."], "cut": ["Another.", "More."]}
        pages = {
            "compare": [render_sustained(rows, names_of_subjects(document, ["base"]), why)],
            "run": sustainment_section(document, port, "base").parts,
        }
        for name, parts in pages.items():
            path = Path(__file__).parent / "pages" / f"{name}.txt"
            text = printed(*parts)
            if request.config.getoption("--update"):
                path.write_text(text, encoding="utf-8")
            assert text == path.read_text(encoding="utf-8")

    def test_all_measures(self, document, rows, printed) -> None:
        names = names_of_subjects(document, ["base"])
        short = printed(render_sustained(rows, names))
        text = printed(render_sustained(rows, names, all_measures=True))
        assert " committed" in text
        assert " committed" not in short
        assert "--all" not in text

    def test_data(self, document, rows) -> None:
        data = sustained_data(rows, names_of_subjects(document, ["base"]))
        json.dumps(data, allow_nan=False)
        assert {row["design"] for row in data["rows"]} == {"base", "dock", "cut"}
        assert data["method"]["correction"] == "holm"


def test_units_of_one_nation_and_type_are_a_group(document) -> None:
    text = SCENARIO.read_text(encoding="utf-8")
    assert groups(document.scenario.units) == {"ships": "ships"}
    second = text.replace("  planes: {name", "  hulls: {name: Hulls, nation: ARN, base: harbour, "
        "type: corvette, capabilities: [patrol], platforms: 2, medium: sea, speed: 9 kt, "
        "notice: 1 h, opcon: fleet, maintenance: {dry: {name: Dry, kind: planned, every: 90 d, "
        "work: 9 d}}}\n  planes: {name")  # fmt: skip
    both = parse_scenario(second).scenario
    assert groups(both.units) == {"ships": "ARN corvette", "hulls": "ARN corvette"}


def test_deliveries_due_within_the_window(document) -> None:
    # Days 60, 120 and 180; day 90; the run ends on day 300.
    assert layout(document, "base").due == {"works.direct": 3.0, "works.once": 1.0}


def test_names_in_japanese(document) -> None:
    scenario = document.scenario
    stock = scenario.stocks["rounds"]
    stock = stock.model_copy(update={"name": stock.name.model_copy(update={"ja": "弾薬"})})
    renamed = scenario.model_copy(update={"stocks": {**scenario.stocks, "rounds": stock}})
    with speaking("ja"):
        assert subject_names(renamed)["stock", "rounds"] == "弾薬"
        assert subject_names(renamed)["stock", "pumps"] == "Pumps"


def test_a_scenario_without_sustainment_has_no_section(port: Results) -> None:
    document = load_scenario(Path(__file__).parents[2] / "scenarios" / "strait.yaml")
    assert not sustains(document.scenario)
    section = sustainment_section(document, port, document.baseline)
    assert (section.data, section.parts, section.cautions) == ({}, (), ())


def _row(subject: str, level: str, design: str, difference: float | None, verdict: str):
    measure = Measure(
        *("readiness", subject, "capable", "share", "1", "more"),
        level=level,  # type: ignore[arg-type]
        group="fleet" if level == "single" else "",
    )
    ends = {} if difference is None else {"diff_low": 0.9 * difference, "diff_high": difference}
    return SustainedRow(
        *(measure, design, 0.5, 0.4, 0.6, 40, 0.0),
        difference=difference,
        **ends,
        verdict=verdict,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("verdict", ["better", "worse", "undecided"])
def test_a_unit_that_does_as_its_group_tells_nothing_more(printed, verdict: str) -> None:
    rows = [
        _row("fleet", "group", "d0", None, "baseline"),
        _row("fleet", "group", "d1", 0.2, "better"),
        _row("Alpha", "single", "d0", None, "baseline"),
        _row("Alpha", "single", "d1", 0.3, verdict),
    ]
    sustained = Sustained(tuple(rows), "d0", ("d0", "d1"), 0.95, ZONE, "holm", Families(1, 1), ())
    assert "Alpha" in printed(render_sustained(sustained, {}, all_measures=True))
    text = printed(render_sustained(sustained, {}))
    assert ("Alpha" in text) == (verdict == "worse")
    assert ("1 other measures" in " ".join(text.split())) == (verdict != "worse")


def test_several_units_together_are_said_to_be_sampled(printed) -> None:
    at_most = [Estimate(float(n), n - 1, n + 1, 20, 20) for n in (3, 4, 5)]

    def page(sampled: list[str]) -> str:
        fleet: dict[str, list[Estimate]] = {"fleet": at_most}
        shares = (0.25, 0.5, 0.75)
        picture = Picture({}, {"fleet": [6.0]}, fleet, shares, {}, {}, {}, sampled)
        return " ".join(printed(_distributions(picture)).split())

    assert "from daily samples" in page(["fleet"])
    assert "samples" not in page([])


def _members(groups: dict[str, str]) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for unit, group in groups.items():
        found.setdefault(group, []).append(unit)
    return list(found.values())
