"""The command of the annex makes the answer again, on whatever machine."""

from __future__ import annotations

from types import SimpleNamespace

from renkei.report.page.annex import command_of


def of(*words: str) -> str:
    runs = [SimpleNamespace(command=list(words))]
    return command_of(SimpleNamespace(record=SimpleNamespace(runs=runs)))  # type: ignore[arg-type]


def test_places_and_manners_are_left_out() -> None:
    told = of("renkei", "compare", "japan", "--reps", "75", "-o", "/home/me/x", "-q", "-p", "2")
    assert told == "renkei compare japan --reps 75"
    assert of("renkei", "compare", "a b.yaml", "--out=/home/me") == "renkei compare 'a b.yaml'"
    assert of("renkei", "run", "x", "--json", "--out") == "renkei run x"
