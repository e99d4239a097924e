"""The precision of results in words: during a run, before its end, and when it has ended.

Takes looks and forecasts of :mod:`renkei.study.goal` and :mod:`renkei.study.pacing`; gives
sentences, and plain data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renkei._base.language import tr
from renkei.report.wording import apart, hours, plain
from renkei.study.measures import ResponseMeasure
from renkei.study.progress import duration

if TYPE_CHECKING:
    from renkei.analysis.responses.precision import HalfWidth, Precision
    from renkei.study.goal import Look
    from renkei.study.pacing import Forecast


def look_words(look: Look) -> str:
    """Return a look in a few words: `± 1.2 points at worst (large-disaster)`."""
    said = [_at_worst(one) for one in look.precisions]
    if look.undecided is not None:
        said.append(
            tr(
                "{undecided} of {asked} comparisons undecided",
                undecided=look.undecided,
                asked=look.asked,
            )
        )
    return apart(said)


def forecast_words(forecast: Forecast, look: Look | None) -> str:
    """Return in a line what is expected of a run."""
    takes = "" if forecast.seconds is None else tr(", {time} more", time=duration(forecast.seconds))
    values = {
        "many": f"{_rounded(forecast.replications or 0):,}",
        "time": takes,
        "seen": f"{forecast.seen:,}",
    }
    goal = look is not None and (bool(look.precisions) or look.undecided is not None)
    if goal and look is not None and look.needed is not None and forecast.is_cut_short:
        return tr(
            "expected: about {many} replications of each design would do (from the first {seen}), "
            "more than the time or the most ({most}) allows{time}",
            most=f"{forecast.most:,}",
            **values,
        )
    return tr(
        "expected: about {many} replications of each design{time} (from the first {seen})",
        **values,
    )


def outcome_words(look: Look) -> str:
    """Return whether a run reached what it was to reach, and how far it came."""
    said = [
        tr("{now}, asked: {wanted}", now=_now(one), wanted=_wanted(one)) for one in look.precisions
    ]
    if look.undecided is not None:
        decided = look.asked - look.undecided
        said.append(
            tr("{decided} of {asked} comparisons decided", decided=decided, asked=look.asked)
        )
    many = f"{look.replications:,}"
    if look.is_reached:
        return tr("reached with {many} replications: {said}", many=many, said=apart(said))
    if look.needed is not None:
        needed = _rounded(look.needed)
        said.append(
            tr("about {many} should do: --reps {needed}", many=f"{needed:,}", needed=needed)
        )
    return tr("not reached with {many} replications: {said}", many=many, said=apart(said))


def look_data(look: Look) -> dict[str, Any]:
    """Return a look as plain data."""
    return {
        "reached": look.is_reached,
        "replications": look.replications,
        "needed": look.needed,
        "half_widths": [
            {
                "measure": measure_of(one.asked).words,
                "of": "differences" if one.asked.of_difference else "levels",
                "half_width": plain(one.half_width),
                "asked": plain(one.wanted),
                "unit": "1" if measure_of(one.asked).is_probability else "h",
                "incident": one.incident,
                "design": one.design,
                "replications_with_incident": one.informed,
                "reached": one.is_reached,
            }
            for one in look.precisions
        ],
        "comparisons": None
        if look.undecided is None
        else {"asked": look.asked, "undecided": look.undecided},
    }


def measure_of(asked: HalfWidth) -> ResponseMeasure:
    """Return the measure of which a half-width is asked."""
    return ResponseMeasure(asked.statistic, asked.milestone, asked.incident)


def _at_worst(one: Precision) -> str:
    return tr(
        "± {size} at worst ({incident})", size=_size(one, one.half_width), incident=one.incident
    )


def _now(one: Precision) -> str:
    words = measure_of(one.asked).words
    of = tr("the difference in {measure}", measure=words) if one.asked.of_difference else words
    where = one.design if one.asked.incident else f"{one.incident}, {one.design}"
    return tr(
        "± {size} of {measure} ({where})", size=_size(one, one.half_width), measure=of, where=where
    )


def _wanted(one: Precision) -> str:
    size = _size(one, one.wanted)
    return f"± {size}, {100 * one.asked.amount:g} %" if one.asked.relative else f"± {size}"


def _size(one: Precision, value: float) -> str:
    if not value < float("inf"):
        return "∞"
    if measure_of(one.asked).is_probability:
        return f"{100 * value:.3g} {tr('points')}"
    return hours(value)


def _rounded(replications: int) -> int:
    """Return a number of replications to two or three digits, upwards: it is expected."""
    step = 25 if replications < 1000 else 100 if replications < 10_000 else 1000
    return -(-replications // step) * step
