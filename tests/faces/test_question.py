"""Written questions: what is asked is the family, and the page answers that and no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import renkei as rk

ONE = ("--processes", "1", "--reps", "60")
TEXT = """
name: Is the forward commander faster?
measures: [p(in time), "median(decided, blockade)"]
designs: [apart, forward]
zone: [1 h]
confidence: 90 %
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "results"


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    file = tmp_path / "question.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_the_family_is_what_was_asked(renkei, strait, asked, root) -> None:
    words = ("compare", strait, *ONE, "--out", root)
    done = renkei(*words, "--question", asked, "--json")
    assert done.code == 0, done.err
    data = json.loads(done.out)
    of_asked = {row["metric"] for row in data["rows"] if row["family"] == "asked"}
    assert of_asked == {"p_deadline", "decided_median"}
    assert data["method"]["comparisons"]["asked"] == 2
    assert data["method"]["confidence"] == 0.9
    assert data["method"]["zone"]["hours"] == 1.0
    # Holm (1979), by hand: the smaller error times two, the larger as it is or as the smaller.
    first, second = sorted(
        (row["p_value"], row["p_adjusted"]) for row in data["rows"] if row["family"] == "asked"
    )
    assert first[1] == pytest.approx(min(1.0, 2 * first[0]))
    assert second[1] == pytest.approx(max(first[1], second[0]))
    # Unasked, the median is explored, and the probability a family of its own.
    usual = renkei(*words, "--designs", "apart,forward", "--json")
    rows = json.loads(usual.out)["rows"]
    assert {row["metric"] for row in rows if row["family"] == "asked"} == {"p_deadline"}


def test_the_page_answers_the_question(renkei, strait, asked, root) -> None:
    done = renkei("compare", strait, *ONE, "--out", root, "--question", asked)
    assert done.out.startswith("The question: Is the forward commander faster?\nThe answer: ")
    assert "what was asked" in done.out
    assert "explored" not in done.out
    assert "2 comparisons asked" in " ".join(done.out.split())


def test_a_question_of_the_scenario_by_name(renkei, strait, root, tmp_path) -> None:
    mine = tmp_path / "mine.yaml"
    block = "".join(f"    {line}\n" for line in TEXT.strip().splitlines())
    mine.write_text(f"{strait.read_text(encoding='utf-8')}\nquestions:\n  faster:\n{block}")
    assert renkei("check", mine).code == 0
    done = renkei("compare", mine, *ONE, "--out", root, "--question", "faster")
    assert "The question: Is the forward commander faster?" in done.out
    wrong = renkei("compare", mine, "--out", root, "--question", "fster")
    assert wrong.code == 2
    assert "did you mean `faster`" in wrong.err
    found = rk.open(mine).ask("faster", replications=60, processes=1, out=root, progress=False)
    assert found.text().startswith("The question: Is the forward commander faster?")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("measures", "mesures", "did you mean `measures`"),
        ("name: Is the forward commander faster?\n", "", "name"),
        ("median(decided, blockade)", "median(decided, blokade)", "did you mean `blockade`"),
        ("[apart, forward]", "[apart, foward]", "did you mean `forward`"),
        ("90 %", "40 %", "50 % or more"),
        ("[1 h]", "[1 kt]", "a time or a share"),
    ],
)
def test_a_wrong_question_is_refused(before, after, said, renkei, strait, asked, root) -> None:
    asked.write_text(TEXT.replace(before, after), encoding="utf-8")
    done = renkei("compare", strait, "--out", root, "--question", asked)
    assert done.code == 2
    assert said in " ".join(done.err.split())
    assert not root.exists()


def test_what_the_question_says_is_not_said_again(renkei, strait, asked, root) -> None:
    done = renkei("compare", strait, "--out", root, "--question", asked, "--zone", "2 h")
    assert done.code == 2
    assert "--zone beside --question" in done.err


def test_a_question_is_answered_in_focus(renkei, strait, asked, root) -> None:
    """Each replication has one such incident; the family is still what was asked."""
    few = ("--processes", "1", "--reps", "20")
    words = ("compare", strait, *few, "--out", root, "--question", asked, "--focus", "blockade")
    done = renkei(*words, "--json")
    assert done.code == 0, done.err
    data = json.loads(done.out)
    rows = [row for row in data["rows"] if row["family"] == "asked"]
    assert {(row["incident"], row["metric"]) for row in rows} == {
        ("blockade", "p_deadline"),
        ("blockade", "decided_median"),
    }
    assert all(row["n_incidents"] == 20 for row in rows)
    own = rk.open(strait).ask(
        asked, replications=20, processes=1, out=root, progress=False, focus="blockade"
    )
    assert str(own.results.folder) == data["folder"]


def test_a_question_asks_about_no_type_out_of_focus(renkei, asked, root) -> None:
    recorded = Path(__file__).parents[1] / "scenarios" / "recorded.yaml"
    asked.write_text("name: Both?\nmeasures: [p(in time)]\nincidents: [often, slow]\n")
    done = renkei("compare", recorded, "--question", asked, "--focus", "often", "--out", root)
    assert done.code == 2
    said = " ".join(done.err.split())
    assert "asks about slow too" in said
    assert "--focus often,slow" in said
    wrong = renkei("compare", recorded, "--question", asked, "--focus", "oftn", "--out", root)
    assert "did you mean `often`" in " ".join(wrong.err.split())


def test_a_milestone_asked_for_is_followed(strait, asked) -> None:
    """A focused replication does not end before the milestones that were asked for."""
    from renkei.study.asking import question_of
    from renkei.study.source import Opened

    opened = Opened(strait)
    other = next(
        name for name in opened.program("apart").milestones
        if name not in ("decided", "agreed", "on-station")
    )  # fmt: skip
    asked.write_text(TEXT.replace("median(decided, blockade)", f"mean({other}, blockade)"))
    question = question_of(opened, str(asked), focus=["blockade"])
    assert question.focus is not None
    assert other in question.focus.until


@pytest.mark.parametrize("words", ["capable(fighters)", "stock fill", "readiness: platforms"])
def test_readiness_and_supply_end_no_run(renkei, strait, root, words) -> None:
    """Refused with the reason, and with what tells them."""
    for option in (("run", strait, "--until", f"halfwidth 2 % of {words}"),
                   ("best", strait, "--measure", words)):  # fmt: skip
        done = renkei(*option, "--out", root)
        assert done.code == 2
        said = " ".join(done.err.split())
        assert "a measure of readiness or supply" in said
        assert "compare --sustainment" in said
