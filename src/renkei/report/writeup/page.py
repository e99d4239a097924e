"""The page of a study: its template with every place filled from results.

Takes a study that was made, and its outputs for readers; gives Markdown. A place whose path leads
nowhere in the data of its output is an error with file and line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from renkei.report.wording import hours, number, share
from renkei.report.writeup.levels import difference_words, estimate_words, unit_of_row
from renkei.study.writeup.places import STUDY, NamedFigure, names_nothing
from renkei.study.writeup.template import Block

if TYPE_CHECKING:
    from renkei.analysis import Row
    from renkei.report.writeup.outputs import OutputPages
    from renkei.study.writeup.making import ComparedRun, MadeStudy


def fill(made: MadeStudy, outputs: Mapping[str, OutputPages]) -> str:
    """Return the page of a study.

    Raises
    ------
    InputError
        If a place names nothing in the data of its output.
    """
    parts = []
    for piece in made.study.pieces or ():
        if isinstance(piece, str):
            parts.append(piece)
        elif isinstance(piece, Block):
            found = outputs[piece.output]
            text = found.markdown if piece.form == "table" else f"```text\n{found.page}```\n"
            parts.append(text)
        else:
            parts.append(_words(piece, made, outputs))
    return "".join(parts)


def _words(place: NamedFigure, made: MadeStudy, outputs: Mapping[str, OutputPages]) -> str:
    if place.of == STUDY:
        return _of_study(place, made)
    if place.of == "output":
        return _of_output(place, outputs[place.name].data)
    of = made.compared[place.name]
    if place.steps:
        return _of_run(place.steps[0], of)
    row = _row(place, of)
    return _part(place, row)


def _of_study(place: NamedFigure, made: MadeStudy) -> str:
    from renkei._base.version import __version__

    file = made.study.file
    return {
        "name": file.name.en,
        "scenario": file.scenario or "",
        "version": __version__,
    }[place.steps[0]]


def _of_run(what: str, of: ComparedRun) -> str:
    results = of.results
    if what == "seed":
        return str(results.record.seed)
    if what == "designs":
        return ", ".join(of.question.designs)
    many = {results.replications(design) for design in of.question.designs}
    return f"{min(many):,}" if len(many) == 1 else f"{min(many):,} to {max(many):,}"


def _row(place: NamedFigure, of: ComparedRun) -> Row:
    """Return the row of a measure under a design."""
    from renkei.study.writeup.figures import row_of

    assert place.measure is not None
    return row_of(of, place.measure, place.design)


def _part(place: NamedFigure, row: Row) -> str:
    unit = unit_of_row(row)
    if place.base:
        name = "points" if row.unit == "1" else unit.name
        ends = (row.difference, row.diff_low, row.diff_high)
        if place.part == "verdict":
            return row.verdict
        if place.part == "all" or any(one is None for one in ends):
            return difference_words(row)
        value, low, high = (float(one or 0.0) for one in ends)
        if place.part == "interval":
            return f"{unit.signed_range(low, high)} {name}"
        one = {"value": value, "low": low, "high": high}[place.part]
        return f"{unit.number(one, signed=True)} {name}"
    if place.part == "all":
        return estimate_words(row)
    if place.part == "interval":
        return f"{unit.number(row.low)} to {unit.number(row.high)} {unit.name}"
    one = {"value": row.estimate, "low": row.low, "high": row.high}[place.part]
    return f"{unit.number(one)} {unit.name}"


def _of_output(place: NamedFigure, data: Any) -> str:
    found = data
    for step in place.steps:
        found = _below(place, found, step)
    if isinstance(found, dict) and {"value", "low", "high"} <= found.keys():
        value, low, high = (_number(found[key], place.part) for key in ("value", "low", "high"))
        return f"{value} ({low} to {high})"
    if isinstance(found, dict | list):
        raise names_nothing(place, place.steps[-1], _steps(found))
    return _number(found, place.part)


def _below(place: NamedFigure, data: Any, step: str) -> Any:
    """Return what stands one step below: a key, the number of an item, or its id or path."""
    if isinstance(data, dict) and step in data:
        return data[step]
    if isinstance(data, list):
        if step.isascii() and step.isdigit() and int(step) < len(data):
            return data[int(step)]
        for item in data:
            if isinstance(item, dict) and step in (item.get("id"), item.get("path")):
                return item
    raise names_nothing(place, step, _steps(data))


def _steps(data: Any) -> list[str]:
    if isinstance(data, dict):
        return list(data)
    if isinstance(data, list):
        names = [str(one["id"]) for one in data if isinstance(one, dict) and "id" in one]
        return names or [str(n) for n in range(len(data))]
    return []


def _number(value: Any, form: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float):
        return str(value)
    if form == "%":
        return share(value)
    if form == "points":
        return f"{number(100 * value)} points".replace("-", "−")
    if form == "time":
        return hours(value)
    return number(value).replace("-", "−")
