"""The outputs of a study: each a page of 80 columns, plain data, and the rows of a table.

Takes what :mod:`renkei.study.writeup.making` made; gives the same bytes for the same results, on
whatever terminal. The pages are those of the commands of the same names.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from renkei.report.terminal import plain_text
from renkei.study.study_file import OutputKind
from renkei.study.writeup.making import ComparedRun, Scored, Traced, Understood

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.study.writeup.making import MadeOutput

WIDTH = 80
"""Columns of a page."""


@dataclass(frozen=True)
class OutputPages:
    """An output for readers.

    Parameters
    ----------
    page
        Text of 80 columns.
    data
        All of it as plain data.
    rows
        Its rows as flat data, for a table of numbers; empty: it has none.
    table
        Head and rows of a table in words; the head alone: it has none.
    """

    page: str
    data: dict[str, Any]
    rows: Sequence[dict[str, Any]] = ()
    table: Sequence[Sequence[str]] = field(default_factory=tuple)

    @property
    def json(self) -> str:
        """The data as JSON."""
        return json.dumps(self.data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @property
    def csv(self) -> str:
        """The rows as CSV; empty where it has none."""
        if not self.rows:
            return ""
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        made = io.StringIO()
        writer = csv.DictWriter(made, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return made.getvalue()

    @property
    def markdown(self) -> str:
        """The table in words as Markdown; the page where it has none."""
        if len(self.table) < 2:
            return f"```text\n{self.page}```\n"
        return markdown_table(self.table)


def markdown_table(lines: Sequence[Sequence[str]]) -> str:
    """Return a head and rows as a Markdown table."""
    head, *rows = lines
    text = "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
        for line in (head, ["---"] * len(head), *rows)
    )
    return text + "\n"


def pages_of(made: MadeOutput) -> OutputPages:
    """Return an output for readers."""
    content = made.content
    if isinstance(content, ComparedRun):
        return _compared(made.output.kind, content)
    if isinstance(content, Understood):
        return _understood(content)
    if isinstance(content, Traced):
        return _traced(content)
    if isinstance(content, Scored):
        return _scored(content)
    from renkei.report.writeup.shapes import render_shape, shape_data, shape_rows, shape_table

    return OutputPages(
        plain_text(render_shape(content), WIDTH),
        shape_data(content),
        shape_rows(content),
        shape_table(content),
    )


def _compared(kind: OutputKind, content: ComparedRun) -> OutputPages:
    from renkei.report.responses.comparison import comparison_data
    from renkei.report.writeup.levels import levels_rows, levels_table, render_levels

    question, comparison = content.question, content.comparison
    labels = question.naming.labels
    data = comparison_data(comparison, labels)
    rows = data["rows"]
    if kind is OutputKind.LEVELS:
        table = levels_table(comparison, labels)
        page = plain_text(render_levels(comparison, labels), WIDTH)
        return OutputPages(page, data, levels_rows(comparison), table)
    if kind is OutputKind.TYPES:
        return OutputPages(plain_text(_types(content), WIDTH), data, rows)
    return OutputPages(plain_text(answer_page(content), WIDTH), data, rows)


def answer_page(content: ComparedRun) -> RenderableType:
    """Return the answer of a comparison on a page, as ``renkei compare`` prints it."""
    from renkei.analysis.responses.focused import held
    from renkei.report.responses.answer import render_answer
    from renkei.report.responses.focused import focus_words
    from renkei.report.responses.groups import named_first
    from renkei.report.sustainment.comparison import differing
    from renkei.report.understanding.first import lines_on_first
    from renkei.report.why import responses_why

    question, results, comparison = content.question, content.results, content.comparison
    naming, in_focus = question.naming, question.in_focus is not None
    told, supply = "", []
    if in_focus:
        found = held(results, list(question.deadlines), question.designs)
        told = focus_words(found, naming.labels, question.given)
    elif naming.sustains:
        supply = list(differing(question.sustained(results), naming.names))
    first = named_first(comparison, naming.labels, asked=bool(question.words))
    why = responses_why(question.explained(results, comparison, first), comparison, naming)
    on_first = lines_on_first(question, results, comparison)
    return render_answer(comparison, naming, why, supply, told, question.words, on_first)


def _types(content: ComparedRun) -> RenderableType:
    from rich.console import Group

    from renkei.report.responses.comparison import render_comparison, render_summary

    labels = content.question.naming.labels
    return Group(
        render_comparison(content.comparison, labels), render_summary(content.comparison, labels)
    )


def _understood(content: Understood) -> OutputPages:
    from renkei.analysis.sensitivity.drivers import Drivers
    from renkei.analysis.sensitivity.flips import Flips
    from renkei.report.understanding.drivers import drivers_data, render_drivers
    from renkei.report.understanding.flips import flips_data, render_flips
    from renkei.report.understanding.worth import render_worth, worth_data

    inquiry, found = content.inquiry, content.found
    if isinstance(found, Drivers):
        data, page, key = drivers_data(inquiry, found), render_drivers(inquiry, found), "drivers"
    elif isinstance(found, Flips):
        data = flips_data(inquiry, found, content.best)
        page, key = render_flips(inquiry, found, content.best), "tipping"
    else:
        data, page = worth_data(inquiry, found), render_worth(inquiry, found)
        key = "ranges_worth"
    return OutputPages(plain_text(page, WIDTH), _without_place(data), flat(data[key]))


def _traced(content: Traced) -> OutputPages:
    from renkei.report.responses.followed import (
        followed_data,
        lane_of_followed,
        render_followed,
    )
    from renkei.report.responses.swimlane import swimlane_data

    lanes = [lane_of_followed(one, whole=True) for one in content.followed]
    rows = flat(
        {"design": lane.design, **step} for lane in lanes for step in swimlane_data(lane)["rows"]
    )
    page = plain_text(render_followed(content.followed), WIDTH)
    return OutputPages(page, followed_data(content.followed), rows)


def _scored(content: Scored) -> OutputPages:
    from renkei.report.recorded.validation import (
        Validated,
        render_validation,
        validation_data,
    )

    folder = content.results.folder.name
    found = Validated(content.records, content.measured, content.scores, folder)
    data = validation_data(found)
    return OutputPages(plain_text(render_validation(found), WIDTH), data, flat(data["clocks"]))


def flat(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with intervals as columns of their own, and without lists."""
    found = []
    for row in rows:
        made: dict[str, Any] = {}
        for key, value in row.items():
            if isinstance(value, dict):
                made |= {f"{key}_{name}": one for name, one in value.items()}
            elif not isinstance(value, list | tuple):
                made[key] = value
        found.append(made)
    return found


def _without_place(data: dict[str, Any]) -> dict[str, Any]:
    """Return data whose folder is a name: where the results lie is not part of the answer."""
    if "question" in data:
        return {**data, "question": _without_place(data["question"])}
    if "folder" in data:
        return {**data, "folder": PurePath(data["folder"]).name}
    return data
