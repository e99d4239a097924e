"""Records to numbers of the language: how often, how long, how often longer.

What for: a number of ``maintenance`` with its range, its source and how far to trust it. Takes
spells and periods; gives for each unit and maintenance the attributes as written in a scenario,
and what a reader needs to judge them. The range is the interval of the mean, as the language wants.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei.analysis.statistics.estimation import CONFIDENCE
from renkei.interop import fitting
from renkei.interop.columns import Headings
from renkei.interop.fitting import Agreement, Fit, Record
from renkei.interop.imported_tables import Rejection
from renkei.interop.notes import Note
from renkei.interop.periods import Period, Work, periods
from renkei.interop.records import Key, Log, Rules, Window, read_log
from renkei.interop.sheets import Sheet
from renkei.interop.spells import Exposure, Spell, spells
from renkei.scenario.quantities.distributions import Exponential, Lognormal, Weibull
from renkei.scenario.text.yaml_writing import to_yaml

FORMS = {
    "failures": ("auto", "exponential", "weibull"),
    "repairs": ("auto", "lognormal", "empirical"),
}
"""Forms that --fit names; auto takes the simplest that the record does not speak against."""

DOUBT = 0.05
"""P-value below which a record speaks against a distribution."""

_SHAPED = 6  # finished times from which on a spread is estimated beside a mean
_TRUSTED = 30
_USABLE = 10
_MOST_VALUES = 60  # of an empirical distribution; more are thinned to quantiles


@dataclass(frozen=True)
class EstimateLine:
    """One estimate: its attribute, its basis, and the quantity as written."""

    unit: str
    maintenance: str
    attribute: str
    n: int
    n_censored: int
    mean: float
    low: float
    high: float
    form: str
    p_value: float | None
    written: Any
    note: str = ""


@dataclass(frozen=True)
class Basis:
    """The basis of the estimates of a unit and maintenance.

    Parameters
    ----------
    unit, maintenance
        Unit and maintenance.
    n_platforms
        Platforms with a name; 0 where the record names none.
    unfailed
        Names of those without a failure.
    n_spells, n_events, n_censored
        Spells or periods; those that ended by a failure or by the end of the work; the others.
    exposure
        Time in service of all spells, or in work of all periods [h].
    down
        Time between failure and return within the record [h]; None for periods of work.
    """

    unit: str
    maintenance: str
    n_platforms: int
    unfailed: tuple[str, ...]
    n_spells: int
    n_events: int
    n_censored: int
    exposure: float
    down: float | None


@dataclass
class Estimated:
    """The estimates from a record."""

    kind: str
    lines: list[EstimateLine] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    n_rows: int = 0
    n_rejected: int = 0
    n_hidden: int = 0
    bases: list[Basis] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def tree(self) -> dict[str, Any]:
        """Return the estimates as a part of a scenario: ``sources``, and ``units`` with them."""
        units: dict[str, Any] = {}
        for line in self.lines:
            entry = units.setdefault(line.unit, {"maintenance": {}})["maintenance"]
            at = entry.setdefault(line.maintenance, {})
            if line.written is None:
                continue
            *above, last = line.attribute.split(".")
            for step in above:
                at = at.setdefault(step, {})
            at[last] = line.written
        return {"sources": self.sources, "units": units}

    def text(self) -> str:
        """Return the part of a scenario as YAML, with its basis as a comment."""
        head = [
            f"# Estimated from {self.n_rows - self.n_rejected} rows; ranges are "
            f"{100 * CONFIDENCE:g} % intervals of the mean.",
            "# Lay it over `units` of a scenario, or take it as `changes` of a design.",
        ]
        return "\n".join(head) + "\n" + to_yaml(self.tree())


def estimate_failures(
    sheets: Iterable[Sheet],
    headings: Headings,
    window: Window,
    wanted: str = "auto",
    rules: Rules | None = None,
) -> Estimated:
    """Return estimates of the time to failure of units, from a record of failures.

    Raises
    ------
    InputError
        If the columns are not clear, or nothing can be estimated.
    """
    log = read_log(sheets, "failures", headings, rules)
    by_key = spells(log, window)
    done, source = _begin("failures", log)
    for key, found in sorted(by_key.items()):
        done.bases.append(
            Basis(*key, len(found.platforms), tuple(sorted(found.unfailed)), len(found.spells),
                  found.n_failures, len(found.spells) - found.n_failures, found.hours, found.down)
        )  # fmt: skip
        done.lines.append(_life(key, found, wanted, source, log))
    return _end(done, log)


def estimate_repairs(
    sheets: Iterable[Sheet],
    headings: Headings,
    window: Window,
    wanted: str = "auto",
    rules: Rules | None = None,
) -> Estimated:
    """Return estimates of the time of maintenance, and of the share and length of overruns.

    Raises
    ------
    InputError
        If the columns are not clear, or nothing can be estimated.
    """
    log = read_log(sheets, "repairs", headings, rules)
    by_key = periods(log, window)
    done, source = _begin("repairs", log)
    for key, work in sorted(by_key.items()):
        done.bases.append(_basis(key, work))
        planned = [p for p in work.periods if p.planned is not None]
        if planned:
            done.lines += _planned(key, planned, wanted, source, log)
        else:
            times = [p.actual for p in work.periods]
            ended = [p.finished for p in work.periods]
            data = _record(times, ended, Phrase("finished work"), key, log)
            done.lines.append(_work(key, data, wanted, source))
    return _end(done, log)


def _basis(key: Key, work: Work) -> Basis:
    n_finished = sum(period.finished for period in work.periods)
    hours = math.fsum(period.actual for period in work.periods)
    n = len(work.periods)
    return Basis(*key, len(work.platforms), (), n, n_finished, n - n_finished, hours, None)


def _begin(kind: str, log: Log) -> tuple[Estimated, str]:
    """Return an empty result with its source, named after the first file."""
    name = Path(re.sub(r" \[.*\]$", "", log.files[0])).name if log.files else kind
    id_ = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64] or kind
    names = ", ".join(re.sub(r"^.*/", "", file) for file in log.files)
    text = f"{names}: {log.n_rows - log.n_rejected} rows"
    return Estimated(kind, sources={id_: {"text": text}}), id_


def _end(done: Estimated, log: Log) -> Estimated:
    done.n_rows, done.n_rejected, done.n_hidden = log.n_rows, log.n_rejected, log.n_hidden
    done.rejections, done.notes = log.rejections, log.notes
    for source in done.sources.values():
        names = source["text"].rpartition(": ")[0]
        source["text"] = f"{names}: {log.n_rows - log.n_rejected} rows"
    return done


def _record(times: list[float], ended: list[bool], what: str, key: Key, log: Log) -> Record:
    if not any(ended):
        _too_little(
            Phrase("no {what} in {sum} d", what=what, sum=f"{sum(times) / 24:.0f}"),
            Phrase("at least one {what}", what=what),
            key,
            log,
        )
    return fitting.record(times, ended)


def _too_little(found: str, expected: str, key: Key, log: Log, remedy: str = "") -> NoReturn:
    remedy = remedy or Phrase("take a longer record, or put similar units together: --set unit=...")
    where = Location(", ".join(log.files))
    raise InputError([Problem("IMP-010", where, ".".join(key), found, expected, remedy)])


def _life(key: Key, found: Exposure, wanted: str, source: str, log: Log) -> EstimateLine:
    """Return the estimate of the time to failure: exposure over failures, or a Weibull fit."""
    exposure, events = found.hours, found.n_failures
    if not events and found.n_first_only:
        _too_little(
            Phrase("{count} failures without known time in service before them",
                   count=found.n_first_only),
            Phrase("at least one failure with the time in service before it"), key, log,
            Phrase("say since when the record counts: --from DATE, or a column `in_service`"),
        )  # fmt: skip
    if not events:
        least = fitting.least_mean(exposure)
        _too_little(
            Phrase("no failure in {exposure} d", exposure=f"{exposure / 24:.0f}"),
            Phrase("at least one failure"), key, log,
            Phrase("take a longer record, put similar units together (--set unit=...), or write a "
                   "guess: with {confidence} confidence the mean is above {least} d",
                   confidence=f"{CONFIDENCE:.0%}", least=f"{least / 24:.3g}"),
        )  # fmt: skip
    if not exposure > 0:
        _too_little(
            Phrase("{events} failures in no time in service", events=events),
            Phrase("time in service"),
            key,
            log,
        )
    every = _lives(found.spells)
    # The age at which a record begins is unknown: it says nothing about ageing.
    whole = [s for s in found.spells if s.whole]
    may_age = len({s.hours for s in whole if s.failed}) >= 2
    ageing = None
    if may_age:
        aged = _lives(whole)
        ageing = fitting.ageing_p_value(aged)
    if wanted == "weibull" and not may_age:
        _too_little(
            Phrase("fewer than two different times from return to failure"),
            Phrase("two or more, for a Weibull fit"), key, log, Phrase("--fit exponential"),
        )  # fmt: skip
    # The test of ageing holds for many failures; few look regular by chance.
    enough = may_age and aged.n_events >= _USABLE
    ages = ageing is not None and ageing < DOUBT
    as_weibull = wanted == "weibull" or (wanted == "auto" and enough and ages)
    note = "" if ageing is None else f"constant rate against ageing: p = {ageing:.2g}"
    if as_weibull:
        agreed = fitting.agreement(aged, fitting.fit_weibull)
        fit = fitting.fit_weibull(aged)
        return _line(key, found.attribute, aged, fit, agreed, source, note)
    agreed = fitting.agreement(every, fitting.fit_exponential)
    fit = fitting.fit_rate(exposure, events)
    return _line(key, found.attribute, every, fit, agreed, source, note)


def _lives(spells: list[Spell]) -> Record:
    """Return spells as a record; length 0 counts as half of what its dates can distinguish."""
    return fitting.record([s.hours or s.least for s in spells], [s.failed for s in spells])


def _work(
    key: Key, data: Record, wanted: str, source: str, attribute: str = "work"
) -> EstimateLine:
    """Return the estimate of a time of work: lognormal, or the values themselves."""
    n_different = np.unique(data.times[data.ended]).size
    note = "not empirical: some are open" if wanted == "empirical" and data.n_censored else ""
    if not data.n_censored and (n_different < 2 or wanted == "empirical"):
        return _values(key, attribute, data, source)
    few = wanted in ("auto", "empirical") and data.n_events < _SHAPED
    single = n_different < 2 or wanted == "exponential" or few
    if single and wanted == "auto":
        note = f"fewer than {_SHAPED} finished: no spread of its own"
    fit = fitting.fit_exponential if single else fitting.fit_lognormal
    agreed = fitting.agreement(data, fit)
    if wanted == "auto" and not few and agreed.p_value < DOUBT and not data.n_censored:
        return _values(key, attribute, data, source, f"lognormal: p = {agreed.p_value:.2g}")
    return _line(key, attribute, data, fit(data), agreed, source, note)


def _planned(
    key: Key, found: list[Period], wanted: str, source: str, log: Log
) -> list[EstimateLine]:
    """Return the planned work, the share of periods that ran over, and by how much they did."""
    plans = fitting.record([p.planned for p in found])
    lines = [_work(key, plans, "empirical" if wanted == "auto" else wanted, source)]
    # A period whose plan ends behind the record is left out whatever came of it: were those that
    # ended early kept, the share of the others would come out too small.
    known = [p for p in found if p.due]
    log.note("not-due", [str(p.planned) for p in found if not p.due], ".".join(key))
    if not known:
        expected = Phrase("at least one")
        _too_little(Phrase("no period whose plan ends within the record"), expected, key, log)
    late = [p for p in known if not p.finished or p.actual > (p.planned or 0)]
    value = len(late) / len(known)
    low, high = fitting.share(len(late), len(known))
    early = [p for p in known if p.actual < (p.planned or 0)]
    note = f"{len(early)} finished early, counted as on time" if early else ""
    written = {
        "value": _percent(value),
        "range": [_percent(min(low, value), math.floor), _percent(max(high, value), math.ceil)],
        "source": source,
        "confidence": _confidence(len(known), None),
    }
    open_ = len(found) - len(known)
    done = [p for p in late if p.finished]
    if not done:  # the language wants both: how often, and by how much
        note = "not written: by how much is not known"
        share = EstimateLine(*key, "overrun.probability", len(known), open_, value, low, high,
                             "share", None, None, note)  # fmt: skip
        return [*lines, share]
    share = EstimateLine(*key, "overrun.probability", len(known), open_, value, low, high, "share",
                 None, written, note)  # fmt: skip
    extra = fitting.record([p.actual - (p.planned or 0) for p in late], [p.finished for p in late])
    few = wanted == "auto" and extra.n_events < _USABLE
    form = "exponential" if few else wanted
    return [*lines, share, _work(key, extra, form, source, "overrun.extra")]


def _values(key: Key, attribute: str, data: Record, source: str, note: str = "") -> EstimateLine:
    """Return an empirical distribution, or one value where all are the same."""
    times = np.sort(data.times)
    n = times.size
    if n > _MOST_VALUES:
        levels = (np.arange(_MOST_VALUES) + 0.5) / _MOST_VALUES
        times = np.quantile(times, levels)
        times *= data.times.mean() / times.mean()
    mean = float(data.times.mean())
    low, high = fitting.mean_interval(data.times) if n > 1 else (mean, mean)
    unit = _unit(mean)
    values = [_time(float(value), unit) for value in times]
    written_mean = float(np.mean([float(value.split()[0]) for value in values]))
    written_mean *= 24 if unit == "d" else 1
    low, high = min(low, written_mean), max(high, written_mean)
    counts = Counter(values)  # in order: the values are sorted
    same = len(counts) == 1
    written: dict[str, Any] = {"value": values[0]} if same else {"empirical": values}
    if 1 < len(counts) < len(values):
        written = {"empirical": {"values": list(counts), "weights": list(counts.values())}}
    written |= _annotations(mean, low, high, n, None, source)
    if same:
        written.pop("range", None)
    form = "one value" if same else "empirical"
    return EstimateLine(*key, attribute, n, 0, mean, low, high, form, None, written, note)


def _line(
    key: Key, attribute: str, data: Record, fit: Fit, agreed: Agreement, source: str, note: str = ""
) -> EstimateLine:
    mean = fit.distribution.mean()
    unit = _unit(mean)
    written: dict[str, Any]
    match fit.distribution:
        case Exponential():
            form, written = "exponential", {"exponential": _time(mean, unit)}
        case Weibull(shape=shape):
            inner = {"mean": _time(mean, unit), "shape": float(f"{shape:.3g}")}
            form, written = f"weibull, shape {shape:.2g}", {"weibull": inner}
        case Lognormal(cv=cv):
            inner = {"mean": _time(mean, unit), "cv": float(f"{cv:.3g}")}
            form, written = f"lognormal, cv {cv:.2g}", {"lognormal": inner}
    written |= _annotations(mean, fit.low, fit.high, data.n_events, agreed.p_value, source)
    return EstimateLine(*key, attribute, data.n, data.n_censored, mean, fit.low, fit.high, form,
                agreed.p_value, written, note)  # fmt: skip


def _annotations(
    mean: float, low: float, high: float, n: int, p_value: float | None, source: str
) -> dict[str, Any]:
    unit = _unit(mean)
    return {
        "range": [_time(low, unit, math.floor), _time(high, unit, math.ceil)],
        "source": source,
        "confidence": _confidence(n, p_value),
    }


def _confidence(n: int, p_value: float | None) -> str:
    """Return the confidence in an estimate: by its events, and by the agreement of the record."""
    if n < _USABLE or (p_value is not None and p_value < DOUBT):
        return "low"
    return "high" if n >= _TRUSTED else "medium"


def _unit(hours: float) -> str:
    return "d" if hours >= 48 else "h"


def _time(hours: float, unit: str, to: Callable[[float], int] = round) -> str:
    return f"{_digits(hours / 24 if unit == 'd' else hours, to)} {unit}"


def _percent(value: float, to: Callable[[float], int] = round) -> str:
    return f"{_digits(value * 100, to)} %"


def _digits(value: float, to: Callable[[float], int] = round) -> str:
    """Return three significant digits without an exponent; the ends of a range round outwards."""
    if value == 0:
        return "0"
    places = 2 - math.floor(math.log10(abs(value)))
    scaled = to(round(value * 10**places, 6)) / 10**places  # undo binary noise before rounding
    text = f"{scaled:.{max(places, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
