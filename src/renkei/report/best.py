"""The best of several designs, as a page and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import later, tr
from renkei.report.scenario.changes import price_words
from renkei.report.tables import Table
from renkei.report.wording import hours, joined, percent, share

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.results import Results
    from renkei.study.best import Contest


def best_data(contest: Contest, results: Results) -> dict[str, Any]:
    """Return what was found as plain data."""
    selection = contest.selection
    dropped = {one.design: one for one in selection.dropped}
    return {
        "measure": contest.measure.words,
        "unit": "1" if contest.measure.is_probability else "h",
        "better": "more" if contest.measure.is_probability else "less",
        "zone": selection.zone,
        "confidence": selection.confidence,
        "best": contest.best,
        "left": list(selection.left),
        "designs": [
            {
                "design": design,
                "value": float(contest.values[design].mean()),
                "replications": results.replications(design),
                "replications_with_incident": len(contest.values[design]),
                "dropped": None
                if design not in dropped
                else {
                    "worse_than": dropped[design].than,
                    "by": dropped[design].difference,
                },
            }
            for design in ranked(contest)
        ],
        "replications": sum(results.replications(one) for one in selection.designs),
        "without_dropping": _without(contest, results),
    }


def render_best(contest: Contest, results: Results) -> RenderableType:
    """Return what was found as a page."""
    selection, measure = contest.selection, contest.measure
    many = len(selection.designs)
    zone = _size(contest, selection.zone)
    said = contest.best or tr("not decided between {designs}", designs=joined(selection.left))
    title = tr(
        "The best of {many} designs by {measure}: {said}",
        many=many,
        measure=measure.words,
        said=said,
    )
    dropped = {one.design: one for one in selection.dropped}
    labels = contest.question.naming.labels
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for head in _HEADS:
        right = head in ("value", "replications")
        table.add_column(tr(head), justify="right" if right else "left")
    for design in ranked(contest):
        out = dropped.get(design)
        table.add_row(
            Text(design, "bold" if design in selection.left else ""),
            _size(contest, float(contest.values[design].mean()), level=True),
            f"{results.replications(design):,}",
            "" if out is None else out.than,
            "" if out is None else _size(contest, out.difference),
            price_words(labels.prices[design]),
        )
    spent = sum(results.replications(one) for one in selection.designs)
    whole = _without(contest, results)
    values = {
        "zone": zone,
        "confidence": percent(selection.confidence),
        "spent": f"{spent:,}",
        "whole": f"{whole:,}",
    }
    how = (
        tr(
            "If the best design is better than each other by {zone} or more, it is the one "
            "selected with at least {confidence} probability (Kim and Nelson 2001, common random "
            "numbers); designs closer than {zone} count as equal. {spent} replications, {saved} "
            "fewer than if no design had been dropped ({whole}). Values of designs dropped early "
            "are rough.",
            saved=percent(1 - spent / whole),
            **values,
        )
        if spent < whole
        else tr(
            "If the best design is better than each other by {zone} or more, it is the one "
            "selected with at least {confidence} probability (Kim and Nelson 2001, common random "
            "numbers); designs closer than {zone} count as equal. {spent} replications, as many as "
            "if no design had been dropped ({whole}). Values of designs dropped early are rough.",
            **values,
        )
    )
    return Group(Text(title, "bold"), Text(), table, Text(), Text(how))


_HEADS = (
    later("design"),
    later("value"),
    later("replications"),
    later("worse than"),
    later("by"),
    later("billets"),
)


def ranked(contest: Contest) -> list[str]:
    """Return the designs, those that are left first, then those that were dropped last."""
    selection = contest.selection
    left = sorted(selection.left, key=lambda one: -_goodness(contest, one))
    out = sorted(selection.dropped, key=lambda one: (-one.after, -_goodness(contest, one.design)))
    return [*left, *(one.design for one in out)]


def _goodness(contest: Contest, design: str) -> float:
    mean = float(contest.values[design].mean())
    return mean if contest.measure.is_probability else -mean


def _without(contest: Contest, results: Results) -> int:
    """Return the replications that all designs would have taken as far as the last."""
    designs = contest.selection.designs
    return len(designs) * max(results.replications(one) for one in designs)


def _size(contest: Contest, value: float, *, level: bool = False) -> str:
    if contest.measure.is_probability:
        return share(value) if level else f"{100 * value:.3g} {tr('points')}"
    return hours(value)
