"""What an answer about rare incidents rests on, in sentences.

Takes what focused replications hold, :class:`~renkei.analysis.responses.focused.InFocus`, and
names; gives a few sentences that stand before the answer, and plain data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from renkei._base.language import tr
from renkei.report.wording import hours, joined, listed

if TYPE_CHECKING:
    from renkei.analysis.responses.focused import InFocus
    from renkei.study.naming import Labels

_NAMED = 6


def focus_words(held: Sequence[InFocus], labels: Labels, given: str | None) -> str:
    """Return what each replication holds, under which conditions, and what it cannot say."""
    kinds = list(dict.fromkeys(one.incident for one in held))
    each = joined(
        tr(
            "{many} replications hold one {incident} each",
            many=f"{max(one.count for one in held if one.incident == kind):,}",
            incident=labels.incidents[kind],
        )
        for kind in kinds
    )
    when = tr(" ({condition})", condition=given) if given else ""
    limit = hours(max(one.limit_h for one in held))
    late = [
        tr("{design} {late} of {all}", design=one.design, late=one.running, all=one.count)
        for one in held
        if one.running
    ]
    # One type needs no name; of several each says whose it is.
    if late and len(kinds) > 1:
        late = [
            tr(
                "{design} {late} of {all} {incident}",
                design=one.design,
                late=one.running,
                all=one.count,
                incident=labels.incidents[one.incident],
            )
            for one in held
            if one.running
        ]
    ended = (
        tr(" Not by then: {incidents}.", incidents=listed(late, _NAMED))
        if late
        else tr(" All had by then.")
    )
    past = held[0].past_h
    before = (
        tr("in the world as a long run has it at that moment")
        if past is None
        else tr(
            "in a world where incidents have come for {time} (stocks, production and maintenance "
            "go on since the start)",
            time=hours(past),
        )
    )
    both = (
        tr(" Differences are of the moments at which it is open under both designs.")
        if given and "during " in given and len({one.design for one in held}) > 1
        else ""
    )
    return tr(
        "In focus: {each}, at a random moment{when} of the scenario's period, {before}. A "
        "replication ends when the response is settled and on station, after {limit} at the "
        "latest.{ended}{both} How often anything happens, loads, readiness and stocks are no "
        "question to these replications.",
        each=each,
        when=when,
        before=before,
        limit=limit,
        ended=ended,
        both=both,
    )


def focus_data(held: Sequence[InFocus], given: str | None) -> dict[str, Any]:
    """Return the same as plain data."""
    return {"given": given, "held": [asdict(one) for one in held]}
