"""What an answer about rare incidents rests on, in sentences.

Takes what focused replications hold, :class:`~renkei.analysis.responses.focused.InFocus`, and
names; gives a few sentences that stand before the answer, and plain data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from renkei.report.wording import hours, listed

if TYPE_CHECKING:
    from renkei.analysis.responses.focused import InFocus
    from renkei.study.naming import Labels

_NAMED = 6


def focus_words(held: Sequence[InFocus], labels: Labels, given: str | None) -> str:
    """Return what each replication holds, under which conditions, and what it cannot say."""
    kinds = list(dict.fromkeys(one.incident for one in held))
    each = ", ".join(
        f"{max(one.count for one in held if one.incident == kind):,} replications hold one "
        f"{labels.incidents[kind]} each"
        for kind in kinds
    )
    when = f" ({given})" if given else ""
    limit = hours(max(one.limit_h for one in held))
    late = [f"{one.design} {one.running} of {one.count}" for one in held if one.running]
    # One type needs no name; of several each says whose it is.
    if late and len(kinds) > 1:
        late = [
            f"{one.design} {one.running} of {one.count} {labels.incidents[one.incident]}"
            for one in held
            if one.running
        ]
    ended = f" Not by then: {listed(late, _NAMED)}." if late else " All had by then."
    past = held[0].past_h
    before = (
        "in the world as a long run has it at that moment"
        if past is None
        else f"in a world where incidents have come for {hours(past)} (stocks, production and "
        "maintenance go on since the start)"
    )
    both = (
        " Differences are of the moments at which it is open under both designs."
        if given and "during " in given and len({one.design for one in held}) > 1
        else ""
    )
    return (
        f"In focus: {each}, at a random moment{when} of the scenario's period, "
        f"{before}. A replication ends when the response is settled and on station, after {limit} "
        f"at the latest.{ended}{both} How often anything happens, loads, readiness and stocks "
        "are no question to these replications."
    )


def focus_data(held: Sequence[InFocus], given: str | None) -> dict[str, Any]:
    """Return the same as plain data."""
    return {"given": given, "held": [asdict(one) for one in held]}
