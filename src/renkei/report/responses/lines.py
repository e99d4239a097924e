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
from renkei.report.responses.comparison import measure_words
from renkei.report.scenario.assumptions import provenance
from renkei.report.scenario.changes import price_words
from renkei.report.scenario.loads import without_load
from renkei.report.verdicts import STYLES, TOLD, deciding, verdict_word
from renkei.report.wording import apart, bracketed, joined, listed, number, percent
from renkei.study.names import design_in_words, plain_design_name

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Comparison, Row
    from renkei.report.responses.groups import Groups
    from renkei.study.naming import Labels, Naming

_NAMED = 3
"""Incident types that a line names; it counts the others."""

_NAMED_TYPES = 12
"""Incident types outside the table that have their verdicts in words; it counts the others."""

_NAMED_DESIGNS = 3
"""Designs that the first line names; of more it has the number: a table below names all."""


def head_of(comparison: Comparison, naming: Naming, question: str) -> list[Text]:
    """Return what is compared; of a question also how many comparisons have each verdict."""
    if question:
        asked = Text(tr("The question: {question}", question=question), "bold")
        return [asked, Text(counted(comparison), "bold")]
    designs, base = comparison.designs, comparison.baseline
    if len(designs) == 1:
        return [Text(tr("The answer: {design}", design=base), "bold")]
    names, load = without_load(naming.labels.designs)
    others = designs[1:]
    title = tr(
        "The answer: {designs} against {baseline}",
        designs=tr("{count} designs", count=len(others))
        if len(others) > _NAMED_DESIGNS
        else joined(design_in_words(one, names[one]) for one in others),
        baseline=design_in_words(base, names[base]),
    )
    if load:
        title = tr("{title}, all under: {load}", title=title, load=load)
    return [Text(title, "bold")]


def designs_of(comparison: Comparison, naming: Naming) -> list[RenderableType]:
    """Return the designs in a table: name, how few incidents make the difference, and the price."""
    from renkei.report.tables import Table

    names, _ = without_load(naming.labels.designs)
    met, sums = _separated(comparison)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("design"), style="bold", no_wrap=True)
    table.add_column("")
    if sums:
        at = {"baseline": comparison.baseline}
        table.add_column(tr("in time, but\nlate under {baseline}", **at), justify="right")
        table.add_column(tr("late, but in time\nunder {baseline}", **at), justify="right")
    table.add_column(tr("billets of\nheadquarters"))
    for design in comparison.designs[1:]:
        gained, lost = sums.get(design, ("–", "–"))
        name = plain_design_name(design, names[design])
        table.add_row(
            design,
            name if name != design else "",
            *((gained, lost) if sums else ()),
            price_words(naming.labels.prices[design]),
        )
    if not sums:
        return [table]
    many = f"{most_replications(comparison):,}"
    return [
        Text(tr("Of the same {met} incidents in {many} replications:", met=f"{met:,}", many=many)),
        table,
    ]


def types_by_verdict(groups: Groups) -> str:
    """Return how many incident types differ, are alike, undecided or too rare; empty: of one."""
    counts = {
        "differ": len(groups.told),
        "alike": len(groups.equivalent),
        "open": len(groups.undecided),
        "rare": len(groups.few),
    }
    if sum(counts.values()) < 2:
        return ""
    return tr(
        "Of {types} incident types {differ} differ under some design, {alike} are alike, {open} "
        "undecided, {rare} too rare to say.",
        types=sum(counts.values()),
        **counts,
    )


def _separated(comparison: Comparison) -> tuple[int, dict[str, tuple[str, str]]]:
    """Return the incidents met, and of each design how many it alone answers in time, or late."""
    asked = {row.incident for row in comparison.rows}
    met, sums = 0, {}
    for design in comparison.designs[1:]:
        own = [
            one for one in comparison.separated if one.design == design and one.incident in asked
        ]
        if own:
            met = max(met, sum(one.met for one in own))
            gained, lost = sum(one.gained for one in own), sum(one.lost for one in own)
            sums[design] = f"{gained:,}", f"{lost:,}"
    return met, sums


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
    labels: Labels,
    groups: Groups,
    types: Sequence[Sequence[Sequence[Row]]],
    of_supply: int,
    *,
    asks_more: bool,
) -> list[tuple[str, str]]:
    """Return what the table leaves out, and what does not differ or cannot be said.

    Parameters
    ----------
    types
        Incident types that the table leaves out, as :attr:`Groups.told` has them: each is named.
    of_supply
        How many groups of units or stocks it leaves out.
    asks_more
        The types that are too rare have the option that asks about them.
    """
    lines = []
    said = [_named(measures, labels) for measures in types[:_NAMED_TYPES]]
    more = len(types) - _NAMED_TYPES
    if more > 0:
        said.append(
            tr_many("{n} more incident type (--types)", "{n} more incident types (--types)", more,
                    n=more)
        )  # fmt: skip
    if of_supply > 0:
        said.append(
            tr_many(
                "{n} group of units or stocks (--sustainment)",
                "{n} groups of units or stocks (--sustainment)",
                of_supply,
                n=of_supply,
            )
        )
    if said:
        lines.append(("also", tr("{types}.", types=apart(said))))
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


def _named(measures: Sequence[Sequence[Row]], labels: Labels) -> str:
    """Return an incident type with its verdicts in words."""
    name = labels.incidents[measures[0][0].incident]
    said = []
    for rows in measures:
        others = [row for row in rows if row.verdict != "baseline"]
        verdicts = []
        for verdict in TOLD:
            found = [row.design for row in others if row.verdict == verdict]
            if found:
                of = tr("all") if len(found) == len(others) > 1 else joined(found)
                verdicts.append(
                    tr("{verdict} {designs}", verdict=verdict_word(verdict), designs=of)
                )
        if verdicts:
            measure = measure_words(rows[0], labels.milestones, asked=True)
            said.append(tr("{measure}: {verdicts}", measure=measure, verdicts=joined(verdicts)))
    return bracketed(name, apart(said)) if said else name


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
    """Return the reasons, what the levels rest on, and the method, with the options of tables."""
    lines = [("why", sentence) for sentence in reasons]
    lines += on_first
    if tables:
        lines.append(("levels", levels(naming)))
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
