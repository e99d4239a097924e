"""renkei study: one file gives runs, outputs and a page; its errors have their lines."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.faces.conftest import SCENARIOS, Done

import renkei as rk
from renkei.results import open_results

STUDY = """\
study: 1
name: Is the forward commander faster?
scenario: strait.yaml
variants:
  quick: {of: apart, set: {headquarters.arn-joint.cells.operations.teams: "5"}}
questions:
  faster:
    name: Is the forward commander faster?
    measures: [p(in time), "median(decided, blockade)"]
    designs: [apart, forward, quick]
runs:
  main: {question: faster, replications: 30}
outputs:
  levels: {kind: levels, run: main}
  one: {kind: trace, run: main, incident: blockade, which: slowest}
page: page.md
"""
DRIVERS = "  drivers: {kind: drivers, incident: blockade, design: forward, against: apart}\npage:"
PAGE = """\
# {{ study | name }}

{{ main | p(in time, blockade) | apart }}; {{ main | median(decided, blockade) | apart | value }};
{{ main | median(decided, blockade) | forward - apart | verdict }};
{{ main | mean(settled, blockade) | apart | low }};
{{ main | replications }}, {{ levels | rows.0.estimate | % }}

```renkei levels table
```

```renkei one
```
"""

Written = Callable[..., Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that was run."""
    from renkei.cli import main

    folder = tmp_path_factory.mktemp("made")
    _write(folder)
    assert main(_words(folder)) == 0
    return folder


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(made, tmp_path / "copied"))


def _write(folder: Path, study: str = STUDY, page: str = PAGE) -> Path:
    (folder / "strait.yaml").write_bytes((SCENARIOS / "strait.yaml").read_bytes())
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    (folder / "page.md").write_text(page, encoding="utf-8")
    return folder / "study.yaml"


def _words(folder: Path, *more: str) -> list[str]:
    places = ("--out", str(folder / "results"), "--to", str(folder / "written"))
    return ["study", str(folder / "study.yaml"), "--quiet", "--processes", "1", *places, *more]


