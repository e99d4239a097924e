"""Cautions in sentences: equal sentences become one line, so that the page stays short.

Takes :class:`~renkei.analysis.cautions.Caution` records; gives lines, which
count the names that they leave out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from renkei._base.language import later, spoken, tr
from renkei.analysis.cautions import Caution, CautionKind
from renkei.analysis.statistics.verdicts import FEW
from renkei.report.wording import (
    apart,
    bracketed,
    joined,
    listed,
    milestone_words,
    percent,
    range_words,
)

if TYPE_CHECKING:
    from typing import Any

    from renkei.study.naming import Naming

LISTED = 6
"""Incident types or designs that one line names, unless the caller asks for all."""

_NAMED = 3
"""Cells or stocks that one line names; the line counts the others."""

_MANY = 3
"""Incident types from which on equal sentences become one line."""

_SO_MANY = "\0"
"""Stands in a sentence for its count, so that equal sentences are found."""

_TIMES = {
    "late": later("due to receipt"),
    "order": later("order to receipt"),
    "off": later("out of the unit"),
}


def cautions_data(cautions: Iterable[Caution]) -> list[dict[str, Any]]:
    """Return cautions as plain data."""
    return [caution.data() for caution in cautions]


def in_names(cautions: Iterable[Caution], naming: Naming) -> list[Caution]:
    """Return cautions with display names in the place of identifiers, for sentences alone."""
    subjects = {id_: name for (_, id_), name in naming.names.items()}

    def cell(subject: str) -> str:
        headquarters, dot, own = subject.partition(".")
        if dot and headquarters in naming.headquarters:
            return tr("{whole}: {part}", whole=naming.headquarters[headquarters], part=own)
        return subject

    return [
        replace(
            one,
            incident=naming.labels.incidents.get(one.incident, one.incident),
            subject=subjects.get(one.subject) or cell(one.subject),
        )
        for one in cautions
    ]


def caution_lines(cautions: Sequence[Caution], *, whole: bool = False) -> list[str]:
    """Return one line for equal cautions; without ``whole`` the line has the first names only."""
    lines = []
    by_incident = [caution for caution in cautions if caution.kind in INCIDENTS]
    lines += _of_incidents(by_incident, whole=whole)
    for kind in get_args(CautionKind):
        if kind in TOGETHER:
            own = [caution for caution in cautions if caution.kind == kind]
            lines += TOGETHER[kind](own, whole) if own else []
    return lines


def _left_out(_: Caution, much: str) -> str:
    return tr(
        "{many} incidents came less than their deadline before the run ended and are left out, "
        "answered or not; a longer `time.drain` would count them.",
        many=much,
    )


def _few(_: Caution, much: str) -> str:
    return tr(
        "only {many} of the replications had such an incident; a verdict needs at least {least}.",
        many=much,
        least=FEW,
    )


def _still_waiting(caution: Caution, much: str) -> str:
    return tr(
        "{many} incidents still waited for {milestone} when their replication ended and count as "
        "not reached; a longer `time.drain` would show whether they reach it.",
        many=much,
        milestone=_milestone(caution),
    )


def _carried(caution: Caution, much: str) -> str:
    return tr(
        "{many} replications carry {share} of all hours to {milestone}; the mean depends on them, "
        "look at the median.",
        many=much,
        share=percent(caution.share or 0.0),
        milestone=_milestone(caution),
    )


def _milestone(caution: Caution) -> str:
    """Return the milestone of a caution: in English by its identifier."""
    milestone = caution.milestone or ""
    return milestone if spoken() == "en" else milestone_words(milestone)


def _unpaired(caution: Caution, _: str) -> str:
    return tr(
        "meets other incidents than {design}. The two are compared unpaired, as if they had run in "
        "different worlds: with longer intervals.",
        design=caution.against,
    )


def _failed(_: Caution, much: str) -> str:
    return tr("{many} replications failed and are not counted.", many=much)


INCIDENTS: dict[CautionKind, Callable[[Caution, str], str]] = {
    "failed": _failed,
    "left out": _left_out,
    "few replications": _few,
    "still waiting": _still_waiting,
    "carried by few": _carried,
    "unpaired": _unpaired,
}
"""The sentence of each kind of caution on incidents, with the count in words."""


def _of_incidents(cautions: Sequence[Caution], *, whole: bool) -> list[str]:
    """Return lines `incident, designs: text`.

    Designs with the same text share a line, and so do incident types whose texts differ only in
    their count.
    """
    designs: dict[tuple[str, str, str], list[str]] = {}
    alike: dict[str, list[tuple[str, str, str]]] = {}
    for caution in cautions:
        much, say = _much(caution), INCIDENTS[caution.kind]
        same = say(caution, _SO_MANY if much else "")
        key = (caution.incident, same, much)
        if key not in designs:
            alike.setdefault(same, []).append(key)
        designs.setdefault(key, []).append(caution.design)
    lines = []
    for same, keys in alike.items():
        heads = [_head(incident, designs[incident, _, much], whole) for incident, _, much in keys]
        muches = [much for *_, much in keys]
        if len(keys) < _MANY:
            texts = (same.replace(_SO_MANY, much, 1) for much in muches)
            lines += [head + tr(": ") + text for head, text in zip(heads, texts, strict=True)]
        else:
            each = [joined(filter(None, pair)) for pair in zip(heads, muches, strict=True)]
            shown = each if whole or len(each) <= LISTED else [*each[:LISTED], _more(each)]
            stop = tr("{sentence}.", sentence="")
            sentence = same.removesuffix(stop).replace(_SO_MANY, tr("so many"))
            lines.append(bracketed(sentence, apart(shown)) + stop)
    return lines


def _head(incident: str, designs: Sequence[str], whole: bool) -> str:
    names = [name for name in designs if name]
    if not whole and len(names) > LISTED:
        names = [*names[:LISTED], _more(names)]
    return joined(filter(None, (incident, *names)))


def _more(of: Sequence[object]) -> str:
    return tr("and {more} more", more=len(of) - LISTED)


def _much(caution: Caution) -> str:
    if caution.count is None:
        return ""
    if caution.of is None:
        return str(caution.count)
    return tr("{some} of {all}", some=caution.count, all=caution.of)


def _overloaded(cautions: Sequence[Caution], whole: bool) -> list[str]:
    lines = []
    for design, own in _by_design(cautions):
        names = listed([one.subject for one in own], len(own) if whole else _NAMED)
        least = percent(min(one.share or 0.0 for one in own))
        lines.append(
            tr(
                "{design}: {cells}: at work {share} of their hours or more, overloaded. Work there "
                "waits longer the longer the run is, and so do means and shares that depend on it.",
                design=design,
                cells=names,
                share=least,
            )
        )
    return lines


def _never_begun(cautions: Sequence[Caution], whole: bool) -> list[str]:
    lines = []
    for design, own in _by_design(cautions):
        ranked = sorted(own, key=lambda one: (-(one.share or 0.0), one.subject))
        names = [bracketed(one.subject, percent(one.share or 0.0)) for one in ranked]
        lines.append(
            tr(
                "{design}: work not begun when the run ended: {cells}. Such work counts with its "
                "wait until then, so these mean waits are too short.",
                design=design,
                cells=listed(names, _most(names, whole)),
            )
        )
    return lines


def _not_full_again(cautions: Sequence[Caution], whole: bool) -> list[str]:
    stocks = list(dict.fromkeys(one.subject for one in cautions))
    shares = [one.share or 0.0 for one in cautions]
    least, most = percent(min(shares)), percent(max(shares))
    more = "" if whole or len(stocks) <= _NAMED else tr(" stocks (`runs full again`)")
    return [
        tr(
            "{stocks}: not full again by day {day}, when the run ends, in {share} of the "
            "replications. A median counts those runs as later; a longer horizon would show when.",
            stocks=listed(stocks, _most(stocks, whole)) + more,
            day=_day(cautions[0]),
            share=least if least == most else range_words(least, most),
        )
    ]


def _not_ended(cautions: Sequence[Caution], whole: bool) -> list[str]:
    share: dict[tuple[str, str], float] = {}
    for one in cautions:
        key = one.subject, one.measure
        share[key] = max(share.get(key, 0.0), one.share or 0.0)
    ranked = sorted(share, key=lambda key: (-share[key], key))
    names = [
        tr(
            "{time} of {subject} ({share})",
            time=tr(_TIMES[measure]) if measure in _TIMES else measure,
            subject=subject,
            share=percent(share[subject, measure]),
        )
        for subject, measure in ranked
    ]
    return [
        tr(
            "not ended by day {day}, when the run ends: {times}. They count with their time until "
            "then, so these means are too short.",
            day=_day(cautions[0]),
            times=listed(names, _most(names, whole)),
        )
    ]


TOGETHER: dict[CautionKind, Callable[[Sequence[Caution], bool], list[str]]] = {
    "overloaded": _overloaded,
    "never begun": _never_begun,
    "not full again": _not_full_again,
    "not ended": _not_ended,
}
"""The lines of each kind of caution whose records share their lines."""


def _by_design(cautions: Sequence[Caution]) -> Iterable[tuple[str, list[Caution]]]:
    found: dict[str, list[Caution]] = {}
    for one in cautions:
        found.setdefault(one.design, []).append(one)
    return found.items()


def _most(names: Sequence[str], whole: bool) -> int:
    return len(names) if whole else _NAMED


def _day(caution: Caution) -> str:
    return f"{(caution.at_h or 0.0) / 24:.0f}"
