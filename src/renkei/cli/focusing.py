"""Rare incidents: the options --focus, --given and --past, and what an answer rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from renkei.results import Results
    from renkei.study.question import Question


Focus = Annotated[
    str | None,
    typer.Option(
        "--focus",
        metavar="TYPE,TYPE",
        help="Rare incident types: short replications that hold one each, in turn, at a random "
        "moment.",
    ),
]
Given = Annotated[
    str | None,
    typer.Option(
        "--given",
        metavar="CONDITION",
        help="With --focus: moments at which it may fall, as `night and weekend`, `jun-oct`, "
        "`not day`, `22:00-05:00`, `during TYPE`, `within 7 d after TYPE`.",
    ),
]
Past = Annotated[
    str | None,
    typer.Option(
        "--past",
        metavar="TIME",
        help="With --focus: how long incidents and side loads have come before it, as `14 d`; "
        "`start`: since the start, as in a long run; default: the warm-up.",
    ),
]


def focus_told(question: Question, results: Results) -> tuple[str, dict[str, Any]]:
    """Return sentences and plain data on what the replications hold; empty: they are whole runs."""
    if question.in_focus is None:
        return "", {}
    from renkei.analysis.responses.focused import held
    from renkei.report.responses.focused import focus_data, focus_words

    found = held(results, list(question.deadlines), question.designs)
    said = focus_words(found, question.naming.labels, question.given)
    return said, {"focus": focus_data(found, question.given)}
