"""The answer with the flagship's own names: within 80 columns of a terminal, in both languages.

Verdicts are made up; names, deadlines and prices are the scenario's. Nothing is simulated.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

import renkei.library
from renkei._base.language import LANGUAGES, Language, speaking
from renkei.analysis import Comparison, Families, Row, Zone
from renkei.analysis.responses.rows import Separated
from renkei.report.responses.answer import render_answer
from renkei.report.terminal import Terminal
from renkei.study.naming import Naming
from renkei.study.question import Question
from renkei.study.source import Opened

FOLDER = Path(renkei.library.__path__[0]) / "japan"
DESIGNS = ["d0", "d1", "d2", "d4", "d6", "d8", "d2+m4"]
"""Those that `make demo` compares."""

IN_TABLE = 3
VERDICTS = ("better", "worse", "undecided", "equivalent", "too few")


@pytest.fixture(scope="module")
def question() -> Question:
    return Question(Opened(FOLDER), DESIGNS)


def rows(question: Question) -> Iterator[Row]:
    """Yield for each incident type one measure; half of the types differ under some design."""
    for number, incident in enumerate(question.deadlines):
        base = Row(
            incident, "d0", "p_deadline", "decided", "p_deadline", "1", 0.5, 0.4, 0.6,
            n_incidents=3000, n_replications=75, reached=1.0, verdict="baseline",
        )  # fmt: skip
        yield base
        for design, verdict in zip(DESIGNS[1:], itertools.cycle(VERDICTS[number % 4 :])):
            yield replace(
                base, design=design, verdict=verdict, needed=9000,
                difference=0.1, diff_low=0.05, diff_high=0.15,
            )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_eighty_columns_and_no_identifier_without_its_name(
    language: Language, question: Question
) -> None:
    with speaking(language):
        naming: Naming = Question(question.opened, DESIGNS).naming
        separated = tuple(
            Separated(one, design, 12345, 678, 90)
            for one in question.deadlines
            for design in DESIGNS[1:]
        )
        found = Comparison(
            tuple(rows(question)), "d0", tuple(DESIGNS), 0.95, Zone(), "holm", Families(36, 36),
            "worlds", (), separated,
        )  # fmt: skip
        terminal = Terminal(file=io.StringIO(), width=80, markup=False, color_system=None)
        with terminal.capture() as captured:
            terminal.print(render_answer(found, naming, {}))
    text = captured.get()
    assert [line for line in text.splitlines() if cell_len(line) > 80] == []
    assert "…" not in text
    plain = re.sub(r"\s", "", text)
    # A type that differs is named; so are all designs, beside the identifier that a reader types.
    differ = [row.incident for row in found.rows if row.verdict in ("better", "worse")]
    unnamed = [one for one in dict.fromkeys(differ) if _squeezed(naming, one) not in plain]
    assert len(unnamed) <= IN_TABLE  # of those in the table the name stands in two lines
    for design in DESIGNS[1:]:
        assert re.search(rf"^{re.escape(design)}\s+\S", text, re.MULTILINE), design
    listed = re.sub(r"--focus \S+", "", text)
    assert [
        one for one in question.deadlines if re.search(rf"(?<![\w-]){one}(?![\w-])", listed)
    ] == []


def _squeezed(naming: Naming, incident: str) -> str:
    return re.sub(r"\s", "", naming.labels.incidents[incident])
