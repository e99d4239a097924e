"""--worlds: lists that are read, what is wrong with them, and what becomes of results."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from renkei._base.errors import InputError
from renkei.engine.worlds import ListedWorlds
from renkei.results import open_results
from renkei.study.library import library
from renkei.study.source import Opened
from renkei.study.worlds import worlds_of

FEW = ("--reps", "3", "--processes", "1", "--quiet")
TEMPLATE = library()["template"]
TENTH = "doctrine.handling"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worlds")


@pytest.fixture(scope="module")
def opened() -> Opened:
    return Opened(TEMPLATE)


def read(opened: Opened, folder: Path, text: str) -> ListedWorlds:
    (folder / "list.csv").write_text(text)
    found = worlds_of(opened, str(folder / "list.csv")).worlds
    assert isinstance(found, ListedWorlds)
    return found


def refused(opened: Opened, folder: Path, text: str) -> list[tuple[str, int, int, str]]:
    with pytest.raises(InputError) as caught:
        read(opened, folder, text)
    return [
        (one.code, one.location.line, one.location.column, one.remedy)
        for one in caught.value.problems
    ]


def drawn(folder: str | Path, path: str) -> dict[str, list[float]]:
    results = open_results(Path(folder))
    return {
        design: results.scan("worlds", design)
        .filter(pl.col("path") == path)
        .sort("replication")
        .collect()["value"]
        .to_list()
        for design in results.designs
    }


def test_units_are_those_of_yaml_or_of_the_header(opened, tmp_path) -> None:
    """10 minutes are a sixth of an hour; a quantile of 1 is the end of the range, 40 min."""
    assert read(opened, tmp_path, f"{TENTH}\n10 min\n").values == pytest.approx(1 / 6)
    assert read(opened, tmp_path, f"{TENTH} [min]\n10\n1e1\n").values.ravel() == pytest.approx(
        [1 / 6, 1 / 6]
    )
    places = read(opened, tmp_path, f"{TENTH} [quantile]\n0\n0.5\n1\n").values.ravel()
    assert places == pytest.approx([5 / 60, 15 / 60, 40 / 60])


def test_remarks_labels_and_weights_are_told_from_factors(opened, tmp_path) -> None:
    text = (
        f"# made by hand\nreplication,weight,{TENTH},{TENTH} as drawn\n7,1,10 min,x\n9,0,5 min,x\n"
    )
    found = read(opened, tmp_path, text)
    assert found.paths == (TENTH,)
    assert found.values.ravel() == pytest.approx([1 / 6])  # no weight, no row
    assert found.weights is not None
    assert found.weights.tolist() == [1.0]


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "remedy"),
    [
        (f"weight,{TENTH}s\n1,10 min\n", "WLD-001", 1, 8, f"did you mean `{TENTH}`?"),
        ("doctrine.command_net\n5 min\n", "WLD-002", 1, 1, "--set"),
        (f"{TENTH}\n10 min\n50 min\n", "WLD-003", 3, 1, "widen"),
        (f"{TENTH}\n10\n", "WLD-005", 2, 1, ""),
        (f"{TENTH}\n10 kt\n", "WLD-005", 2, 1, ""),
        (f"{TENTH} [quantile]\n1.5\n", "WLD-005", 2, 1, ""),
        (f"{TENTH},weight\n10 min,-1\n", "WLD-005", 2, 8, ""),
        (f"{TENTH},weight\n10 min,0\n", "WLD-005", 1, 19, ""),
        (f"{TENTH}\n10 min,3\n", "WLD-004", 2, 1, ""),
        (f"{TENTH},{TENTH} [min]\n10 min,3\n", "WLD-004", 1, 19, ""),
        (f"{TENTH}\n", "WLD-004", 1, 1, ""),
        ("replication\n1\n", "WLD-004", 1, 1, ""),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    opened, tmp_path, text, code, line, column, remedy
) -> None:
    ((found, *where, hint),) = refused(opened, tmp_path, text)
    assert (found, *where) == (code, line, column)
    assert remedy in hint


def test_designs_share_the_rows_and_the_rest_is_drawn_as_always(renkei, root, tmp_path) -> None:
    (tmp_path / "two.csv").write_text(f"{TENTH} [min]\n10\n20\n")
    options = ("compare", TEMPLATE, *FEW, "--out", root, "--json")
    done = renkei(*options, "--worlds", tmp_path / "two.csv")
    assert done.code == 0, done.err
    given = json.loads(done.out)["folder"]
    for values in drawn(given, TENTH).values():
        assert values == pytest.approx([1 / 6, 2 / 6, 1 / 6])
    free = json.loads(renkei(*options).out)["folder"]
    assert drawn(given, "doctrine.ordering") == drawn(free, "doctrine.ordering")
    assert drawn(given, TENTH) != drawn(free, TENTH)


def test_another_list_is_another_experiment_and_its_text_is_kept(renkei, root, tmp_path) -> None:
    file = tmp_path / "list.csv"
    folders = []
    for text in ("10 min\n", "11 min\n", "# again\n10 min\n"):
        head, _, rest = text.rpartition("\n") if text.startswith("#") else ("", "", text)
        remark, value = (text.split("\n")[0] + "\n", "10 min\n") if head else ("", rest or text)
        file.write_text(f"{remark}{TENTH}\n{value}")
        done = renkei("run", TEMPLATE, *FEW, "--out", root, "--json", "--worlds", file)
        assert done.code == 0, done.err
        folders.append(json.loads(done.out)["folder"])
    assert folders[0] != folders[1]
    assert folders[0] == folders[2]  # the values are the same
    record = open_results(Path(folders[0])).record
    assert record.worlds is not None
    assert (record.worlds.kind, record.worlds.rows, record.worlds.factors) == ("rows", 1, [TENTH])
    assert (Path(folders[0]) / "_inputs/worlds.csv").read_text() == f"{TENTH}\n10 min\n"


def test_more_replications_extend_a_latin_run(renkei, root, tmp_path) -> None:
    options = ("--processes", "1", "--quiet", "--json", "--worlds", "latin")
    short = renkei("run", TEMPLATE, "--reps", "30", *options, "--out", root / "short")
    longer = renkei("run", TEMPLATE, "--reps", "40", *options, "--out", root / "long")
    own = [drawn(json.loads(done.out)["folder"], TENTH) for done in (short, longer)]
    for design in own[0]:
        assert own[0][design] == own[1][design][:30]


def test_best_values_and_a_list_vary_the_list_alone(renkei, root, tmp_path) -> None:
    (tmp_path / "two.csv").write_text(f"{TENTH} [min]\n10\n20\n")
    done = renkei(
        "run", TEMPLATE, *FEW, "--out", root, "--json", "--nominal", "--worlds",
        tmp_path / "two.csv",
    )  # fmt: skip
    folder = json.loads(done.out)["folder"]
    assert list(drawn(folder, TENTH).values()) == [pytest.approx([1 / 6, 2 / 6, 1 / 6])]
    assert list(drawn(folder, "doctrine.ordering").values()) == [[0.5, 0.5, 0.5]]
    refused = renkei("run", TEMPLATE, *FEW, "--nominal", "--worlds", "latin")
    assert refused.code == 2


def test_no_such_list_is_said_with_the_names(renkei) -> None:
    done = renkei("run", TEMPLATE, *FEW, "--worlds", "latim")
    assert done.code == 2
    assert "did you mean `latin`?" in done.err


def test_a_note_says_which_rows_are_used(renkei, root, tmp_path) -> None:
    (tmp_path / "two.csv").write_text(f"{TENTH} [min]\n10\n20\n")
    few = [word for word in FEW if word != "--quiet"]
    done = renkei("run", TEMPLATE, *few, "--out", root, "--worlds", tmp_path / "two.csv")
    said = " ".join(done.err.split())
    assert "1 factor from 2 rows" in said
    assert "the first 1 count once more than the others" in said
    assert "Intervals are for these rows" in said


def test_a_scenario_keeps_lists_that_go_by_their_names(renkei, root, tmp_path) -> None:
    mine = tmp_path / "mine"
    (mine / "worlds").mkdir(parents=True)
    (mine / "scenario.yaml").write_bytes(TEMPLATE.read_bytes())
    kept = mine / "worlds" / "fitted.csv"
    kept.write_text(f"weight,{TENTH}\n0.5,10 min\n0.5,20 min\n")
    line = f"fitted: 2 weighted rows of {TENTH} (--worlds fitted)"
    assert line in " ".join(renkei("check", mine).out.split())
    assert line in " ".join(renkei("show", mine).out.split())
    told = {"rows": 2, "factors": [TENTH], "weighted": True}
    assert json.loads(renkei("show", mine, "--json").out)["worlds"] == {"fitted": told}
    done = renkei("run", mine, *FEW, "--out", root, "--json", "--worlds", "fitted")
    (values,) = drawn(json.loads(done.out)["folder"], TENTH).values()
    assert {round(60 * hours) for hours in values} == {10, 20}
    wrong = renkei("compare", mine, *FEW, "--out", root, "--worlds", "fited")
    assert wrong.code == 2
    assert "latin, sobol, fitted" in " ".join(wrong.err.split())
    assert "did you mean `fitted`?" in wrong.err
    # The scenario is changed later, and the list lies outside its range.
    kept.write_text(f"{TENTH}\n10 h\n")
    done = renkei("check", mine)
    assert done.code == 2
    assert "fitted.csv:2:1" in done.err
    assert "a value within the stated range, 5 min to 40 min" in " ".join(done.err.split())


def test_rows_of_one_luck_differ_in_nothing_but_their_values(renkei, tmp_path) -> None:
    """Rows 1 and 3 are the same world with the same luck: the same incidents, to the last bit."""
    (tmp_path / "list.csv").write_text(f"luck,{TENTH}\n0,10 min\n0,30 min\n0,10 min\n1,10 min\n")
    words = ("run", TEMPLATE, "--worlds", tmp_path / "list.csv", "--reps", "6", "--processes", "1")
    done = renkei(*words, "--out", tmp_path, "--json")
    assert done.code == 0, done.err
    assert "Rows share luck as the list says" in done.err
    folder = Path(json.loads(done.out)["folder"])
    results = open_results(folder)
    rows = results.scan("incidents", results.designs[0]).collect()
    of = {number: part.drop("replication") for (number,), part in rows.group_by("replication")}
    assert of[0].equals(of[2])
    arrived = [of[k]["arrived_h"].to_list() for k in range(6)]
    assert arrived[0] == arrived[1]
    assert not of[0].equals(of[1])
    assert arrived[3] != arrived[0]
    assert arrived[4] not in arrived[:4]  # the second turn through the rows has luck of its own
    assert arrived[4] == arrived[5]
    # One that happened is followed under the luck that it had.
    followed = renkei("trace", folder, "fire", "--slowest", "--json")
    assert followed.code == 0, followed.err


def test_luck_is_a_number_and_has_no_weight_beside_it(opened, tmp_path) -> None:
    assert read(opened, tmp_path, f"luck,{TENTH}\n3,10 min\n").lucks.tolist() == [3]
    assert refused(opened, tmp_path, f"luck,{TENTH}\n-1,10 min\n")[0][:3] == ("WLD-005", 2, 1)
    text = f"luck,weight,{TENTH}\n0,1,10 min\n"
    assert refused(opened, tmp_path, text)[0][:3] == ("WLD-004", 1, 1)
