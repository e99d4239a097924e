"""The sentences of an answer: what is compared, what its levels rest on, what does not differ, how.

Takes a comparison, names and :class:`~renkei.report.responses.groups.Groups`; gives lines, each
with what kind it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from renkei._base.language import tr, tr_many
from renkei.report.method import comparisons, looks_words, over_words, zone_words
from renkei.report.scenario.assumptions import provenance
from renkei.report.scenario.changes import price_words
from renkei.report.scenario.loads import without_load
from renkei.report.verdicts import STYLES, deciding, verdict_word
from renkei.report.wording import apart, bracketed, joined, listed, number, percent

if TYPE_CHECKING:
    from renkei.analysis import Comparison
    from renkei.report.responses.groups import Groups
    from renkei.study.naming import Labels, Naming

_NAMED = 3
"""Incident types that a line names; it counts the others."""

_NAMED_DESIGNS = 3
"""Designs that the first line names; of more it has the ids, so that findings keep their lines."""


def head_of(comparison: Comparison, naming: Naming, question: str) -> list[Text]:
    """Return what is compared, what its levels rest on, and how few incidents make it."""
    if question:
        asked = Text(tr("The question: {question}", question=question), "bold")
        return [asked, Text(counted(comparison), "bold"), Text(levels(naming))]
    designs, base = comparison.designs, comparison.baseline
    if len(designs) == 1:
        return [Text(tr("The answer: {design}", design=base), "bold"), Text(levels(naming))]
    names, load = without_load(naming.labels.designs)
    others = designs[1:]
    title = tr(
        "The answer: {designs} against {baseline}",
        designs=joined(
            _with_name(one, names) if len(others) <= _NAMED_DESIGNS else one for one in others
        ),
        baseline=_with_name(base, names),
    )
    if load:
        title = tr("{title}, all under: {load}", title=title, load=load)
    few = few_incidents(comparison)
    return [Text(title, "bold"), Text(levels(naming)), *([Text(few)] if few else [])]


def _with_name(design: str, names: Mapping[str, str]) -> str:
    """Return a design as tables and sentences name it, with its name, which may begin with it."""
    name = names[design]
    head, colon, rest = name.partition(":")
    if colon and head.strip().lower() == design.lower():
        name = rest.strip()
    return bracketed(design, name) if name != design else design


def counted(comparison: Comparison) -> str:
    """Return how many of the comparisons asked have each verdict, by design."""
    said = []
    for design in comparison.designs[1:]:
        verdicts = [row.verdict for row in comparison.rows if row.design == design]
        counts = [
            tr("{count} {verdict}", count=verdicts.count(one), verdict=verdict_word(one))
            for one in STYLES
            if one in verdicts
        ]
        said.append(
            tr(
                "{design} against {baseline}: {counts}",
                design=design,
                baseline=comparison.baseline,
                counts=joined(counts) or tr("nothing"),
            )
        )
    return tr("The answer: {counts}.", counts=apart(said))


def levels(naming: Naming) -> str:
    """Return what the levels rest on, and what they do not mean."""
    numbers = naming.numbers
    return tr(
        "Levels are no forecast: they rest on {many} numbers, {provenance}. A deadline without a "
        "source is a yardstick of the scenario. Differences are of designs in the same worlds with "
        "the same luck.",
        many=number(numbers["numbers"]),
        provenance=provenance(numbers),
    )


def few_incidents(comparison: Comparison, names: Mapping[str, str] | None = None) -> str:
    """Return how many incidents make the difference, of those that both designs met.

    ``names`` are what designs are called; None: by their identifiers.
    """
    called = names or {}
    said: list[str] = []
    met = 0
    for design in comparison.designs[1:]:
        own = [one for one in comparison.separated if one.design == design]
        if not own:
            continue
        met = max(met, sum(one.met for one in own))
        gained, lost = sum(one.gained for one in own), sum(one.lost for one in own)
        counts = {
            "design": called.get(design, design),
            "gained": f"{gained:,}",
            "lost": f"{lost:,}",
        }
        if said:
            said.append(tr("{design} {gained} and {lost}", **counts))
        else:
            said.append(
                tr(
                    "{design} answers {gained} in time that {baseline} misses, and misses {lost} "
                    "that {baseline} answers in time",
                    baseline=called.get(comparison.baseline, comparison.baseline),
                    **counts,
                )
            )
    if not said:
        return ""
    return tr(
        "Of {met} incidents in {many} replications {counts}.",
        met=f"{met:,}",
        many=f"{most_replications(comparison):,}",
        counts=apart(said),
    )


def most_replications(comparison: Comparison) -> int:
    """Return in how many replications the most frequent incident type was met."""
    return max((row.n_replications for row in comparison.rows), default=0)


def left_out(
    labels: Labels, groups: Groups, more_of: Sequence[int], *, asks_more: bool
) -> list[tuple[str, str]]:
    """Return what the table leaves out, and what does not differ or cannot be said.

    With ``asks_more`` the types that are too rare have the option that asks about them.
    """
    lines = []
    types, groups_of = more_of
    more = [
        *(
            [tr_many("{n} incident type (--types)", "{n} incident types (--types)", types, n=types)]
            if types > 0
            else []
        ),
        *(
            [
                tr_many(
                    "{n} group of units or stocks (--sustainment)",
                    "{n} groups of units or stocks (--sustainment)",
                    groups_of,
                    n=groups_of,
                )
            ]
            if groups_of > 0
            else []
        ),
    ]
    if more:
        many, what = max(types, 0) + max(groups_of, 0), tr(" and ").join(more)
        asked = tr_many("{what} was asked.", "{what} were asked.", many, what=what)
        differ = tr_many("{what} differs.", "{what} differ.", many, what=what)
        lines.append(("also", asked if groups.whole else differ))
    names = labels.incidents
    if groups.equivalent:
        alike = _types(groups.equivalent, names)
        lines.append(("alike", tr("In time, under every design: {types}.", types=alike)))
    if groups.undecided:
        needed = deciding([n for all_ in groups.undecided.values() for n in all_])
        open_ = _types(list(groups.undecided), names)
        line = tr("{types}.", types=apart([open_, needed] if needed else [open_]))
        lines.append(("undecided", line))
    if groups.few:
        line = tr("In these replications: {types}.", types=_types(groups.few, names))
        if asks_more:
            line += tr(" Ask with --focus {ids}.", ids=",".join(groups.few[:_NAMED]))
        lines.append(("too rare", line))
    return lines


def _types(incidents: Sequence[str], names: Mapping[str, str]) -> str:
    return listed([names[one] for one in incidents], _NAMED)


def closing(
    comparison: Comparison,
    naming: Naming,
    reasons: Sequence[str],
    question: str,
    on_first: Sequence[tuple[str, str]],
    *,
    tables: bool = True,
) -> list[tuple[str, str]]:
    """Return the price, the reasons, and the method in a sentence, with the options of tables."""
    labels = naming.labels
    lines = []
    if len(comparison.designs) > 1:
        prices = apart(
            f"{design} {price_words(labels.prices[design])}" for design in comparison.designs[1:]
        )
        lines.append(("price", tr("Billets of headquarters: {prices}.", prices=prices)))
    lines += [("why", sentence) for sentence in reasons]
    lines += on_first
    return [*lines, ("how", _method(comparison, asked=bool(question), tables=tables))]


def _method(comparison: Comparison, *, asked: bool, tables: bool) -> str:
    unpaired = dict.fromkeys(row.design for row in comparison.rows if not row.paired)
    said = [
        tr("{share} intervals", share=percent(comparison.confidence)) + looks_words(comparison),
        over_words(comparison.over),
        tr("{zone} count as no difference", zone=zone_words(comparison.zone)),
        *(
            [tr("unpaired, since they meet other incidents: {designs}", designs=joined(unpaired))]
            if unpaired
            else []
        ),
        tr(
            "{many} asked, corrected for their number",
            many=comparisons(comparison.families.asked),
        ),
        *([] if asked else [tr("times are explored besides")]),
    ]
    if not tables:
        return tr("{method}.", method=apart(said))
    return tr("{method}. Tables: --types, --sustainment, --all.", method=apart(said))
