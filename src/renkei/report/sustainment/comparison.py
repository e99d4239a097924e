"""Readiness and supply of several designs: groups first, then other measures that differ.

Takes a :class:`~renkei.analysis.sustainment.comparison.Sustained`, the names of its subjects and
sentences on why designs differ; gives tables and plain data.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import tr
from renkei.analysis.sustainment.observing import ALL
from renkei.report.line_breaks import wrapped
from renkei.report.method import method_data, sustainment_method
from renkei.report.sustainment.measure_names import HEADS, SECTIONS, subject_name, unit_of, words
from renkei.report.sustainment.one_design import interval, row_data, sober
from renkei.report.verdicts import STYLES, TOLD, mark, marks_legend, verdicts
from renkei.report.wording import bracketed, flowing, joined, percent

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.analysis import Sustained, SustainedExplanation, SustainedRow
    from renkei.report.tables import Table
    from renkei.report.verdicts import WithVerdict
    from renkei.report.wording import Unit

_NAME = 29
_CELL = 16

Names = Mapping[tuple[str, str], str]
Why = Mapping[str, Sequence[str]]
_Key = tuple[str, str, str]


def sustained_data(
    sustained: Sustained, names: Names, why: Sequence[SustainedExplanation] = ()
) -> dict[str, Any]:
    """Return the comparison as plain data; not reached and not bounded are null."""
    return {
        "method": method_data(sustained),
        "rows": [row_data(row, names) for row in sustained.rows],
        "why": {one.design: one.data() for one in why},
    }


def render_sustained(
    sustained: Sustained, names: Names, why: Why | None = None, *, all_measures: bool = False
) -> RenderableType:
    """Return for each section its groups by the first measures, and other measures that differ.

    With ``all_measures`` false, a group lists only designs with a better or worse measure. Single
    units, stocks, docks and lines are listed only if one of their first measures is better or worse
    and the row of their group does not say so already.
    """
    page = _Page(sustained, names, all_measures)
    parts: list[RenderableType] = []
    for title, domains in SECTIONS:
        found = [part for domain, columns in domains for part in page.parts(domain, columns)]
        if found:
            parts += [Text(tr(title), "bold"), *found]
    if why:
        parts += [Text(tr("Why, of readiness and supply"), "bold"), _reasons(why), Text()]
    return Group(*parts, Text(page.legend(), "dim"), Text(sustainment_method(sustained), "dim"))


def differing(
    sustained: Sustained, names: Names, designs: Mapping[str, str] | None = None
) -> list[tuple[str, str, Text]]:
    """Return of each group the first measure that is better or worse: name, baseline, verdicts.

    ``designs`` are what designs are called; None: by their identifiers.
    """
    called = designs or {}
    found: dict[tuple[str, str], tuple[str, str, Text]] = {}
    page = _Page(sustained, names, all_measures=False)
    for domain, columns in (pair for _, domains in SECTIONS for pair in domains):
        for column in columns:
            for (of, subject, measure), rows in page.found.items():
                others = [row for row in rows.values() if row.design != sustained.baseline]
                told = any(row.verdict in TOLD for row in others)
                if (of, measure) != (domain, column) or not told or _level(rows) != "group":
                    continue
                base = rows.get(sustained.baseline)
                what = others[0].measure
                unit = unit_of(what, () if base is None else (base.estimate,))
                value = "–" if base is None else f"{unit.number(base.estimate)} {unit.name}".strip()
                if base is not None and base.low is not None and base.high is not None:
                    value += "\n" + tr("({range})", range=unit.range(base.low, base.high))
                name = joined([subject_name(names, of, subject), words(what)])
                named = [replace(row, design=called.get(row.design, row.design)) for row in others]
                found.setdefault((of, subject), (name, value, _also_verdicts(named)))
    return list(found.values())


def _reasons(why: Why) -> RenderableType:
    """Return all sentences on a single design, or the first sentence on each of several."""
    from renkei.report.tables import Table

    said = list(why.values())
    sentences = said[0] if len(said) == 1 else [own[0] for own in said if own]
    table = Table.grid(padding=(0, 1))
    for number, sentence in enumerate(sentences, 1):
        table.add_row(f"{number}.", Text(sentence))
    return table


class _Page:
    """The rows by what they measure, and what has been left out."""

    def __init__(self, sustained: Sustained, names: Names, all_measures: bool) -> None:
        self.baseline = sustained.baseline
        self.others = [d for d in sustained.designs if d != sustained.baseline]
        self.names = names
        self.all_measures = all_measures
        self.found: dict[_Key, dict[str, SustainedRow]] = {}
        for row in sustained.rows:
            key = (row.measure.domain, row.measure.subject, row.measure.name)
            self.found.setdefault(key, {})[row.design] = row
        self.left_out = 0

    def parts(self, domain: str, columns: Sequence[str]) -> list[RenderableType]:
        """Return the tables of one domain."""
        own = {key: rows for key, rows in self.found.items() if key[0] == domain}
        groups = [
            subject
            for subject in dict.fromkeys(key[1] for key in own)
            if any(_level(rows) == "group" for key, rows in own.items() if key[1] == subject)
        ]
        shown = [c for c in columns if any((domain, group, c) in own for group in groups)]
        parts: list[RenderableType] = []
        if shown:
            parts += [self._groups(domain, groups, shown), Text()]
        also = []
        for key, rows in own.items():
            first, single = key[2] in columns, _level(rows) == "single"
            if first and not single:
                continue
            told = {row.design: row.verdict for row in rows.values() if row.verdict in TOLD}
            # A unit of a group that does the same tells nothing more.
            group = own.get((domain, next(iter(rows.values())).measure.group, key[2]), {})
            more = any(d not in group or group[d].verdict != told[d] for d in told)
            if self.all_measures or (told and not single) or (more and first):
                also.append(rows)
            else:
                self.left_out += any(row.difference is not None for row in rows.values())
        if also:
            what = tr(HEADS[domain])
            head = (
                tr("{what}: all other measures", what=what)
                if self.all_measures
                else tr("{what}: can be told apart too", what=what)
            )
            parts += [self._also(head, also), Text()]
        return parts

    def _groups(self, domain: str, groups: Sequence[str], columns: Sequence[str]) -> Table:
        """Return a line for each group: the baseline; below it the designs that differ."""
        cells = {
            (group, column): self.found.get((domain, group, column), {})
            for group in groups
            for column in columns
        }
        units: dict[str, Unit] = {}
        table = sober()
        table.add_column("\n" + joined([tr(HEADS[domain]), self.baseline]), width=_NAME)
        for column in columns:
            rows = [row for group in groups for row in cells[group, column].values()]
            units[column] = unit_of(rows[0].measure, (row.estimate for row in rows))
            lines = wrapped(words(rows[0].measure), _CELL)
            if units[column].name:
                lines.append(f"[{units[column].name}]")
            table.add_column("\n".join(lines), justify="right", no_wrap=True, vertical="bottom")
        for group in groups:
            own = [(cells[group, column], units[column]) for column in columns]
            if all(math.isnan(row.estimate) for rows, _ in own for row in rows.values()):
                continue
            base = [_estimate(rows.get(self.baseline), unit) for rows, unit in own]
            table.add_row(Text(self._name(domain, group), "bold"), *base)
            for design in self.others:
                theirs = [(rows.get(design), unit) for rows, unit in own]
                verdicts = {row.verdict for row, _ in theirs if row is not None}
                if verdicts == {"only here"}:
                    alone = [_estimate(row, unit) for row, unit in theirs]
                    only = tr("only {design}", design=design)
                    table.add_row(Text(f"  {only}", "dim"), *alone)
                elif self.all_measures or group == ALL or verdicts & set(TOLD):
                    differences = [_difference(row, unit) for row, unit in theirs]
                    table.add_row(Text(f"  {design}", "dim"), *differences)
        return table

    def _also(self, head: str, measures: Iterable[dict[str, SustainedRow]]) -> Table:
        """Return a line for each measure: the baseline, and the designs by verdict."""
        table = sober()
        table.add_column(head, width=_NAME)
        table.add_column(tr("measure"), width=18)
        table.add_column(self.baseline, justify="right", no_wrap=True)
        table.add_column(tr("paired with {baseline}", baseline=self.baseline))
        subject = ""
        for rows in measures:
            measure = next(iter(rows.values())).measure
            name = "" if measure.subject == subject else self._name(measure.domain, measure.subject)
            subject = measure.subject
            base = rows.get(self.baseline)
            unit = unit_of(measure, () if base is None else (base.estimate, base.low))
            value = _estimate(base, unit, named_unit=True)
            others = [rows[design] for design in self.others if design in rows]
            table.add_row(Text(name, "bold"), words(measure), value, _also_verdicts(others))
        return table

    def _name(self, domain: str, subject: str) -> str:
        return subject_name(self.names, domain, subject)

    def legend(self) -> str:
        """Return the legend of the tables, and the number of measures that they leave out."""
        said = [
            tr(
                "Each number has its interval beside it; `not in 97 %`: in 97 % of the runs it had "
                "not happened when the run ended. Below a group, design minus baseline: {legend}",
                legend=marks_legend(),
            )
        ]
        if not self.all_measures:
            said.append(
                tr("Designs that are not listed cannot be distinguished from the baseline.")
            )
        if self.left_out:
            said.append(
                tr(
                    "{many} other measures, most of single units, stocks, docks and lines: --all "
                    "prints them.",
                    many=self.left_out,
                )
            )
        return flowing(said)


def _level(rows: Mapping[str, SustainedRow]) -> str:
    return next(iter(rows.values())).measure.level


def _estimate(row: SustainedRow | None, unit: Unit, *, named_unit: bool = False) -> Text:
    """Return the estimate, followed by its interval."""
    if row is None or math.isnan(row.estimate):
        return Text("–")
    if math.isinf(row.estimate):
        return Text(tr("not in {share}", share=percent(row.never)))
    after = f" {unit.name}" if named_unit and unit.name else ""
    ends = f" {interval(row.low, row.high, unit)}"
    return Text.assemble(unit.number(row.estimate) + after, (ends, "dim"))


def _difference(row: SustainedRow | None, unit: Unit) -> Text:
    """Return the difference, followed by its interval."""
    if row is None or row.difference is None or not math.isfinite(row.difference):
        return Text("–" + (mark(row.verdict, row.reason) if row else ""), "dim")
    low, high = row.diff_low, row.diff_high
    assert low is not None
    assert high is not None
    value = unit.number(row.difference, signed=True) + mark(row.verdict, row.reason)
    ends = "" if row.identical else f" {unit.signed_range(low, high)}"
    return Text.assemble((value, STYLES.get(row.verdict, "dim")), (ends, "dim"))


def _also_verdicts(rows: Sequence[SustainedRow]) -> Text:
    """Return the designs by verdict, and the designs with a subject that the baseline lacks."""
    text = verdicts([row for row in rows if row.verdict != "only here"], _said)
    alone = [row.design for row in rows if row.verdict == "only here"]
    if alone:
        text.append(tr("; ") if text else "")
        text.append(tr("only there: {designs}", designs=joined(alone)))
    return text


def _said(row: WithVerdict) -> str:
    """Return the difference of a row; empty if it is not finite."""
    said = difference(row)  # type: ignore[arg-type]
    return "" if said == "–" else said


def difference(row: SustainedRow) -> str:
    """Return the difference to the baseline with its interval, in the unit that suits it."""
    value, low, high = row.difference, row.diff_low, row.diff_high
    if value is None or low is None or high is None or not math.isfinite(value):
        return "–"
    unit = unit_of(row.measure, (value,))
    name = tr("points") if row.measure.unit == "1" else unit.name
    said = " ".join(filter(None, (unit.number(value, signed=True), name)))
    return bracketed(said, unit.signed_range(low, high))
