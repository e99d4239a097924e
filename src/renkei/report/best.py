"""The best of several designs, as a page and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei.report.scenario.changes import price_words
from renkei.report.tables import Table
from renkei.report.wording import hours, percent, share

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
    title = f"The best of {many} designs by {measure.words}: "
    said = contest.best or f"not decided between {', '.join(selection.left)}"
    dropped = {one.design: one for one in selection.dropped}
    labels = contest.question.naming.labels
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("design", "value", "replications", "worse than", "by", "billets"):
        table.add_column(head, justify="right" if head in ("value", "replications") else "left")
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
    saved = f"{percent(1 - spent / whole)} fewer than" if spent < whole else "as many as"
    how = (
        f"If the best design is better than each other by {zone} or more, it is the one selected "
        f"with at least {percent(selection.confidence)} probability (Kim and Nelson 2001, common "
        f"random numbers); designs closer than {zone} count as equal. {spent:,} replications, "
        f"{saved} if no design had been dropped ({whole:,}). Values of designs dropped early are "
        "rough."
    )
    return Group(Text(title + said, "bold"), Text(), table, Text(), Text(how))


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
        return share(value) if level else f"{100 * value:.3g} points"
    return hours(value)
