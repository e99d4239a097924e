"""The tables of the page, tidy: one row an observation, one column a variable, units in the heads.

Takes a :class:`~renkei.report.page.document.Page`; gives data frames by name, in the language of
the context where a column holds words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renkei._base.language import tr
from renkei.report.page.packing import unpacked

if TYPE_CHECKING:
    import polars as pl

    from renkei.report.figures.figure import Figure
    from renkei.report.page.document import Page

UNITS = {
    "hours": "h", "start": "h", "queue": "h", "closed": "h", "arrived": "h", "deadline": "h",
    "day": "d",
    "share": "1", "reached": "1",
}  # fmt: skip
"""Unit of a column by its name; columns of other names have none, or one for each row."""


def tables(page: Page) -> dict[str, pl.DataFrame]:
    """Return the tables by name, the record of the run first.

    Tables are ``provenance``, ``answer``, one for each figure, ``responses``, ``relations``,
    ``replay``, ``assumptions`` and ``sources``; those without a row are left out.
    """
    import polars as pl

    found: dict[str, list[dict[str, Any]]] = {
        "provenance": _provenance(page),
        "answer": _answer(page),
        **{figure.id: _rows_of(figure) for figure in page.figures},
        "responses": _responses(page),
        "relations": _relations(page),
        "replay": _replay(page),
        "assumptions": [one.model_dump() for one in page.annex.assumptions],
        "sources": [{"id": key, "text": text} for key, text in page.annex.sources.items()],
    }
    return {
        name: pl.DataFrame(rows, infer_schema_length=None).rename(_with_unit)
        for name, rows in found.items()
        if rows
    }


def _with_unit(column: str) -> str:
    return f"{column} [{UNITS[column]}]" if column in UNITS else column


def _provenance(page: Page) -> list[dict[str, Any]]:
    rows = [{"what": str(name), "value": str(value)} for name, value in page.annex.provenance]
    rows.append({"what": tr("command"), "value": page.annex.command})
    rows += [{"what": tr("method"), "value": str(sentence)} for sentence in page.annex.method]
    rows.append({"what": tr("levels"), "value": str(page.answer.levels)})
    return rows


def _answer(page: Page) -> list[dict[str, Any]]:
    return [
        {
            "incident": finding.incident.id,
            "incident name": str(finding.incident.name),
            "measure": str(finding.measure),
            "unit": finding.unit,
            **row.model_dump(),
        }
        for finding in page.answer.findings
        for row in finding.rows
    ]


def _rows_of(figure: Figure) -> list[dict[str, Any]]:
    """Return the rows of a figure; a first column says of which variant."""
    found = []
    for choice in figure.choices:
        lines = zip(*choice.columns.values(), strict=True)
        for line in lines:
            row = dict(zip(choice.columns, line, strict=True))
            row.pop("order", None)
            found.append({"of": choice.id, "name": str(choice.name), **row})
    return found


def _responses(page: Page) -> list[dict[str, Any]]:
    return [
        {
            "response": response.id,
            "design": course.design,
            "headquarters or units": step.lane,
            "who": str(step.who),
            "what": str(step.what),
            "kind": step.kind,
            "to": step.to,
            "start": step.start_h,
            "hours": step.hours,
            "queue": step.queue_h,
            "closed": step.closed_h,
            "on critical path": step.on_path,
            "rule": step.rule,
            "where": step.where,
        }
        for response in unpacked(page.responses)
        for course in response.courses
        for step in course.steps
    ]


def _relations(page: Page) -> list[dict[str, Any]]:
    return [
        {
            "design": organisation.design,
            "phase": str(phase.name),
            "superior": one.superior,
            "subordinate": one.subordinate,
            "type": one.type,
            "missions": ", ".join(one.missions),
            "only here": one.changed,
        }
        for organisation in page.organisations
        for phase in organisation.phases
        for one in phase.relations
    ]


def _replay(page: Page) -> list[dict[str, Any]]:
    if page.map is None:
        return []
    return [
        {"design": replay.design, **move.model_dump()}
        for replay in page.map.replays
        for move in replay.movements
    ]