def _files(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in (folder / "written").rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def _results(folder: Path) -> Path:
    (found,) = (folder / "results").iterdir()
    return found


def test_the_page_has_the_figures_of_compare(renkei, made: Path) -> None:
    page = (made / "written/page.md").read_text(encoding="utf-8")
    assert "{{" not in page
    assert "```renkei" not in page
    study = rk.open(made / "strait.yaml")
    found = study.compare(open_results(_results(made)), ["apart", "forward"]).responses
    row = found.row("blockade", "apart", "p_deadline")
    percent = f"{row.estimate * 100:.0f} % ({row.low * 100:.0f} to {row.high * 100:.0f})"
    assert page.splitlines()[2].startswith(percent)
    median = found.row("blockade", "forward", "decided_median")
    assert page.splitlines()[3] == f"{median.verdict};"
    assert page.splitlines()[5].startswith("30, ")
    assert "| incident | measure | design |" in page
    assert (made / "written/outputs/one.txt").read_text(encoding="utf-8") in page


def test_each_output_has_page_data_and_rows(made: Path) -> None:
    outputs = made / "written/outputs"
    for name in ("levels", "one"):
        text = (outputs / f"{name}.txt").read_text(encoding="utf-8")
        assert max(map(len, text.splitlines())) <= 80
        assert isinstance(json.loads((outputs / f"{name}.json").read_text("utf-8")), dict)
    head, *rows = (outputs / "levels.csv").read_text(encoding="utf-8").splitlines()
    assert head.startswith("incident,design,metric")
    assert len(rows) == 2 * 3  # two measures asked of one type, three designs


def test_the_record_names_inputs_seeds_and_files(made: Path) -> None:
    record = json.loads((made / "written/provenance.json").read_text(encoding="utf-8"))
    assert set(record["inputs"]) == {"study.yaml", "page.md"}
    assert record["runs"]["main"]["replications"] == {"apart": 30, "forward": 30, "quick": 30}
    assert record["runs"]["main"]["folder"] == _results(made).name
    assert {"page.md", "outputs/levels.csv"} <= set(record["files"])
    assert str(made) not in json.dumps(record)


def test_a_part_made_again_leaves_the_record_of_the_rest(renkei, copied: Path) -> None:
    record = copied / "written/provenance.json"
    before = json.loads(record.read_text(encoding="utf-8"))
    assert renkei(*_words(copied, "--only", "levels")).code == 0
    assert json.loads(record.read_text(encoding="utf-8")) == before


def test_again_gives_the_same_bytes_and_simulates_nothing(renkei, copied: Path) -> None:
    before = _files(copied)
    runs = len(open_results(_results(copied)).record.runs)
    assert renkei(*_words(copied)).code == 0
    assert _files(copied) == before
    record = open_results(_results(copied)).record
    assert sum(run.made for run in record.runs[runs:]) == 0


def test_more_replications_extend(renkei, copied: Path) -> None:
    _write(copied, STUDY.replace("30", "40"))
    assert renkei(*_words(copied, "--only", "levels")).code == 0
    results = open_results(_results(copied))
    assert results.record.runs[-1].made < 3 * 40
    assert results.replications("apart") == 40
    # Only what was named is made anew; the record keeps the rest.
    record = json.loads((copied / "written/provenance.json").read_text(encoding="utf-8"))
    assert "outputs/one.csv" in record["files"]
    assert (copied / "written/page.md").read_text(encoding="utf-8").splitlines()[5][:3] == "30,"


def test_a_file_changed_by_hand_stays(renkei, copied: Path) -> None:
    page = copied / "written/page.md"
    page.write_text("mine", encoding="utf-8")
    before = _files(copied)
    done = renkei(*_words(copied))
    assert done.code == 2
    assert "STU-004" in done.err
    assert _files(copied) == before


def test_the_plan_says_what_is_missing(renkei, made: Path, tmp_path: Path) -> None:
    done = renkei(*_words(made, "--plan", "--json"))
    (run,) = json.loads(done.out)["runs"]
    assert (run["done"], run["missing"], run["seconds"]) == (90, 0, 0.0)
    path = _write(tmp_path)
    done = renkei("study", path, "--plan", "--json", "--out", tmp_path / "results")
    (run,) = json.loads(done.out)["runs"]
    assert (run["done"], run["missing"]) == (0, 90)
    assert run["seconds"] > 0
    assert not (tmp_path / "results").exists()
    text = renkei("study", path, "--plan", "--out", tmp_path / "results").out
    assert "All that is missing takes about" in text


WRONG = [
    ("scenario: strait.yaml", "scenario: strait.yml", "strait.yml", "`strait.yml`", "STU-002"),
    ("levels, run: main", "levels, run: mian", "mian", "did you mean `main`?", "STU-002"),
    ("kind: levels", "kind: levls", "levls", "did you mean `levels`?", "SCN-021"),
    ("which: slowest", "measure: decided", "decided}", "`measure` of an output", "STU-003"),
    ("page:", DRIVERS.replace("forward", "forwrd"), "forwrd", "`forward`?", "STU-002"),
    ("page:", DRIVERS.replace("forward", "apart"), "apart}", "against itself", "STU-003"),
    (
        "page:",
        DRIVERS.replace("incident: blockade", "measure: decided"),
        "decided, design",
        "all incident types together",
        "STU-003",
    ),
    ("page:", DRIVERS.replace("blockade", "blokade"), "blokade", "`blockade`?", "STU-002"),
    ("forward, quick]", "forwad]", "forwad]", "`forward`?", "STU-002"),
    ("median(decided", "median(decidd", '"median(decidd', "`decided`?", "STU-002"),
    ("operations.teams:", "operations.teems:", "headquarters.arn", "`teams`?", "STU-002"),
    ("of: apart", "of: apard", "apard", "did you mean `apart`?", "STU-002"),
    ("question: faster", "question: fastr", "fastr,", "did you mean `faster`?", "STU-002"),
    (": 30", ": 30, until: [decidd]", "decidd", "`decidd`", "STU-002"),
    (": 30", ": 30, load: forward", "forward}", "`load` beside", "STU-003"),
    (": 30", ": 30, given: night", "night", "focus", "STU-002"),
    ("replications:", "repetitions:", "repetitions", "`replications`?", "SCN-012"),
    ("page: page.md", "page: pages.md", "pages.md", "did you mean `page.md`?", "STU-002"),
]


@pytest.mark.parametrize(("old", "new", "at", "said", "code"), WRONG)
def test_errors_have_their_lines(
    renkei, tmp_path: Path, old: str, new: str, at: str, said: str, code: str
) -> None:
    assert old in STUDY
    text = STUDY.replace(old, new, 1)
    before = text[: text.index(at)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    done = _plan(renkei, _write(tmp_path, text), tmp_path)
    assert done.code == 2, done.err
    told = " ".join(done.err.split())
    assert f"study.yaml:{line}:{column}" in told, done.err
    assert said in told
    assert code in told


WRONG_PLACES = [
    ("{{ main | replications }}", "{{ mian | replications }}", 6, "did you mean `main`?"),
    ("{{ main | replications }}", "{{ main | replication }}", 6, "did you mean `replications`?"),
    ("{{ main | replications }}", "{{ main }}", 6, "a measure and a design"),
    ("{{ main | replications }}", "{{ main | replications ", 6, "not closed"),
    ("| apart | value", "| apart | vlaue", 3, "did you mean `value`?"),
    ("forward - apart", "forward - quick", 4, "one of: apart"),
    ("(in time, blockade)", "(in time, blokade)", 3, "did you mean `blockade`?"),
    ("mean(settled,", "mean(setled,", 5, "did you mean `settled`?"),
    ("```renkei levels table", "```renkei level table", 8, "did you mean `levels`?"),
    ("```renkei levels table\n```", "```renkei levels table", 8, "not closed"),
    ("{{ study | name }}", "{{ study | nmae }}", 1, "did you mean `name`?"),
]


@pytest.mark.parametrize(("old", "new", "line", "said"), WRONG_PLACES)
def test_a_place_that_names_nothing_is_an_error(
    renkei, tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in PAGE
    path = _write(tmp_path, page=PAGE.replace(old, new, 1))
    done = _plan(renkei, path, tmp_path)
    assert done.code == 2
    text = " ".join(done.err.split())
    assert f"page.md:{line}:" in text, done.err
    assert said in text
    assert "STU-001" in text


def test_a_path_that_leads_nowhere_in_an_output_is_an_error(renkei, copied: Path) -> None:
    _write(copied, page=PAGE.replace("rows.0.estimate", "rows.0.estimat"))
    before = _files(copied)
    done = renkei(*_words(copied))
    assert done.code == 2
    assert "page.md:6:" in done.err
    assert "did you mean `estimate`?" in " ".join(done.err.split())
    assert _files(copied) == before


def _plan(renkei: Callable[..., Done], path: Path, folder: Path) -> Done:
    done: Done = renkei("study", path, "--plan", "--out", folder / "results")
    assert not (folder / "results").exists()
    return done


def test_a_study_is_of_a_scenario_or_a_shape(renkei, tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text("study: 1\nname: Nothing\n", encoding="utf-8")
    done = renkei("study", path)
    assert done.code == 2
    assert "neither `scenario` nor `shape`" in done.err


def test_from_python(made: Path, tmp_path: Path) -> None:
    study = rk.open_study(made / "study.yaml")
    assert study.runs == ["main"]
    assert study.outputs == ["levels", "one"]
    found = study.run(out=made / "results", progress=False, processes=1)
    assert found.markdown is not None
    assert found.markdown == (made / "written/page.md").read_text(encoding="utf-8")
    assert found.frame("levels").height == 6
    assert found.data["one"]["milestone"] == "settled" or found.data["one"]["milestone"]
    with pytest.raises(rk.InputError, match="did you mean `levels`"):
        found.frame("level")
    assert "Made of them: levels (levels), one (trace), the page." in study.text()


def test_new_writes_a_study_that_runs(
    renkei, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert renkei("new", "--study", "mine").code == 0
    assert sorted(path.name for path in Path("mine").iterdir()) == ["page.md", "study.yaml"]
    study = Path("mine/study.yaml")
    study.write_text(study.read_text("utf-8").replace("replications: 100", "replications: 20"))
    assert renkei("study", "mine", "-q", "--processes", "1").code == 0
    assert Path("studies/mine/page.md").exists()
    assert renkei("new", "--study", "mine").code == 2
    assert renkei("new", "--study", "--from", "start-up-bias").code == 0


def test_packaged_studies_are_listed_and_sound(renkei) -> None:
    from renkei.study.writeup.packaged import STUDIES, packaged_studies
    from renkei.study.writeup.reading import read_study

    listed = renkei("study", "--list")
    assert listed.code == 0
    for name in packaged_studies():
        assert name in listed.out
        if name != "command-structure":  # of many designs: tests/docs/test_studies.py has its page
            assert read_study(STUDIES / name / "study.yaml").pieces
    assert renkei("study", "start-up-bia").code == 2


def test_the_schema_takes_the_packaged_studies() -> None:
    import jsonschema
    import yaml

    from renkei.study.writeup.packaged import STUDIES, packaged_studies, study_schema

    validator = jsonschema.Draft202012Validator(study_schema())
    for name in packaged_studies():
        text = (STUDIES / name / "study.yaml").read_text(encoding="utf-8")
        assert not list(validator.iter_errors(yaml.safe_load(text)))
    assert list(validator.iter_errors({"study": 1, "name": "x", "rnus": {}}))
