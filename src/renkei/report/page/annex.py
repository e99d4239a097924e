"""The annex of the page: method, provenance, every assumption with its source."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from renkei._base.language import tr
from renkei.report.page.document import Annex, Assumption
from renkei.report.said import Said, both
from renkei.study.assumptions import assumptions

if TYPE_CHECKING:
    from renkei.results import Results
    from renkei.scenario import Document
    from renkei.scenario.model.document import Source
    from renkei.study.assumptions import Assumption as Number

_PLACES = frozenset({"-o", "--out", "-p", "--processes", "--scheduler"})
"""Options with a value that say where a run works and writes."""

_MANNERS = frozenset({"-q", "--quiet", "--no-report", "--resume", "--json"})
"""Options without a value that change what is printed, and no number."""


def annex(document: Document, results: Results, method: Sequence[Said]) -> Annex:
    """Return the annex.

    Parameters
    ----------
    method
        How the verdicts were reached, in sentences.
    """
    from renkei.scenario.language.paths import walk_quantities

    scenario = document.scenario
    numbers = assumptions(scenario, walk_quantities(scenario))
    cited = {one.source for one in numbers if one.source}
    return Annex(
        method=tuple(method),
        provenance=_provenance(results),
        command=command_of(results),
        assumptions=tuple(_assumption(one) for one in numbers),
        sources={
            key: _citation(source) for key, source in scenario.sources.items() if key in cited
        },
    )


def command_of(results: Results) -> str:
    """Return the command that the results were made by, without what says only where and how."""
    runs = [run for run in results.record.runs if run.command]
    return shlex.join(_asked(runs[-1].command)) if runs else ""


def _asked(words: Sequence[str]) -> list[str]:
    """Return the words of a command but those that change no number of its answer."""
    kept: list[str] = []
    rest = iter(words)
    for word in rest:
        name = word.partition("=")[0]
        if name in _PLACES:
            if name == word:
                next(rest, None)
        elif word not in _MANNERS:
            kept.append(word)
    return kept


def _provenance(results: Results) -> tuple[tuple[Said, Said | str], ...]:
    record = results.record
    counted = {design: results.replications(design) for design in results.designs}
    many = sorted(set(counted.values()))
    return (
        (both(lambda: tr("version of Renkei")), record.version),
        (both(lambda: tr("build of the kernel")), record.kernel),
        (both(lambda: tr("seed")), str(record.seed)),
        (both(lambda: tr("replications of each design")), " / ".join(f"{n:,}" for n in many)),
        (
            both(lambda: tr("values of the ranges")),
            both(lambda: tr("best values") if record.nominal else tr("drawn in each replication")),
        ),
        (both(lambda: tr("identity of the results")), record.identity),
        (both(lambda: tr("SHA-256 of the scenario as resolved")), record.scenario.sha256),
    )


def _assumption(number: Number) -> Assumption:
    return Assumption(
        path=number.path,
        value=number.value + (f" × {number.parameter}" if number.parameter else ""),
        range=number.range or "",
        source=number.source or "",
        standing=(
            "choice"
            if number.is_choice
            else "unverified"
            if number.unverified
            else "sourced"
            if number.is_sourced
            else "guess"
            if number.source
            else "none"
        ),
        confidence=number.confidence or "",
    )


def _citation(source: Source) -> str:
    parts = [source.text, source.url or "", source.accessed or ""]
    return " — ".join(part for part in parts if part)
