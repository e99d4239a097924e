"""A sweep: the same question for several values of one number, with one table at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from renkei._base.language import Phrase, tr
from renkei.cli.output import message, show, show_json, show_text
from renkei.study.choosing import bad_argument

if TYPE_CHECKING:
    from renkei.analysis import SustainedRow
    from renkei.report.responses.sweep import Point
    from renkei.results import Results
    from renkei.study.question import Question

OPTION = "--sweep"

Simulate = Callable[[Sequence[str]], "tuple[Results, Question]"]
"""From the values laid over the scenario to results and the question asked of them."""

_OPENING, _CLOSING = "[{(", "]})"


def values_of(words: str) -> tuple[str, list[str]]:
    """Return path and values of ``PATH=a,b,c``; commas within brackets or quotes do not count.

    Raises
    ------
    InputError
        If the path is missing, or fewer than two values are given, or a value comes twice.
    """
    path, sign, text = words.partition("=")
    values, depth, quote = [""], 0, ""
    for letter in text:
        if letter == "," and not depth and not quote:
            values.append("")
            continue
        values[-1] += letter
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        else:
            depth += (letter in _OPENING) - (letter in _CLOSING)
    found = [value.strip() for value in values]
    if not sign or not path.strip() or not all(found) or len(found) < 2:
        raise bad_argument(
            OPTION,
            f"`{words}`",
            Phrase("PATH=VALUE,VALUE and so on, such as `parameters.political-time=0.5,1,2`"),
        )
    twice = next((value for value in found if found.count(value) > 1), None)
    if twice is not None:
        raise bad_argument(
            OPTION, Phrase("`{twice}` twice", twice=twice), Phrase("each value once")
        )
    return path.strip(), found


def sweep_over(
    words: str,
    laid: Sequence[str],
    check: Callable[[Sequence[str]], object],
    simulate: Simulate,
    *,
    json: bool,
    quiet: bool,
) -> None:
    """Simulate once for each value, and print one table of all.

    Raises
    ------
    InputError
        If a value makes no sense; before anything is simulated.
    """
    from renkei.report.responses.sweep import render_sweep, sweep_data

    path, values = values_of(words)
    each = [[*laid, f"{path}={value}"] for value in values]
    for one in each:
        check(one)
    points: list[Point] = []
    for value, one in zip(values, each, strict=True):
        message(f"{path} = {value}", quiet=quiet)
        results, question = simulate(one)
        points.append(_point(value, results, question))
    if json:
        show_json(sweep_data(path, points))
    else:
        show(render_sweep(path, points, question.naming.labels))
        for point in points:
            show_text(f"{point.value}: {point.folder}")
    if path.startswith("incidents.") and (".arrivals" in path or path.endswith(".weight")):
        message(
            tr(
                "note: each value meets other incidents: the rows of a block are not paired with "
                "each other; designs at the same value are"
            ),
            quiet=quiet,
        )


def _point(value: str, results: Results, question: Question) -> Point:
    from renkei.report.responses.sweep import Point

    platforms = () if question.in_focus is not None else _platforms(results, question)
    return Point(value, question.compared(results), platforms, str(results.folder))


def _platforms(results: Results, question: Question) -> Sequence[SustainedRow]:
    from renkei.analysis.sustainment.observing import ALL

    return question.sustained(results, only={(ALL, "platforms")}).rows
